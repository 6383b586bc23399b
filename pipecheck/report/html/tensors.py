"""Calibration tensors: what their numbers are, channel by channel, and how that was found out."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.tensors import Held, Matched, Numbers, TensorSet
from pipecheck.report.html.markup import Markup, element, inside
from pipecheck.report.sets import words
from pipecheck.report.words import number


def tensors(each: TensorSet) -> Iterator[Markup | None]:
    """What is known of the files beyond how many there are."""
    rows = [*_held(each.held), *_layout(each), *_matched(each.matched)]
    yield element("dl", None, *(part for term, said in rows for part in (inside("dt", term), inside("dd", said)))) if rows else None
    yield _numbers(each.numbers)
    for misfit in each.misfits:
        rest = f" and {misfit.count - len(misfit.names)} more" if misfit.count > len(misfit.names) else ""
        summary = inside("summary", f"{misfit.count} of another form: {misfit.reason}")
        yield element("details", None, summary, inside("p", f"{', '.join(misfit.names)}{rest}"), misfit.hint and inside("p", misfit.hint))


def _held(found: Held | None) -> Iterator[tuple[str, str]]:
    if found is not None:
        yield "the numbers are", words.held(found)
        yield ("proved by" if found.certain else "judged by"), found.proof


def _layout(each: TensorSet) -> Iterator[tuple[str, str]]:
    if each.layout is not None:
        named = each.expected.layout
        yield "the axes look like", f"{each.layout.upper()}{'' if named in (None, each.layout) else f', expected {named.upper()}'}"


def _matched(found: Matched | None) -> Iterator[tuple[str, str]]:
    said = words.matched(found)
    if found is None or not said:
        return
    yield "against pictures", f"{said} (found by {found.found_by})"
    if found.worst is not None:
        apart = "" if found.largest is None else f", {number(found.largest, 3)} levels apart at most"
        yield "farthest", f"{found.worst}{apart}"
    if found.step is not None:
        yield "made instead by", f"{found.step}{f' ({found.place})' if found.place else ''}"


def _numbers(found: Numbers | None) -> Markup | None:
    """A row for every channel, or one for all."""
    if found is None or not found.low:
        return None
    heads = ("channel", "least", "largest", "mean", "deviation")
    head = element("tr", None, *(element("th", {"scope": "col"}, each) for each in heads))
    columns = zip(found.low, found.high, found.mean, found.deviation, strict=False)
    body = (
        element("tr", None, element("th", {"scope": "row"}, "all" if len(found.low) == 1 else str(index)), *map(_figure, row))
        for index, row in enumerate(columns)
    )
    return element("table", {"class": "figures"}, element("thead", None, head), element("tbody", None, *body))


def _figure(value: float) -> Markup:
    return inside("td", number(value, 4))
