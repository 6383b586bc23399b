"""How a geometry step is said in words."""

from __future__ import annotations

from pipecheck.report.words import number, numbers
from pipecheck.spec import Placed
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
    Sampled,
    WarpAffine,
    antialiases,
)


def say(step: Placed) -> str:
    """What *step* does, its habits left out."""
    op = step.op
    match op:
        case Resize():
            return f"stretch to {_size(op.height, op.width)}{_details(*_sampling(step, op))}"
        case ResizeShort():
            limit = f", long side at most {op.longest}" if op.longest else ""
            return f"short side {op.size}{limit}{_details(*_sampling(step, op), _rounded(op.rounding, 'floor'), _order(op.order))}"
        case ResizeLong():
            return f"long side {op.size}{_details(*_sampling(step, op), _rounded(op.rounding, 'floor'), _order(op.order))}"
        case ResizeHeight():
            limit = f", width at most {op.widest}" if op.widest else ""
            return f"height {op.height}{limit}{_details(*_sampling(step, op), _rounded(op.rounding, 'ceil'), _order(op.order))}"
        case ResizeToMultiple():
            return f"{_limit(op)} multiples of {op.divisor}{_details(*_sampling(step, op), _rounded(op.rounding, 'half-even'))}"
        case ResizeBy():
            on = f"on {step.on}" if step.on else ""
            return f"height × {number(op.fy, 9)}, width × {number(op.fx, 9)}{_details(f'opencv {op.interpolation}', on)}"
        case Letterbox():
            return f"letterbox {_size(op.height, op.width)}{_details(*_sampling(step, op), *_letterbox(op))}"
        case CenterCrop():
            return f"centre crop {_size(op.height, op.width)}{_details(_rounded(op.rounding, 'half-even'), _fill(op.fill))}"
        case CropFraction():
            rounding = _details(_rounded(op.rounding, "floor"), _rounded(op.offset, "floor", "offset"))
            return f"centre square of {number(op.fraction, 9)} × short side{rounding}"
        case LongSideCrop():
            return "the samples' square crop"
        case Crop():
            return f"crop {_size(op.height, op.width)} at top {op.top}, left {op.left}"
        case Pad():
            return f"pad top {op.top}, bottom {op.bottom}, left {op.left}, right {op.right}{_details(_border(op))}"
        case PadTo():
            corner = "picture in the corner" if op.position == "corner" else ""
            return f"pad to at least {_size(op.height, op.width)}{_details(_border(op), corner)}"
        case PadToMultiple():
            shape = "a square" if op.square and op.divisor == 1 else f"a {'square ' if op.square else ''}multiple of {op.divisor}"
            return f"pad to {shape}{_details(_border(op), 'centred' if op.position == 'center' else '')}"
        case WarpAffine():
            by = f"by {numbers(op.matrix, 9)}" if op.matrix else f"fitted × {number(op.scale, 9)}"
            return f"warp to {_size(op.height, op.width)} {by}{_details(f'opencv {op.interpolation}', _fill(op.fill))}"
        case Flip():
            return "flip left to right" if op.direction == "horizontal" else "flip top to bottom"


def _letterbox(op: Letterbox) -> tuple[str, ...]:
    corner = "picture in the corner" if op.position == "corner" else ""
    return _fill(op.fill), corner, "" if op.grow else "never enlarged", _rounded(op.rounding, "half-even"), _order(op.order, "ratio")


def _limit(op: ResizeToMultiple) -> str:
    if op.size is None:
        return "stretch to"
    words = {"longest": "long side at most", "shortest": "short side at least", "exact": "long side"}
    return f"{words[op.limit]} {op.size}, in"


def _border(op: Pad | PadTo | PadToMultiple) -> str:
    return _fill(op.fill) if op.mode == "constant" else op.mode


def _sampling(step: Placed, op: Sampled) -> tuple[str, ...]:
    chosen = op.library in CHOOSES_ANTIALIAS and op.interpolation not in ("nearest", "nearest-exact", "area")
    smoothing = ("antialiased" if antialiases(op) else "not antialiased") if chosen else ""
    return f"{op.library} {op.interpolation}", smoothing, f"on {step.on}" if step.on else ""


def _size(height: int, width: int) -> str:
    """A square needs no names; for other sizes nobody could tell which number is the height."""
    return f"{height}×{width}" if height == width else f"h{height}×w{width}"


def _rounded(rounding: str, usual: str, what: str = "") -> str:
    return "" if rounding == usual else f"{what} rounded {rounding}".strip()


def _order(order: Order, usual: Order = "product") -> str:
    words = {"product": "multiplied before it is divided", "ratio": "both sides times a ratio", "aspect": "size times the aspect"}
    return "" if order == usual else words[order]


def _fill(fill: Numbers | None) -> str:
    if fill is None:
        return ""
    return f"fill {numbers(fill, 9) if isinstance(fill, tuple) else number(fill, 9)}"


def _details(*parts: str) -> str:
    return f" ({', '.join(filter(None, parts))})" if any(parts) else ""
