"""The words after `optimization`, which say for all nodes, or for those of an operator, what a quant_config says in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.findings import Severity
from pipecheck.guesses import close_to
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import ABSENT, spelled
from pipecheck.schema.precision import words
from pipecheck.sources.yamldoc import Document

About = Literal["nodes", "outputs", "input", "output", "other"]
PLACE = ("calibration_parameters", "optimization")
_KNOWN = ("asymmetric", "bias_correction", "run_fast", "lstm_batch_last")
_SHAPES = ("set_all_nodes_int16", "set_model_output_int8", "set_model_output_int16", "set_Softmax_input_int8", "set_Softmax_output_int8")
_PATTERNS: tuple[tuple[About, str], ...] = (
    ("nodes", r"set_all_nodes_(?P<qtype>\S+)"),
    ("outputs", r"set_model_output_(?P<qtype>\S+)"),
    ("input", r"set_(?P<operator>\w+?)_input_(?P<qtype>\S+)"),
    ("output", r"set_(?P<operator>\w+?)_output_(?P<qtype>\S+)"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of the list: it sets what it is *about* to *qtype*, for one *operator* where it names it."""

    text: str
    about: About
    qtype: str | None = None
    operator: str | None = None


def parse(value: Any) -> tuple[Word, ...]:
    """The words in *value*, between commas or semicolons."""
    text = ";".join(map(spelled, value)) if isinstance(value, list) else spelled(value)
    parts = (part.strip() for part in re.split(r"[;,]", text))
    return tuple(_word(part) for part in parts if part not in ABSENT)


def faults(document: Document, march: str) -> Iterator[KeyFault]:
    """The faults of the words in *document*."""
    for word in parse(document.get(*PLACE)):
        if word.about == "other":
            yield from _unknown(document, word.text)
        elif not words.is_type(word.qtype):
            message = f"{word.text} ends in a type, one of {', '.join(words.TYPES)}, and {word.qtype} is none"
            yield words.fault(document, PLACE, message, value=True)
        elif word.about != "outputs" and words.lacks(march, word.qtype):
            severity = None if word.qtype == "int16" else Severity.WARNING
            yield words.fault(
                document, PLACE, f"{march} has no {word.qtype}, and {word.text} asks for it", "leave it out", value=True, severity=severity
            )
        if word.operator is not None:
            yield from words.operator(document, PLACE, word.operator, value=True)
            yield from words.paired(document, PLACE, word.operator, word.qtype)


def _word(text: str) -> Word:
    for about, pattern in _PATTERNS:
        if found := re.fullmatch(pattern, text):
            return Word(text=text, about=about, **found.groupdict())
    return Word(text=text, about="other")


def _unknown(document: Document, text: str) -> Iterator[KeyFault]:
    if text not in _KNOWN:
        close = close_to(text, (*_KNOWN, *_SHAPES), cutoff=0.8)
        hint = f"did you mean {close[0]}?" if close else f"known are {', '.join((*_KNOWN, *_SHAPES))}"
        severity = None if close else Severity.WARNING
        yield words.fault(document, PLACE, f"{words.shown(text)} is not a word of optimization", hint, value=True, severity=severity)
