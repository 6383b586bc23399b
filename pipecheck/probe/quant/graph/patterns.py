"""Activation functions that a framework wrote as several nodes, and that the NPU looks up in one table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pipecheck.probe.quant.graph import constants
from pipecheck.probe.quant.graph.fusing import Group
from pipecheck.probe.quant.graph.liveness import Scene
from pipecheck.probe.quant.graph.wires import standard
from pipecheck.sources.onnxconstants import attribute
from pipecheck_transformers.pixels import Array

_POINTS = np.linspace(-8, 8, 65)
_CLOSE = 1e-4
_LONGEST = 10
_ERF = np.vectorize(math.erf, otypes=[np.float64])


def _sigmoid(x: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-x))
    return found


def _softplus(x: Array) -> Array:
    found: Array = np.logaddexp(0, x)
    return found


_CURVES: Mapping[str, Array] = {
    "HzSwish": _POINTS * _sigmoid(_POINTS),
    "HzHardSwish": _POINTS * np.clip(_POINTS + 3, 0, 6) / 6,
    "HzMish": _POINTS * np.tanh(_softplus(_POINTS)),
    "HzGelu": _POINTS * (1 + _ERF(_POINTS * math.sqrt(0.5))) / 2,
    "HardSigmoid": np.clip(_POINTS / 6 + 0.5, 0, 1),
}
"""What the functions give at a number of points, by the toolchain's names for them; the tanh form of Gelu is beside it."""
_TANH_GELU = _POINTS * (1 + np.tanh(math.sqrt(2 / math.pi) * (_POINTS + 0.044715 * _POINTS**3))) / 2
_BENT: Mapping[str, Callable[..., Array]] = {
    "Sigmoid": _sigmoid,
    "Softplus": _softplus,
    "Tanh": np.tanh,
    "Erf": _ERF,
    "Relu": lambda x: np.maximum(x, 0),
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Pow": np.power,
    "Min": np.minimum,
    "Max": np.maximum,
}


def find(scene: Scene) -> Iterator[Group]:
    """The groups of nodes that make one of the known curves of a single tensor, the last ones first."""
    used: set[int] = set()
    for index in reversed(range(len(scene.wires.nodes))):
        node = scene.wires.nodes[index]
        if index not in used and node.op_type in ("Mul", "Div") and standard(node) and scene.lively(node):
            group = _grown(index, scene)
            if group is not None:
                used.update(group.nodes)
                yield group


def _grown(last: int, scene: Scene) -> Group | None:
    """The nodes that end in *last* and make a known curve of what the first of them take."""
    nodes = [last]
    while len(nodes) <= _LONGEST:
        outer = _outer(nodes, scene)
        if len(outer) == 1 and len(nodes) > 1 and (name := _curve(nodes, outer[0], scene)) is not None:
            return Group(name, last, tuple(sorted(nodes)))
        growing = [maker for name in outer if (maker := _expandable(name, nodes, scene)) is not None]
        if not growing:
            return None
        nodes.append(max(growing))
    return None


def _outer(nodes: list[int], scene: Scene) -> list[str]:
    """The activations that *nodes* take from elsewhere."""
    made = {name for index in nodes for name in scene.wires.nodes[index].output}
    return list(
        dict.fromkeys(name for index in nodes for name in scene.wires.nodes[index].input if name in scene.live and name not in made)
    )


def _expandable(name: str, nodes: list[int], scene: Scene) -> int | None:
    """The node that makes the tensor *name*, where that is taken by *nodes* alone, and bends each value by itself."""
    maker = scene.wires.makers.get(name)
    if maker is None or name in scene.wires.kept or any(taker not in nodes for taker in scene.wires.takers.get(name, ())):
        return None
    node = scene.wires.nodes[maker]
    known = standard(node) and (node.op_type in _BENT or node.op_type in ("Clip", "HardSigmoid"))
    return maker if known and len(node.output) == 1 else None


def _curve(nodes: list[int], taken: str, scene: Scene) -> str | None:
    """What the curve that *nodes* make of the tensor *taken* is called."""
    values: dict[str, Array] = {taken: _POINTS}
    shape = scene.shape(taken)
    for index in sorted(nodes):
        node = scene.wires.nodes[index]
        for name in node.input:
            if name and name not in values:
                number = _number(name, scene, None if shape is None else len(shape))
                if number is None:
                    return None
                values[name] = number
        values[node.output[0]] = _bent(node, [values[name] if name else np.array(np.nan) for name in node.input])
    made = values[scene.wires.nodes[max(nodes)].output[0]]
    if np.shape(made) != _POINTS.shape:
        return None
    curves = (*_CURVES.items(), ("HzGelu", _TANH_GELU))
    return next((name for name, curve in curves if np.abs(made - curve).max() <= _CLOSE), None)


def _number(name: str, scene: Scene, rank: int | None) -> Array | None:
    """The constant *name* where it is a single number."""
    tensor = scene.wires.constants.get(name)
    single = tensor is not None and all(side == 1 for side in tensor.dims) and len(tensor.dims) <= (1 if rank is None else rank)
    numbers = constants.array(tensor, scene.path) if single else None
    return None if numbers is None or numbers.dtype.kind != "f" else numbers.astype(np.float64).reshape(())


def _bent(node: Any, taken: Sequence[Array]) -> Array:
    with np.errstate(all="ignore"):
        if node.op_type == "HardSigmoid":
            sloped = np.multiply(taken[0], attribute(node, "alpha", 0.2)) + attribute(node, "beta", 0.5)
            return np.asarray(np.clip(sloped, 0, 1))
        if node.op_type == "Clip":
            return _clipped(node, taken)
        return np.asarray(_BENT[node.op_type](*taken))


def _clipped(node: Any, taken: Sequence[Array]) -> Array:
    """What a Clip makes; its limits stand among what it takes, or among its attributes in an old model."""
    limits = [attribute(node, "min", -np.inf), attribute(node, "max", np.inf)]
    for place, limit in enumerate(taken[1:3]):
        limits[place] = limits[place] if np.isnan(limit) else limit
    return np.asarray(np.minimum(np.maximum(taken[0], limits[0]), limits[1]))
