"""Golden tensors beside a test: what a source makes of pictures today, against what it made when somebody looked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.gather import named
from pipecheck.probe.golden.changing import Change
from pipecheck.report.words import counted
from pipecheck.spec import Program, Spec, canonical
from pipecheck_transformers.chain import Chain

_LONGEST = 80
_NAMED = 5
_DUST = 0.01
"""So few levels are what another processor or another version of a library makes of the same arithmetic."""
_CAUSES = {
    "swapped": "red and blue changed places",
    "shifted": "shifted by a pixel or two",
    "scaled": "other values of the same picture",
}


def called(name: str, *, given: bool) -> str:
    """*name* as the name of a file; one that is *given* has to be one already, that of a test is made one."""
    if given:
        if re.fullmatch(r"\w[\w.-]*", name) is None or len(name) > _LONGEST:
            raise UsageError(f"the name of golden tensors becomes that of a file: letters, digits, `-`, `_` and `.`, not {name!r}")
        return name
    plain = re.sub(r"\[([\w.-]+)\]$", r"-\1", name)
    clean = re.sub(r"[^\w.-]+", "-", plain)[:_LONGEST].strip("-")
    return clean if clean == plain else f"{clean}-{sha256(name.encode(errors='replace')).hexdigest()[:8]}"


def compare(source: Any, images: Sequence[str], file: Path, *, atol: float, regen: bool) -> str | None:
    """What there is to say against the tensors that *source* makes of *images*, where *file* holds those of before; None for nothing.

    Where there are none yet, or where they are to be made anew, they are written.
    """
    from pipecheck.probe.golden import changing, keeping, making

    pictures = _pictures(images)
    read = cache(lambda: named.program(source, "source"))
    does = source if _is_called(source) else read()
    with making.made_by(does, named.words(source, "source")) as make:
        if not file.exists():
            keeping.write(file, pictures, make)
            several = counted(len(pictures), "picture")
            return f"{file}: there was nothing to compare with; now it holds the tensors of {several}: run again, and commit it"
        if regen and (spoilt := _spoilt(file)):
            keeping.write(file, pictures, make)
            return f"{spoilt}; it was written anew"
        with keeping.kept(file) as kept:
            found = sorted(changing.changes(kept, pictures, make, lambda: _spec(read), atol), key=_weight)
        if not found:
            return None
        if regen:
            keeping.write(file, pictures, make)
        return "\n".join(_told(found, file, len(pictures), regen=regen))


def _spoilt(file: Path) -> str | None:
    """Why *file* cannot be read; None where it can."""
    from pipecheck.probe.golden import keeping

    try:
        with keeping.kept(file) as kept:
            for name in kept.names:
                kept[name]
    except PipecheckError as e:
        return str(e).partition(";")[0]
    return None


def _is_called(source: Any) -> bool:
    """Whether *source* is an object to call; what is named, and a chain, is done over."""
    return not (isinstance(source, Chain | str) or hasattr(source, "__fspath__"))


def _spec(read: Callable[[], Program]) -> Spec | None:
    """What the tensors mean, as far as that can be found out."""
    try:
        return canonical(read())
    except PipecheckError:
        return None


def _pictures(images: Sequence[str]) -> dict[str, Path]:
    """The files of *images* by the names under which they are kept."""
    from pipecheck.probe.images import scan

    found: dict[str, Path] = {}
    for root in map(Path, images):
        for path in scan.files(root):
            name = scan.called(path, root)
            if found.setdefault(name, path) != path:
                raise UsageError(f"{path} and {found[name]} would be kept under one name, {name}")
    if not found:
        raise UsageError(f"there is no picture in {', '.join(images) or 'nothing'}")
    return found


def _weight(change: Change) -> tuple[float, str]:
    return -change.size, change.name


def _told(found: Sequence[Change], file: Path, count: int, *, regen: bool) -> Iterator[str]:
    worst = found[0]
    several = f" on {len(found)} of {counted(count, 'picture')}" if count > 1 else ""
    yield f"{file}: {'written anew' if regen else 'other tensors'}{several}; {worst.name}: {_said(worst)}"
    for each in found[1:_NAMED]:
        yield f"    {each.name}: {_said(each)}"
    if len(found) > _NAMED:
        yield f"    and {counted(len(found) - _NAMED, 'picture')} more"
    if regen:
        yield "    look at what changed, run again, and commit the file"
        return
    if not worst.bare and worst.size <= _DUST:
        yield f"    that is no more than another processor makes of the same arithmetic: atol={_DUST:g} allows it"
    yield "    if that is meant: pytest --pipecheck-regen"


def _said(change: Change) -> str:
    from pipecheck.evidence.pixels import levels

    if change.gap is None:
        return str(change.form)
    apart = (f"{each:.3g}" if change.bare else levels(each) for each in (change.gap.largest, change.gap.mean))
    largest, mean = apart
    cause = f": {_CAUSES[change.cause]}" if change.cause in _CAUSES else ""
    return f"{largest}{'' if change.bare else ' levels'} at most, {mean} on average{cause}"
