"""What the declared source makes of a picture: the chains that it may stand for, ready to run, and what their tensors mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import cv2
import numpy as np

from pipecheck.evidence.tensors import Expected
from pipecheck.lower import chain as dialect
from pipecheck.probe.images.hush import hushed
from pipecheck.probe.pixels import gaps
from pipecheck.probe.pixels.found import ROUNDING
from pipecheck.spec import Program, Spec, canonical
from pipecheck.spec.sampling import Sampling
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.fast import Compiled, compiled
from pipecheck_transformers.ops import Color, ToColor
from pipecheck_transformers.pixels import Array

_MIXED = ("gray", "yuv444", "nv12")
_UNSAID: tuple[Color, ...] = ("rgb", "bgr")


@dataclass(frozen=True, slots=True)
class Declared:
    """A *program* that starts from a picture file, what it amounts to, and the form in which it runs."""

    program: Program
    spec: Spec
    runs: Compiled

    @property
    def rounding(self) -> float:
        """By how many levels two tensors may differ that were made alike: every step that rounds may do so otherwise elsewhere."""
        steps = [step.op for step in self.program.steps]
        rounds = sum(isinstance(op, Sampling) or (isinstance(op, ToColor) and op.color in _MIXED) for op in steps)
        return ROUNDING * max(rounds, 1)

    def made(self, picture: Path | Array) -> Array | None:
        """The tensor made of *picture*, channels last; None where that cannot be."""
        try:
            with hushed(), np.errstate(all="ignore"):
                array = self.runs(picture)
        except (ToolkitError, ValueError, MemoryError, OverflowError, cv2.error):
            return None
        return np.moveaxis(array, 0, -1) if self.spec.layout.value in ("chw", "hwc-as-chw") else array

    def level(self, made: Array) -> Array:
        """What one of 256 levels is in the units of *made*, per channel or once for all."""
        if self.spec.values.value is not None:
            return np.array(gaps.level(self.spec))
        return np.array([float(np.ptp(made.astype(np.float64))) / 255 or 1.0])


def chains(program: Program, expected: Expected) -> list[Declared]:
    """What *program* may stand for, the likeliest first; nothing where a step is unknown, or it does not start from a picture."""
    found = (ready(each) for each in _completed(program, expected))
    return [each for each in found if each is not None]


def ready(program: Program) -> Declared | None:
    """*program* in the form that runs."""
    chain = dialect.runnable(program)
    return None if chain is None else Declared(program, canonical(program), compiled(chain))


def _completed(program: Program, expected: Expected) -> Iterator[Program]:
    """*program* with a reader where it names none; files may be written by either, as long as nobody says which."""
    start = program.decoded
    turned = (start.exif,) if start.exif is not None and not start.assumed else (bool(start.exif), not start.exif)
    colors = (start.color,) if start.color is not None else _UNSAID
    found = [
        replace(program, decoded=replace(start, library=start.library or "opencv", exif=exif, color=color))
        for color, exif in product(colors, turned)
    ]
    if start.color is None and expected.color in _UNSAID:  # who says nothing of the order is taken to keep to the one that is configured
        found = [each for each in found if (made := canonical(each).color.value) is None or made.name == expected.color]
    yield from found
