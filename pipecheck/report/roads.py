"""The roads side by side: what each says of every aspect, and whether it agrees with training."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pipecheck.findings import ROADS, Road
from pipecheck.report.facts import say
from pipecheck.spec import ASPECTS, Aspect, Spec, diff

Standing = Literal["stated", "same", "near", "different", "unverifiable", "silent"]
"""How a cell stands to training; `stated` where there is nothing to stand to, `near` where ordinary files make no difference."""
_DECODERS = frozenset({"opencv", "pil", "skimage"})
"""Libraries that make the same bytes of JPEG and PNG files of 8 bits; for any other file PC1 speaks where pictures are there."""
CAMERA = "camera"
"""What stands before the nodes on the board, where nobody says what is done there."""
_STEPS, _PHRASES = re.compile(r" (?=[→×] )"), re.compile(r"(?<=,) ")


@dataclass(frozen=True, slots=True)
class Cell:
    """What one road says of one aspect; *note* counts the convention that it rests on from 1, 0 for none.

    *loud* are the pieces of the text that training does not have, where the two differ.
    """

    text: str
    standing: Standing
    note: int = 0
    loud: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All roads of one model input; *rows* go by aspect, their cells by road."""

    input: str
    roads: tuple[Road, ...]
    rows: Mapping[Aspect, tuple[Cell, ...]]
    conventions: tuple[str, ...]


def compare(inputs: Mapping[str, Mapping[Road, Spec]]) -> Iterator[Comparison]:
    """The roads of every input that has any."""
    for name, specs in inputs.items():
        roads = tuple(road for road in ROADS if road in specs)
        if roads:
            facts = [getattr(specs[road], aspect) for aspect in ASPECTS for road in roads]
            conventions = tuple(dict.fromkeys(fact.assumed for fact in facts if fact.assumed))
            rows = {aspect: tuple(_cell(specs, road, aspect, conventions) for road in roads) for aspect in ASPECTS}
            yield Comparison(input=name, roads=roads, rows=rows, conventions=conventions)


def _cell(specs: Mapping[Road, Spec], road: Road, aspect: Aspect, conventions: tuple[str, ...]) -> Cell:
    fact, standing = getattr(specs[road], aspect), _standing(specs, road, aspect)
    text = CAMERA if standing == "silent" and road == "runtime" else say(specs[road], aspect)
    mine = pieces(text) if standing == "different" else ()
    theirs = pieces(say(specs["training"], aspect)) if mine else ()
    loud = tuple(piece for piece in mine if _bare(piece) not in map(_bare, theirs))
    return Cell(text, standing, conventions.index(fact.assumed) + 1 if fact.assumed else 0, loud or mine)


def pieces(text: str) -> tuple[str, ...]:
    """*text* cut where it may be broken: before its arrows and factors; where it has no numbers in brackets, after its commas."""
    return tuple((_STEPS if "(" in text else _PHRASES).split(text))


def _bare(piece: str) -> str:
    return piece.strip("→×, ")


def _standing(specs: Mapping[Road, Spec], road: Road, aspect: Aspect) -> Standing:
    fact = getattr(specs[road], aspect)
    if fact.value is None:
        return "unverifiable" if fact.origins else "silent"
    if road == "training" or "training" not in specs:
        return "stated"
    found = {difference.aspect: difference.verdict for difference in diff(specs["training"], specs[road])}
    return "near" if aspect == "decode" and _decode_alike(specs["training"], specs[road]) else found.get(aspect, "same")


def _decode_alike(one: Spec, other: Spec) -> bool:
    """Whether the two read with different libraries to which ordinary files are the same."""
    mine, theirs = one.decode.value, other.decode.value
    return (
        mine is not None
        and theirs is not None
        and mine != theirs
        and mine.exif == theirs.exif
        and {mine.library, theirs.library} <= _DECODERS
    )
