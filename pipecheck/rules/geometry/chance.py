"""What random steps mean on each road."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Source
from pipecheck.findings import Problem, Related, Severity
from pipecheck.spec import Random, Step


def steps(source: Source) -> Iterator[Problem]:
    """The random steps of a road as one problem, the gravest first."""
    chances = [step for step in source.program.steps if isinstance(step.op, Random)]
    grave = [step for step in chances if _touches(step)]
    if source.road == "training":
        yield from _training(grave)
    elif grave:
        message = f"{_random(grave)}, and {source.road} must make the same of a picture every time"
        yield _problem(grave, message, "use the validation transform of training here")
    elif chances:
        message = f"{_names(chances)} mirrors pictures at random"
        yield _problem(chances, message, f"leave it out: {source.road} needs no augmentation", Severity.NOTE)


def _training(grave: list[Step]) -> Iterator[Problem]:
    """The transform of training pictures in place of that of validation: nothing can be compared with what is random in it."""
    lost = sorted({aspect for step in grave for aspect in _touches(step)})
    if "geometry" in lost:
        message = f"{_random(grave)}, so sizes and crops cannot be compared with training"
        yield _problem(grave, message, "name the validation transform as the source of training")
    elif lost:
        message = f"{_random(grave)}; not compared with training: {', '.join(lost)}"
        yield _problem(grave, message, "name the validation transform as the source of training", Severity.NOTE)


def _touches(step: Step) -> frozenset[str]:
    return frozenset(step.op.touches) if isinstance(step.op, Random) else frozenset()


def _names(found: list[Step]) -> str:
    return " and ".join(dict.fromkeys(step.op.name for step in found if isinstance(step.op, Random)))


def _random(found: list[Step]) -> str:
    names = _names(found)
    return f"{names} {'are' if ' and ' in names else 'is'} random"


def _problem(found: list[Step], message: str, hint: str, severity: Severity | None = None) -> Problem:
    first, *rest = found
    related = tuple(Related(step.origin, "random too") for step in rest if step.origin is not None)
    return Problem(message, first.origin, related, hint, severity)
