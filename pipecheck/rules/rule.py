"""A rule: a pure function from one kind of evidence to problems, with its code and severity."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Any, TypeVar

from pipecheck.findings import Confidence, Problem, Severity

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Rule:
    """A *check* on evidence of the kind *on*; its docstring is its manual page."""

    code: str
    severity: Severity
    on: type[Any] | UnionType
    check: Callable[[Any], Iterator[Problem]]
    confidence: Confidence = Confidence.CERTAIN

    @property
    def name(self) -> str:
        """The public name, in kebab case."""
        return self.check.__name__.replace("_", "-")

    @property
    def manual(self) -> str:
        """The manual page."""
        return inspect.cleandoc(self.check.__doc__ or "")

    @property
    def page(self) -> str:
        """The manual page as Markdown, its examples fenced."""
        return re.sub(r"(?m)^(Bad|Good):\n((?:    .*\n?)+)", _fenced, self.manual + "\n").rstrip("\n")

    @property
    def summary(self) -> str:
        """The first line of the manual page: the fault as its user sees it."""
        return self.manual.split("\n", 1)[0]


def rule(
    code: str, severity: Severity, *, on: type[Any] | UnionType, confidence: Confidence = Confidence.CERTAIN
) -> Callable[[Callable[[E], Iterator[Problem]]], Rule]:
    """Makes a rule of the function it decorates."""
    return lambda check: Rule(code, severity, on, check, confidence)


def _fenced(example: re.Match[str]) -> str:
    import textwrap  # only a page needs it

    word, code = example.groups()
    return f"{word}:\n\n```\n{textwrap.dedent(code).rstrip()}\n```\n"
