"""Networks that are almost right, run as pipecheck runs them: whatever they do, one line says so.

    python tests/attack/networks.py --seconds 600 --seed 1

Every mutant of onnx's own examples of all operators lies in `mutant.onnx` of the folder `--keep` while it is run: where this process ends
before it has told how many there were, that file is what ended it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pipecheck.errors import SourceError
from pipecheck.probe.network import trying
from pipecheck.probe.network.load import load

NUMBERS = (0, -1, 1, 2, 7, 100, 65_536, 2**31 - 1, -(2**31), 2**40, 2**63 - 1, -(2**63))
"""What whole numbers are changed to."""
FLOATS = (0.0, -1.0, 1e30, float("nan"), float("inf"))
SHAPES = ((), (0,), (1,), (2,), (1, 1), (1, 1, 1, 1), (2, 3, 4, 5))
OPSETS = (6, 9, 11, 13, 17, 18, 21)


def seeds():
    """A few networks of the usual operators."""
    weights = np.random.default_rng(1).normal(size=(4, 4, 3, 3)).astype(np.float32)
    picture, window = (1, 4, 8, 8), {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}
    for nodes, stored in (
        ([helper.make_node("Conv", ["x", "w"], ["y"], group=1, strides=[2, 2], dilations=[1, 1], **window)], {"w": weights}),
        ([helper.make_node("ConvTranspose", ["x", "w"], ["y"], group=1, strides=[2, 2], output_padding=[1, 1], **window)], {"w": weights}),
        ([helper.make_node("MaxPool", ["x"], ["y", "at"], strides=[2, 2], ceil_mode=1, **window)], {}),
        ([helper.make_node("AveragePool", ["x"], ["y"], strides=[2, 2], count_include_pad=1, **window)], {}),
        ([helper.make_node("Resize", ["x", "", "s"], ["y"], mode="linear")], {"s": np.float32([1, 1, 2, 2])}),
        ([helper.make_node("Split", ["x", "s"], ["y", "z"], axis=1)], {"s": np.int64([1, 3])}),
        ([helper.make_node("Max", ["x", "m", "m"], ["y"])], {"m": np.float32([0.5])}),
        ([helper.make_node("Slice", ["x", "b", "e", "a", "d"], ["y"])], {name: np.int64([1]) for name in "bead"}),
        ([helper.make_node("Gather", ["x", "i"], ["y"], axis=1)], {"i": np.int64([2, 0])}),
        ([helper.make_node("GatherND", ["x", "i"], ["y"], batch_dims=1)], {"i": np.int64([[1, 2]])}),
        ([helper.make_node("Tile", ["x", "r"], ["y"])], {"r": np.int64([1, 1, 2, 1])}),
        ([helper.make_node("Reshape", ["x", "r"], ["f"]), helper.make_node("Softmax", ["f"], ["y"], axis=1)], {"r": np.int64([1, -1])}),
        (
            [helper.make_node("Transpose", ["x"], ["t"], perm=[0, 2, 3, 1]), helper.make_node("MatMul", ["t", "m"], ["y"])],
            {"m": weights[0, 0]},
        ),
        ([helper.make_node("DepthToSpace", ["x"], ["y"], blocksize=2)], {}),
        ([helper.make_node("Pad", ["x", "p"], ["y"], mode="reflect")], {"p": np.int64([0, 0, 1, 1, 0, 0, 1, 1])}),
    ):
        given = [helper.make_tensor_value_info("x", TensorProto.FLOAT, picture)]
        made = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
        constants = [numpy_helper.from_array(array, name) for name, array in stored.items()]
        yield helper.make_model(
            helper.make_graph(nodes, "seed", given, made, constants), opset_imports=[helper.make_opsetid("", 13)], ir_version=8
        )


def examples():
    """onnx's own examples of its operators, their smaller inputs stored within."""
    from onnx.backend.test.case.node import collect_testcases

    for case in collect_testcases(None):
        built = onnx.ModelProto()
        built.CopyFrom(case.model)
        built.ir_version = min(built.ir_version, 10)
        arrays = case.data_sets[0][0] if case.data_sets else []
        for value, array in list(zip(list(built.graph.input), arrays, strict=False))[1:]:
            if isinstance(array, np.ndarray) and array.dtype.kind in "biuf" and array.nbytes < 100_000:
                built.graph.initializer.append(numpy_helper.from_array(array, value.name))
                built.graph.input.remove(value)
        if built.ByteSize() < 200_000:
            yield built


