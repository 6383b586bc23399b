"""What the files of an earlier build show, as programs: the node that the toolchain put in front, and the model's own prefix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from pipecheck.findings import Origin
from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import Conversion, InputClaims
from pipecheck.sources.onnxprefix import Casted, Moved, Prefix, PrefixStep, Reversed, Scaled, Unread
from pipecheck.spec import Aspect, Decoded, Opaque, Program, Step, canonical
from pipecheck_transformers.ops import Affine, Cast, Color, DType, Layout, Numbers, ToColor, Transpose, YuvRange

_DECODED: frozenset[Aspect] = frozenset({"decode", "geometry"})
_LAYOUTS: dict[str, Layout] = {"NHWC": "hwc", "NCHW": "chw"}
_DTYPES: dict[str, DType] = {dtype: dtype for dtype in get_args(DType)}
_FULL, _VIDEO = (1.402, 1.0, 1.772), (1.596, 1.164, 2.017)
ROUNDING, RELATIVE, EVEN = 1e-6, 0.005, 0.004
"""Thresholds are written with six digits behind the point; scales that are no farther apart than the last one count as equal."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the weights of a preprocessing node give away; *color* is None where nothing was converted, so no order shows."""

    color: Color | None
    handed: Color | None
    range: YuvRange
    scale: tuple[float, ...]


_FACTORS: tuple[tuple[Color | None, Color | None, YuvRange, tuple[float, ...]], ...] = (
    ("rgb", "yuv444", "full", _FULL),
    ("bgr", "yuv444", "full", _FULL[::-1]),
    ("rgb", "yuv444", "video", _VIDEO),
    ("bgr", "yuv444", "video", _VIDEO[::-1]),
    (None, None, "full", (1.0, 1.0, 1.0)),
)
"""Per trained order and handed type the largest weight of each row of the color matrix."""


def signature(weights: Sequence[float]) -> Signature | None:
    """The only reading of *weights* in which all channels have the same scale; None where there is none, or more than one."""
    found = [reading for reading in readings(weights) if max(reading.scale) <= min(reading.scale) * (1 + EVEN)]
    return found[0] if len(found) == 1 else None


def readings(weights: Sequence[float]) -> Iterator[Signature]:
    """Every reading of the *weights* of three channels."""
    if len(weights) == 3:
        for color, handed, given, factors in _FACTORS:
            yield Signature(color, handed, given, tuple(weight / factor for weight, factor in zip(weights, factors, strict=True)))


def expected(conversion: Conversion, claims: InputClaims) -> Signature | None:
    """What a build from this YAML would show of its node; None where the YAML does not tell, or no node would be there."""
    nodes = horizon.evaluation(conversion, claims)
    values = canonical(nodes).values.value if nodes is not None else None
    train, handed = claims.train.value, nodes.decoded.color if nodes is not None else None
    if values is None or handed is None or train not in ("rgb", "bgr"):
        return None
    scale = tuple(abs(part) for part in values.affine.scale) * (3 if values.affine.uniform else 1)
    color: Color = "rgb" if train == "rgb" else "bgr"
    given = nodes.decoded.range if nodes is not None and handed == "yuv444" else "full"
    return Signature(color, handed, given, scale) if len(scale) == 3 else None


def weights_of(shown: Signature) -> tuple[float, ...]:
    """The weights that a node of this kind has."""
    for color, handed, given, factors in _FACTORS:
        if (color, handed, given) == (shown.color, shown.handed, shown.range):
            return tuple(factor * scale for factor, scale in zip(factors, shown.scale, strict=True))
    return shown.scale  # red and blue swapped, or nothing converted: every row holds a single one


def agree(weights: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two lists of weights are the same up to the digits that are written."""
    return len(weights) == len(others) and all(abs(a - b) <= ROUNDING + RELATIVE * max(a, b) for a, b in zip(weights, others, strict=True))


def prefix(found: Prefix) -> Program:
    """What the model does to its input before its first real layer, to be appended to the nodes with `then`."""
    decoded = Decoded(layout=_LAYOUTS.get(found.layout or ""), dtype=_DTYPES.get(found.dtype))
    return Program(decoded, tuple(_step(step, Origin(found.path)) for step in found.steps), _DECODED)


def _step(step: PrefixStep, origin: Origin) -> Step:
    match step:
        case Scaled(scale=scale, bias=bias):
            return Step(Affine(scale=_short(scale), bias=_short(bias)), origin)
        case Reversed():
            return Step(ToColor("bgr", source="rgb"), origin)
        case Moved(layout=layout):
            return Step(Transpose(_LAYOUTS[layout]), origin)
        case Casted(node=name, dtype=dtype):
            known = _DTYPES.get(dtype)
            return Step(Cast(known) if known else Opaque(f"Cast {name} to {dtype}", frozenset({"values", "dtype"})), origin)
        case Unread(node=name, operator=operator):
            text = operator if name == operator else f"{operator} {name}"
            return Step(Opaque(text, frozenset({"values"})), origin)


def _short(numbers: tuple[float, ...]) -> Numbers:
    return numbers[0] if len(numbers) == 1 else numbers
