"""What an ONNX model does to each of its inputs before its first real layer; weights in external files are never opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecheck.sources import onnxconstants, onnxreversal
from pipecheck.sources.onnxconstants import CHANNEL_AXIS, Constant, Constants, Layout

LONGEST = 32
_PASSES = ("Identity", "Dropout")
_LOOKS = ("Shape", "Size")
_PERMUTATIONS: dict[tuple[int, ...], Layout] = {(0, 3, 1, 2): "NCHW", (0, 2, 3, 1): "NHWC"}


@dataclass(frozen=True, slots=True)
class Scaled:
    """`x · scale + bias` per channel, one number where all channels are alike."""

    node: str
    scale: tuple[float, ...]
    bias: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Reversed:
    """The channels in the opposite order."""

    node: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The axes in another order."""

    node: str
    layout: Layout


@dataclass(frozen=True, slots=True)
class Casted:
    """Another dtype, by NumPy's name."""

    node: str
    dtype: str


@dataclass(frozen=True, slots=True)
class Unread:
    """Arithmetic with numbers that are not in the file, or that are made while the model runs."""

    node: str
    operator: str


PrefixStep = Scaled | Reversed | Moved | Casted | Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """What happens to *input* before the first real layer; *layout* is how it is fed, None where its shape does not tell."""

    path: Path
    input: str
    dtype: str
    layout: Layout | None
    steps: tuple[PrefixStep, ...]


def load(path: Path) -> dict[str, Prefix]:
    """The prefix of each input of the model in the file *path*."""
    from pipecheck.sources import onnxfile  # loads the library, which the data classes here do not need

    return read(onnxfile.model(path), path)


def read(model: Any, path: Path) -> dict[str, Prefix]:
    """The prefix of each input of *model*."""
    constants = onnxconstants.read(model.graph)
    readers: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in dict.fromkeys(node.input):
            readers.setdefault(name, []).append(node)
    inputs = [value for value in model.graph.input if value.name not in constants.stored]
    return {value.name: _prefix(value, readers, constants, path) for value in inputs}


def _prefix(value: Any, readers: Mapping[str, list[Any]], constants: Constants, path: Path) -> Prefix:
    kind = value.type.tensor_type
    sides = [side.dim_value for side in kind.shape.dim]
    layout = _layout(sides)
    steps = tuple(_walk(value.name, readers, constants, layout, _channels(sides, layout)))
    return Prefix(path=path, input=value.name, dtype=onnxconstants.dtype(kind.elem_type), layout=layout, steps=steps)


def _layout(sides: list[int]) -> Layout | None:
    if len(sides) != 4 or (sides[1] in (1, 3)) == (sides[3] in (1, 3)):
        return None
    return "NCHW" if sides[1] in (1, 3) else "NHWC"


def _channels(sides: list[int], layout: Layout | None) -> int:
    return 0 if layout is None else sides[1] if layout == "NCHW" else sides[3]


def _walk(name: str, readers: Mapping[str, list[Any]], constants: Constants, layout: Layout | None, channels: int) -> Iterator[PrefixStep]:
    """The steps from the tensor *name* on, until something else than a step happens to it."""
    for _ in range(LONGEST):
        nodes = [node for node in readers.get(name, ()) if node.op_type not in _LOOKS]
        swap = onnxreversal.joined(nodes, readers, constants, layout)
        node = swap or (nodes[0] if len(nodes) == 1 else None)
        if node is None or not node.output:
            return
        if swap is not None:
            yield Reversed(_title(swap))
        elif node.op_type not in _PASSES:
            found = _steps(node, name, constants, layout, channels)
            yield from found
            if not found or isinstance(found[-1], Unread):
                return
            layout = found[-1].layout if isinstance(found[-1], Moved) else layout
        name = node.output[0]


def _steps(node: Any, name: str, constants: Constants, layout: Layout | None, channels: int) -> tuple[PrefixStep, ...]:
    """What *node* does to the tensor *name*; nothing where it is a real layer."""
    if node.domain not in ("", "ai.onnx"):
        return ()
    match node.op_type:
        case "Sub" | "Add" | "Mul" | "Div":
            return _arithmetic(node, name, constants, layout, channels)
        case "BatchNormalization":
            return _batch_norm(node, constants, channels)
        case "Conv":
            return _convolution(node, constants, layout, channels)
        case "Cast":
            return (Casted(_title(node), onnxconstants.dtype(onnxconstants.attribute(node, "to", 0))),)
        case "Transpose":
            moved = _PERMUTATIONS.get(tuple(onnxconstants.attribute(node, "perm", ())))
            return (Moved(_title(node), moved),) if moved and moved != layout else ()
        case "Gather" | "Slice":
            return (Reversed(_title(node)),) if onnxreversal.reverses(node, constants, layout) else ()
        case _:
            return ()


