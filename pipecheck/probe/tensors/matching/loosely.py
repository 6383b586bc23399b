"""A calibration file against what training would make of its picture: a script of its own may rightly resize in another way."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Literal

import cv2
import numpy as np

from pipecheck.probe.tensors.matching import comparing
from pipecheck.probe.tensors.matching.comparing import Verdict
from pipecheck.probe.tensors.matching.declared import Declared
from pipecheck_transformers.pixels import Array

_CELLS = 16
_NEAR = 4.0
"""Parts of two files that show the same part of a picture are on the average no more levels apart, whatever they were resized with."""


def taken(verdict: Verdict, declared: Declared, order: Literal["rgb", "bgr"] | None, wanted: str | None) -> Verdict | None:
    """*verdict* with what a correct file may differ in left aside, and red and blue judged by their *order*; None where nothing is known.

    Of files of another shape their shape says enough.
    """
    if verdict.kind in ("same", "swapped"):
        return verdict
    if order is not None and order != wanted:
        return replace(verdict, kind="swapped", gray=False)
    if verdict.kind == "unlike":
        return None
    level = declared.level(verdict.made)
    if _are_near(verdict.held, verdict.made, level):
        return replace(verdict, kind="same", gray=order is None)
    swapped = any(_are_near(verdict.held, each, level) for each in comparing.exchanged(verdict.made, declared))
    return replace(verdict, kind="swapped", gray=False) if swapped and wanted in ("rgb", "bgr") else verdict


def _are_near(held: Array, made: Array, level: Array) -> bool:
    """Whether the two look the same from afar, in their levels, one of them moved by a pixel at most."""
    mine = _cells(held)
    moved = (np.roll(made, by, (0, 1)) for by in product((0, 1, -1), repeat=2))
    return any(float(comparing.apart(mine, _cells(each), level).mean()) <= _NEAR for each in moved)


def _cells(picture: Array) -> Array:
    with np.errstate(all="ignore"):
        floats = np.ascontiguousarray(picture, np.float32)
    small: Array = cv2.resize(floats, (_CELLS, _CELLS), interpolation=cv2.INTER_AREA)
    return small.reshape(_CELLS, _CELLS, -1)
