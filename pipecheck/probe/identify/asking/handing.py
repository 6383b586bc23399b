"""The ways to hand a picture to a callable, in the order in which they make sense for it."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import cv2
import numpy as np
from PIL import Image

from pipecheck_transformers.chain import Chain
from pipecheck_transformers.pixels import Array

Way = Literal["array", "pil", "path", "tensor", "image=", "images=", "list"]
WAYS: tuple[Way, ...] = get_args(Way)
WORDS: dict[Way, str] = {
    "array": "an array (height × width × 3)",
    "pil": "a Pillow picture",
    "path": "a path",
    "tensor": "a torch tensor (3 × height × width, uint8)",
    "image=": "an array as image=",
    "images=": "an array as images=",
    "list": "a list with an array",
}
"""How a picture was handed over, in words."""
_TORCH: tuple[Way, ...] = ("pil", "tensor", "array", "path", "list")
_PLAIN: tuple[Way, ...] = ("array", "pil", "path", "tensor", "list", "image=", "images=")
_OF_LIBRARY: dict[str, tuple[Way, ...]] = {
    "albumentations": ("image=",),
    "transformers": ("images=", "pil", "array"),
    "torchvision": _TORCH,
    "timm": _TORCH,
    "open_clip": _TORCH,
}
_OF_NAME: tuple[tuple[str, Way], ...] = (
    (r"path|file|fname|uri", "path"),
    (r"^images$|pixel", "images="),
    (r"pil", "pil"),
    (r"tensor", "tensor"),
)
_OF_TYPE: tuple[tuple[str, Way], ...] = (
    (r"\bstr\b|Path", "path"),
    (r"PIL|\bImage\b", "pil"),
    (r"Tensor", "tensor"),
    (r"ndarray|NDArray|\bMat\b", "array"),
)


def ways(taker: Callable[..., Any]) -> Iterator[Way]:
    """Every way that may work for *taker*, the likeliest first."""
    home = type(taker).__module__.split(".")[0]
    hinted = _OF_LIBRARY.get(home) or (("array",) if isinstance(taker, Chain) else _hinted(taker))
    # Inside of a function, torchvision's second version would let an array pass every step untouched.
    plain = ("pil", *_PLAIN) if "torchvision" in sys.modules else _PLAIN
    yield from dict.fromkeys((*hinted, *plain))


def hand(taker: Callable[..., Any], way: Way, picture: Array, folder: Path) -> Any:
    """What *taker* makes of *picture*, which is in the order of channels that it expects; a file is always read back as it was."""
    match way:
        case "array":
            return taker(np.ascontiguousarray(picture))
        case "pil":
            return taker(Image.fromarray(np.ascontiguousarray(picture)))
        case "path":
            return taker(str(_written(picture, folder)))
        case "tensor":
            return taker(_tensor(picture))
        case "image=":
            return taker(image=np.ascontiguousarray(picture))
        case "images=":
            return taker(images=np.ascontiguousarray(picture))
        case "list":
            return taker([np.ascontiguousarray(picture)])


def _hinted(taker: Callable[..., Any]) -> tuple[Way, ...]:
    """What the first parameter's name and annotation say."""
    try:
        parameters = list(inspect.signature(taker).parameters.values())
    except (TypeError, ValueError):
        return ()
    if not parameters:
        return ()
    first = parameters[0]
    annotation = "" if first.annotation is first.empty else str(getattr(first.annotation, "__name__", "")) + str(first.annotation)
    found: list[Way] = [way for pattern, way in _OF_TYPE if re.search(pattern, annotation)]
    found += [way for pattern, way in _OF_NAME if re.search(pattern, first.name.lower())]
    if first.kind is first.KEYWORD_ONLY:
        found.insert(0, "images=" if first.name == "images" else "image=")
    return tuple(found)


def _written(picture: Array, folder: Path) -> Path:
    path = folder / "picture.png"
    _, data = cv2.imencode(".png", np.ascontiguousarray(picture[:, :, ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    path.write_bytes(data.tobytes())
    return path


def _tensor(picture: Array) -> Any:
    torch = sys.modules.get("torch")  # who takes tensors has loaded it
    if torch is None:
        raise TypeError("nothing has loaded torch")
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(picture, -1, 0)))
