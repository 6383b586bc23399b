"""Which preprocessing the network that was trained wants, tried on the pictures of the project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.model import Probed
from pipecheck.findings import Skipped
from pipecheck.gather.networks import also
from pipecheck.gather.networks.bench import Bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.lower.chain import runnable
from pipecheck.probe.hypotheses import probing, signals
from pipecheck.probe.hypotheses.constants import Constants
from pipecheck.probe.network.load import load
from pipecheck.spec import Program, canonical
from pipecheck.spec.colors import in_rgb_order
from pipecheck_transformers.ops import Affine


def probed(known: Known, name: str, model: Path, declared: Program | None, bench: Bench, *, how: How, explained: bool) -> Probed | Skipped:
    """What the input *name* of *model* wants, its vendor's nodes left aside, and whether that is what is *declared*.

    *explained*: an error that was found before says why it is not.
    """
    try:
        network = load(model, known.conversion, bare=True, again=True, expose=() if bench.score is not None else signals.exposed(model))
        found = probing.probe(
            network,
            name,
            bench.paths,
            bench.root,
            truths=bench.truths,
            score=bench.score,
            task=bench.judging.task,
            declared=runnable(declared) if declared is not None else None,
            constants=tuple(_stated(known, name)),
            also=also.inputs(known, name, "evaluation", network),
            threads=how.threads,
            limit=how.limit or probing.MOST,
            deadline=how.deadline,
            progress=how.progress("probing"),
        )
    except PipecheckError as e:
        return Skipped("PC703", f"{bench.root}: which preprocessing fits could not be tried: {e}")
    return replace(found, explained=explained, origin=bench.origin)


def _stated(known: Known, name: str) -> Iterator[Constants]:
    """The constants that the roads of the project name."""
    roads = {"training": known.program(name, "training"), **known.others(name)}
    for road, program in roads.items():
        spec = canonical(program) if program is not None else None
        values = spec.values.value if spec is not None else None
        by_name = in_rgb_order(values, spec.color.value) if spec is not None and values is not None else None
        if by_name is not None and not by_name.casts:
            scale, bias = by_name.affine.scale, by_name.affine.bias
            ops = (Affine(scale=_short(scale), bias=_short(bias)),)
            yield Constants(words=f"the constants of {road}", ops=ops, stated=True)


def _short(numbers: tuple[float, ...]) -> float | tuple[float, ...]:
    return numbers[0] if len(numbers) == 1 else numbers
