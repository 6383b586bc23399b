"""How much of a network is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from pipecheck.gather.looking import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """*probe* also tries which preprocessing the network wants; *certain* stops as soon as the verdict cannot change.

    At most *limit* pictures are run, until the *deadline* in seconds of `time.monotonic`, by so many *threads*; *execute* lets code of the
    project run. *stages* gives, by its name, the progress of every stage: it is told how many of how many pictures are done.
    """

    probe: bool = False
    certain: bool = False
    limit: int | None = None
    deadline: float | None = None
    threads: int | None = None
    execute: bool = False
    stages: Callable[[str], Progress] | None = None

    def progress(self, stage: str) -> Progress | None:
        """Who is told of the *stage* that begins."""
        return None if self.stages is None else self.stages(stage)

    def within(self, share: float) -> How:
        """This for a *share* of the time that is left."""
        if self.deadline is None:
            return self
        now = monotonic()
        return replace(self, deadline=now + share * max(self.deadline - now, 0.0))


USUAL = How()
