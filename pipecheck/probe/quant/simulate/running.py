"""A quantised network opened for measuring: it computes just what its nodes say, on constants that it shares with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.protobuf.message import EncodeError
from onnx import TensorProto, helper

from pipecheck.errors import SourceError
from pipecheck.probe.network import opening
from pipecheck.probe.network.runtime import onnxruntime
from pipecheck_transformers.pixels import Array

_QUIET = 4
_PLAIN = (("session.disable_quant_qdq", "1"), ("session.intra_op.allow_spinning", "0"))
"""Left alone, onnxruntime puts QuantizeLinear, a node and DequantizeLinear together into one that computes otherwise."""
_KEPT = ("EliminateDropout",)
_ELSEWHERE = "shared"
_WIDE = (1, 16)


@dataclass(frozen=True, slots=True)
class Held:
    """An open *session*, and the memory of the constants that it uses."""

    session: Any
    constants: Sequence[Any]

    def run(self, names: Sequence[str], feed: Mapping[str, Array]) -> list[Array]:
        """The outputs *names*."""
        found: list[Array] = self.session.run(names, feed)
        return found

    def get_inputs(self) -> list[Any]:
        """What the session takes."""
        return list(self.session.get_inputs())

    def get_outputs(self) -> list[Any]:
        """What the session gives."""
        return list(self.session.get_outputs())


def open_session(path: Path, model: Any, constants: Mapping[str, Array], threads: int) -> Held:
    """A session for *model*, made of the file *path*, whose *constants* are used where they lie."""
    _check_version(path, model)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _QUIET
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    for name, value in _PLAIN:
        options.add_session_config_entry(name, value)
    model.graph.initializer.extend(_elsewhere(name, array) for name, array in constants.items())
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in constants.values()]
    try:
        if values:
            options.add_external_initializers(list(constants), values)
        opened = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"], enable_fallback=0, disabled_optimizers=_KEPT
        )
    except (*opening.ERRORS, EncodeError) as e:
        raise SourceError(path, opening.reason(e)) from e
    return Held(opened, (values, list(constants.values())))


def _check_version(path: Path, model: Any) -> None:
    """Complain of numbers that the installed onnxruntime has no operators for."""
    wide = any(each.data_type == TensorProto.INT16 for each in model.graph.initializer)
    if wide and opening.version() < _WIDE:
        raise SourceError(path, f"numbers of 16 bits need onnxruntime 1.16 or newer, and {onnxruntime.__version__} is installed")


def _elsewhere(name: str, array: Array) -> Any:
    """The constant *name*, whose numbers are handed over apart."""
    tensor = TensorProto(name=name, dims=array.shape, data_type=helper.np_dtype_to_tensor_dtype(array.dtype))
    tensor.data_location = TensorProto.EXTERNAL
    for key, value in (("location", _ELSEWHERE), ("offset", "0"), ("length", str(array.nbytes))):
        tensor.external_data.add(key=key, value=value)
    return tensor
