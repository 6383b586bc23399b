"""The files of the layer-by-layer comparison, under the names and with the columns that users of the toolchain know."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pipecheck.evidence.debug.layers import Layer, Layers
from pipecheck.probe.quant.layers.tables import framed
from pipecheck.probe.quant.simulate.write import whole

TEXT, TABLE = "compare_per_layer_out.txt", "compare_per_layer_out.csv"
HEADS = (
    *("mod_name", "base_op_type", "analy_op_type", "shape", "quant_dtype", "qscale", "Cosine", "MSE", "L1", "KL", "SQNR", "Atol", "Rtol"),
    *("base_model_min", "analy_model_min", "base_model_max", "analy_model_max", "base_model_mean", "analy_model_mean"),
    *("base_model_var", "analy_model_var", "max_atol_diff", "max_qscale_diff"),
)
_MARK = ">>"
_DTYPES = {"int8": "qint8", "int16": "qint16", "int16-ec": "qint16-ec"}


def write(found: Layers, folder: Path) -> tuple[Path, ...]:
    """The files in *folder*."""
    paths = folder / TEXT, folder / TABLE
    with whole(*paths) as (table, sheet):
        table.write_text(text(found), encoding="utf-8")
        sheet.write_text(_sheet(found), encoding="utf-8", newline="")
    return paths


def text(found: Layers) -> str:
    """The table, with the rows marked at which the error grows, and how these are read."""
    rows = [(f"{_MARK} {index}" if layer.grows else str(index), *_cells(layer, 7)) for index, layer in enumerate(found.layers)]
    notes = [f"{index} {layer.mod_name}: {'; '.join(layer.said)}" for index, layer in enumerate(found.layers) if layer.grows]
    samples = f"samples: {', '.join(found.samples) or 'none'}"
    return "\n".join([framed(("", *HEADS), rows), "", samples, *found.said, *notes]) + "\n"


def _sheet(found: Layers) -> str:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(("", *HEADS, "grows", "reading"))
    for index, layer in enumerate(found.layers):
        writer.writerow((index, *_cells(layer, None), "yes" if layer.grows else "", "; ".join(layer.said)))
    return made.getvalue()


def _cells(layer: Layer, places: int | None) -> Iterator[str]:
    yield from (layer.mod_name, layer.base_op_type, layer.analy_op_type, str(list(layer.shape)))
    yield _DTYPES.get(layer.quant_dtype, layer.quant_dtype)
    yield _number(layer.qscale, places)
    for value in _numbers(layer):
        yield _number(value, places)


def _numbers(layer: Layer) -> tuple[float | None, ...]:
    return (
        *(layer.cosine, layer.mse, layer.l1, layer.kl, layer.sqnr, layer.atol, layer.rtol),
        *(layer.base_min, layer.analy_min, layer.base_max, layer.analy_max, layer.base_mean, layer.analy_mean),
        *(layer.base_var, layer.analy_var, layer.atol, layer.max_qscale_diff),
    )


def _number(value: float | None, places: int | None) -> str:
    if value is None:
        return ""
    return repr(value) if places is None else f"{value:.{places}f}"
