"""PC4: what shows only when two roads are run on the same pictures."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.pixels import Parted, Taken
from pipecheck.findings import Origin, Problem, Related, Severity
from pipecheck.rules.rule import rule

_MEAN, _SHARE, _LARGEST = 0.6, 0.02, 2.0
"""Kernels of one family are at most 0.4 levels apart on average, and by more than a level at single pixels only."""
_GRAVE = 10.0
"""What a shift by one pixel makes on average."""


@rule("PC409", Severity.WARNING, on=Parted)
def pixel_difference(parted: Parted) -> Iterator[Problem]:
    """Run on the same pictures, this road and training make different tensors.

    Nothing that is written explains it: every other rule compares what the sources say, this one what they do. Up to eight of the
    pictures that the project names as `images` are run through both roads, as far as every step of both can be read. A level of
    rounding is nothing; from ten levels on average, which is what a shift by one pixel makes, it is an error.

    Look at the step where the two part: up to there they make the same picture. `pipecheck diff --image` draws the difference.

    Bad:
        picture[::2, ::2]                              # training resized

    Good:
        cv2.resize(picture, (224, 224))
    """
    gap, parting = parted.gap, parted.parting
    if gap is not None and (gap.largest <= _LARGEST or (gap.mean <= _MEAN and gap.share <= _SHARE)):
        return
    apart = (
        "tensors of other sizes" if gap is None else f"tensors that are {gap.mean:.2g} levels apart on average, {gap.largest:.3g} at most"
    )
    here, there = (parting.right, parting.left) if parting is not None else ((), ())
    message = f"on {parted.worst} this road and training make {apart}"
    message += f"; they part at {_steps(here)}, where training has {_steps(there)}" if parting is not None else ""
    yield Problem(
        message,
        _place(here) or parted.place,
        tuple(Related(taken.origin, "training does this") for taken in there if taken.origin is not None),
        "make this step as training does" if here else f"run `pipecheck diff` with --image {parted.worst} on the two to see where",
        Severity.ERROR if gap is None or gap.mean > _GRAVE else None,
        evidence={
            "pictures": parted.count,
            "worst": parted.worst,
            "levels": None if gap is None else {"largest": gap.largest, "mean": gap.mean},
        },
    )


def _steps(taken: tuple[Taken, ...]) -> str:
    from pipecheck_transformers.spelling import spell  # takes time, and there is seldom anything to say

    return " → ".join(f"`{spell(each.op)}`" for each in taken) or "nothing more"


def _place(taken: tuple[Taken, ...]) -> Origin | None:
    return next((each.origin for each in taken if each.origin is not None), None)


RULES = (pixel_difference,)
