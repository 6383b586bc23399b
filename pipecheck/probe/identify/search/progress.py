"""What is known of a callable so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipecheck.probe.identify.asking.subject import Subject, as_read
from pipecheck.probe.identify.geometry.places import Seen
from pipecheck.probe.identify.geometry.policies import Guess
from pipecheck.probe.identify.search.elimination import Candidate
from pipecheck.probe.identify.search.trials import Trial
from pipecheck.probe.identify.values.samples import Samples
from pipecheck.probe.identify.values.spelling import line
from pipecheck.probe.identify.values.tints import Tint
from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array

_SCALES = ((1.37, 2.21), (2.33, 1.29), (1.61, 1.63), (0.62, 0.81), (0.93, 0.55), (2.9, 3.3))
_LARGEST = 1500
_GRAYS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Each stage of an identification adds to it; *unexplained* ends the work. Pictures smaller than *least* come out otherwise."""

    subject: Subject
    deterministic: bool = True
    samples: Samples | None = None
    tints: tuple[Tint, ...] = ()
    seen: tuple[Seen, ...] = ()
    guesses: tuple[Guess, ...] = ()
    trials: tuple[Trial, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    readers: tuple[Read, ...] = ()
    residual: float | None = None
    proofs: int = 0
    least: tuple[int, int] = (12, 12)
    unexplained: str | None = None

    @property
    def planar(self) -> bool:
        """Whether the tensor is NV12, which takes even sides only."""
        return self.samples is not None and self.samples.planar


def sizes(known: Progress, shape: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Sizes of pictures, wide, tall, square, small and large, for tensors of *shape*."""
    height, width = shape[:2] if known.samples is None or known.samples.axes == "hwc" else shape[-2:]
    for tall, wide in _SCALES:
        yield usable(known, int(height * tall) | 1, int(width * wide) | 1)


def usable(known: Progress, height: int, width: int) -> tuple[int, int]:
    """The size nearest to *height* × *width* that a picture may have."""
    rows, columns = (max(min(side, _LARGEST), least) for side, least in zip((height, width), known.least, strict=True))
    return (rows + rows % 2, columns + columns % 2) if known.planar else (rows, columns)


def tried(known: Progress, picture: Array) -> Trial:
    """*picture* with what the subject makes of it."""
    return Trial(as_read(picture, known.subject.read), known.subject(picture), _steps(known))


def _steps(known: Progress) -> tuple[float, ...]:
    """What one level of gray is in each channel of the tensor; where gray does nothing, as in the others."""
    assert known.samples is not None
    made = known.samples.made[:_GRAYS]
    gains = np.abs(line(np.repeat(known.samples.given[:_GRAYS, :1], made.shape[1], axis=1), made).gain)
    alike = np.where(gains > gains.max() / 100, gains, gains.max())
    return tuple(map(float, [alike[0]] if known.planar else alike))
