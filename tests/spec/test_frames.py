"""Where steps put a picture by arithmetic is where they put it when they are run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import geometry

from pipecheck.spec import Placed
from pipecheck.spec.frames import frame
from pipecheck_transformers import Chain
from pipecheck_transformers.ops import CenterCrop, Crop, Flip, LongSideCrop, Resize, WarpAffine


def coordinates(height, width):
    """A picture whose first channel counts rows and whose second counts columns."""
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack([rows, columns, rows], axis=-1)


def seen(axis, ramp, far):
    """The coordinates that *axis* promises for the pixels *far* from its edges, and those that *ramp* shows there."""
    at = np.arange(axis.size) + 0.5
    inside = (at > axis.begin + far) & (at < axis.end - far)
    return (at[inside] - axis.shift) / axis.scale - 0.5, ramp[inside]


@settings(max_examples=50, deadline=None)
@given(st.lists(geometry(3), max_size=3), st.integers(20, 60), st.integers(20, 60))
def test_a_frame_is_where_the_toolkit_puts_the_picture(ops, height, width):
    framed = frame([Placed(op) for op in ops], height, width)
    made = Chain(ops)(coordinates(height, width))
    assert framed is not None
    assert framed.size == made.shape[:2]
    row, column = (int(min(max((axis.begin + axis.end) / 2, 0), axis.size - 1)) for axis in (framed.rows, framed.columns))
    stages = [frame([Placed(op) for op in ops[:count]], height, width) for count in range(len(ops) + 1)]
    coarsest = min(abs(axis.scale) for stage in stages for axis in (stage.rows, stage.columns))
    blur = sum(1 / min(abs(stage.rows.scale), abs(stage.columns.scale)) for stage in stages)  # each step may be off by a pixel of its own
    for axis, ramp in ((framed.rows, made[:, column, 0]), (framed.columns, made[row, :, 1])):
        promised, shown = seen(axis, ramp, 2 + 2 * abs(axis.scale) / coarsest)
        assert np.abs(promised - shown).max(initial=0) <= 1 + blur


@pytest.mark.parametrize("size", [(60, 100), (100, 60), (61, 35)])
@pytest.mark.parametrize(
    "op", [LongSideCrop(), WarpAffine(48, 48), WarpAffine(48, 48, scale=1.5), WarpAffine(40, 48, matrix=(0.5, 0, 3, 0, 0.75, -2))]
)
def test_the_steps_of_the_samples(op, size):
    framed, made = frame([Placed(op)], *size), Chain([op])(coordinates(*size))
    assert framed.size == made.shape[:2]
    middle = int((framed.rows.begin + framed.rows.end) / 2), int((framed.columns.begin + framed.columns.end) / 2)
    promised = [(at + 0.5 - axis.shift) / axis.scale - 0.5 for at, axis in zip(middle, (framed.rows, framed.columns), strict=True)]
    assert made[middle][:2] == pytest.approx(promised, abs=0.05)


@pytest.mark.parametrize(
    "ops",
    [
        pytest.param([CenterCrop(50, 50)], id="a crop that does not fit"),
        pytest.param([Crop(top=30, left=0, height=20, width=20)], id="a crop that reaches out"),
        pytest.param([Resize(9, 9), CenterCrop(10, 10), Flip()], id="what follows is refused too"),
        pytest.param([WarpAffine(20, 20, matrix=(1, 0.5, 0, 0, 1, 0))], id="turned by an angle"),
    ],
)
def test_what_is_refused_has_no_frame(ops):
    assert frame([Placed(op) for op in ops], 40, 60) is None
