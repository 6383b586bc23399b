"""What a conversion YAML claims about each model input, values parsed and placed, nothing judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from pipecheck.findings import Origin
from pipecheck.schema import generation
from pipecheck.schema.inputs import ABSENT, parts, spelled
from pipecheck.schema.key import Place
from pipecheck.sources.yamldoc import Document

T = TypeVar("T")
Generation = Literal["hb_mapper", "hb_compile"]
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Claim(Generic[T]):
    """A *value* and its place; *unread* is what stands there when it cannot be made sense of; neither where the key is absent."""

    value: T | None = None
    origin: Origin | None = None
    unread: str | None = None

    @property
    def absent(self) -> bool:
        return self.value is None and self.unread is None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputClaims:
    """What the YAML says of one model input; *key* is where the key of its runtime type stands."""

    name: str
    key: Origin | None = None
    rt: Claim[str]
    train: Claim[str]
    layout_rt: Claim[str]
    layout_train: Claim[str]
    shape: Claim[str]
    range: Claim[str]
    norm_type: Claim[str]
    mean: Claim[tuple[float, ...]]
    scale: Claim[tuple[float, ...]]
    std: Claim[tuple[float, ...]]
    calibration_dir: Claim[str]
    calibration_dtype: Claim[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A conversion YAML: its file, the toolchain generation that its march belongs to, and its inputs.

    What is built is called by the *prefix*, and lies in *working_dir*, where it says so.
    """

    path: Path
    march: Claim[str]
    generation: Generation | None
    model: Claim[str]
    prefix: str | None = None
    working_dir: str | None = None
    inputs: Mapping[str, InputClaims] = field(default_factory=dict)


def read(document: Document, doubted: frozenset[Place] = frozenset()) -> Conversion:
    """The claims in *document*; nothing is believed of the keys that are *doubted*."""
    march = _Column(document).claim("march", _word, "model_parameters")
    schema = generation.of(march.value)
    names = _names(document)
    return Conversion(
        path=document.path,
        march=march,
        generation=schema.tool if schema else None,
        model=_Column(document).claim("onnx_model", str, "model_parameters"),
        prefix=_of_model(document, "output_model_file_prefix"),
        working_dir=_of_model(document, "working_dir"),
        inputs={name: _input(_Column(document, doubted, index, len(names)), name) for index, name in enumerate(names)},
    )


def _of_model(document: Document, key: str) -> str | None:
    value = document.get("model_parameters", key)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _names(document: Document) -> list[str]:
    """The inputs by name; a single one may stay unnamed, the runtime types count them, and none hides behind another's name."""
    stated = [part for part in parts(document.get("input_parameters", "input_name")) if part not in ABSENT]
    count = max(len(stated), len(parts(document.get("input_parameters", "input_type_rt"))), 1)
    if count == 1:
        return stated or ["input"]
    return [stated[i] if i < len(stated) and stated[i] not in stated[:i] else f"input {i + 1}" for i in range(count)]


def _input(said: _Column, name: str) -> InputClaims:
    return InputClaims(
        name=name,
        key=said.document.keys.get(("input_parameters", "input_type_rt")),
        rt=said.claim("input_type_rt", _word),
        train=said.claim("input_type_train", _word),
        layout_rt=said.claim("input_layout_rt", str.upper),
        layout_train=said.claim("input_layout_train", str.upper),
        shape=said.claim("input_shape", str),
        range=said.claim("input_space_and_range", _word),
        norm_type=said.claim("norm_type", _word),
        mean=said.claim("mean_value", _numbers),
        scale=said.claim("scale_value", _numbers),
        std=said.claim("std_value", _numbers),
        calibration_dir=said.claim("cal_data_dir", str, "calibration_parameters"),
        calibration_dtype=said.claim("cal_data_type", _word, "calibration_parameters"),
    )


@dataclass(frozen=True, slots=True)
class _Column:
    """What *document* says of the input number *index* of *count*; a single value serves all inputs."""

    document: Document
    doubted: frozenset[Place] = frozenset()
    index: int = 0
    count: int = 1

    def claim(self, key: str, parse: Callable[[str], T], group: str = "input_parameters") -> Claim[T]:
        """The claim that *key* makes of this input."""
        raw = self.document.get(group, key)
        text = self._own(raw)
        own_item = isinstance(raw, list) and len(raw) == self.count > 1
        origin = self.document.origin(group, key, self.index) if own_item else self.document.origin(group, key)
        if (group, key) in self.doubted:
            return Claim(None, origin, text[:LONGEST] or f"no {key}")
        if text in ABSENT:
            return Claim()
        try:
            return Claim(parse(text), origin)
        except ValueError:
            return Claim(None, origin, text[:LONGEST])

    def _own(self, raw: Any) -> str:
        found = parts(raw) if self.count > 1 else [spelled(raw)]
        if self.index < len(found):
            return found[self.index]
        return found[0] if len(found) == 1 else ""


def _word(text: str) -> str:
    return text.lower()


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers that spaces or commas separate."""
    numbers = tuple(float(part) for part in re.split(r"[\s,]+", text.strip().strip("[]")) if part)
    if not numbers or not all(abs(number) < float("inf") for number in numbers):
        raise ValueError(text)
    return numbers
