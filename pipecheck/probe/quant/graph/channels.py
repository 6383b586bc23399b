"""What a constant beside an activation does to each of its channels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipecheck.probe.quant.graph.wires import Wires, standard
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array


@dataclass(frozen=True, slots=True)
class Affine:
    """`x · scale + shift`, one number of either for each channel."""

    scale: Array
    shift: Array

    def then(self, after: Affine) -> Affine:
        """This, and then *after*."""
        return Affine(self.scale * after.scale, self.shift * after.scale + after.shift)

    @property
    def sound(self) -> bool:
        """Whether all of its numbers are numbers."""
        return bool(np.isfinite(self.scale).all() and np.isfinite(self.shift).all())


Numbers = Callable[[str], Array]
"""The numbers of the constant of a name."""


def affine(node: Any, taken: str, wires: Wires, numbers: Numbers, *, rank: int | None, axis: int, count: int) -> Affine | None:
    """What *node* does to each of the *count* channels along *axis* of the tensor *taken*; None where it does anything else."""
    if not standard(node):
        return None
    if node.op_type == "BatchNormalization":
        return norm(node, wires, numbers, count) if axis == 1 and node.input[0] == taken else None
    if node.op_type not in ("Add", "Sub", "Mul", "Div") or len(node.input) != 2:
        return None
    behind = node.input[0] == taken
    other = node.input[1] if behind else node.input[0]
    if other not in wires.constants or (node.op_type == "Div" and not behind):
        return None
    each = per_channel(numbers(other), rank, axis, count)
    return None if each is None else _arithmetic(node.op_type, each, behind=behind)


def per_channel(constant: Array, rank: int | None, axis: int, count: int) -> Array | None:
    """The numbers of *constant* for each of *count* channels along *axis* of a tensor of *rank*; None where they are for anything else."""
    if constant.dtype.kind != "f":
        return None
    if constant.size == 1 and (constant.ndim <= 1 or (rank is not None and constant.ndim <= rank)):
        return np.full(count, constant.reshape(()), np.float64)
    if rank is None:
        fits = axis == -1 and constant.shape == (count,)
    else:
        place = axis % rank
        wanted = [1] * rank
        wanted[place] = count
        fits = constant.ndim <= rank and (1,) * (rank - constant.ndim) + constant.shape == tuple(wanted)
    return constant.reshape(-1).astype(np.float64) if fits else None


def norm(node: Any, wires: Wires, numbers: Numbers, count: int | None) -> Affine | None:
    """What a batch normalisation does to each channel; None where it is not settled, or would be no number."""
    names = list(node.input[1:5])
    settled = len(names) == 4 and all(name in wires.constants for name in names) and not any(node.output[1:])
    if not settled or attribute(node, "training_mode", 0):
        return None
    found = [numbers(name) for name in names]
    if any(each.dtype.kind != "f" for each in found):
        return None
    gain, offset, mean, variance = (each.astype(np.float64).reshape(-1) for each in found)
    if len({len(each) for each in (gain, offset, mean, variance)}) != 1 or len(gain) != (len(gain) if count is None else count):
        return None
    with np.errstate(all="ignore"):
        scale = gain / np.sqrt(variance + attribute(node, "epsilon", 1e-5))
        made = Affine(scale, offset - mean * scale)
    return made if made.sound else None


def _arithmetic(operator: str, each: Array, *, behind: bool) -> Affine | None:
    ones, zeros = np.ones_like(each), np.zeros_like(each)
    with np.errstate(all="ignore"):
        match operator:
            case "Add":
                found = Affine(ones, each)
            case "Sub":
                found = Affine(ones, -each) if behind else Affine(-ones, each)
            case "Mul":
                found = Affine(each, zeros)
            case _:
                found = Affine(1 / each, zeros)
    return found if found.sound else None
