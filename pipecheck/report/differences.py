"""Two sources side by side, for `pipecheck diff`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from pipecheck.probe.pixels import ROUNDING, PixelProbe
from pipecheck.report import facts, jsonformat
from pipecheck.report.cells import visible
from pipecheck.report.pair import Pair
from pipecheck.report.words import number
from pipecheck.spec import Aspect, Spec


def as_text(pair: Pair) -> str:
    """A line of verdict, then every aspect with both sides, then the pixels."""
    lines = [_headline(pair), "", f"  left:  {pair.left_name}", f"  right: {pair.right_name}", "", *_aspects(pair)]
    if pair.pixels is not None:
        lines += ["", *_pixels(pair.pixels)]
    return "".join(f"{visible(line)}\n" for line in lines)


def as_json(pair: Pair) -> str:
    """The same for machines."""
    left, right = jsonformat.spec_data(pair.left), jsonformat.spec_data(pair.right)
    aspects = {aspect: {"left": left[aspect], "right": right[aspect], "verdict": verdict} for aspect, verdict in pair.verdicts.items()}
    data = {
        "schema": 1,
        "left": pair.left_name,
        "right": pair.right_name,
        "aspects": aspects,
        "pixels": pair.pixels and asdict(pair.pixels),
    }
    return json.dumps(data, indent=2) + "\n"


def _headline(pair: Pair) -> str:
    different = [aspect for aspect, verdict in pair.verdicts.items() if verdict == "different"]
    unknown = [aspect for aspect, verdict in pair.verdicts.items() if verdict == "unverifiable"]
    if not different and not unknown:
        return "the two make the same tensor"
    start = f"different: {', '.join(different)}" if different else "nothing differs as far as can be known"
    return f"{start}; cannot be compared: {', '.join(unknown)}" if unknown else start


def _aspects(pair: Pair) -> Iterator[str]:
    for aspect, verdict in pair.verdicts.items():
        mine, other = facts.say(pair.left, aspect), facts.say(pair.right, aspect)
        if verdict == "same":
            yield f"  {aspect:9} same          {mine}"
        else:
            yield f"  {aspect:9} {verdict:13} {mine}{_place(pair.left, aspect)}"
            yield f"  {'':9} {'':13} {other}{_place(pair.right, aspect)}"


def _pixels(probe: PixelProbe) -> Iterator[str]:
    if probe.largest is None or probe.mean is None:
        shapes = " and ".join("×".join(map(str, shape)) for shape in (probe.left_shape, probe.right_shape))
        yield f"on {probe.image}: tensors of {shapes}"
    else:
        yield f"on {probe.image}: up to {number(probe.largest, 3)} levels apart, {number(probe.mean, 3)} on average"
        if probe.parting is None and probe.largest > ROUNDING:
            yield "they make the same picture of it, and part in what is done with its values, channels or axes"
    if probe.parting is not None:
        apart = "" if probe.parting.largest is None else f", up to {number(probe.parting.largest, 3)} levels"
        yield f"they part{apart} at"
        yield f"  left:  {probe.parting.left}"
        yield f"  right: {probe.parting.right}"


def _place(spec: Spec, aspect: Aspect) -> str:
    fact = getattr(spec, aspect)
    return f"  ({fact.origin})" if fact.origin is not None and fact.value is not None else ""
