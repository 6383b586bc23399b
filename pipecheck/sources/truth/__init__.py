"""What pictures really show, for measuring: the number of a class, boxes, a mask, a vector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from pipecheck.findings import Origin
from pipecheck.sources.labels import matching


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """The objects in a picture: corners left, top, right, bottom, in its pixels or, if *relative*, as shares of its sides.

    *classes* are numbers of outputs; those that *crowd* or *difficult* marks are *ignored*: neither missed nor wrong. Of these, *crowds*
    hold many objects, so that many may be found there.
    """

    corners: tuple[tuple[float, float, float, float], ...]
    classes: tuple[int, ...]
    ignored: tuple[bool, ...] = ()
    crowds: tuple[bool, ...] = ()
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Mask:
    """A picture in which every pixel is the number of its class.

    *first* is what the first class is called: numbers below it belong to none, as 255 does. *binary*: what is not 0 is class 1.
    """

    path: Path
    first: int = 0
    binary: bool = False


@dataclass(frozen=True, slots=True)
class Vector:
    """The numbers that the network should make, or the array file at *path* that holds them."""

    numbers: tuple[float, ...] = ()
    path: Path | None = None


Truth: TypeAlias = "int | Boxes | Mask | Vector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truths:
    """What labels say of pictures, by the name that they give each; *classes* in the order of the outputs, as far as they are known.

    *assumed* says in words what nobody states and was taken.
    """

    said: Mapping[str, Truth]
    classes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    origin: Origin

    def of(self, names: Iterable[str]) -> dict[str, Truth]:
        """The truth of each of the pictures *names* that has one."""
        return {name: self.said[key] for name, key in matching.matched(self.said, names).items()}
