"""Two sources side by side as text and as JSON, for `pipecheck diff`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipecheck.report import facts, jsonformat, pixels
from pipecheck.report.answer import answer
from pipecheck.report.cells import visible, width
from pipecheck.report.pair import Pair, Side
from pipecheck.spec import Aspect, Fact, Opaque, Placed, Spec

_ROOM = 76
"""A fact that is longer is broken at its arrows."""


def as_text(pair: Pair) -> str:
    """The answer in a line, then every aspect with both sides, then the pictures."""
    lines = [answer(pair), "", f"  left   {pair.left_name}", f"  right  {pair.right_name}", "", *_aspects(pair), *_unread(pair)]
    if pair.pixels is not None:
        lines += ["", *pixels.lines(pair.pixels)]
    return "".join(f"{visible(line).rstrip()}\n" for line in lines)


def as_json(pair: Pair) -> str:
    """The same for machines."""
    left, right = jsonformat.spec_data(pair.left), jsonformat.spec_data(pair.right)
    aspects = {aspect: {"left": left[aspect], "right": right[aspect], "verdict": verdict} for aspect, verdict in pair.verdicts.items()}
    data = {
        "schema": 1,
        "status": pair.status,
        "answer": answer(pair),
        "left": pair.left_name,
        "right": pair.right_name,
        "aspects": aspects,
        "pixels": pair.pixels and pixels.data(pair.pixels),
    }
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _aspects(pair: Pair) -> Iterator[str]:
    sides: tuple[tuple[Side, Spec], ...] = (("left", pair.left), ("right", pair.right))
    conventions = list(dict.fromkeys(fact.assumed for _, spec in sides for fact in _facts(spec) if fact.assumed))
    for aspect, verdict in pair.verdicts.items():
        head = f"  {aspect:9} {verdict:13} "
        for side, spec in sides[: 1 if verdict == "same" else 2]:
            fact: Fact[Any] = getattr(spec, aspect)
            mark = "*" * (conventions.index(fact.assumed) + 1) if fact.assumed else ""
            named = "" if verdict == "same" else f"{side:6} "
            for line in _said(spec, aspect, mark, placed=verdict != "same"):
                yield head + named + line
                head, named = " " * len(head), " " * len(named)
    yield from (f"  {'*' * count} assumed: {convention}" for count, convention in enumerate(conventions, 1))


def _facts(spec: Spec) -> Iterator[Fact[Any]]:
    return (getattr(spec, aspect) for aspect in ("decode", "geometry", "color", "values", "layout", "dtype"))


def _said(spec: Spec, aspect: Aspect, mark: str, *, placed: bool) -> Iterator[str]:
    """The lines of a fact; every step of a geometry with its own place."""
    fact: Fact[Any] = getattr(spec, aspect)
    whole = facts.say(spec, aspect)
    if isinstance(fact.value, tuple) and fact.value and (placed or width(whole) > _ROOM):
        for index, step in enumerate(fact.value):
            place = f"  ({step.origin})" if placed and step.origin and step.origin.line else ""
            last = mark if index == len(fact.value) - 1 else ""
            yield f"{'→ ' if index else ''}{_step(step)}{last}{place}"
        return
    place = f"  ({fact.origin})" if placed and fact.origin is not None and fact.origin.line and fact.value is not None else ""
    yield f"{'not stated' if whole == facts.SILENT else whole}{mark}{place}"


def _step(step: Placed) -> str:
    from pipecheck.spec import wording  # a YAML has no steps, and their vocabulary takes time to make

    return wording.say(step)


def _unread(pair: Pair) -> Iterator[str]:
    for side, step in pair.unread:
        what = f"cannot read `{step.op.text}`" if isinstance(step.op, Opaque) else f"{getattr(step.op, 'name', '')} is random"
        place = f" ({step.origin})" if step.origin else ""
        yield f"  {side}: {what}{place}"
