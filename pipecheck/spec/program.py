"""A road as its source writes it: what is decoded, then operations in order, each with the place it was read from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pipecheck.findings import Origin
from pipecheck_transformers.tensor_ops import Affine, Read
from pipecheck_transformers.words import Color, DType, Layout, YuvRange

if TYPE_CHECKING:
    from pipecheck_transformers.ops import Op

Aspect = Literal["decode", "geometry", "color", "values", "layout", "dtype"]
ASPECTS: tuple[Aspect, ...] = ("decode", "geometry", "color", "values", "layout", "dtype")


@dataclass(frozen=True, slots=True)
class Opaque:
    """A step that could not be read, with its source *text* and the aspects it may touch.

    *lacks* is the argument that it is, where nobody gave it one.
    """

    text: str
    touches: frozenset[Aspect] = frozenset(ASPECTS)
    lacks: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Random:
    """A random step: never silently the identity. A flip touches nothing that a spec speaks of."""

    name: str
    touches: frozenset[Aspect]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation and where it stands.

    *assumed* names the convention on which it rests; *kernel_only* says that this is one of its kernel, and where pixels go is certain.
    """

    op: Op | Opaque | Random
    origin: Origin | None = None
    assumed: str | None = None
    kernel_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What the first step gets: 8-bit pixels 0..255. A part that nobody states is None."""

    library: str | None = None
    exif: bool | None = None
    color: Color | None = None
    range: YuvRange = "full"
    layout: Layout | None = "hwc"
    dtype: DType | None = "uint8"
    origin: Origin | None = None
    assumed: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """Everything one source does to a picture; *silent* are the aspects that it never speaks of, *unused* what it computes in vain."""

    decoded: Decoded
    steps: tuple[Step, ...] = ()
    silent: frozenset[Aspect] = frozenset()
    unused: tuple[Step, ...] = ()

    def then(self, other: Program) -> Program:
        """This program, then the steps of *other* on whatever this one hands over."""
        return replace(self, steps=self.steps + other.steps, silent=self.silent & other.silent)


def reading(how: Read, origin: Origin | None = None) -> Program:
    """The program of a reader: what it decodes, and the division that makes 0..1 of it."""
    decoded = Decoded(library=how.library, exif=how.exif, color=how.color, origin=origin)
    return Program(decoded, (Step(Affine(std=255.0), origin),) if how.unit else ())
