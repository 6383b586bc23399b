"""What was measured on a network: how accurate it is, what each mismatch costs, which preprocessing it wants."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipecheck.findings import Origin, Road

Task = Literal["classification", "detection", "segmentation", "regression"]
TASKS: tuple[Task, ...] = ("classification", "detection", "segmentation", "regression")
Matter = Literal["decode", "size", "policy", "kernel", "border", "geometry", "color", "values", "layout", "dtype", "chroma"]
"""What of a road is mended or broken alone: parts of the geometry where they can be told apart, else all of it."""
Stop = Literal["certain", "limit", "time"]
"""Why not every picture was run: the verdict could not change any more, so many were asked for, or there was no more time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A *value* of *metric* over *count* pictures; the truth lies between *low* and *high* with 95 % confidence.

    *share*: it lies between 0 and 1, so that differences are told in points.
    """

    metric: str
    value: float
    low: float
    high: float
    count: int
    share: bool = True
    more_is_better: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A figure that the project states, with so many *digits* behind the point, and where it does."""

    value: float
    digits: int
    origin: Origin | None = None

    @property
    def rounding(self) -> float:
        """How far the true figure may lie from what is written."""
        return 0.5 * 10.0**-self.digits


def reaches(figure: Figure, goal: Goal) -> bool:
    """Whether a network with *figure* may well be as good as is stated."""
    if figure.more_is_better:
        return figure.high >= goal.value - goal.rounding
    return figure.low <= goal.value + goal.rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the user's own code *name* makes of the same outputs, and the *figure* of ours that it should equal."""

    name: str
    value: float
    figure: Figure
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How accurate *model* is on the pictures of *folder*, the metric that counts first among *figures*.

    Of *pictures* that are there *run* were judged; the others are *broken*, have no label, or were left out because of *stopped*.
    *chance* is how likely a network that is as accurate as *expected* would come out this low, or lower, on so many pictures;
    *commonest* the share of pictures that got the answer given most often, *silent* the share of those on which no class is named because
    scores are no numbers, or all the same; *unsteady* the largest difference between two runs on the same picture.
    *trained* is the figure of the source model on training's road and the same pictures. *numbered* says how the labels seem to number
    the classes otherwise than the network, *assumed* what nobody states and was taken. *explained*: an error that was found before makes
    the road another than training's.
    """

    input: str
    road: Road
    model: Path
    folder: Path
    task: Task
    figures: tuple[Figure, ...]
    pictures: int
    run: int
    broken: int = 0
    unlabelled: int = 0
    stopped: Stop | None = None
    expected: Goal | None = None
    quantized: Goal | None = None
    chance: float | None = None
    commonest: float | None = None
    silent: float | None = None
    unsteady: float | None = None
    own: Own | None = None
    trained: Figure | None = None
    numbered: str | None = None
    assumed: tuple[str, ...] = ()
    explained: bool = False
    origin: Origin | None = None

    @property
    def figure(self) -> Figure:
        """The metric that counts."""
        return self.figures[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one mismatch of *road* costs: *what* says it, `bgr for rgb`.

    *broken* is what training's road loses with this one thing taken from *road*, *mended* what *road* gains with this one thing taken from
    training, both in the metric (*low* and *high* surround *broken*); None where there are no labels. *changed* is the share of pictures
    that got another answer, *apart* how far the outputs moved, as a share of their size.
    """

    road: Road
    matter: Matter
    what: str
    broken: float | None = None
    low: float | None = None
    high: float | None = None
    mended: float | None = None
    changed: float | None = None
    apart: float = 0.0
    origins: tuple[Origin, ...] = ()

    @property
    def weight(self) -> float:
        """What mismatches are ranked by: points lost, else answers changed, else outputs moved."""
        return next(each for each in (self.broken, self.changed, self.apart) if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What the mismatches between roads cost on *model*, the dearest first.

    *trained* is its figure on training's road, *roads* are its figures on the others.
    """

    input: str
    model: Path
    folder: Path
    count: int
    trained: Figure | None = None
    roads: tuple[tuple[Road, Figure], ...] = ()
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """A preprocessing that was tried: in *words*, as a *chain* in YAML, and aspect by aspect in *parts*.

    *score* is its figure on the pictures that it was run on; without labels *signal*, between 0 and 1, is what the outputs say for it.
    *declared*: it is what the project says. *tied*: it cannot be told from the best one.
    """

    words: str
    chain: str
    parts: tuple[tuple[str, str], ...]
    score: Figure | None = None
    signal: float | None = None
    declared: bool = False
    tied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """Which preprocessing *model* wants: the best of *tried* hypotheses first in *ranking*, the declared one among them wherever it stands.

    *lead* is by how much the best one beats the declared one (the next one that is not tied, where none is declared), at least *bound* with
    95 % confidence; *runs* is how many pictures went through the network, *ties* how many, shown in *ranking* or not, cannot be told from
    the best one. *open* are aspects that the pictures cannot decide.
    """

    input: str
    model: Path
    folder: Path
    count: int
    labelled: bool
    tried: int
    runs: int
    ranking: tuple[Hypothesis, ...]
    ties: int = 0
    lead: float | None = None
    bound: float | None = None
    open: tuple[str, ...] = ()
    stopped: Stop | None = None
    explained: bool = False
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lossy:
    """What the halved chroma of NV12 costs on *model*, as a `Cost` in *metric*, which is a *share* or not, as a `Figure` is."""

    input: str
    model: Path
    cost: Cost
    road: Road = "runtime"
    metric: str | None = None
    share: bool = True
    count: int = 0
    origin: Origin | None = None
