"""What `pipecheck diff` shows: two sources side by side."""

from __future__ import annotations

from dataclasses import dataclass

from pipecheck.probe.pixels import PixelProbe
from pipecheck.spec import ASPECTS, Aspect, Spec, diff
from pipecheck.spec.difference import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two sources side by side; *pixels* where both were run on a picture."""

    left_name: str
    right_name: str
    left: Spec
    right: Spec
    pixels: PixelProbe | None = None

    @property
    def verdicts(self) -> dict[Aspect, Verdict]:
        """What can be said of every aspect."""
        found: dict[Aspect, Verdict] = dict.fromkeys(ASPECTS, "same")
        return {**found, **{difference.aspect: difference.verdict for difference in diff(self.left, self.right)}}

    @property
    def status(self) -> int:
        """0 where nothing differs, 1 where something does, 3 where nothing could be compared."""
        found = set(self.verdicts.values())
        if "different" in found:
            return 1
        return 0 if "same" in found else 3
