"""Two programs on the same pictures, one picture at a time: the worst of them, and the mean over all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.pixels import Gap, Sight
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.pixels import gaps
from pipecheck.probe.pixels.found import ROUNDING, Cause, Probe
from pipecheck.probe.pixels.ready import Ready, ready
from pipecheck.probe.pixels.stages import Run, parting, stages
from pipecheck.spec import Program, Spec, canonical, diff
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array, Pixels
from pipecheck_transformers.tensor_ops import ToColor

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Couple:
    """Both sides, ready to be run."""

    left: Ready
    right: Ready
    spec: Spec
    other: Spec
    opposite: bool
    names: tuple[str, str]

    @property
    def whole(self) -> bool:
        return self.left.whole and self.right.whole


@dataclass(slots=True)
class _Tally:
    """What was seen so far; *worst* is the picture with the largest mean, one whose shapes differ before all."""

    every: list[Gap] = field(default_factory=list)
    in_order: list[Gap] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    worst: Path | None = None
    worst_mean: float = -1.0
    count: int = 0

    def add(self, image: Path, gap: Gap | None, in_order: Gap | None) -> None:
        self.count += 1
        self.every += [] if gap is None else [gap]
        self.in_order += [] if in_order is None else [in_order]
        mean = float("inf") if gap is None else gap.mean
        if mean > self.worst_mean:
            self.worst, self.worst_mean = image, mean


def compare(
    left: Program,
    right: Program,
    images: Sequence[Path],
    *,
    names: tuple[str, str] = ("the left one", "the right one"),
    progress: Progress | None = None,
    draw: bool = False,
    look: bool = False,
    enough: Callable[[], bool] = bool,
) -> Probe:
    """What the two make of *images*; of several, one that cannot be run is left out. Stops early once *enough* is true.

    The worst is drawn as a PNG if asked to *draw*, and as small pictures with a heat map if asked to *look*.
    """
    both = _couple(left, right, names)
    tally = _Tally()
    for done, image in enumerate(images, 1):
        try:
            tally.add(image, *_measured(both, image))
        except PipecheckError as e:
            tally.failed.append((str(image), str(e).removeprefix(f"{image}: ")))
        if progress is not None:
            progress(done, len(images))
        if enough():
            break
    if tally.worst is None:
        raise PipecheckError(": ".join(tally.failed[0]) if tally.failed else "there is no picture to run the two on")
    return _looked_at(both, tally, tally.worst, draw=draw, look=look)


def _couple(left: Program, right: Program, names: tuple[str, str]) -> _Couple:
    mine, theirs = ready(left, right, names), ready(right, left, (names[1], names[0]))
    one, two = canonical(mine.program), canonical(theirs.program)
    colors = {spec.color.value.name for spec in (one, two) if spec.color.value is not None}
    opposite = colors == {"rgb", "bgr"} and not any(difference.aspect == "values" for difference in diff(one, two))
    return _Couple(mine, theirs, one, two, opposite, names)


def _measured(both: _Couple, image: Path) -> tuple[Gap | None, Gap | None]:
    """How far apart the tensors of *image* are, as they stand and with the channels in one order."""
    mine, theirs = (_last(side.chain, image).hwc for side in (both.left, both.right))
    if not both.whole or mine.shape != theirs.shape:
        return None, None
    return gaps.gap(mine, theirs, both.spec), gaps.gap(mine, theirs[:, :, ::-1], both.spec) if both.opposite else None


def _looked_at(both: _Couple, tally: _Tally, worst: Path, *, draw: bool, look: bool) -> Probe:
    """The *worst* picture once more, step by step."""
    sides = (both.left, both.right)
    runs = [_run(side.chain, worst) for side in sides]
    mine, theirs = (run[-1][1] for run in runs)
    comparable = both.whole and mine.hwc.shape == theirs.hwc.shape
    gap = gaps.gap(mine.hwc, theirs.hwc, both.spec) if comparable else None
    passed = [list(stages(side.program, run)) for side, run in zip(sides, runs, strict=True)]
    return Probe(
        images=tally.count,
        worst=str(worst),
        left_shape=mine.array.shape,
        right_shape=theirs.array.shape,
        gap=gaps.over_all(tally.every) if comparable else None,
        worst_gap=gap,
        in_order=gaps.over_all(tally.in_order) if comparable and tally.in_order else None,
        parting=parting(passed[0], passed[1], (both.left.whole, both.right.whole)),
        cause=_cause(both, mine.hwc, theirs.hwc) if gap is not None and gap.largest > ROUNDING else None,
        whole=both.whole,
        idle=tuple(name for name, side in zip(both.names, sides, strict=True) if not side.whole and not side.program.steps),
        failed=tuple(tally.failed),
        notes=both.left.notes + both.right.notes,
        picture=_drawn(both, mine.hwc, theirs.hwc) if draw else None,
        sight=_sight(both, worst, mine.hwc, theirs.hwc) if look and both.whole else None,
    )


def _cause(both: _Couple, left: Array, right: Array) -> Cause | None:
    halved = {any(getattr(step.op, "color", None) == "nv12" for step in side.program.steps) for side in (both.left, both.right)}
    found = gaps.cause(left, right, both.spec)
    return "halved" if found is None and len(halved) == 2 else found


def _drawn(both: _Couple, left: Array, right: Array) -> bytes:
    from pipecheck.probe.pixels import drawing

    return drawing.draw(left, right, (both.spec, both.other), both.names)


def _sight(both: _Couple, image: Path, left: Array, right: Array) -> Sight:
    from pipecheck.probe.pixels import sights

    yuv = any(isinstance(step.op, ToColor) and step.op.color in ("yuv444", "nv12") for step in both.right.program.steps)
    return sights.sight(str(image), left, right, both.spec, yuv=yuv)


def _run(chain: Chain, image: Path) -> Run:
    try:
        with hushed():
            return list(chain.steps(image))
    except ToolkitError as e:
        raise PipecheckError(str(e) if str(e).startswith(str(image)) else f"{image}: {e}") from e


def _last(chain: Chain, image: Path) -> Pixels:
    return _run(chain, image)[-1][1]
