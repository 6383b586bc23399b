"""A plan inside of the calibrated model that it made, beside the name of the float one, so that both can be looked into again."""

from __future__ import annotations

import hashlib
import json
import math
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import onnx

from pipecheck.errors import SourceError
from pipecheck.probe.quant.method import Choice, Kind, Method
from pipecheck.probe.quant.plan import QTYPES, Plan, Range, Taken
from pipecheck.sources import onnxfile
from pipecheck_transformers.pixels import Array

_PLAN, _CHOICE, _FLOAT, _DIGEST = "pipecheck.plan", "pipecheck.choice", "pipecheck.float_model", "pipecheck.float_digest"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """The *float_model* that was calibrated, the *plan* of how, and the *choice* that led to it."""

    float_model: Path
    plan: Plan
    choice: Choice


def note(model: Any, plan: Plan, choice: Choice, float_model: Path, path: Path) -> None:
    """Add to the calibrated *model*, which will lie at *path*, what it was made by."""
    try:
        where = os.path.relpath(float_model.resolve(), path.resolve().parent)
    except ValueError:  # another drive
        where = str(float_model.resolve())
    said = {_PLAN: _written(_data(plan)), _CHOICE: _written(asdict(choice)), _FLOAT: where, _DIGEST: _digest(float_model)}
    for key, value in said.items():
        model.metadata_props.append(onnx.StringStringEntryProto(key=key, value=value))


def read(path: Path, *, moved: bool = False) -> Kept | None:
    """What the calibrated model at *path* was made by; None where it is a model that nothing is noted in.

    If it was *moved* nobody knows where it lay, and the float model is looked for from the current folder on.
    """
    noted = {entry.key: entry.value for entry in onnxfile.model(path).metadata_props}
    if _PLAN not in noted:
        return None
    where = noted.get(_FLOAT, "")
    float_model = _plain(path.parent / where) if not moved else _near(Path(where))
    try:
        plan, choice = _plan(json.loads(noted[_PLAN])), _choice(json.loads(noted[_CHOICE]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise SourceError(path, "the plan that it was calibrated by is damaged: quantise the float model again") from e
    if not float_model.is_file():
        remedy = "name the file of the calibrated model" if moved else "put it there, or quantise it again"
        raise SourceError(path, f"was made of {where}, which is not there: {remedy}")
    if _digest(float_model) != noted.get(_DIGEST):
        raise SourceError(path, f"was made of {where}, which has changed since: quantise it again")
    return Kept(float_model, plan, choice)


def _near(where: Path) -> Path:
    """The first file that is there of `../exports/model.onnx`, `exports/model.onnx` and `model.onnx`."""
    ends = (Path(*where.parts[start:]) for start in range(len(where.parts)))
    return next((end for end in ends if end.is_file()), where)


def _plain(path: Path) -> Path:
    """*path* without ways up and down again, where they lead nowhere else."""
    short = Path(os.path.normpath(path))
    return short if short.is_file() and path.is_file() and short.samefile(path) else path


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    return digest.hexdigest()


def _written(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"))


def _data(plan: Plan) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "ranges": {name: [each.low, each.high, each.asymmetric] for name, each in plan.ranges.items()},
        "taken": {name: [list(each.inputs), each.weight] for name, each in plan.taken.items()},
        "outputs": dict(plan.outputs),
        "per_channel": sorted(plan.per_channel),
        "biases": {name: [list(array.shape), np.ravel(array).astype(float).tolist()] for name, array in plan.biases.items()},
    }


def _plan(data: Any) -> Plan:
    if data["format"] != _FORMAT:
        raise ValueError(data["format"])
    return Plan(
        ranges={name: _range(*limits) for name, limits in data["ranges"].items()},
        taken={name: Taken(inputs=tuple(map(_qtype, inputs)), weight=_qtype(weight)) for name, (inputs, weight) in data["taken"].items()},
        outputs={name: _qtype(qtype) for name, qtype in data["outputs"].items()},
        per_channel=frozenset(map(str, data["per_channel"])),
        biases={name: _bias(*bias) for name, bias in data["biases"].items()},
    )


def _range(low: Any, high: Any, asymmetric: Any) -> Range:
    if not -math.inf < low <= high < math.inf:
        raise ValueError(low, high)
    return Range(float(low), float(high), bool(asymmetric))


def _choice(data: Any) -> Choice:
    kind, percentile, bins = (data["method"][name] for name in ("kind", "percentile", "bins"))
    if kind not in get_args(Kind):
        raise ValueError(kind)
    method = Method(kind, float(percentile), None if bins is None else int(bins))
    return Choice(method=method, per_channel=bool(data["per_channel"]), asymmetric=bool(data["asymmetric"]))


def _qtype(word: Any) -> Any:
    if word not in QTYPES:
        raise ValueError(word)
    return word


def _bias(shape: Any, values: Any) -> Array:
    found = np.asarray(values, np.float32).reshape(tuple(map(int, shape)))
    if not np.isfinite(found).all():
        raise ValueError(shape)
    return found
