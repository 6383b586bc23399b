"""What is known of a project before its networks run: its inputs, the programs of its roads, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipecheck import engine
from pipecheck.errors import PipecheckError
from pipecheck.evidence import Configuration, Evidence, Source
from pipecheck.findings import Road, Severity
from pipecheck.gather.project import Project, RoadSource
from pipecheck.lower.toolchain.conversion import Conversion, InputClaims
from pipecheck.rules import STATIC, of_sources
from pipecheck.spec import Program


class NoLaneError(PipecheckError):
    """Why pictures cannot be brought to a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The project, and the *evidence* that was gathered of it."""

    plan: Project
    evidence: Sequence[Evidence]

    @property
    def configuration(self) -> Configuration | None:
        return next((each for each in self.evidence if isinstance(each, Configuration)), None)

    @property
    def conversion(self) -> Conversion | None:
        found = self.configuration
        return found.conversion if found is not None else None

    def claims(self, name: str) -> InputClaims | None:
        """What the YAML says of the input *name*."""
        conversion = self.conversion
        return conversion.inputs.get(name) if conversion is not None else None

    @property
    def pictured(self) -> RoadSource | None:
        """The road whose pictures the networks are run on: the evaluation, else training, else calibration; None where none names any."""
        roads: tuple[Road, ...] = ("evaluation", "training", "calibration")
        return next((said for road in roads if (said := self.plan.roads.get(road)) is not None and said.images is not None), None)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs that take pictures, and have a road."""
        return tuple(dict.fromkeys(each.input for each in self._sources()))

    def source(self, name: str, road: Road) -> Source | None:
        """The *road* of the input *name*, as it is written."""
        return next((each for each in self._sources() if (each.input, each.road) == (name, road)), None)

    def program(self, name: str, road: Road) -> Program | None:
        """What *road* does from the picture up to the network."""
        found = self.source(name, road)
        return found.program if found is not None else None

    def others(self, name: str) -> Mapping[Road, Program]:
        """The roads of the input *name* besides training's."""
        return {each.road: each.program for each in self._sources() if each.input == name and each.road != "training"}

    def explained(self, name: str, *, nodes: bool) -> bool:
        """Whether an error is known that makes the evaluation's road another than training's; with *nodes* the YAML is part of it."""
        spoken = engine.run((*STATIC, *of_sources()), self.evidence, engine.Settings())
        errors = [each for each in spoken if each.severity == Severity.ERROR and "PC1" <= each.code < "PC5" and each.input in (None, name)]
        config = self.plan.config
        return any(
            "evaluation" in each.roads or (nodes and each.origin is not None and config is not None and each.origin.path == config)
            for each in errors
        )

    def _sources(self) -> Iterator[Source]:
        return (each for each in self.evidence if isinstance(each, Source))
