"""A calibrated network with everything that the steps of the search for lost accuracy share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.partial import Target
from pipecheck.evidence.debug.sensitivity import Kind, Ranking
from pipecheck.evidence.quant import Loss
from pipecheck.gather.networks.how import How
from pipecheck.gather.quant import bench
from pipecheck.gather.quant.bench import Judge, Verdicts
from pipecheck.gather.quant.calibrated import Calibrated
from pipecheck.probe.network.network import Network
from pipecheck.probe.quant.badcases.find import find
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.sensitivity import rank
from pipecheck.probe.quant.simulate import build

_CASES = 3
_RANKED = 8
"""On so many samples places are ranked."""


@dataclass(kw_only=True)
class Bench:
    """The network as it was *made*; files go to *folder*. Labels judge it where there are some, and what is measured once is kept."""

    made: Calibrated
    how: How
    target: Target
    folder: Path | None = None
    rankings: dict[Kind, Ranking] = field(default_factory=dict)

    @property
    def configuration(self) -> dict[str, Path | None]:
        """The YAML, and the quant_config that it names."""
        whole = self.made.known.configuration
        if whole is None:
            return {"yaml": None, "quant": None}
        named = whole.document.get("calibration_parameters", "quant_config")
        quant = whole.document.path.parent / named if isinstance(named, str) else None
        return {"yaml": whole.document.path, "quant": quant if quant is not None and quant.is_file() else None}

    @property
    def measured(self) -> Prepared:
        """The network that says how near a quantised one comes: whole where labels judge it, else without a tail that chooses."""
        return self.made.prepared if self.accuracy is not None else self.made.compared

    @property
    def samples(self) -> Samples:
        return self.made.stream.samples

    @cached_property
    def judge(self) -> Judge | str:
        """Who judges the accuracy, or why nobody can."""
        return bench.judge(self.made.known, self.made.network, self.how)

    @cached_property
    def float_verdicts(self) -> Verdicts | None:
        return None if isinstance(self.judge, str) else self.judge.judged(self.made.network, "float accuracy")

    def loss(self, plan: Plan, stage: str) -> Loss | None:
        """What *plan* loses of the accuracy, where labels tell."""
        if isinstance(self.judge, str) or self.float_verdicts is None:
            return None
        return self.judge.loss(self.float_verdicts, self.judge.judged(build.session(self.made.prepared, plan), stage))

    def reached(self, loss: Loss | None, cosine: float) -> bool:
        """Whether so little is lost, or, without labels, the output that is worst lies so near, that the target is reached."""
        return cosine >= self.target.similarity if loss is None else loss.lost <= 1 - self.target.share

    @property
    def accuracy(self) -> Callable[[Network], float] | None:
        """The accuracy of any network, where labels tell it: more is better."""
        judging = self.judge
        if isinstance(judging, str):
            return None

        def measured(network: Network) -> float:
            found = judging.figure(tuple(judging.judged(network, "accuracy").judged.values()))
            return found.value if found.more_is_better else -found.value

        return measured

    @cached_property
    def badcases(self) -> BadCases:
        """The samples that the quantised network takes worst."""
        return find(
            self.made.prepared,
            self.made.plan,
            self.samples,
            top=_CASES,
            threads=self.how.threads,
            progress=self.how.progress("bad cases"),
            deadline=self.how.deadline,
        )

    def ranking(self, kind: Kind) -> Ranking:
        """The places of one *kind*, the most sensitive first."""
        if kind not in self.rankings:
            self.rankings[kind] = rank.rank(
                self.made.compared,
                self.made.plan,
                self.samples,
                kind=kind,
                data_num=min(_RANKED, len(self.samples.names)),
                threads=self.how.threads,
                progress=self.how.progress(f"sensitivity of {kind}s"),
                deadline=self.how.deadline,
                state=None if self.folder is None else self.folder / f"sensitivity_of_{kind}.npz",
            )
        return self.rankings[kind]
