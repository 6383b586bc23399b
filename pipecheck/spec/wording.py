"""How geometry steps are said in a sentence, and what to write instead of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.spec.facts import Placed
from pipecheck.spec.sampling import Kernel, kernel
from pipecheck_transformers.ops import (
    CHOOSES_ANTIALIAS,
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Numbers,
    Order,
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
    Sampled,
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
_LIMITS = {"longest": "long side at most", "shortest": "short side at least", "exact": "long side"}
_ORDERED: dict[Order, str] = {
    "product": "multiplied before it is divided",
    "ratio": "both sides times a ratio",
    "aspect": "size times the aspect",
}
_CORNER = " in the corner"
_OPENCV = {
    "nearest": "NEAREST", "nearest-exact": "NEAREST_EXACT", "linear": "LINEAR", "cubic": "CUBIC", "area": "AREA", "lanczos": "LANCZOS4",
}  # fmt: skip
_PIL = {"nearest": "NEAREST", "linear": "BILINEAR", "cubic": "BICUBIC", "lanczos": "LANCZOS", "box": "BOX", "hamming": "HAMMING"}
_MODES = {"linear": "bilinear", "cubic": "bicubic", "lanczos": "lanczos3"}
_ORDERS = {"nearest": 0, "linear": 1, "cubic": 3}


def chain(steps: Sequence[Placed]) -> str:
    """*steps* one after the other, without their kernels."""
    return " → ".join(map(short, steps)) or "pictures as they come"


def whole(steps: Sequence[Placed]) -> str:
    """*steps* in all that one has to write: kernels, fills and roundings too."""
    return " → ".join(map(say, steps))


def say(step: Placed) -> str:
    """What *step* does and how, its habits left out."""
    details = ", ".join(filter(None, _manner(step)))
    return f"{short(step)} ({details})" if details else short(step)


def short(step: Placed) -> str:
    """What *step* does to the size and the place of a picture."""
    match step.op:
        case Resize(height=height, width=width):
            return f"stretch to {size(height, width)}"
        case ResizeShort() as op:
            return f"short side {op.size}{f', long side at most {op.longest}' if op.longest else ''}"
        case ResizeLong(size=side):
            return f"long side {side}"
        case ResizeHeight() as op:
            return f"height {op.height}{f', width at most {op.widest}' if op.widest else ''}"
        case ResizeToMultiple(divisor=divisor) as op:
            return f"{'stretch to' if op.size is None else f'{_LIMITS[op.limit]} {op.size}, in'} multiples of {divisor}"
        case ResizeBy(fy=fy, fx=fx):
            return f"height × {level(fy)}, width × {level(fx)}"
        case Letterbox(height=height, width=width) as op:
            return f"letterbox {size(height, width)}{_CORNER if op.position == 'corner' else ''}"
        case CenterCrop(height=height, width=width):
            return f"centre crop {size(height, width)}"
        case CropFraction(fraction=fraction):
            return f"centre square of {level(fraction)} × short side"
        case LongSideCrop():
            return "the samples' square crop"
        case Crop(top=top, left=left, height=height, width=width):
            return f"crop {size(height, width)} at top {top}, left {left}"
        case Pad(top=top, bottom=bottom, left=left, right=right):
            return f"pad top {top}, bottom {bottom}, left {left}, right {right}"
        case PadTo(height=height, width=width) as op:
            return f"pad to at least {size(height, width)}{_CORNER if op.position == 'corner' else ''}"
        case PadToMultiple(divisor=divisor, square=square) as op:
            shape = "square" if square and divisor == 1 else f"{'square ' if square else ''}multiple of {divisor}"
            return f"pad to a {shape}{', centred' if op.position == 'center' else ''}"
        case WarpAffine(height=height, width=width) as op:
            return f"warp to {size(height, width)} {f'by {level(op.matrix)}' if op.matrix else f'fitted × {level(op.scale)}'}"
        case Flip(direction=direction):
            return "flip left to right" if direction == "horizontal" else "flip top to bottom"


def _manner(step: Placed) -> Iterator[str]:
    """The kernel, the border and the roundings of *step*, those left out that nobody would name."""
    if (found := kernel(step)) is not None:
        chosen = (
            isinstance(step.op, Sampled) and found.library in CHOOSES_ANTIALIAS and found.name not in ("nearest", "nearest-exact", "area")
        )
        yield f"{found.library} {found.name}"
        yield ("antialiased" if found.smooths else "not antialiased") if chosen else ""
        yield f"on {step.on}" if step.on else ""
    match step.op:
        case ResizeShort() | ResizeLong() as op:
            yield from (_rounded(op.rounding, "floor"), _ordered(op.order))
        case ResizeHeight() as op:
            yield from (_rounded(op.rounding, "ceil"), _ordered(op.order))
        case ResizeToMultiple() as op:
            yield _rounded(op.rounding, "half-even")
        case Letterbox() as op:
            yield from (f"fill {level(op.fill)}", "" if op.grow else "never enlarged")
            yield from (_rounded(op.rounding, "half-even"), _ordered(op.order, "ratio"))
        case CenterCrop() as op:
            yield from (_rounded(op.rounding, "half-even"), "" if op.fill is None else f"fill {level(op.fill)}")
        case CropFraction() as op:
            yield from (_rounded(op.rounding, "floor"), _rounded(op.offset, "floor", "offset"))
        case Pad() | PadTo() | PadToMultiple() as op:
            yield f"fill {level(op.fill)}" if op.mode == "constant" else op.mode
        case WarpAffine(fill=fill):
            yield f"fill {level(fill)}"
        case _:
            return


def _rounded(rounding: str, usual: str, what: str = "") -> str:
    return "" if rounding == usual else f"{what} rounded {rounding}".strip()


def _ordered(order: Order, usual: Order = "product") -> str:
    return "" if order == usual else _ORDERED[order]


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
    """A fill, or any other numbers, with as many digits as anybody writes."""
    return ", ".join(map(level, fill)) if isinstance(fill, tuple) else f"{fill:.9g}".replace("-", "−")


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
