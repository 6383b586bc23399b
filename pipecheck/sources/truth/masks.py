"""Masks in a folder: pictures without colors in which every pixel is the number of its class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources.labels import classes as classlists
from pipecheck.sources.labels import listing
from pipecheck.sources.truth import Mask, Truths

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_ENDINGS = (".png", ".bmp", ".tif", ".tiff", ".gif")
_LARGEST = 1 << 28
_LOOKED_AT = 64
_MODES = ("1", "L", "P", "I", "I;16", "I;16B")
_CALLED = (
    "_gtFine_labelTrainIds",
    "_gtFine_labelIds",
    "_labelTrainIds",
    "_labelIds",
    "_mask",
    "_masks",
    "_label",
    "_labels",
    "_seg",
    "_gt",
)
_PICTURE_CALLED = {"_gtFine_labelTrainIds": "_leftImg8bit", "_gtFine_labelIds": "_leftImg8bit"}
_ASSUMED = "pixels of 255 belong to no class"


def load(path: Path, classes: Path | None, outputs: int | None) -> Truths:
    """The masks below the folder *path*, each for the picture of its name; numbers are settled by how many classes the network has."""
    if not path.is_dir():
        raise SourceError(path, "masks are a folder of PNG files" if path.exists() else "no such folder")
    folder = path / "SegmentationClass" if (path / "SegmentationClass").is_dir() else path
    names = listing.below(folder, _ENDINGS)
    if not names:
        raise SourceError(folder, "holds no mask: PNG files are wanted whose pixels are the numbers of classes")
    chosen, ending = _chosen(names)
    titles = () if classes is None else tuple(name for _, name in classlists.read(classes).entries)
    first, binary, assumed = _settled([folder / name for name in chosen], outputs or len(titles) or None)
    said = {_picture(name, ending): Mask(folder / name, first, binary) for name in chosen}
    return Truths(said=said, classes=titles, assumed=assumed, origin=Origin(path))


def read(mask: Mask) -> Array:
    """The number of the class of every pixel of *mask*; 255 where it belongs to none."""
    import numpy as np

    numbers = _numbers(mask.path)
    if mask.binary:
        return (numbers > 0).astype(np.uint8)
    if not mask.first:
        return numbers
    none = (numbers < mask.first) | (numbers == 255)
    return np.where(none, 255, numbers.astype(np.int32) - mask.first)


def _numbers(path: Path) -> Array:
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > _LARGEST:
                raise SourceError(path, f"{picture.width}×{picture.height} pixels are too many for a mask")
            if picture.mode not in (*_MODES, "RGB"):
                raise SourceError(path, _colored(picture.mode))
            numbers: Array = np.asarray(picture)
    except (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, Image.DecompressionBombError) as e:
        said = "" if isinstance(e, UnidentifiedImageError) else f": {' '.join(str(e).split())[:120]}"
        raise SourceError(path, f"no mask that can be read{said}") from e
    if numbers.ndim == 3:
        if (numbers != numbers[..., :1]).any():
            raise SourceError(path, _colored("RGB"))
        numbers = numbers[..., 0]
    if numbers.dtype.kind == "i" and (numbers < 0).any():  # what belongs to no class is -1 to some
        return np.where(numbers < 0, 255, numbers)
    return numbers.astype(np.uint8) if numbers.dtype == bool else numbers


def _colored(mode: str) -> str:
    return f"a picture in colors ({mode}), and no mask: every pixel has to be the number of its class (PNG of mode L or P)"


def _settled(paths: Sequence[Path], outputs: int | None) -> tuple[int, bool, tuple[str, ...]]:
    """What the first class is called and whether there is only one beside the ground, by some of the masks at *paths*."""
    seen: set[int] = set()
    for path in paths[:: max(len(paths) // _LOOKED_AT, 1)]:
        seen.update(_unique(_numbers(path)))
    if seen == {0, 255} and outputs in {None, 1, 2}:
        return 0, True, ("masks of 0 and 255 show one class",)
    highest = max(seen - {255}, default=0)
    if outputs is not None and highest >= outputs > 1:
        if highest == outputs:
            said = f"masks count from 1, for they go up to {highest} and the network has {outputs} classes; pixels of 0 belong to none"
            return 1, False, (said, _ASSUMED)
        raise SourceError(paths[0].parent, f"masks hold class {highest}, and the network has {outputs} classes; {_ASSUMED}")
    return 0, False, (_ASSUMED,) if 255 in seen else ()


def _unique(numbers: Array) -> list[int]:
    import numpy as np

    if numbers.dtype == np.uint8:
        return [int(each) for each in np.flatnonzero(np.bincount(numbers.ravel(), minlength=256))]
    return [int(each) for each in np.unique(numbers)]


def _chosen(names: Sequence[str]) -> tuple[list[str], str]:
    """Those of *names* that are masks, and what all of them end with: data sets keep several kinds of pictures beside each other."""
    endings = Counter(ending for name in names if (ending := _ending(name)))
    for ending in _CALLED:
        if endings[ending] and (ending.startswith("_gtFine") or endings[ending] == len(names)):
            return [name for name in names if _ending(name) == ending], ending
    return list(names), ""


def _ending(name: str) -> str:
    stem = name.rpartition(".")[0]
    return next((ending for ending in _CALLED if stem.endswith(ending)), "")


def _picture(name: str, ending: str) -> str:
    """What the picture of the mask *name* is called."""
    stem, _, _ = name.rpartition(".")
    return stem.removesuffix(ending) + _PICTURE_CALLED.get(ending, "") if ending else name


def likely(folder: Path) -> bool:
    """Whether *folder* holds pictures that are no photographs: PNG files without colors at its top."""
    from PIL import Image

    for each in sorted(folder.iterdir()):
        if each.suffix.lower() == ".png" and each.is_file():
            try:
                with Image.open(each) as picture:
                    return picture.mode in _MODES
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
                return False
    return False
