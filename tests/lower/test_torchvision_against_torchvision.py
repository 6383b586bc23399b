"""A lowered transform makes the tensor that torchvision makes, from the same source text and the same picture."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image
from strategies import pictures
from strategies_torchvision import compositions

from pipecheck.lower import chain
from pipecheck.lower import torchvision as dialect
from pipecheck.sources import pycalls

pytestmark = pytest.mark.peers


def theirs(source, picture):
    """What torchvision makes, None where it refuses."""
    space = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # old spellings are what users have
        try:
            exec(source, space)  # written by the strategy
            steps = space["t"] if isinstance(space["t"], list) else [space["t"]]
            made = Image.fromarray(picture)
            for step in steps:
                made = step(made)
        except (ValueError, TypeError, RuntimeError):
            return None
    array = np.asarray(made)
    return array[:, :, None] if array.ndim == 2 else array


def ours(source, picture):
    program = dialect.lower(pycalls.find(pycalls.parse(source, Path("train.py")), "t"))
    runnable = chain.runnable(program)
    assert runnable is not None, program
    return runnable(picture)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(compositions(), pictures())
def test_the_same_tensor(torchvision, written, picture):
    assert torchvision
    expected = theirs(written.source, picture)
    if expected is None:
        return
    made = ours(written.source, picture)
    assert made.dtype == expected.dtype
    smallest_std = 0.2
    tolerance = 1e-6 + written.levels / 255 / smallest_std
    np.testing.assert_allclose(made, expected, rtol=0, atol=tolerance if expected.dtype != np.uint8 else 0)
