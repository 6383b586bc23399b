"""Calibration sets for machines, as `docs/report.schema.json` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from typing import Any

from pipecheck.evidence.calibration import Coverage, PictureSet, Thumbnail
from pipecheck.findings import Origin
from pipecheck.report import jsonformat
from pipecheck.report.sets.advice import advice
from pipecheck.report.sets.words import Samples


def data(each: Samples) -> dict[str, Any]:
    """*each* with every field, its *kind* and what is suggested; pictures are left out."""
    kind = "pictures" if isinstance(each, PictureSet) else "tensors"
    return {"kind": kind, **_fields(each), "suggestions": list(advice(each))}


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _counts(pairs: tuple[tuple[str, int], ...]) -> list[dict[str, Any]]:
    return [{"name": name, "count": count} for name, count in pairs]


def _plain(value: Any) -> Any:
    match value:
        case Origin():
            return jsonformat.origin_data(value)
        case Thumbnail(name=name, caption=caption):
            return {"name": name, "caption": caption}
        case Coverage():
            return {**_fields(value), "counts": _counts(value.counts), "trained": _counts(value.trained)}
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case AbstractSet():
            return sorted(map(str, value))
        case list() | tuple():
            return [_plain(each) for each in value]
        case _ if is_dataclass(value):
            return _fields(value)
        case _:
            return jsonformat.plain(value)
