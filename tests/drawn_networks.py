"""Networks drawn at random from the operators and the habits of exporters: `network(seed)` is a small one of a random opset."""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

OPSETS = tuple(range(10, 22))
SIDE = 8


class Drawing:
    """A graph as it grows; *open* are the tensors of four axes that the next node may take, with their channels and sides."""

    def __init__(self, seed, opset=None, batch=None):
        self.rng = np.random.default_rng(seed)
        self.opset = int(self.rng.choice(OPSETS)) if opset is None else opset
        self.batch = batch if batch is not None else (["N", 1, 2][self.rng.integers(3)])
        self.nodes, self.stored, self.open, self.kernels = [], [], [("x", 4, SIDE, SIDE)], {}

    def chance(self, share):
        return self.rng.random() < share

    def node(self, operator, inputs, outputs=1, **attributes):
        """The outputs of one more node, which mostly has a name."""
        made = [f"{operator.lower()}_{len(self.nodes)}_{place}" for place in range(outputs)]
        name = f"/{operator}/{len(self.nodes)}" if self.chance(0.7) else ""
        self.nodes.append(helper.make_node(operator, inputs, made, name=name, **attributes))
        return made if outputs > 1 else made[0]

    def hold(self, array, dtype=np.float32):
        """The name of a constant, stored as a weight or in a node."""
        array = np.asarray(array, dtype)
        name = f"constant_{len(self.stored)}_{len(self.nodes)}"
        if self.chance(0.3):
            self.nodes.append(helper.make_node("Constant", [], [name], value=numpy_helper.from_array(array, "held")))
        else:
            self.stored.append(numpy_helper.from_array(array, name))
        return name

    def numbers(self, *shape):
        return self.hold(self.rng.normal(0, 0.5, shape) + 0.1)

    def take(self):
        """One of the last open tensors."""
        return self.open[-1 - int(self.rng.integers(min(3, len(self.open))))]


