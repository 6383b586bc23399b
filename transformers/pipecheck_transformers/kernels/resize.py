"""Stretching a picture to a size, by the library that is meant."""

from __future__ import annotations

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Interpolation, Library
from pipecheck_transformers.pixels import Array


def resize(array: Array, height: int, width: int, interpolation: Interpolation, library: Library, *, antialias: bool) -> Array:
    """*array* (H×W×C) stretched to *height* × *width* as *library* does it; whether the dtype stays is the library's habit too."""
    # Only the library that is asked for is loaded.
    match library:
        case "opencv":
            from pipecheck_transformers.kernels import resize_opencv

            return resize_opencv.resize(array, height, width, interpolation)
        case "pil":
            from pipecheck_transformers.kernels import resize_pil

            return resize_pil.resize(array, height, width, interpolation)
        case "skimage":
            from pipecheck_transformers.kernels import resize_skimage

            return resize_skimage.resize(array, height, width, interpolation, antialias)
        case "torch":
            from pipecheck_transformers.kernels import resize_torch

            return resize_torch.resize(array, height, width, interpolation, antialias)
        case "tensorflow":
            from pipecheck_transformers.kernels import resize_tensorflow

            return resize_tensorflow.resize(array, height, width, interpolation, antialias)
        case "horizon":
            raise StepError("horizon has no resize of its own; its samples use opencv, skimage or pil")
