"""How a fact is said in words that fit into one cell; two facts that differ never read the same."""

from __future__ import annotations

from pipecheck.report.words import listed, number
from pipecheck.spec import Affinity, Aspect, Fact, Placed, Quantised, Spec, Values
from pipecheck.spec.affine import reach
from pipecheck_transformers.ops import (
    CHOOSES_ANTIALIAS,
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    LongSideCrop,
    Numbers,
    Pad,
    PadToMultiple,
    Resize,
    ResizeLong,
    ResizeShort,
    Sampled,
    WarpAffine,
    antialiases,
)

SILENT = "–"


def say(spec: Spec, aspect: Aspect) -> str:
    """What *spec* knows of *aspect*."""
    fact: Fact[object] = getattr(spec, aspect)
    match fact.value:
        case None:
            return SILENT if fact.origin is None else f"unknown ({fact.origin})"
        case Values() as values:
            return _values(values, spec)
        case tuple() as steps:
            return " → ".join(map(_placed, steps)) or "size unchanged"
        case "hwc" | "chw" as layout:
            return layout.upper()
        case value:
            return str(value)


def _values(values: Values, spec: Spec) -> str:
    color = spec.color.value
    named = not values.affine.uniform and color is not None and color.name in ("rgb", "bgr")
    order = f" ({', '.join(color.name)})" if named and color is not None else ""
    casts = "".join(f", {_cast(cast, values.affine)}" for cast in values.casts)
    tail = casts or ("" if values.affine.identity else f" → {_reach(values.affine)}")
    return _affine(values.affine) + order + tail


def _affine(affine: Affinity) -> str:
    if affine.identity:
        return "0..255 unchanged"
    if not all(affine.scale):
        return f"x × {_numbers(affine.scale, 5)} + {_numbers(affine.bias, 5)}"
    # a thousandth of an 8-bit level is dust
    means = tuple(round(-bias / scale, 3) + 0.0 for scale, bias in zip(affine.scale, affine.bias, strict=True))
    gain = _gain(affine.scale)
    if not any(means):
        return f"x {gain}".rstrip()
    shift = f"x + {number(-means[0], 9)}" if len(means) == 1 and means[0] < 0 else f"x − {_numbers(means, 9)}"
    return f"({shift}) {gain}" if gain else shift


def _gain(scale: tuple[float, ...]) -> str:
    """A factor as people write it: `/ 255` and `/ 127.5`, but `× 0.017125`."""
    if scale == (1.0,):
        return ""
    divisor = 1 / scale[0]
    whole = round(divisor * 2) / 2
    if len(scale) == 1 and divisor > 1 and abs(divisor - whole) < 1e-6 * divisor:
        return f"/ {number(whole, 9)}"
    return f"× {_numbers(scale, 5)}"


def _reach(affine: Affinity) -> str:
    """The range into which the pixels 0..255 fall."""
    low, high = reach(affine)
    return f"{number(low, 3)}..{number(high, 3)}"


def _cast(cast: Quantised, reached: Affinity) -> str:
    before = "" if cast.before == reached else f" from {_affine(cast.before)}"
    return f"cast to {cast.dtype}{before} ({cast.rounding}, {cast.overflow})"


def _placed(step: Placed) -> str:
    op = step.op
    match op:
        case Resize():
            return f"stretch to {_size(op.height, op.width)}{_details(*_sampling(step, op))}"
        case ResizeShort():
            limit = f", long side at most {op.longest}" if op.longest else ""
            return f"short side {op.size}{limit}{_details(*_sampling(step, op), _rounded(op.rounding, 'floor'))}"
        case ResizeLong():
            return f"long side {op.size}{_details(*_sampling(step, op), _rounded(op.rounding, 'floor'))}"
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
            how = _fill(op.fill) if op.mode == "constant" else op.mode
            return f"pad top {op.top}, bottom {op.bottom}, left {op.left}, right {op.right}{_details(how)}"
        case PadToMultiple():
            return f"pad to a multiple of {op.divisor}{_details(_fill(op.fill), 'centred' if op.position == 'center' else '')}"
        case WarpAffine():
            by = f"by {_numbers(op.matrix, 9)}" if op.matrix else f"fitted × {number(op.scale, 9)}"
            return f"warp to {_size(op.height, op.width)} {by}{_details(f'opencv {op.interpolation}', _fill(op.fill))}"
        case Flip():
            return "flip left to right" if op.direction == "horizontal" else "flip top to bottom"


def _letterbox(op: Letterbox) -> tuple[str, ...]:
    corner = "picture in the corner" if op.position == "corner" else ""
    return _fill(op.fill), corner, "" if op.grow else "never enlarged", _rounded(op.rounding, "half-even")


def _sampling(step: Placed, op: Sampled) -> tuple[str, ...]:
    chosen = op.library in CHOOSES_ANTIALIAS and op.interpolation not in ("nearest", "nearest-exact", "area")
    smoothing = ("antialiased" if antialiases(op) else "not antialiased") if chosen else ""
    return f"{op.library} {op.interpolation}", smoothing, f"on {step.on}" if step.on else ""


def _size(height: int, width: int) -> str:
    """A square needs no names; for other sizes nobody could tell which number is the height."""
    return f"{height}×{width}" if height == width else f"h{height}×w{width}"


def _rounded(rounding: str, usual: str, what: str = "") -> str:
    return "" if rounding == usual else f"{what} rounded {rounding}".strip()


def _fill(fill: Numbers | None) -> str:
    if fill is None:
        return ""
    return f"fill {_numbers(fill, 9) if isinstance(fill, tuple) else number(fill, 9)}"


def _details(*parts: str) -> str:
    return f" ({', '.join(filter(None, parts))})" if any(parts) else ""


def _numbers(part: tuple[float, ...], digits: int) -> str:
    return listed([number(value, digits) for value in part], last=", ")