def conv(drawing, name, channels, height, width):
    kernel, groups = int(drawing.rng.choice([1, 3])), int(drawing.rng.choice([1, 1, 2, channels])) if channels % 2 == 0 else 1
    made = channels if groups > 1 else int(drawing.rng.choice([4, 6, 8]))
    shape = (made, channels // groups, kernel, kernel)
    if shape not in drawing.kernels or drawing.chance(0.6):
        drawing.kernels[shape] = drawing.numbers(*shape)
    bias = [drawing.numbers(made)] if drawing.chance(0.5) else []
    given = drawing.node("Conv", [name, drawing.kernels[shape], *bias], pads=[kernel // 2] * 4, group=groups)
    return given, made, height, width


def transposed(drawing, name, channels, height, width):
    groups = 2 if channels % 2 == 0 and drawing.chance(0.5) else 1
    bias = [drawing.numbers(3 * groups)] if drawing.chance(0.5) else []
    given = drawing.node("ConvTranspose", [name, drawing.numbers(channels, 3, 3, 3), *bias], pads=[1] * 4, group=groups)
    return given, 3 * groups, height, width


def norm(drawing, name, channels, height, width):
    parts = [drawing.numbers(channels) for _ in range(3)] + [drawing.hold(drawing.rng.uniform(0.2, 2, channels))]
    return drawing.node("BatchNormalization", [name, *parts], epsilon=1e-3), channels, height, width


def arithmetic(drawing, name, channels, height, width):
    shape = [(), (1,), (channels, 1, 1), (1, channels, 1, 1), (1, 1, 1, 1)][drawing.rng.integers(5)]
    operator = str(drawing.rng.choice(["Add", "Sub", "Mul", "Div"]))
    constant = drawing.hold(drawing.rng.uniform(0.5, 2, shape))
    turned = operator != "Div" and drawing.chance(0.3)
    return drawing.node(operator, [constant, name] if turned else [name, constant]), channels, height, width


def limited(drawing, name, channels, height, width):
    low, high = (0, 6) if drawing.chance(0.7) else (-1, 1)
    if drawing.opset < 11:
        return drawing.node("Clip", [name], min=float(low), max=float(high)), channels, height, width
    return drawing.node("Clip", [name, drawing.hold(low), drawing.hold(high)]), channels, height, width


def bent(drawing, name, channels, height, width):
    operator = str(drawing.rng.choice(["Relu", "Relu", "LeakyRelu", "Sigmoid", "Tanh", "Softplus", "HardSigmoid", "Identity", "Dropout"]))
    return drawing.node(operator, [name]), channels, height, width


def swish(drawing, name, channels, height, width):
    gate = drawing.node("Sigmoid", [name])
    return drawing.node("Mul", [name, gate] if drawing.chance(0.5) else [gate, name]), channels, height, width


def hard_swish(drawing, name, channels, height, width):
    moved, *size = limited(drawing, drawing.node("Add", [name, drawing.hold(3)]), channels, height, width)
    return drawing.node("Mul", [name, drawing.node("Div", [moved, drawing.hold(6)])]), *size


def total(drawing, name, channels, height, width):
    others = [each for each in drawing.open if each[1:] == (channels, height, width)]
    other = others[drawing.rng.integers(len(others))][0]
    given = drawing.node("Add", [name, other])
    return (drawing.node("Relu", [given]) if drawing.chance(0.5) else given), channels, height, width


def joined(drawing, name, channels, height, width):
    others = [each for each in drawing.open if each[2:] == (height, width)]
    other = others[drawing.rng.integers(len(others))]
    return drawing.node("Concat", [name, other[0]], axis=1), channels + other[1], height, width


def pooled(drawing, name, channels, height, width):
    operator = str(drawing.rng.choice(["MaxPool", "AveragePool"]))
    return drawing.node(operator, [name], kernel_shape=[3, 3], pads=[1, 1, 1, 1]), channels, height, width


def parted(drawing, name, channels, height, width):
    if channels % 2:
        return pooled(drawing, name, channels, height, width)
    halves = [channels // 2] * 2
    if drawing.opset < 13:
        first, second = drawing.node("Split", [name], 2, axis=1, split=halves)
    else:
        first, second = drawing.node("Split", [name, drawing.hold(halves, np.int64)], 2, axis=1)
    drawing.open.append((first, channels // 2, height, width))
    return second, channels // 2, height, width


def shuffled(drawing, name, channels, height, width):
    """The channels in another order, by the sides of the tensor itself as exporters write it."""
    sides = drawing.node("Shape", [name])
    batch = drawing.node("Gather", [sides, drawing.hold([0], np.int64)], axis=0)
    rest = drawing.node("Gather", [sides, drawing.hold([2, 3], np.int64)], axis=0)
    inner = drawing.node("Concat", [batch, drawing.hold([-1, 1], np.int64), rest], axis=0)
    turned = drawing.node("Transpose", [drawing.node("Reshape", [name, inner])], perm=[0, 2, 1, 3, 4])
    whole = drawing.node("Concat", [batch, drawing.hold([channels], np.int64), rest], axis=0)
    return drawing.node("Reshape", [turned, whole]), channels, height, width


def product(drawing, name, channels, height, width):
    """A dense layer over the channels, which come last for it."""
    last = drawing.node("Transpose", [name], perm=[0, 2, 3, 1])
    given = drawing.node("MatMul", [last, drawing.numbers(channels, 5)])
    for operator in ("Add", "Mul", "Add")[: drawing.rng.integers(4)]:
        given = drawing.node(operator, [given, drawing.numbers(5)] if drawing.chance(0.5) else [drawing.numbers(5), given])
    return drawing.node("Transpose", [given], perm=[0, 3, 1, 2]), 5, height, width


PARTS = (conv, conv, conv, transposed, norm, norm, arithmetic, limited, bent, bent, swish, hard_swish, total, total, joined, pooled, parted)
PARTS += (shuffled, product)


def head(drawing, name, channels):
    """The outputs of a last layer: a mean, a Gemm in one of its many forms, and sometimes a batch norm."""
    flat = drawing.node("Flatten", [drawing.node("GlobalAveragePool", [name])])
    turned = drawing.chance(0.5)
    some = ([], [drawing.numbers(3)], [drawing.numbers(1, 3)], [drawing.hold(0.5)], [drawing.hold([0.25])])
    sums = some[drawing.rng.integers(drawing.opset < 11, 5)]
    weight = drawing.numbers(*((3, channels) if turned else (channels, 3)))
    given = drawing.node("Gemm", [flat, weight, *sums], transB=int(turned), alpha=float(drawing.rng.choice([1, 0.5])), beta=1.5)
    if drawing.chance(0.4):
        parts = [drawing.numbers(3) for _ in range(3)] + [drawing.hold(drawing.rng.uniform(0.2, 2, 3))]
        given = drawing.node("BatchNormalization", [given, *parts])
    return drawing.node("Softmax", [given], axis=-1) if drawing.chance(0.3) else given


def network(seed, *, opset=None, batch=None, length=12):
    """A network of some *length* parts with the input x, of 4 × 8 × 8."""
    drawing = Drawing(seed, opset, batch)
    for _ in range(int(drawing.rng.integers(3, length))):
        part = PARTS[drawing.rng.integers(len(PARTS))]
        drawing.open.append(part(drawing, *drawing.take()))
    outputs = [head(drawing, *drawing.open[-1][:2])]
    if drawing.chance(0.3) and len(drawing.open) > 2:
        outputs.append(drawing.open[-2][0])
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [drawing.batch, 4, SIDE, SIDE])]
    if drawing.chance(0.2):  # as files of old did it
        inputs += [helper.make_tensor_value_info(each.name, each.data_type, list(each.dims)) for each in drawing.stored]
    given = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in dict.fromkeys(outputs) if name != "x"]
    graph = helper.make_graph(drawing.nodes, "drawn", inputs, given, drawing.stored)
    ir = 8 if len(inputs) == 1 else 3
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", drawing.opset)], ir_version=ir)