def _arithmetic(node: Any, name: str, constants: Constants, layout: Layout | None, channels: int) -> tuple[PrefixStep, ...]:
    """`x ∘ constant`, or `constant ∘ x` where that is an affine too."""
    if len(node.input) != 2 or (other := node.input[node.input[0] == name]) == name:
        return ()
    if not constants.knows(other):  # another tensor of the network: a real layer
        return ()
    numbers = _per_channel(constants.get(other), layout, channels)
    behind = node.input[0] == name
    if numbers is None or (node.op_type == "Div" and (not behind or 0.0 in numbers)):
        return (Unread(_title(node), node.op_type),)
    ones, zeros, negative = (1.0,) * len(numbers), (0.0,) * len(numbers), tuple(-number for number in numbers)
    scale, bias = {
        "Add": lambda: (ones, numbers),
        "Sub": lambda: (ones, negative) if behind else (tuple(-one for one in ones), numbers),
        "Mul": lambda: (numbers, zeros),
        "Div": lambda: (tuple(1 / number for number in numbers), zeros),
    }[node.op_type]()
    return (Scaled(_title(node), scale, bias),)


def _per_channel(constant: Constant | None, layout: Layout | None, channels: int) -> tuple[float, ...] | None:
    """The numbers of a constant that is one number, or one for each channel; None where it is anything else."""
    if constant is None or len(constant.shape) > 4:
        return None
    if len(constant.numbers) == 1:
        return constant.numbers
    padded = (1,) * (4 - len(constant.shape)) + constant.shape
    wanted = [1, 1, 1, 1]
    wanted[CHANNEL_AXIS.get(layout or "", 0)] = channels
    return constant.numbers if layout and padded == tuple(wanted) else None


def _batch_norm(node: Any, constants: Constants, channels: int) -> tuple[PrefixStep, ...]:
    parts = [found.numbers if (found := constants.get(name)) else () for name in node.input[1:5]]
    if len(parts) != 4 or any(len(part) != channels for part in parts) or onnxconstants.attribute(node, "training_mode", 0):
        return (Unread(_title(node), node.op_type),)
    epsilon = onnxconstants.attribute(node, "epsilon", 1e-5)
    if any(variance + epsilon <= 0 for variance in parts[3]):
        return (Unread(_title(node), node.op_type),)
    gains = tuple(gain / (variance + epsilon) ** 0.5 for gain, variance in zip(parts[0], parts[3], strict=True))
    bias = tuple(offset - mean * gain for offset, mean, gain in zip(parts[1], parts[2], gains, strict=True))
    return (Scaled(_title(node), gains, bias),)


def _convolution(node: Any, constants: Constants, layout: Layout | None, channels: int) -> tuple[PrefixStep, ...]:
    """A 1 × 1 convolution that keeps the channels apart; any other one is a real layer."""
    weight = constants.get(node.input[1]) if len(node.input) > 1 else None
    plain = not any(onnxconstants.attribute(node, "pads", ())) and set(onnxconstants.attribute(node, "strides", (1,))) == {1}
    if weight is None or layout != "NCHW" or not plain or weight.shape[2:] != (1, 1) or weight.shape[0] != channels:
        return ()
    rows = onnxconstants.rows(weight)
    if onnxconstants.attribute(node, "group", 1) == channels and weight.shape[1] == 1:
        order, gains = list(range(channels)), tuple(row[0] for row in rows)
    else:
        order = [index for row in rows for index, number in enumerate(row) if number]
        gains = tuple(number for row in rows for number in row if number)
    bias = _bias(node, constants, channels)
    if bias is None or len(gains) != channels or order not in (list(range(channels)), list(range(channels))[::-1]):
        return ()
    scaled = Scaled(_title(node), gains, bias)
    return (scaled,) if order == sorted(order) else (Reversed(_title(node)), scaled)


def _bias(node: Any, constants: Constants, channels: int) -> tuple[float, ...] | None:
    if len(node.input) < 3 or not node.input[2]:
        return (0.0,) * channels
    found = constants.get(node.input[2])
    return found.numbers if found and len(found.numbers) == channels else None


def _title(node: Any) -> str:
    return str(node.name or node.op_type)
