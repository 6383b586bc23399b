"""The shape of a network's input where a script asks the network for it, and the project has the very file that it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from pipecheck.sources.pyvalues import Call, Constant, Value

Shapes = Mapping[str, Sequence[int | str]]
"""The shape of the only input of a model, by the name of its file; a side that may vary is a name."""
_SESSIONS = (".InferenceSession", ".HB_ONNXRuntime", ".HBRuntime")
_PATHS = ("path_or_bytes", "model_file", "model_path", "model", "f")


def asked(call: Call, shapes: Shapes) -> tuple[int | str, ...] | None:
    """The shape that `session.get_inputs()[0].shape` gives; None where *call* is something else."""
    match call:
        case Call(name="@shape", args=(Call(name="[]", args=(Call(name=".get_inputs", args=(session,)), Constant(value=0))),)):
            return _of(session, shapes)
        case _:
            return None


def side(call: Call, shapes: Shapes) -> int | None:
    """What `model.graph.input[0].type.tensor_type.shape.dim[2].dim_value` gives; None where *call* is something else."""
    match call:
        case Call(name="@dim_value", args=(Call(name="[]", args=(Call() as dims, Constant(value=int(index)))),)):
            shape = _of_graph(dims, shapes)
        case _:
            return None
    found = shape[index] if shape is not None and -len(shape) <= index < len(shape) else None
    return found if isinstance(found, int) else None


def _of_graph(dims: Call, shapes: Shapes) -> tuple[int | str, ...] | None:
    value: Value = dims
    for name in ("@dim", "@shape", "@tensor_type", "@type"):
        if not isinstance(value, Call) or value.name != name:
            return None
        value = value.args[0]
    match value:
        case Call(name="[]", args=(Call(name="@input", args=(Call(name="@graph", args=(model,)),)), Constant(value=0))):
            return _of(model, shapes)
        case _:
            return None


def _of(session: Value, shapes: Shapes) -> tuple[int | str, ...] | None:
    if not isinstance(session, Call) or not (session.name.endswith(_SESSIONS) or session.name in ("onnx.load", "onnx.load_model")):
        return None
    path = session.args[0] if session.args else next((session.kwargs[word] for word in _PATHS if word in session.kwargs), None)
    while isinstance(path, Call) and path.name in ("os.path.join", "str", "pathlib.Path", "os.path.abspath") and path.args:
        path = path.args[-1]
    if not isinstance(path, Constant) or not isinstance(path.value, str):
        return None
    shape = shapes.get(PurePath(path.value).name)
    return None if shape is None else tuple(shape)
