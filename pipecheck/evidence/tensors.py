"""What is known of a directory of calibration tensors: what its files should hold, and what they do hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipecheck.evidence.calibration import Advice, Alike
from pipecheck.findings import Origin, Road
from pipecheck.spec import Affinity, Aspect
from pipecheck_transformers.words import Color, DType, Layout

Tool = Literal["hb_mapper", "hb_compile"]
Claimed = Literal["folder", "shape", "layout", "color", "dtype", "values"]
Kind = Literal["levels", "unit", "normalised", "twice", "divided twice", "std as scale", "shifted", "other"]
"""What numbers are, of pixels of 0..255: these *levels* themselves, divided by 255 (*unit*), normalised by a mean and a scale, that done
*twice*, divided by 255 twice, multiplied by a standard deviation (*std as scale*), moved by −128 (*shifted*)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What each file of an input should hold; None where nothing says so.

    *shape* is without the batch and in the order of *layout*, a side that may vary is None. *values* is the affine from levels 0..255 to
    what the file should hold, in the order of *color*, and *nodes* is what the toolchain then does to it, None where that is nothing.
    *origins* are the places that say so. A *feature* map is no picture. As many samples as *batch* may lie in a file, None for any number.
    """

    tool: Tool | None = None
    shape: tuple[int | None, ...] | None = None
    layout: Layout | None = None
    color: Color | None = None
    dtype: DType | None = None
    values: Affinity | None = None
    nodes: Affinity | None = None
    feature: bool = False
    batch: int | None = 1
    origins: Mapping[Claimed, Origin] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Files whose bytes, shape or dtype are not as expected, all for one *reason*; *names* are the first of *count*.

    They *hold* pictures of another shape where it is that. *told*: a fault of their source was found that makes them so. *mended*: their
    source makes what is expected, so that it need only be run again.
    """

    reason: str
    names: tuple[str, ...]
    count: int
    hint: str | None = None
    holds: tuple[int, ...] | None = None
    told: bool = False
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """All numbers of all files of a set, channel by channel where the *layout* tells the channels apart, else as one.

    Statistics leave out what is no finite number.
    """

    layout: Layout | None
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """The grid that normalised 8-bit pixels lie on, per channel: the size of a level, and where level 0 lies, in levels modulo 1.

    *levels* counts the distinct values that were seen, *error* is how far they lie off the grid at most, in levels.
    """

    step: tuple[float, ...]
    offset: tuple[float, ...]
    levels: tuple[int, ...]
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the numbers of a set are, of which *kind*; *certain* where a lattice proves it, else by their range.

    *affine* is the one from levels to these numbers, *named* what its constants are known as ("ImageNet's mean and std, twice"), *order*
    the channel order in which these constants stand, each None where that is not known. *proof* says in words what was seen.
    """

    kind: Kind
    certain: bool
    proof: str
    affine: Affinity | None = None
    named: str | None = None
    order: Literal["rgb", "bgr"] | None = None
    lattice: Lattice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Calibration files held against the pictures that they were made of, run through the declared chain.

    *pairs* of them were found by *name* or by content; in *same* of these the file is what the chain makes, up to rounding, in *swapped*
    it is that with red and blue exchanged, such as that of *picture*. Of the others the *worst* is *largest* levels apart, and made of
    *picture*; *step* says in words how the file was made instead, where that could be found out, *place* which step of the chain is not
    the one, and *aspect* in what. Not *whole*: the chain cannot be run, and nothing was compared but the order of red and blue.

    *layout* is the order of axes in which *laid_out* of them are that, and are not in the other; where they differ, the unexpected one.
    The chain is that of *road*: where it is training's, files that were resized in another way count as the *same*.
    """

    pairs: int
    found_by: Literal["name", "content"]
    same: int
    swapped: int = 0
    worst: str | None = None
    picture: Path | None = None
    largest: float | None = None
    step: str | None = None
    place: Origin | None = None
    aspect: Aspect | None = None
    whole: bool = True
    layout: Layout | None = None
    laid_out: int = 0
    road: Road = "calibration"


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorSet:
    """The calibration files of one *input*, in *folder*.

    *constant* files hold one number throughout, *unfinite* ones NaN or infinity. *layout* is the order of axes in which the files look
    like pictures, where they look more like it than in the other; of *noise* they look like none in any. *alike* are groups of files
    that hold the same. *mended*: the declared source makes what is expected, so that it need only be run again. *explained* are the
    aspects in which a fault of that source was found that these files show too: of these others have spoken.
    """

    input: str
    road: Road = "calibration"
    folder: Path
    expected: Expected
    count: int
    advice: Advice = field(default_factory=Advice)
    misfits: tuple[Misfit, ...] = ()
    constant: tuple[str, ...] = ()
    constant_count: int = 0
    unfinite: tuple[str, ...] = ()
    unfinite_count: int = 0
    numbers: Numbers | None = None
    held: Held | None = None
    layout: Layout | None = None
    noise: bool = False
    alike: tuple[Alike, ...] = ()
    matched: Matched | None = None
    mended: bool = False
    explained: frozenset[Aspect] = frozenset()
