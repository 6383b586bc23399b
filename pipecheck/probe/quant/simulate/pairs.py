"""The nodes that round a tensor and give the numbers back as floats, in the operators that the network's version has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from pipecheck.probe.quant.simulate import scales
from pipecheck.probe.quant.simulate.skeleton import fresh
from pipecheck.probe.quant.simulate.wiring import Pair
from pipecheck_transformers.pixels import Array

CONTRIB = "com.microsoft"
_QUANTISES, _AXES, _WIDE = 10, 13, 21
"""The versions of the standard operators that brought QuantizeLinear, its axis, and its 16 bits."""
_DTYPES = {"int8": np.int8, "int16": np.int16}


@dataclass(frozen=True, slots=True)
class Made:
    """*nodes* in their order, and the *constants* that they take."""

    nodes: tuple[Any, ...]
    constants: tuple[Any, ...]


def domain(kind: scales.Grid, opset: int, *, along_axis: bool = False) -> str:
    """Where QuantizeLinear for such numbers comes from: the standard operators, or onnxruntime's own where those have none yet."""
    needed = _WIDE if kind == "int16" else _AXES if along_axis else _QUANTISES
    return "" if opset >= needed else CONTRIB


def rounding(pair: Pair, source: str, opset: int, names: set[str]) -> Made:
    """The nodes that make what *pair* says of the tensor *source*; new names are added to *names*."""
    kind = scales.grid(pair.lattice.qtype)
    if kind is None or pair.lattice.covered is None:
        return _cast(pair, source, names)
    step, zero = scales.scale(pair.lattice.covered, pair.lattice.qtype)
    if pair.lattice.qtype != "int16-ec":
        return _grid(source, pair.name, (step, zero, kind), opset, names)
    return _twice(pair, source, (step, zero), opset, names)


def _cast(pair: Pair, source: str, names: set[str]) -> Made:
    half = fresh(names, f"{pair.name}_half")
    there = helper.make_node("Cast", [source], [half], name=half, to=TensorProto.FLOAT16)
    back = helper.make_node("Cast", [half], [pair.name], name=f"{pair.name}_Cast", to=TensorProto.FLOAT)
    return Made((there, back), ())


def _grid(source: str, name: str, lattice: tuple[float, int, scales.Grid], opset: int, names: set[str]) -> Made:
    step, zero, kind = lattice
    where = domain(kind, opset)
    integers = fresh(names, f"{name}_quantized")
    held = (
        numpy_helper.from_array(np.array(step, np.float32), fresh(names, f"{name}_scale")),
        numpy_helper.from_array(np.array(zero, _DTYPES[kind]), fresh(names, f"{name}_zero_point")),
    )
    with_grid = [each.name for each in held]
    there = helper.make_node("QuantizeLinear", [source, *with_grid], [integers], name=f"{name}_QuantizeLinear", domain=where)
    back = helper.make_node("DequantizeLinear", [integers, *with_grid], [name], name=f"{name}_DequantizeLinear", domain=where)
    return Made((there, back), held)


def _twice(pair: Pair, source: str, lattice: tuple[float, int], opset: int, names: set[str]) -> Made:
    """An int8 number, and a second one for what it leaves over."""
    coarse, left, fine = (fresh(names, f"{pair.name}_{part}") for part in ("coarse", "rest", "fine"))
    first = _grid(source, coarse, (*lattice, "int8"), opset, names)
    second = _grid(left, fine, (scales.rest(lattice[0]), 0, "int8"), opset, names)
    less = helper.make_node("Sub", [source, coarse], [left], name=f"{pair.name}_Sub")
    both = helper.make_node("Add", [coarse, fine], [pair.name], name=f"{pair.name}_Add")
    return Made((*first.nodes, less, *second.nodes, both), (*first.constants, *second.constants))


def stored(levels: scales.Levels, name: str, opset: int, names: set[str]) -> Made:
    """Constants with the integers of a weight, and the nodes that make of them the numbers *name*."""
    laid = name if levels.groups == 1 else fresh(names, f"{name}_grouped")
    if levels.rests is None or levels.fine is None:
        made = _integers(levels, (levels.levels, levels.steps), laid, opset, names)
    else:
        made = _summed(levels, (levels.rests, levels.fine), laid, opset, names)
    if levels.groups == 1:
        return made
    apart = _apart(levels, laid, name, names)
    return Made((*made.nodes, *apart.nodes), (*made.constants, *apart.constants))


def _integers(levels: scales.Levels, held: tuple[Array, Array], name: str, opset: int, names: set[str]) -> Made:
    numbers, steps = held
    kind: scales.Grid = "int16" if numbers.dtype == np.int16 else "int8"
    tensors = (
        numpy_helper.from_array(np.ascontiguousarray(numbers), fresh(names, f"{name}_quantized")),
        numpy_helper.from_array(steps, fresh(names, f"{name}_scale")),
        numpy_helper.from_array(np.zeros(steps.shape, numbers.dtype), fresh(names, f"{name}_zero_point")),
    )
    node = helper.make_node(
        "DequantizeLinear",
        [each.name for each in tensors],
        [name],
        name=f"{name}_DequantizeLinear",
        domain=domain(kind, opset, along_axis=levels.axis is not None),
    )
    if levels.axis is not None:
        node.attribute.append(helper.make_attribute("axis", levels.axis))
    return Made((node,), tensors)


def _summed(levels: scales.Levels, finer: tuple[Array, Array], name: str, opset: int, names: set[str]) -> Made:
    coarse, rest = (fresh(names, f"{name}_{part}") for part in ("coarse", "fine"))
    first = _integers(levels, (levels.levels, levels.steps), coarse, opset, names)
    second = _integers(levels, finer, rest, opset, names)
    both = helper.make_node("Add", [coarse, rest], [name], name=f"{name}_Add")
    return Made((*first.nodes, *second.nodes, both), (*first.constants, *second.constants))


def _apart(levels: scales.Levels, source: str, name: str, names: set[str]) -> Made:
    """Groups that lie side by side put one after the other along the first axis: only so can each channel of each have its scale."""
    rows, channels, *window = levels.levels.shape
    wide = (rows, levels.groups, channels // levels.groups, *window)
    order = (1, 0, *range(2, len(wide)))
    parted, turned = (fresh(names, f"{name}_{part}") for part in ("parted", "turned"))
    shapes = [
        numpy_helper.from_array(np.array(shape, np.int64), fresh(names, f"{name}_{part}_shape"))
        for shape, part in ((wide, "grouped"), ((levels.groups * rows, *wide[2:]), "whole"))
    ]
    nodes = (
        helper.make_node("Reshape", [source, shapes[0].name], [parted], name=parted),
        helper.make_node("Transpose", [parted], [turned], name=turned, perm=order),
        helper.make_node("Reshape", [turned, shapes[1].name], [name], name=f"{name}_Reshape"),
    )
    return Made(nodes, tuple(shapes))


def half(numbers: Array, name: str, names: set[str]) -> Made:
    """A constant of float16, and the node that makes of it the floats *name*."""
    with np.errstate(over="ignore", under="ignore"):
        held = numpy_helper.from_array(np.ascontiguousarray(numbers, np.float16), fresh(names, f"{name}_half"))
    return Made((helper.make_node("Cast", [held.name], [name], name=f"{name}_Cast", to=TensorProto.FLOAT),), (held,))


def joined(parts: Iterator[Made]) -> Made:
    """All nodes and all constants of *parts*."""
    found = list(parts)
    return Made(tuple(node for part in found for node in part.nodes), tuple(each for part in found for each in part.constants))
