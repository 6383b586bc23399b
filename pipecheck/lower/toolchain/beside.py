"""What a conversion YAML names: the model, the calibration files, the quantisation table; paths count from the YAML's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.schema.inputs import ABSENT, parts
from pipecheck.schema.key import Place
from pipecheck.sources import lookup, yamldoc
from pipecheck.sources.lookup import Found
from pipecheck.sources.yamldoc import Document

if TYPE_CHECKING:
    from pipecheck.sources.onnxfile import Graph

READ: tuple[Place, ...] = (
    ("model_parameters", "onnx_model"),
    ("model_parameters", "caffe_model"),
    ("model_parameters", "prototxt"),
    ("calibration_parameters", "cal_data_dir"),
    ("calibration_parameters", "quant_config"),
    ("custom_op", "custom_op_dir"),
)
"""The keys whose paths the tool reads; it makes the others itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A path in the YAML, as it is written, and what was *found* there."""

    key: str
    text: str
    origin: Origin
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the paths of a conversion YAML lead to; *unreadable* says why there is no *graph* or no *quant* though there is a file.

    *written* where the project names what makes the calibration files, which may then not be there yet.
    """

    named: tuple[Named, ...]
    graph: Graph | None
    quant: Document | None
    unreadable: tuple[tuple[str, str], ...]
    written: bool


def look(document: Document, *, written: bool) -> Beside:
    """What lies beside *document*; files that the YAML names are opened, pictures and tensors are not."""
    named = tuple(_named(document))
    graph, bad_model = _opened_model(named)
    quant, bad_quant = _opened_table(named)
    said = (("onnx_model", bad_model), ("quant_config", bad_quant))
    unreadable = tuple((key, reason) for key, reason in said if reason is not None)
    return Beside(named=named, graph=graph, quant=quant, unreadable=unreadable, written=written)


def _named(document: Document) -> Iterator[Named]:
    for group, key in READ:
        raw = document.get(group, key)
        texts = [] if isinstance(raw, dict) else parts(raw) if key == "cal_data_dir" else [str(raw).strip().strip("'\"")]
        for index, text in enumerate(texts):
            if raw is not None and text not in ABSENT:
                origin = document.origin(group, key, index) if isinstance(raw, list) else document.origin(group, key)
                yield Named(key=key, text=text, origin=origin, found=lookup.look(document.path.parent / text))


def _opened_model(named: tuple[Named, ...]) -> tuple[Graph | None, str | None]:
    path = next((each.found.path for each in named if each.key == "onnx_model" and each.found.kind == "file"), None)
    if path is None:
        return None, None
    from pipecheck.sources import onnxfile

    try:
        return onnxfile.load(path), None
    except SourceError as e:
        return None, str(e).removeprefix(f"{path}: ")


def _opened_table(named: tuple[Named, ...]) -> tuple[Document | None, str | None]:
    path = next((each.found.path for each in named if each.key == "quant_config" and each.found.kind == "file"), None)
    try:
        return (None, None) if path is None else (yamldoc.load(path), None)
    except SourceError as e:
        return None, str(e).removeprefix(f"{path}:")
