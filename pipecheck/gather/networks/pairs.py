"""Whether the network that is measured still computes what its source does."""

from __future__ import annotations

from dataclasses import fields

from pipecheck.errors import PipecheckError
from pipecheck.evidence.pair import Agreement
from pipecheck.findings import Skipped
from pipecheck.gather.networks.bench import Bench
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.gather.networks.lanes import Way
from pipecheck.probe.agreement.agree import Agreed, agree


def agreement(known: Known, first: Way, second: Way, bench: Bench, how: How, *, explained: bool) -> Agreement | Skipped:
    """The source behind the way of training, and the network behind that of the evaluation, on some of the pictures."""
    try:
        found = agree(
            first.lane,
            second.lane,
            (first.program, second.program),
            bench.paths,
            bench.root,
            threads=how.threads,
            deadline=how.deadline,
            progress=how.progress("agreement"),
            config=known.conversion,
        )
    except PipecheckError as e:
        return Skipped("PC702", f"{bench.root}: no picture could be run through both networks: {e}")
    told = {field.name: getattr(found, field.name) for field in fields(Agreed) if field.name != "broken"}
    return Agreement(
        input=second.name,
        road="evaluation",
        source=first.lane.network.path,
        model=second.lane.network.path,
        folder=bench.root,
        explained=explained,
        origin=bench.origin,
        **told,
    )
