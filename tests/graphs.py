"""Small ONNX models made by hand, and conversion YAMLs for them."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pipecheck.lower.toolchain import conversion
from pipecheck.sources import yamldoc


def value(name, shape, kind=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)


def model(nodes, inputs, outputs, weights=None, *, opset=13, ir=8, domains=()):
    """A model of *nodes*; *weights* are arrays by name."""
    stored = [numpy_helper.from_array(np.asarray(array), name) for name, array in (weights or {}).items()]
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    return helper.make_model(helper.make_graph(nodes, "network", inputs, outputs, stored), opset_imports=opsets, ir_version=ir)


def saved(built, path):
    path.write_bytes(built.SerializeToString())
    return path


def channels_mixed(layout="NCHW", batch=1, channels=3, kind=TensorProto.FLOAT, side=4):
    """A network that mixes the channels of a picture, pixel by pixel, and keeps their places."""
    shape = (batch, channels, side, side) if layout == "NCHW" else (batch, side, side, channels)
    weights = np.random.default_rng(7).normal(size=(5, channels)).astype(np.float32)
    cast = [helper.make_node("Cast", ["x"], ["f"], to=TensorProto.FLOAT)]
    if layout == "NCHW":
        nodes = [*cast, helper.make_node("Conv", ["f", "w"], ["mixed"])]
        stored = {"w": weights[:, :, None, None]}
    else:
        nodes = [*cast, helper.make_node("MatMul", ["f", "w"], ["mixed"])]
        stored = {"w": weights.T}
    nodes.append(helper.make_node("Tanh", ["mixed"], ["y"]))
    made = (batch, 5, side, side) if layout == "NCHW" else (batch, side, side, 5)
    return model(nodes, [value("x", shape, kind)], [value("y", made)], stored)


def configuration(tmp_path, text="", *, train="rgb", rt="nv12", layout="NCHW", march="bayes-e", name="x", group=""):
    """What a conversion YAML with the further lines *text* claims; *group* is written above them all."""
    lines = [f"model_parameters:\n  onnx_model: model.onnx\n  march: {march}\n{group}input_parameters:", f"  input_name: {name}"]
    lines += [f"  input_type_rt: {rt}", f"  input_type_train: {train}", f"  input_layout_train: {layout}", *text.splitlines()]
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return conversion.read(yamldoc.load(path))


def external(built, folder, *, location="weights.bin", name="model.onnx"):
    """*built* saved with its weights beside it, under the name *location*."""
    onnx.save_model(built, str(folder / name), save_as_external_data=True, location=location, size_threshold=0)
    return folder / name
