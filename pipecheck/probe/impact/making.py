"""The tensors that many ways make of one picture: it is decoded once for each reader, and resized once for each geometry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipecheck.probe.images.hush import hushed
from pipecheck.probe.impact.ways import Way
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.fast import Compiled, compiled
from pipecheck_transformers.pixels import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The *tensor* that the way number *way* makes of a picture of *size*, height first."""

    way: int
    tensor: Array
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the way number *way* makes nothing of a picture."""

    way: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A geometry that several ways share, and of each its number and what follows."""

    place: Compiled
    tails: tuple[tuple[int, Compiled], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reader that several ways share."""

    read: Compiled
    heads: tuple[Head, ...]


def readings(ways: Sequence[Way]) -> tuple[Reading, ...]:
    """*ways* by what they share."""
    reads = dict.fromkeys(way.read for way in ways)
    return tuple(Reading(read=compiled(Chain((), read=read)), heads=tuple(_heads(ways, Chain((), read=read)))) for read in reads)


def _heads(ways: Sequence[Way], start: Chain) -> Iterator[Head]:
    numbered = [(index, way) for index, way in enumerate(ways) if way.read == start.read]
    for head in dict.fromkeys(way.head for _, way in numbered):
        tails = tuple((index, compiled(Chain(way.tail, read=start.read))) for index, way in numbered if way.head == head)
        yield Head(place=compiled(Chain(head, read=start.read)), tails=tails)


def make(path: Path, shared: Sequence[Reading]) -> Iterator[Made | Refused]:
    """What all ways make of the picture at *path*, reader by reader."""
    for reading in shared:
        try:
            with hushed():
                picture = reading.read(path)
        except ToolkitError as e:
            yield from (Refused(index, str(e)) for head in reading.heads for index, _ in head.tails)
            continue
        for head in reading.heads:
            yield from _finished(head, picture, path)


def _finished(head: Head, picture: Array, path: Path) -> Iterator[Made | Refused]:
    height, width = picture.shape[:2]
    placed = _done(head.place, picture, path)
    for index, tail in head.tails:
        made = placed if isinstance(placed, str) else _done(tail, placed, path)
        yield Refused(index, made) if isinstance(made, str) else Made(way=index, tensor=made, size=(height, width))


def _done(work: Compiled, array: Array, path: Path) -> Array | str:
    """What *work* makes of *array*, or what it complains of."""
    try:
        return work(array)
    except ToolkitError as e:
        return f"{path}: {e}"