def mutated(rng, built):
    """*built* with one to four changes."""
    mutant = onnx.ModelProto()
    mutant.CopyFrom(built)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        rng.choice((_attribute, _attribute, _stored, _stored, _stored, _wire, _declared))(rng, mutant)
    return mutant


def _attribute(rng, mutant):
    node = rng.choice(mutant.graph.node or [onnx.NodeProto()])
    if not node.attribute:
        return
    attribute = rng.choice(node.attribute)
    if attribute.ints:
        attribute.ints[rng.randrange(len(attribute.ints))] = rng.choice(NUMBERS)
    elif attribute.type == onnx.AttributeProto.INT:
        attribute.i = rng.choice(NUMBERS)
    elif attribute.type == onnx.AttributeProto.FLOAT:
        attribute.f = rng.choice(FLOATS)
    else:
        node.attribute.remove(attribute)


def _stored(rng, mutant):
    if not mutant.graph.initializer:
        return
    tensor = rng.choice(mutant.graph.initializer)
    what = rng.randrange(4)
    if what == 0:
        tensor.dims[:] = [rng.choice(NUMBERS) for _ in tensor.dims] or [rng.choice(NUMBERS)]
    elif what == 1:
        tensor.data_type = rng.randrange(24)
    else:
        try:
            array = numpy_helper.to_array(tensor).copy()
        except (ValueError, TypeError, KeyError):  # it was changed before
            return
        if what == 2 and array.size and array.dtype.kind in "iuf":
            with np.errstate(all="ignore"):
                array.flat[rng.randrange(array.size)] = np.array(rng.choice(NUMBERS)).astype(array.dtype)
        elif what == 3:
            array = np.resize(array, rng.choice(SHAPES))
        tensor.CopyFrom(numpy_helper.from_array(array, tensor.name))


def _wire(rng, mutant):
    node = rng.choice(mutant.graph.node or [onnx.NodeProto()])
    names = [each.name for each in (*mutant.graph.input, *mutant.graph.initializer)] + list(node.output) + [""]
    what = rng.randrange(4)
    if what == 0:
        node.output.append(f"more{len(node.output)}")
    elif what == 1:
        node.input.append(rng.choice(names))
    elif node.input:
        node.input[rng.randrange(len(node.input))] = rng.choice(("", rng.choice(names)))


def _declared(rng, mutant):
    what = rng.randrange(4)
    if what == 0 and mutant.opset_import:
        mutant.opset_import[0].version = rng.choice(OPSETS)
    elif mutant.graph.input:
        kind = rng.choice(mutant.graph.input).type.tensor_type
        if what == 1:
            kind.elem_type = rng.randrange(1, 17)
        elif kind.shape.dim:
            rng.choice(kind.shape.dim).dim_value = rng.choice((0, 1, 3, 5, 2**40, -1))
        else:
            kind.ClearField("shape")


def fate(built, path):
    """What becomes of the network *built*, saved at *path*: it runs, or why not, in one line without the name of the file."""
    path.write_bytes(built.SerializeToString())
    try:
        network = load(path)
        feed = {
            each.name: np.zeros([side if isinstance(side, int) else 1 for side in each.shape or ()], each.dtype) for each in network.inputs
        }
        network.run(feed)
    except SourceError as e:
        said = str(e)
    except (TypeError, MemoryError):  # of the zeros that are made here: a dtype that numpy has not, a size that nothing has
        said = f"{path}: cannot be fed"
    else:
        return "runs"
    assert said.startswith(f"{path}: "), said
    assert "\n" not in said, said
    return said.removeprefix(f"{path}: ")


def main() -> int:
    """Tells how many mutants there were, and what ended onnxruntime."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="a folder for those that crash")
    given = parser.parse_args()
    keep = given.keep or Path(tempfile.mkdtemp())
    warnings.simplefilter("ignore")
    trying.SECONDS = 5  # nothing is left out by that: these networks are small
    rng, every, told, end = random.Random(given.seed), [*seeds(), *examples()], Counter(), time.monotonic() + given.seconds
    while time.monotonic() < end:
        built = rng.choice(every)
        said = fate(mutated(rng, built), keep / "mutant.onnx")
        crashed = "crashes" in said or "seconds of work" in said
        told[f"{built.graph.node[0].op_type}: {said}" if crashed else "runs" if said == "runs" else "refused"] += 1
        if crashed:
            (keep / "mutant.onnx").rename(keep / f"{built.graph.name}-{told.total()}.onnx")
    print(
        f"{told.total()} mutants of {len(every)} networks, kept in {keep}:", *(f"\n  {count} {what}" for what, count in told.most_common())
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
