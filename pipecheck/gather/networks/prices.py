"""What every mismatch between the roads costs on the network that was trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipecheck.errors import PipecheckError
from pipecheck.evidence.model import Costs, Lossy
from pipecheck.findings import Road, Skipped
from pipecheck.gather.networks.bench import Bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.gather.networks.lanes import Way
from pipecheck.probe.images.scan import called
from pipecheck.probe.impact import impact
from pipecheck.probe.trial.spread import spread
from pipecheck.spec import Program

MOST = 500
"""So many pictures tell what costs a point from what costs none; every mismatch runs all of them."""


def costs(known: Known, trained: Way, roads: Mapping[Road, Program], bench: Bench, how: How) -> tuple[Costs | Lossy | Skipped, ...]:
    """The mismatches of *roads* against the way of training, one by one, on at most 500 of the pictures."""
    claims = known.claims(trained.name)
    try:
        found, lossy = impact.costs(
            trained.lane.network,
            trained.name,
            trained.program,
            roads,
            _some(bench, how.limit or MOST),
            bench.root,
            score=bench.score,
            truths=bench.truths,
            also=trained.lane.also,
            chroma=claims is not None and claims.rt.value == "nv12",
            threads=how.threads or 1,
            deadline=how.deadline,
            progress=how.progress("costs"),
        )
    except PipecheckError as e:
        return (Skipped("PC704", f"{bench.root}: what mismatches cost could not be measured: {e}"),)
    return tuple(each for each in (found if found.count else None, lossy) if each is not None)


def _some(bench: Bench, most: int) -> list[Path]:
    """At most so many of the pictures, evenly from all classes."""
    named = {called(path, bench.root): path for path in bench.paths}
    return [named[name] for name in spread(named, bench.truths or {}, most)]
