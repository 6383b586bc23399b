"""What calibration files are called: after their pictures, safe everywhere, no two alike, and the same in every run."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

_LONGEST = 150
"""So many bytes of a name may come from the picture; file systems take 255."""
_BETWEEN = "-"
"""Stands for the folder's slash, and sorts before letters and digits as a slash does."""
_KEPT = "_-."


def named(pictures: Iterable[Path], root: Path, ending: str) -> dict[str, Path]:
    """The *pictures* by the names of their files, in the order of these names, in which the toolchain reads them."""
    paths = {os.path.abspath(picture): picture for picture in pictures}  # noqa: PTH100  # links stay links
    parts = {picture: _parts(path, root) for path, picture in paths.items()}
    stems = {picture: _stem(each) for picture, each in parts.items()}
    shared = Counter(map(_folded, stems.values()))
    marked = {picture: stem if shared[_folded(stem)] == 1 else _marked(stem, parts[picture]) for picture, stem in stems.items()}
    if len({_folded(stem) for stem in marked.values()}) < len(marked):  # a picture is called like another one's mark
        marked = {picture: _marked(stem, parts[picture]) for picture, stem in stems.items()}
    return dict(sorted((f"{stem}{ending}", picture) for picture, stem in marked.items()))


def root(pictures: Sequence[Path]) -> Path:
    """The folder that all of *pictures* are below."""
    try:
        return Path(os.path.commonpath([os.path.abspath(picture.parent) for picture in pictures]))  # noqa: PTH100  # links stay links
    except ValueError:  # on two drives, or none
        return Path()


def safe(name: str) -> str:
    """*name* as a file may be called everywhere, and none is hidden."""
    plain = _plain(name)
    return f"_{plain[1:]}" if plain.startswith((".", "-")) else plain


def _plain(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in _KEPT else "_" for sign in name)


def _parts(path: str, root: Path) -> tuple[str, ...]:
    """The folders and the name below *root*."""
    picture, top = Path(path), Path(os.path.abspath(root))  # noqa: PTH100
    return picture.relative_to(top).parts if picture.is_relative_to(top) else picture.parts[-1:]


def _stem(parts: tuple[str, ...]) -> str:
    plain = (*parts[:-1], os.path.splitext(parts[-1])[0])  # noqa: PTH122
    visible = safe(_BETWEEN.join(map(_plain, plain)))
    if len(visible.encode()) <= _LONGEST:
        return visible
    return _marked(visible.encode()[:_LONGEST].decode(errors="ignore"), parts)


def _marked(stem: str, parts: tuple[str, ...]) -> str:
    """*stem* with a mark of the picture's own, because it may be another picture's too."""
    return f"{stem}{_BETWEEN}{hashlib.sha256('/'.join(parts).encode(errors='surrogatepass')).hexdigest()[:8]}"


def _folded(stem: str) -> str:
    """*stem* as file systems compare names that know no cases."""
    return unicodedata.normalize("NFC", stem).casefold()
