"""A `*_quant_info.json` to what it shows of the preprocessing nodes: the thresholds of their weights, channel by channel."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import text

NODE = "HZ_PREPROCESS_FOR_"
_MEANINGLESS = (1.0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preprocessing:
    """The node that the toolchain put in front of *input*.

    *weights* is the largest weight of each of its channels, in the order in which the network was trained; empty where the file does not
    tell, as after a run of the checker.
    """

    input: str
    weights: tuple[float, ...]
    cosine: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class QuantInfo:
    """The file *path* and the preprocessing nodes in it."""

    path: Path
    nodes: tuple[Preprocessing, ...]

    def of(self, name: str) -> Preprocessing | None:
        """The node in front of the input *name*, None where there is none."""
        return next((node for node in self.nodes if node.input == name), None)


def load(path: Path) -> QuantInfo:
    """What the file *path* shows."""
    return parse(text.read(path), path)


def parse(source: str, path: Path) -> QuantInfo:
    """What *source* shows; *path* stands in its origins and in complaints."""
    try:
        data = json.loads(source)
    except json.JSONDecodeError as e:
        raise SourceError(path, f"not JSON: {e.msg}", e.lineno, e.colno) from e
    except (ValueError, RecursionError) as e:  # a number of 5000 digits, a million brackets
        raise SourceError(path, f"not readable as JSON: {e}") from e
    if not isinstance(data, dict):
        raise SourceError(path, "no quant_info: it holds no nodes by name")
    found = [
        _node(name, said, _place(source, name, path)) for name, said in data.items() if name.startswith(NODE) and isinstance(said, dict)
    ]
    return QuantInfo(path, tuple(found))


def _node(name: str, said: dict[str, Any], origin: Origin) -> Preprocessing:
    match said.get("thresholds"):
        case [handed, weights, *_]:
            told = () if _numbers(handed) in ((), _MEANINGLESS) else _numbers(weights)
        case _:
            told = ()
    cosine = _number(said.get("cosine_similarity"))
    return Preprocessing(input=name.removeprefix(NODE), weights=told, cosine=cosine, origin=origin)


def _numbers(given: object) -> tuple[float, ...]:
    """The numbers in the list *given*; none where one of them is no positive number."""
    numbers = [_number(part) for part in given] if isinstance(given, list) else []
    told = tuple(number for number in numbers if number is not None and number > 0)
    return told if len(told) == len(numbers) else ()


def _number(given: object) -> float | None:
    """*given* as a finite number, written as one or as a text; `--` is none."""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    try:
        number = float(given)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _place(source: str, name: str, path: Path) -> Origin:
    """Where the node stands; without line where its name is not written as it is read."""
    quoted = json.dumps(name, ensure_ascii=False)
    at = source.find(quoted)
    if at < 0:
        return Origin(path)
    return Origin(path, source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at), len(quoted))
