"""Clips that no pixel reaches change nothing."""

from __future__ import annotations

from pipecheck.lower.arguments import Arguments, number, plain
from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import canonical
from pipecheck.spec.affine import reach

_WORDS = {"a_min": "low", "min": "low", "a_max": "high", "max": "high", "a": "a", "x": "a", "input": "a"}
_OVERSHOOTS = ("cubic", "lanczos")


def clipped(picture: Picture, call: Call) -> Picture:
    """*picture* after a clip: unchanged where no pixel can reach its ends, its values unknown where one can."""
    renamed = {_WORDS.get(word, word): value for word, value in call.kwargs.items()}
    given = Arguments(Call(call.name, call.args, renamed, call.origin, call.text), ("a", "low", "high"))
    low, high = (plain(value) if (value := given.raw(word)) is not None else None for word in ("low", "high"))
    spec = canonical(picture.program)
    values, placed = spec.values.value, spec.geometry.value
    if values is None:
        return picture  # they are unknown already
    if values.casts or placed is None:
        return _lost(picture, call)
    if any(step.on == "floats" and getattr(step.op, "interpolation", None) in _OVERSHOOTS for step in placed):
        return _lost(picture, call)
    least, most = reach(values.affine)
    if (low is None or number(low) <= least) and (high is None or number(high) >= most):
        return picture
    return _lost(picture, call)


def _lost(picture: Picture, call: Call) -> Picture:
    return picture.lose(call.text, call.origin, frozenset({"values"}))
