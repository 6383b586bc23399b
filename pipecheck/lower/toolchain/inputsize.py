"""The height and width that a model input takes, from its ONNX file or from the YAML's `input_shape`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipecheck.findings import Origin
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.schema.counts import LAYOUTS
from pipecheck.spec import Fact

if TYPE_CHECKING:
    from pipecheck.lower.toolchain.beside import Beside
    from pipecheck.sources.onnxfile import Graph, Tensor

_CHANNELS = (1, 3, 4)


def size(claims: InputClaims, beside: Beside | None, count: int) -> Fact[tuple[int, int]] | None:
    """The size of one of *count* inputs; None where a side may vary, or where it cannot be told which sides are meant."""
    stated = re.fullmatch(r"(\d+)x(\d+)x(\d+)x(\d+)", claims.shape.value or "")
    shape: list[int | str] = [int(side) for side in stated.groups()] if stated else ["?"] * 4
    origin = claims.shape.origin if stated else None
    found = tensor(claims, beside.graph, count) if beside is not None and beside.graph is not None else None
    if found is not None and found.shape is not None:
        if len(found.shape) != 4:
            return None
        shape = [there if isinstance(there, int) else said for there, said in zip(found.shape, shape, strict=True)]
        origin = _place(beside) if all(isinstance(there, int) for there in found.shape) else origin
    sides = _sides(shape, claims.layout_train.value)
    return None if sides is None else Fact(sides, () if origin is None else (origin,))


def tensor(claims: InputClaims, graph: Graph, count: int) -> Tensor | None:
    """The tensor of the model that one of *count* inputs is."""
    return graph.inputs[0] if len(graph.inputs) == count == 1 else graph.input(claims.name)


def _place(beside: Beside | None) -> Origin | None:
    """Where the YAML names the model."""
    named = beside.named if beside is not None else ()
    return next((each.origin for each in named if each.key == "onnx_model"), None)


def _sides(shape: Sequence[int | str], layout: str | None) -> tuple[int, int] | None:
    """Height and width out of four sides, by the one that counts channels; by *layout* where two of them could."""
    able = [name for name, (channels, *_) in LAYOUTS.items() if shape[channels] in _CHANNELS]
    name = able[0] if len(able) == 1 else layout if layout in able else None
    if name is None:
        return None
    height, width = (shape[index] for index in LAYOUTS[name][1:])
    return (height, width) if isinstance(height, int) and isinstance(width, int) else None
