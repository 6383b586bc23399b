"""The words of quantisation, and the faults of what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from pipecheck.findings import Severity
from pipecheck.guesses import close_to
from pipecheck.schema.fault import KeyFault, rewrite
from pipecheck.schema.operators import OPERATORS
from pipecheck.sources.yamldoc import Document

Where = tuple[Any, ...]
TYPES = ("int4", "int8", "int16", "float16", "float32", "dual-int16", "int16-ec")
PAIRED = ("dual-int16", "int16-ec")
"""Types of those operators alone that multiply two tensors."""
MULTIPLYING = ("Conv", "ConvTranspose", "Gemm", "MatMul")
METHODS = ("max", "kl", "mix", "default", "load", "skip")
METRICS = ("cosine-similarity", "mse", "mae", "mre", "sqnr", "chebyshev")
LOWEST = 0.5
"""A percentile below is none."""
FEWEST_BINS, FEWEST_MOST_BINS = 129, 258
_BLOCKS = re.compile(r"(mx|nv)(fp|int)\d+")


def is_type(value: Any) -> TypeGuard[str]:
    """Whether *value* is a number type; of those that share a scale among a block of values any width is."""
    return isinstance(value, str) and (value in TYPES or _BLOCKS.fullmatch(value) is not None)


def lacks(march: str, value: Any) -> bool:
    """Whether the BPU of *march* does not compute in the type *value*."""
    return bool(march) and is_type(value) and value not in ("int8", "float32", *(("int16",) if march != "bernoulli2" else ()))


def number_type(document: Document, place: Where, key: str, value: Any) -> Iterator[KeyFault]:
    """The fault of *value* as a number type."""
    if not is_type(value):
        close = close_to(str(value).lower(), TYPES, cutoff=0.8)
        hint = f"did you mean {close[0]}?" if close else None
        yield fault(document, place, f"{key} is one of {', '.join(TYPES)}, not {shown(value)}", hint, value=True)


def paired(document: Document, place: Where, operator: str, value: Any) -> Iterator[KeyFault]:
    """The fault of a type that *operator* does not have."""
    if value in PAIRED and operator in OPERATORS and operator not in MULTIPLYING:
        message = f"{value} is a type of {', '.join(MULTIPLYING)}, and this is {operator}"
        yield fault(document, place, message, "write int16", value=True)


def operator(document: Document, place: Where, name: str, *, value: bool = False) -> Iterator[KeyFault]:
    """The fault of an operator *name* that only differs from one of ONNX in its letters' case."""
    right = next((known for known in OPERATORS if known.lower() == name.lower()), name)
    if right != name:
        message, hint = f"{name} is not an operator of ONNX, whose names are case-sensitive", f"did you mean {right}?"
        found = None if value else rewrite(document.keys.get(place, document.origin(*place)), right, f"write {right}")
        yield fault(document, place, message, hint, severity=Severity.WARNING, value=value, fix=found)


def word(document: Document, place: Where, value: Any, known: tuple[str, ...]) -> Iterator[KeyFault]:
    """The fault of *value* as one of *known*: a slip where it is like one, else perhaps newer than this table."""
    if value in known:
        return
    text = str(value).strip().lower().replace("_", "-")
    close = close_to(text, known, cutoff=0.7) or [each for each in known if text and each.startswith(text)]
    plain = not isinstance(value, str)
    severity = None if close or plain else Severity.WARNING
    hint = f"did you mean {close[0]}?" if close else None
    yield fault(document, place, f"{place[-1]} is one of {', '.join(known)}, not {shown(value)}", hint, value=True, severity=severity)


def whole(document: Document, place: Where, value: Any, low: int) -> Iterator[KeyFault]:
    """The fault of *value* as a whole number from *low* on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        yield fault(document, place, f"{place[-1]} is a whole number from {low} on, not {shown(value)}", value=True)


def share(document: Document, place: Where, value: Any, low: float) -> Iterator[KeyFault]:
    """The fault of *value* as a number from *low* to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= 1:
        yield fault(document, place, f"{place[-1]} is a number from {low:g} to 1, not {shown(value)}", value=True)


def switch(document: Document, place: Where, value: Any) -> Iterator[KeyFault]:
    """The fault of *value* as true, false, or a list of both that is searched."""
    each = value if isinstance(value, list) and value else [value]
    if not all(isinstance(part, bool) or str(part).lower() in ("true", "false") for part in each):
        yield fault(document, place, f"{place[-1]} is true, false, or [true, false] to try both, not {shown(value)}", value=True)


def table(document: Document, place: Where, value: Any, example: str) -> Iterator[KeyFault]:
    """The fault of *value* as a mapping; one that is empty says nothing."""
    if value is not None and not isinstance(value, dict):
        yield fault(document, place, f"{place[-1]} is a mapping such as {example}")


def keys(
    document: Document, place: Where, given: dict[Any, Any], known: tuple[str, ...], what: str, *, numbered: str | None = None
) -> Iterator[KeyFault]:
    """Keys that *what* does not take; one that is close to a known one is a slip, any other may be newer than this table."""
    for name in given:
        counted = numbered is not None and re.fullmatch(rf"({numbered})\d+", str(name))
        if name in known or counted or isinstance(name, bool):
            continue
        close = close_to(str(name), known, cutoff=0.75)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
        severity = None if close else Severity.WARNING
        yield fault(document, (*place, name), f"{name} is not a key of {what}", hint, severity=severity)


def fault(document: Document, place: Where, message: str, hint: str | None = None, *, value: bool = False, **more: Any) -> KeyFault:
    """A fault at the key, or at the *value*, of *place*."""
    origin = document.origin(*place) if value else document.keys.get(place, document.origin(*place))
    return KeyFault(kind="quant", place=tuple(map(str, place)), origin=origin, message=message, hint=hint, **more)


def shown(value: Any) -> str:
    """*value* on one line, the beginning of it where it is long."""
    text = " ".join(str(value).split())
    return f"{text[:40]}…" if len(text) > 40 else text
