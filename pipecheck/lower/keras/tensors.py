"""TensorFlow's functions on the axes of a tensor, and those of `tf.image` that draw lots."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, NotReadError
from pipecheck.lower.keras.images import Function
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Aspect, Random
from pipecheck_transformers.ops import Layout, Transpose

_LAYOUT: frozenset[Aspect] = frozenset({"layout"})
_GEOMETRY: frozenset[Aspect] = frozenset({"geometry"})
_VALUES: frozenset[Aspect] = frozenset({"values"})
_ORDERS: dict[tuple[int, ...], tuple[Layout, Layout]] = {(2, 0, 1): ("hwc", "chw"), (1, 2, 0): ("chw", "hwc")}
_RANDOM: dict[str, frozenset[Aspect]] = {
    "crop": _GEOMETRY,
    **dict.fromkeys(("brightness", "contrast", "hue", "saturation", "jpeg_quality"), _VALUES),
    **dict.fromkeys(("flip_left_right", "flip_up_down"), frozenset()),
}


def _expanded(call: Call, picture: Picture) -> Picture:
    """An axis for several pictures in front."""
    if Arguments(call, ("input", "axis", "name")).value("axis", 0) != 0 or picture.batched:
        raise NotReadError("an axis elsewhere")
    return picture.do(origin=call.origin, batched=True)


def _squeezed(call: Call, picture: Picture) -> Picture:
    if Arguments(call, ("input", "axis", "name")).value("axis") not in (0, (0,), None) or not picture.batched:
        raise NotReadError("another axis")
    return picture.do(origin=call.origin, batched=False)


def _transposed(call: Call, picture: Picture) -> Picture:
    order = Arguments(call, ("a", "perm", "conjugate", "name")).value("perm")
    if picture.batched and isinstance(order, tuple) and order[:1] == (0,):
        order = tuple(axis - 1 for axis in order[1:])
    before, after = _ORDERS.get(order, (None, None))
    if before is None or after is None or picture.layout != before:
        raise NotReadError("another order of axes")
    return picture.do(Transpose(after), origin=call.origin, layout=after)


def _by_chance(call: Call, picture: Picture) -> Picture:
    name = call.name.rsplit(".", 1)[-1]
    return picture.chance(Random(name, _RANDOM[name.split("random_", 1)[-1]]), call.origin)


FUNCTIONS: dict[str, tuple[Function, frozenset[Aspect]]] = {
    "tensorflow.expand_dims": (_expanded, _LAYOUT),
    "tensorflow.squeeze": (_squeezed, _LAYOUT),
    "tensorflow.transpose": (_transposed, _LAYOUT),
    **{f"tensorflow.image.{kind}random_{name}": (_by_chance, touched) for kind in ("", "stateless_") for name, touched in _RANDOM.items()},
}
"""The functions whose first argument is the picture, and what one that is not read may touch."""
