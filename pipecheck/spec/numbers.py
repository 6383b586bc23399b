"""What affines and casts do to the values."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.spec import affine
from pipecheck.spec.facts import Quantised, Values
from pipecheck.spec.program import Step
from pipecheck.spec.state import State
from pipecheck_transformers.tensor_ops import Affine, Cast
from pipecheck_transformers.words import DType

LIMITS: dict[DType, tuple[int, int]] = {
    "uint8": (0, 255),
    "int8": (-128, 127),
    "uint16": (0, 65535),
    "int16": (-32768, 32767),
    "int32": (-(2**31), 2**31 - 1),
}


def scale(state: State, op: Affine, step: Step) -> State:
    """*state* after an affine."""
    state = state.touched("dtype", step, dtype=op.dtype or _promoted(state.dtype))
    if state.values is None:
        return state
    composed = affine.after(state.values.affine, affine.of(op))
    if composed is None:
        return state.forget(frozenset({"values"}), step)
    return state.touched("values", step, values=replace(state.values, affine=composed))


def _promoted(dtype: DType | None) -> DType | None:
    """What NumPy makes of *dtype* and a plain number."""
    return "float64" if dtype in LIMITS else dtype


def cast(state: State, op: Cast, step: Step) -> State:
    """*state* after a cast, which is recorded where it cannot be undone."""
    before = state.dtype
    state = state.touched("dtype", step, dtype=op.dtype)
    if state.values is None or op.dtype not in LIMITS or _lossless(state.values, op.dtype):
        return state
    if before in LIMITS and _fits(before, op.dtype):
        return state
    lost = Quantised(state.values.affine, op.dtype, op.rounding, op.overflow)
    return state.touched("values", step, values=replace(state.values, casts=(*state.values.casts, lost)))


def _lossless(values: Values, dtype: DType) -> bool:
    """Whether whole levels stay whole levels inside the range of *dtype*."""
    low, high = LIMITS[dtype]
    pairs = zip(values.affine.scale, values.affine.bias, strict=True)
    return all(s in {1, -1} and b == int(b) and low <= min(b, b + 255 * s) and max(b, b + 255 * s) <= high for s, b in pairs)


def _fits(before: DType, after: DType) -> bool:
    return LIMITS[after][0] <= LIMITS[before][0] and LIMITS[before][1] <= LIMITS[after][1]
