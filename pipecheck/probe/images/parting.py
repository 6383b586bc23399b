"""Which of a set's odd files two readers make differently, by decoding a few of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pipecheck.evidence.pictures import Apart, Hazard, Pictures
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.images.levels import apart, levels
from pipecheck.spec import Decode
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array

Library = Literal["opencv", "pil", "skimage"]
LIBRARIES: tuple[Library, ...] = ("opencv", "pil", "skimage")
_BY_WEIGHT: tuple[Hazard, ...] = (
    "float", "16-bit", "CMYK", "animated", "pages", "turned TIFF", "alpha", "palette", "1-bit", "gray", "misnamed",
)  # fmt: skip
_EACH = 2
_SAME = 0.5


def parting(pictures: Pictures, left: Decode, right: Decode) -> Iterator[Apart]:
    """An example of every kind of file in *pictures* that the two make differently; each file speaks for its gravest kind."""
    spoken: set[str] = set()
    for hazard in _BY_WEIGHT:
        _, names = pictures.named(hazard)
        fresh = [name for name in names if name not in spoken][:_EACH]
        found = [example for name in fresh if (example := _compared(hazard, name, pictures.folder, left, right)) is not None]
        if found:
            spoken.update(names)
            yield max(found, key=lambda example: (example.reason is not None, example.mean or 0.0))


def _compared(hazard: Hazard, name: str, folder: Path, left: Decode, right: Decode) -> Apart | None:
    path = folder / name if folder.is_dir() else folder
    turns = hazard == "turned TIFF"
    mine, other = _decoded(path, left, turns=turns), _decoded(path, right, turns=turns)
    if isinstance(mine, str) or isinstance(other, str):
        failed = [reason for reason in (mine, other) if isinstance(reason, str)]
        return Apart(hazard=hazard, name=name, reason=failed[0]) if len(failed) == 1 else None
    one, two = levels(mine, "RGB"), levels(other, "RGB")
    gap = None if one is None or two is None else apart(one, two)
    if gap is None:
        return Apart(hazard=hazard, name=name, reason="height and width differ")
    return Apart(hazard=hazard, name=name, largest=gap[0], mean=gap[1]) if gap[0] > _SAME else None


def _decoded(path: Path, decode: Decode, *, turns: bool) -> Array | str:
    """The picture as *decode* reads it, or why it cannot."""
    library = next(each for each in LIBRARIES if each == decode.library)
    try:
        with hushed():
            return readers.read(Read(library=library, color="rgb", exif=turns and bool(decode.exif)), path)
    except ReadError as e:
        return e.reason
