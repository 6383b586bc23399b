"""Pictures that cost a decoder what photos cost it: smooth at every scale, with the grain of a sensor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

QUALITY = 90


def write(folder: Path, count: int, height: int, width: int, grain: float) -> list[Path]:
    """*count* JPEGs; *grain* grows from half to one and a half times what is given, and the files with it."""
    # In a process of its own: the memory that this takes and frees would make everything measured later faster.
    folder.mkdir()
    subprocess.run([sys.executable, __file__, folder, *map(str, (count, height, width, grain))], check=True)
    return sorted(folder.iterdir())


def main(folder: str, count: str, height: str, width: str, grain: str) -> None:
    """Write them."""
    rng = np.random.default_rng(0)
    for index in range(int(count)):
        picture = _photo(rng, int(height), int(width), float(grain) * (0.5 + index / int(count)))
        cv2.imwrite(f"{folder}/{index:04}.jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])


def _photo(rng: np.random.Generator, height: int, width: int, grain: float) -> npt.NDArray[np.uint8]:
    picture = np.full((height, width, 3), 120, np.float32)
    for octave in range(1, 10):
        rows, columns = (max(2, side * 2**octave // width) for side in (height, width))
        patches = rng.normal(size=(rows, columns, 3)).astype(np.float32)
        picture += cv2.resize(patches, (width, height)) * (100 / 1.6**octave)
    picture += rng.normal(size=(height, width, 1)) * grain
    return np.clip(picture, 0, 255).astype(np.uint8)


if __name__ == "__main__":
    main(*sys.argv[1:])
