"""A picture whose memory was read in another order of the axes than it was written in, and what can still be said of it."""

from __future__ import annotations

from pipecheck.spec import affine, colors, numbers
from pipecheck.spec.facts import Arrangement
from pipecheck.spec.program import Aspect, Step
from pipecheck.spec.state import State
from pipecheck_transformers.tensor_ops import Affine, Reinterpret, TakeChannel, ToColor, Transpose
from pipecheck_transformers.words import Layout

SCRAMBLED: dict[Arrangement, tuple[Layout, Layout]] = {"hwc-as-chw": ("hwc", "chw"), "chw-as-hwc": ("chw", "hwc")}
"""Of each arrangement, what the memory is and what it is taken for."""
_ONE_PLANE = ("gray", "nv12")


def reinterpret(state: State, op: Reinterpret, step: Step) -> State:
    """*state* after a reshape; of a single channel that is as good as a transpose."""
    if state.layout is None:
        return state.touched("layout", step)
    memory, taken = SCRAMBLED.get(state.layout, (state.layout, state.layout))
    if op.layout == taken:
        return state
    if state.layout in SCRAMBLED:
        return state.touched("layout", step, layout=memory)
    if state.color is None:  # nobody knows whether it has more than one channel
        return state.forget(frozenset({"layout"}), step)
    return state.touched("layout", step, layout=op.layout if state.color.name in _ONE_PLANE else f"{memory}-as-{op.layout}")


def spoiled(state: State, step: Step) -> State | None:
    """*state* after a step that means nothing on scrambled channels; None where it does what it always does."""
    if state.layout not in SCRAMBLED:
        return None
    match step.op:
        case ToColor():
            return colors.convert(state, step.op, step).forget(frozenset({"color", "values"}), step)
        case TakeChannel():
            return state.forget(frozenset({"color", "values"}), step)
        case Affine() if not affine.of(step.op).uniform:
            return numbers.scale(state, step.op, step).forget(frozenset({"values"}), step)
        case Transpose(layout=layout):
            return state if layout == SCRAMBLED[state.layout][1] else _turned(state, layout, step)
        case _:
            return None


def _turned(state: State, layout: Layout, step: Step) -> State:
    """*state* with its axes as *layout* names them; where a pixel lies and of which channel it is, nobody can tell any more."""
    uniform = state.values is not None and state.values.affine.uniform
    lost: frozenset[Aspect] = frozenset({"geometry", "color"}) if uniform else frozenset({"geometry", "color", "values"})
    return state.forget(lost, step).touched("layout", step, layout=layout)
