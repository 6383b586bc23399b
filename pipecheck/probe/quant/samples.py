"""Calibration samples: what is fed to a network, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pipecheck_transformers.pixels import Array

Feed = Mapping[str, Array]
"""What the inputs of a network take for one sample, with their batch."""


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples *names*, each of which *load* reads when it is asked for: in any thread, as often as one likes, nothing is kept.

    `load` raises SourceError for a sample that cannot be read.
    """

    names: tuple[str, ...]
    load: Callable[[str], Feed]
