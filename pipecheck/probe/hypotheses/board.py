"""What every candidate made of every picture so far, and what it took: pictures side by side, a bounded number under way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np

from pipecheck.probe import streaming
from pipecheck.probe.hypotheses.running import Fault, Ready, Seen, Trial, ready, seen
from pipecheck.probe.hypotheses.space import Candidate
from pipecheck.probe.images.hush import hushed
from pipecheck_transformers.chain import Progress

R = TypeVar("R")


@dataclass(slots=True, kw_only=True)
class Board(Generic[R]):
    """The records of candidates by the number of the picture in *pictures*; *late* once the time is up."""

    trial: Trial[R]
    pictures: Sequence[Path]
    threads: int = 1
    deadline: float | None = None
    progress: Progress | None = None
    records: dict[Candidate, dict[int, R]] = field(default_factory=dict)
    failed: dict[Candidate, Fault] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    prepared: dict[Candidate, Ready] = field(default_factory=dict)
    runs: int = 0
    late: bool = False

    def run(self, candidates: Sequence[Candidate], count: int) -> None:
        """Run *candidates* on the first *count* pictures, where they were not yet; on fewer if the time is up."""
        numbers = [number for number in range(count) if number not in self.broken]
        work = [(number, missing) for number in numbers if (missing := self._missing(candidates, number))]
        for done, (number, found) in enumerate(self._ahead(work), 1):
            self._keep(number, found)
            if self.progress is not None:
                self.progress(done, len(work))

    def common(self, candidates: Sequence[Candidate], count: int) -> list[int]:
        """The numbers of those of the first *count* pictures on which all *candidates* were run."""
        held = [self.records.get(each, {}) for each in candidates]
        return [number for number in range(count) if number not in self.broken and all(number in each for each in held)]

    def able(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of *candidates* that could be run on every picture so far."""
        return [each for each in candidates if each not in self.failed and self.records.get(each)]

    def _missing(self, candidates: Sequence[Candidate], number: int) -> list[Ready]:
        wanted = (each for each in candidates if each not in self.failed and number not in self.records.get(each, ()))
        return [self._ready(each) for each in wanted]

    def _ready(self, candidate: Candidate) -> Ready:
        if candidate not in self.prepared:
            self.prepared[candidate] = ready(candidate)
        return self.prepared[candidate]

    def _keep(self, number: int, found: Seen[R]) -> None:
        self.runs += found.runs
        self.failed.update(found.failed)
        if found.broken:
            self.broken.add(number)
        for candidate, record in found.records.items():
            self.records.setdefault(candidate, {})[number] = record

    def _ahead(self, work: Sequence[tuple[int, list[Ready]]]) -> Iterator[tuple[int, Seen[R]]]:
        """What comes of the pictures in *work*, in order; none is begun once the time is up."""
        begun = (each for each in work if not self._over())
        with hushed(), streaming.alone(), closing(streaming.each(self._seen, begun, self.threads)) as results:
            yield from results

    def _seen(self, work: tuple[int, list[Ready]]) -> tuple[int, Seen[R]]:
        number, wanted = work
        with np.errstate(all="ignore"):  # a preprocessing may be wrong, which is what is measured
            return number, seen(self.trial, self.pictures[number], number, wanted)

    def _over(self) -> bool:
        self.late = self.late or (self.deadline is not None and time.monotonic() > self.deadline)
        return self.late
