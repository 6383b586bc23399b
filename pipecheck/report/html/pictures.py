"""What roads make of a picture, side by side with training: two small pictures and a heat map of what is between them."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from pathlib import PurePath

from pipecheck.evidence.pixels import Heat, Pictured, Shown, Sight, levels
from pipecheck.findings import Finding
from pipecheck.report import heat
from pipecheck.report.html.markup import Markup, element, inside
from pipecheck.report.html.png import png
from pipecheck.report.model import Report
from pipecheck.report.words import counted

COLORS = ("f7f7f7", "fee8b6", "fdcb6e", "fb9a4b", "ee6a4d", "cc3f5f", "97206b", "5d126e", "1f0c48")
"""One for every band; each is darker than the one before, for eyes and printers that know no colors."""
_COARSE = 80
"""Pictures up to this size are enlarged pixel by pixel."""
_FAMILIES = ("PC1", "PC2", "PC3", "PC4")


def section(report: Report) -> Markup | None:
    """An article for every road that was run on pictures."""
    if not report.pictured:
        return None
    title = element("h2", {"id": "pictures-title"}, "Pictures")
    several = len({each.input for each in report.pictured}) > 1
    articles = (_article(each, number, several=several) for number, each in enumerate(report.pictured, 1))
    return element("section", {"id": "pictures", "aria-labelledby": "pictures-title"}, title, *articles)


def link(finding: Finding, report: Report) -> Markup | None:
    """The way to what a road of *finding* makes of a picture, where that was drawn and differs."""
    if not finding.code.startswith(_FAMILIES):
        return None
    for number, each in enumerate(report.pictured, 1):
        if each.road in finding.roads and finding.input in (None, each.input) and not _same(each):
            return element("p", None, element("a", {"href": f"#{_identity(number)}"}, f"what training and {each.road} make of a picture"))
    return None


def sights(sight: Sight, road: str) -> Markup:
    """What training and *road* make of a picture, and where the two are apart."""
    name = PurePath(sight.picture).name
    shown = [_shown(one, whose, name) for one, whose in ((sight.left, "training"), (sight.right, road))]
    return element("div", {"class": "sights"}, *shown, _heat(sight.heat, road, name) if sight.heat else None)


def _article(each: Pictured, number: int, *, several: bool) -> Markup:
    heading = inside("h3", f"{each.road} against training{f', input {each.input}' if several else ''}")
    notes = (element("p", {"class": "quiet"}, note) for note in each.notes)
    drawn = None if _same(each) else sights(each.sight, each.road)
    return element("article", {"class": "set", "id": _identity(number)}, heading, element("p", None, *_summary(each)), drawn, *notes)


def _identity(number: int) -> str:
    return f"pictured-{number}"


def _same(each: Pictured) -> bool:
    """Whether there is nothing to look at."""
    return each.sight.halved or (each.gap is not None and each.gap.largest <= heat.BANDS[0])


def _summary(each: Pictured) -> Iterator[Markup | str]:
    yield f"run on {counted(each.count, 'picture')} of {each.folder}; "
    if each.gap is not None and _same(each):
        lost = "what NV12 takes from the colors" if each.sight.halved and each.gap.largest > heat.BANDS[0] else "rounding"
        yield f"the same but for {lost}, {levels(each.gap.largest)} levels at most"
        return
    yield "" if each.count == 1 else "the worst is "
    yield inside("code", PurePath(each.sight.picture).name)
    yield ": "
    left, right = each.sight.left, each.sight.right
    if each.gap is None:
        yield f"training makes {left.width}×{left.height} pixels of it, {each.road} {right.width}×{right.height}"
        return
    if not math.isfinite(each.gap.mean):
        yield f"training or {each.road} makes no number of some of its pixels"
        return
    share = f"{100 * each.gap.share:.3g} % of its {left.width}×{left.height} pixels by more than a level"
    yield f"{levels(each.gap.mean)} levels apart on average, {levels(each.gap.largest)} at most; {share}"


def _shown(one: Shown, whose: str, name: str) -> Markup:
    coarse = max(one.height, one.width) <= _COARSE
    attributes = {"src": _data("jpeg", one.jpeg), "alt": f"what {whose} makes of {name}", "class": "coarse" if coarse else None}
    return element(
        "figure", None, element("img", {**attributes}), element("figcaption", None, inside("b", whose), ": as the network gets it")
    )


def _heat(found: Heat, road: str, name: str) -> Markup:
    """The map with what its colors mean, in words and in numbers too."""
    words = f"{heat.said(heat.most(found))} apart at most, {heat.where(found)}"
    drawn = png([bytes(map(heat.band, row)) for row in found.cells], COLORS)
    picture = element(
        "img", {"src": _data("png", drawn), "alt": f"heat map of {road} against training on {name}: {words}", "class": "coarse"}
    )
    square = "" if found.side == 1 else f"; a square is the worst of {found.side}×{found.side} pixels"
    caption = element("figcaption", None, inside("b", "difference"), f": {words}{square}")
    return element("figure", {"class": "heat"}, picture, caption, _legend(found), _numbers(found))


def _legend(found: Heat) -> Markup:
    return element("ul", {"class": "bands", "aria-label": "levels"}, *(_band(*each) for each in heat.legend(found)))


def _band(number: int, name: str, share: float) -> Markup:
    return element("li", {"class": f"band{number}"}, f"{name}: {100 * share:.2g} %" if share < 1 else f"{name}: all")


def _numbers(found: Heat) -> Markup:
    """The map as nine numbers."""
    rows, columns = heat.titles()
    head = element("tr", None, inside("td", ""), *(element("th", {"scope": "col"}, each) for each in columns))
    body = (
        element("tr", None, element("th", {"scope": "row"}, title), *(inside("td", heat.number(value)) for value in line))
        for title, line in zip(rows, heat.ninths(found), strict=True)
    )
    table = element("table", {"class": "figures ninths"}, element("thead", None, head), element("tbody", None, *body))
    return element("details", None, inside("summary", "in numbers"), table)


def _data(form: str, content: bytes) -> str:
    return f"data:image/{form};base64,{base64.b64encode(content).decode('ascii')}"
