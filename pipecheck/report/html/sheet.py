"""The contact sheet of a set: small pictures, what is exceptional and what is alike in groups of their own."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from pipecheck.evidence.calibration import Alike, PictureSet, Thumbnail
from pipecheck.report.html.markup import Markup, element, inside, together


def sheet(each: PictureSet) -> Markup | None:
    """The pictures with their captions; None where there are none."""
    groups = [element("div", {"class": "strip"}, inside("h5", title), _strip(found)) for title, found in _groups(each)]
    return together(inside("h4", "Pictures to look at"), *groups) if groups else None


def _groups(each: PictureSet) -> Iterator[tuple[str, list[Thumbnail]]]:
    """Every picture once: where it is exceptional, else with those like it, else among the others."""
    left = list(each.sheet)
    odd = {one.name for one in each.odd}
    parts = [("exceptional", odd), *((_title(group), set(group.names)) for group in each.alike)]
    for title, names in parts:
        found = [one for one in left if one.name in names]
        left = [one for one in left if one.name not in names]
        if found:
            yield title, found
    if left:
        yield ("others" if len(left) < len(each.sheet) else "examples"), left


def _title(group: Alike) -> str:
    return f"{group.count} {'copies, byte for byte' if group.exact else 'pictures that look the same'}"


def _strip(found: Sequence[Thumbnail]) -> Markup:
    return element("div", {"class": "sheet"}, *map(_figure, found))


def _figure(one: Thumbnail) -> Markup:
    source = f"data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode('ascii')}"
    picture = element("img", {"src": source, "alt": f"{one.name}: {one.caption}"})
    return element("figure", None, picture, element("figcaption", None, inside("code", one.name), " ", one.caption))
