"""What `pipecheck diff` shows: two sources side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.probe.pixels.found import Probe
from pipecheck.spec import ASPECTS, Aspect, Spec, Step, diff
from pipecheck.spec.difference import Verdict

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Pair:
    """Two sources side by side, with the steps that could not be read; *pixels* where both were run on pictures. It prints as text."""

    left_name: str
    right_name: str
    left: Spec
    right: Spec
    unread: tuple[tuple[Side, Step], ...] = ()
    pixels: Probe | None = None

    def to_json(self) -> str:
        """What `pipecheck diff --format json` prints."""
        from pipecheck.report import differences

        return differences.as_json(self)

    def __str__(self) -> str:
        from pipecheck.report import differences  # which is made for what is defined here

        return differences.as_text(self).rstrip()

    def __repr__(self) -> str:
        """The answer alone: a failed assertion shows little more."""
        from pipecheck.report import answer

        return f"<Pair {answer.answer(self)}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows."""
        printer.text("…" if cycle else str(self))

    @property
    def verdicts(self) -> dict[Aspect, Verdict]:
        """What can be said of every aspect."""
        found: dict[Aspect, Verdict] = dict.fromkeys(ASPECTS, "same")
        return {**found, **{difference.aspect: difference.verdict for difference in diff(self.left, self.right)}}

    @property
    def status(self) -> int:
        """0 where nothing differs, 1 where something does, by what is written or on the pictures; 3 where nothing could be compared."""
        found = set(self.verdicts.values())
        if "different" in found or (self.pixels is not None and self.pixels.differs):
            return 1
        return 0 if "same" in found or (self.pixels is not None and not self.pixels.idle) else 3
