"""What is known of the pictures that a calibration set is made of: measured, and held against labels, training and validation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pipecheck.findings import Origin, Road

Oddity = Literal["dark", "bright", "one color", "nearly empty", "blurred", "odd size", "odd shape"]
Quantity = Literal["brightness", "contrast", "saturation", "sharpness", "red", "green", "blue", "size", "shape"]
"""What of a picture is held against training: *red* to *blue* are the mean levels of the channels, *shape* is width against height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """A picture that is unlike what a camera makes, or unlike the rest of its set; *figure* is what was measured of it, in words."""

    oddity: Oddity
    name: str
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Pictures that show the same: byte for byte if *exact*, else to the eye; *names* are the first of *count*, the one to keep leads."""

    names: tuple[str, ...]
    count: int
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many pictures show each class, or each value of another column of the labels, called *title*.

    *counts* are in the order of the list of classes, those that no picture shows included; *complete*: that list was stated, and not
    collected from the labels. *trained* counts training's pictures likewise, where their labels are known. *several*: a picture may show
    more than one. *unlabelled* pictures have no label at all, the first of them in *without*.
    """

    title: str
    counts: tuple[tuple[str, int], ...]
    trained: tuple[tuple[str, int], ...] = ()
    complete: bool = False
    several: bool = False
    unlabelled: int = 0
    without: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A quantity in which calibration and training differ: their means, and how far the distributions are apart.

    *distance* is in standard deviations of training; with 99 % certainty it is at least *bound*. Of sharpness, size and shape the means
    are geometric.
    """

    quantity: Quantity
    here: float
    there: float
    distance: float
    bound: float


@dataclass(frozen=True, slots=True)
class Spread:
    """The *mean* and the standard *deviation* of values."""

    mean: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """How often values occur, as shares of 1 in bins of the same width from *low* to *high*; *there* is the same of training.

    *spread* and *spread_there* are those of the values themselves, whatever the bins.
    """

    title: str
    low: float
    high: float
    here: tuple[float, ...]
    there: tuple[float, ...] = ()
    spread: Spread | None = None
    spread_there: Spread | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A picture made small: a whole JPEG file, and what to write below it; left out of JSON."""

    jpeg: bytes = field(repr=False)
    name: str
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """How many samples are wanted: an error below *at_least*, a note below *advised* and above *at_most*."""

    at_least: int = 20
    advised: int = 100
    at_most: int = 1000
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSet:
    """The pictures of a calibration set; of *count* files, *whole* could be measured, and *left_out* more were not looked at.

    *samples* are what the toolchain calibrates with, or would be; else there is a folder for the tensors made of some of these.
    *overlapping* are those that measure the accuracy too, *compared* says with how many pictures of training the set was compared.
    """

    road: Road = "calibration"
    folder: Path
    count: int
    whole: int
    left_out: int = 0
    samples: bool = True
    advice: Advice = field(default_factory=Advice)
    origin: Origin | None = None
    odd: tuple[Odd, ...] = ()
    alike: tuple[Alike, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    shifts: tuple[Shift, ...] = ()
    compared: int = 0
    overlapping: tuple[str, ...] = ()
    validation: Path | None = None
    charts: tuple[Chart, ...] = ()
    sheet: tuple[Thumbnail, ...] = ()
