"""What running two programs on the same pictures gives: plain numbers, names and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipecheck.evidence.pixels import Gap, Parting, Sight

ROUNDING = 1.01
"""Pictures that differ by a level are the same: one road rounds where the other does not."""
Cause = Literal["halved", "swapped", "shifted", "scaled"]
"""What tells itself on pictures: colors that NV12 halved, red and blue in each other's place, whole pixels of shift, other levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Two programs run on pictures; *gap* and *in_order* are over all, the rest is of the *worst*.

    *gap* is None where the tensors have other shapes, or a program could not be run to its end: then *whole* is False, *left_shape* and
    *right_shape* are those of the pictures so far, and *parting* alone tells whether these agree. *in_order* is *gap* after red and blue
    changed places, where the two are known to have them in opposite orders. *failed* are the pictures that could not be run.
    *idle* names the programs whose very first step could not be run. *notes* say what was taken for granted to run at all. *picture* is a
    PNG, *sight* the same as small parts of a page.
    """

    images: int
    worst: str
    left_shape: tuple[int, ...]
    right_shape: tuple[int, ...]
    gap: Gap | None
    worst_gap: Gap | None = None
    in_order: Gap | None = None
    parting: Parting | None = None
    cause: Cause | None = None
    whole: bool = True
    idle: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    picture: bytes | None = None
    sight: Sight | None = None

    @property
    def same(self) -> bool:
        """Whether nothing but rounding was seen between the two."""
        return self.gap is not None and self.gap.largest <= ROUNDING

    @property
    def differs(self) -> bool:
        """Whether more than rounding was seen between the two."""
        return self.parting is not None or (self.whole and not self.same)
