"""A network with all that a part of it can be entered at in more than one way: residual blocks, a split, gates, a pyramid, two outputs."""

import numpy as np
from onnx import helper
from simulated import network


def branched(tmp_path, *, channels=16, side=8):
    """Residual blocks of so many *channels*; `y` comes from the end, `z` from the middle too, the weight `w` is used twice."""
    rng = np.random.default_rng(3)
    weights, nodes = {}, []

    def conv(source, name, before=channels, after=channels, *, weight=None, bent="Relu", window=3, stride=1):
        key = weight or f"w_{name}"
        scale = (2 / (before * window * window)) ** 0.5
        weights.setdefault(key, rng.normal(0, scale, (after, before, window, window)).astype(np.float32))
        weights[f"b_{name}"] = rng.normal(0, 0.1, after).astype(np.float32)
        shape = {"kernel_shape": [window] * 2, "pads": [window // 2] * 4, "strides": [stride] * 2}
        nodes.append(helper.make_node("Conv", [source, key, f"b_{name}"], [f"{name}_c"], name=name, **shape))
        if bent is None:
            return f"{name}_c"
        nodes.append(helper.make_node(bent, [f"{name}_c"], [f"{name}_r"], name=f"{name}_{bent}"))
        if bent == "Sigmoid":
            nodes.append(helper.make_node("Mul", [f"{name}_c", f"{name}_r"], [f"{name}_g"], name=f"{name}_gate"))
        return f"{name}_g" if bent == "Sigmoid" else f"{name}_r"

    def join(operator, taken, name, **attributes):
        nodes.append(helper.make_node(operator, taken, [name], name=f"{name}_node", **attributes))
        return name

    at = conv("x", "stem", 3)
    for block in range(2):
        at = join("Add", [at, conv(conv(at, f"a{block}"), f"b{block}", bent=None)], f"sum{block}")
    half = channels // 2
    weights["sizes"] = np.array([half, half], np.int64)
    nodes.append(helper.make_node("Split", [at, "sizes"], ["left", "right"], name="split", axis=1))
    inner = join("Add", ["right", conv("right", "gated", half, half, bent="Sigmoid")], "inner")
    at = join("Concat", ["left", inner], "both", axis=1)
    twice = conv(conv(at, "once", weight="w"), "again", weight="w")
    small = conv(twice, "down", stride=2)
    weights["scales"] = np.array([1, 1, 2, 2], np.float32)
    up = join("Resize", [small, "", "scales"], "up", mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    join("Identity", [conv(join("Concat", [up, twice], "pyramid", axis=1), "near", 2 * channels, 6, bent=None, window=1)], "z")
    pooled = join("GlobalAveragePool", [join("MaxPool", [small], "peaks", kernel_shape=[2, 2])], "pooled")
    weights["w_head"] = rng.normal(0, 0.5, (channels, 5)).astype(np.float32)
    join("Gemm", [join("Flatten", [pooled], "flat"), "w_head"], "y")
    return network(tmp_path, nodes, weights, inputs=[("x", (1, 3, side, side))], outputs=["y", "z"])
