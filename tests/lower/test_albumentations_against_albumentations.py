"""A lowered pipeline makes the tensor that albumentations makes, from the same source text and the same picture."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import pictures
from strategies_albumentations import pipelines

from pipecheck.lower import albumentations as dialect
from pipecheck.lower import chain
from pipecheck.sources import pycalls
from pipecheck.spec import Decoded

pytestmark = pytest.mark.peers
DUST = 4e-7
"""What a float32 loses where the library multiplies by the reciprocal of what is divided by here, as a part of the value."""


@pytest.fixture(scope="session")
def albumentations():
    """The library, which asks the network for its newest version when it is imported unless told not to."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("NO_ALBUMENTATIONS_UPDATE", "1")
        warnings.simplefilter("ignore")
        module = pytest.importorskip("albumentations")
        if int(module.__version__.split(".")[0]) < 2:
            pytest.skip("the spelling is that of version 2")
        yield module


def theirs(source, picture):
    """What albumentations makes, None where it refuses."""
    from albumentations.augmentations.crops.transforms import CropSizeError

    space = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gray pictures that become gray
        try:
            exec(source, space)  # written by the strategy
            made = np.asarray(space["t"](image=picture)["image"])
        except (ValueError, CropSizeError):
            return None
    return made[:, :, None] if made.ndim == 2 else made


def ours(source, picture):
    program = dialect.lower(pycalls.find(pycalls.parse(source, Path("train.py")), "t"))
    runnable = chain.runnable(replace(program, decoded=Decoded(library="opencv", exif=True, color="rgb")))
    assert runnable is not None, program
    return runnable(picture)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pipelines(), pictures() | st.integers(0, 9).map(lambda seed: np.random.default_rng(seed).integers(0, 256, (37, 23, 3), np.uint8)))
def test_the_same_tensor(albumentations, source, picture):
    assert albumentations
    expected = theirs(source, picture)
    if expected is None:
        return
    made = ours(source, picture)
    assert (made.dtype, made.shape) == (expected.dtype, expected.shape)
    if made.dtype == np.uint8:
        np.testing.assert_array_equal(made, expected)
    else:
        np.testing.assert_allclose(made, expected, rtol=DUST, atol=DUST * max(1.0, float(np.abs(expected).max())))
