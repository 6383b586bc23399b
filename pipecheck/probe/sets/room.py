"""Room for pixels: threads that decode huge pictures wait for one another, those with usual ones never do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from pipecheck_transformers.readers import MAX_PIXELS

PIXELS = 2 * MAX_PIXELS
"""So many may be decoded at once, over all threads; a larger picture than half of that is never read."""


@dataclass(slots=True)
class Room:
    """Room for *pixels*; *used* says how many are decoded now."""

    pixels: int = PIXELS
    used: int = 0
    _changed: Condition = field(default_factory=Condition)

    @contextmanager
    def taken(self, pixels: int) -> Iterator[None]:
        """Wait until *pixels* more find room, and hold it; what is larger than the whole room takes all of it."""
        pixels = min(pixels, self.pixels)
        with self._changed:
            self._changed.wait_for(lambda: self.used + pixels <= self.pixels)
            self.used += pixels
        try:
            yield
        finally:
            with self._changed:
                self.used -= pixels
                self._changed.notify_all()
