"""Plain code followed by the script dialect, and run with the libraries that it names."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from pipecheck.lower import chain, script
from pipecheck.sources import pycalls
from pipecheck.spec import Opaque, Random

IMPORTS = """
import cv2
import numpy as np
"""


def program(source, name="f"):
    """What the script dialect makes of *source*."""
    return script.lower(pycalls.trace(module(source), name))


def module(source):
    return pycalls.parse(IMPORTS + textwrap.dedent(source), Path("train.py"))


def unread(found):
    """The text of every step of the program *found* that was not read."""
    return [step.op.text if isinstance(step.op, Opaque) else step.op.name for step in found.steps if isinstance(step.op, Opaque | Random)]


def chain_of(source):
    """The chain that the program is; None where it has a part that was not read."""
    found = program(source)
    if found.decoded.library is None:  # a function that is handed a picture
        found = replace(found, decoded=replace(found.decoded, library="opencv", color=found.decoded.color or "bgr", exif=True))
    return chain.runnable(found)


def ours(source, picture):
    """The tensor of the program on *picture*, a path or an array; None where it has a part that was not read."""
    runnable = chain_of(source)
    return None if runnable is None else runnable(picture)


def theirs(source, picture):
    """What *source* itself returns, as an array; None where it refuses."""
    space = {}
    exec(IMPORTS + textwrap.dedent(source), space)  # written in the tests
    try:
        with np.errstate(all="ignore"):
            made = space["f"](picture)
    except (ValueError, TypeError, OverflowError, RuntimeError, IndexError, ZeroDivisionError, cv2.error):
        return None
    return np.asarray(made.detach().numpy() if hasattr(made, "detach") else made)


def same(mine, other, tolerance=0.0):
    """Asserts that the two are one tensor, an axis for the batch or for a single channel left out."""
    assert mine.dtype == other.dtype
    if other.ndim == 4 and other.shape[0] == 1:
        other = other[0]
    if other.ndim == 2:
        other = other.reshape(mine.shape) if mine.size == other.size and 1 in mine.shape else other
    assert mine.shape == other.shape
    np.testing.assert_allclose(mine.astype(np.float64), other.astype(np.float64), rtol=tolerance, atol=tolerance)
