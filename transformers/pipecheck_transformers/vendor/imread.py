"""The samples' names for the ways of reading a picture."""

from __future__ import annotations

from pipecheck_transformers import readers
from pipecheck_transformers.ops import Read


def imread_mode(mode: str) -> Read:
    """The reader of *mode*: `opencv` is BGR in 0..255, `skimage` and `caffe` are RGB in 0..1, `PIL` is RGB in 0..255."""
    match mode:
        case "opencv":
            return readers.opencv()
        case "skimage" | "caffe":
            return readers.skimage(unit=True)
        case "PIL":
            return readers.pil()
        case _:
            raise ValueError(f"imread mode is {mode!r}, not 'opencv', 'skimage', 'caffe' or 'PIL'")
