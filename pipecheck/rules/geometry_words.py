"""How geometry steps are said in a sentence, and what to write instead of them."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.spec.facts import Placed
from pipecheck.spec.sampling import Kernel, kernel
from pipecheck_transformers.ops import (
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Numbers,
    Pad,
    PadTo,
    PadToMultiple,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    Rounding,
    WarpAffine,
)
from pipecheck_transformers.words import OffsetRounding

_OFFSETS: dict[OffsetRounding, str] = {
    "floor": "(side − size) // 2",
    "halves": "side // 2 − size // 2",
    "half-even": "round((side − size) / 2)",
    "half-up": "int((side − size) / 2 + 0.5)",
    "ceil": "ceil((side − size) / 2)",
}
_LENGTHS: dict[Rounding, str] = {
    "floor": "int(length)",
    "half-even": "round(length)",
    "half-up": "int(length + 0.5)",
    "ceil": "ceil(length)",
}
_OPENCV = {
    "nearest": "NEAREST", "nearest-exact": "NEAREST_EXACT", "linear": "LINEAR", "cubic": "CUBIC", "area": "AREA", "lanczos": "LANCZOS4",
}  # fmt: skip
_PIL = {"nearest": "NEAREST", "linear": "BILINEAR", "cubic": "BICUBIC", "lanczos": "LANCZOS", "box": "BOX", "hamming": "HAMMING"}
_MODES = {"linear": "bilinear", "cubic": "bicubic", "lanczos": "lanczos3"}
_ORDERS = {"nearest": 0, "linear": 1, "cubic": 3}


def chain(steps: Sequence[Placed]) -> str:
    """*steps* one after the other, without their kernels."""
    return " → ".join(map(short, steps)) or "pictures as they come"


def short(step: Placed) -> str:
    """What *step* does to the size and the place of a picture."""
    match step.op:
        case Resize(height=height, width=width):
            return f"stretch to {size(height, width)}"
        case ResizeShort(size=side):
            return f"short side {side}"
        case ResizeLong(size=side):
            return f"long side {side}"
        case ResizeHeight(height=height):
            return f"height {height}"
        case ResizeToMultiple(divisor=divisor):
            return f"sides in multiples of {divisor}"
        case ResizeBy(fy=fy, fx=fx):
            return f"height × {fy:g}, width × {fx:g}"
        case Letterbox(height=height, width=width):
            return f"letterbox {size(height, width)}{' in the corner' if step.op.position == 'corner' else ''}"
        case CenterCrop(height=height, width=width):
            return f"centre crop {size(height, width)}"
        case CropFraction(fraction=fraction):
            return f"centre square of {fraction:g} × short side"
        case LongSideCrop():
            return "the samples' square crop"
        case Crop(top=top, left=left, height=height, width=width):
            return f"crop {size(height, width)} at top {top}, left {left}"
        case Pad(top=top, bottom=bottom, left=left, right=right):
            return f"border of {top}, {bottom}, {left}, {right}"
        case PadTo(height=height, width=width):
            return f"pad to {size(height, width)}{' in the corner' if step.op.position == 'corner' else ''}"
        case PadToMultiple(divisor=1, square=True):
            return "pad to a square"
        case PadToMultiple(divisor=divisor, square=square):
            return f"pad to a {'square ' if square else ''}multiple of {divisor}"
        case WarpAffine(height=height, width=width):
            return f"warp to {size(height, width)}"
        case Flip(direction=direction):
            return f"{direction} flip"


def whole(steps: Sequence[Placed]) -> str:
    """*steps* in all that one has to write: kernels and fills too."""
    return " → ".join(f"{short(step)}{_manner(step)}" for step in steps)


def _manner(step: Placed) -> str:
    found, fill = kernel(step), getattr(step.op, "fill", None)
    parts = [f"{found.library} {found.name}"] if found else []
    parts += [f"fill {level(fill)}"] if fill is not None and not isinstance(step.op, CenterCrop) else []
    return f" ({', '.join(parts)})" if parts else ""


def does(step: Placed | None) -> str:
    """What *step* does with a picture to bring it to its size."""
    match step.op if step else None:
        case Resize(height=height, width=width):
            return f"stretches it to {size(height, width)}"
        case ResizeShort(size=side) as op:
            return f"brings its short side to {side}{f' and its long side to {op.longest} at most' if op.longest else ''}"
        case ResizeLong(size=side):
            return f"brings its long side to {side}"
        case ResizeHeight(height=height):
            return f"brings its height to {height}"
        case ResizeToMultiple(divisor=divisor):
            return f"brings its sides to multiples of {divisor}"
        case ResizeBy(fy=fy, fx=fx):
            return f"multiplies its height by {fy:g} and its width by {fx:g}"
        case Letterbox(height=height, width=width) as op:
            small = "" if op.grow else ", a small one as it is,"
            return f"fits it{small} into {size(height, width)} and fills the rest"
        case WarpAffine(height=height, width=width):
            return f"warps it to {size(height, width)}"
        case _:
            return "leaves it in its own size"


def size(height: int, width: int) -> str:
    """A square needs no names; for other sizes nobody could tell which number is the height."""
    return f"{height}×{width}" if height == width else f"h{height}×w{width}"


def level(fill: Numbers) -> str:
    """A fill in 0..255."""
    return ", ".join(f"{part:g}" for part in fill) if isinstance(fill, tuple) else f"{fill:g}"


def rounding(step: Placed | None) -> str | None:
    """How *step* rounds, as one would write it."""
    match step.op if step else None:
        case CenterCrop(rounding=how) | CropFraction(offset=how):
            return f"an offset of {_OFFSETS[how]}"
        case ResizeShort(rounding=how) | ResizeLong(rounding=how) | ResizeHeight(rounding=how) | Letterbox(rounding=how):
            return f"sides of {_LENGTHS[how]}"
        case _:
            return None


def resize_call(found: Kernel) -> str:
    """The call that resizes with the kernel *found*."""
    match found.library:
        case "opencv":
            return f"cv2.resize(…, interpolation=cv2.INTER_{_OPENCV[found.name]})"
        case "pil":
            return f"Pillow's picture.resize(…, Image.{_PIL[found.name]})"
        case "skimage":
            return f"skimage.transform.resize(…, order={_ORDERS[found.name]}, anti_aliasing={found.smooths})"
        case "torch":
            choice = f", antialias={found.smooths}" if found.name in ("linear", "cubic") else ""
            return f"torch's interpolate(…, mode={_MODES.get(found.name, found.name)!r}{choice})"
        case _:
            return f"tf.image.resize(…, method={_MODES.get(found.name, found.name)!r}, antialias={found.smooths})"
