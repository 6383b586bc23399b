"""A reshape in place of a transpose: what is known of it, and what no longer is."""

from __future__ import annotations

import numpy as np
import pytest

from pipecheck.lower import chain
from pipecheck.spec import Decoded, Program, Step, canonical
from pipecheck.spec.executable import executable
from pipecheck_transformers import Chain
from pipecheck_transformers.ops import Affine, Cast, Flip, Reinterpret, Resize, TakeChannel, ToColor, Transpose

MEAN = (1.0, 2.0, 3.0)


def spec(*ops, color="rgb", layout="hwc"):
    return canonical(Program(Decoded(library="opencv", exif=True, color=color, layout=layout), tuple(map(Step, ops))))


def unknown(found):
    return {name for name in ("geometry", "color", "values", "layout", "dtype") if getattr(found, name).value is None}


def test_a_reshape_moves_no_data():
    picture = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    assert (Chain([Reinterpret("chw")])(picture) == picture.reshape(3, 4, 5)).all()
    assert (Chain([Transpose("chw"), Reinterpret("hwc")])(picture) == picture.transpose(2, 0, 1).reshape(4, 5, 3)).all()
    assert (Chain([Reinterpret("chw"), Reinterpret("hwc")])(picture) == picture).all()
    assert (Chain([Reinterpret("hwc")])(picture) == picture).all()


@pytest.mark.parametrize(
    ("ops", "start", "layout"),
    [
        pytest.param([Reinterpret("chw")], {}, "hwc-as-chw", id="the usual mistake"),
        pytest.param([Reinterpret("hwc")], {}, "hwc", id="a reshape to what it is"),
        pytest.param([Transpose("chw"), Reinterpret("hwc")], {}, "chw-as-hwc", id="the other way"),
        pytest.param([Reinterpret("chw"), Reinterpret("hwc")], {}, "hwc", id="undone"),
        pytest.param([Reinterpret("chw"), Reinterpret("chw")], {}, "hwc-as-chw", id="twice the same"),
        pytest.param([Reinterpret("chw"), Transpose("chw")], {}, "hwc-as-chw", id="transposed to what it is taken for"),
        pytest.param([ToColor("gray"), Reinterpret("chw")], {}, "chw", id="one channel"),
        pytest.param([Reinterpret("chw")], {"color": "gray"}, "chw", id="read as one channel"),
        pytest.param([Reinterpret("chw")], {"color": None}, None, id="who knows how many channels"),
        pytest.param([Reinterpret("chw")], {"layout": None}, None, id="who knows what it was"),
    ],
)
def test_layouts(ops, start, layout):
    assert spec(*ops, **start).layout.value == layout


@pytest.mark.parametrize(
    ("op", "lost"),
    [
        pytest.param(Affine(std=255.0), set(), id="one number for all"),
        pytest.param(Cast("float32"), set(), id="a cast"),
        pytest.param(Affine(mean=MEAN), {"values"}, id="a number per channel"),
        pytest.param(Resize(8, 8), {"geometry"}, id="a resize"),
        pytest.param(Flip(), {"geometry"}, id="a flip"),
        pytest.param(ToColor("bgr"), {"color", "values"}, id="a swap"),
        pytest.param(TakeChannel(1), {"color", "values"}, id="a channel"),
        pytest.param(Transpose("hwc"), {"geometry", "color"}, id="a transpose back"),
    ],
)
def test_what_is_lost_on_scrambled_channels(op, lost):
    assert unknown(spec(Reinterpret("chw"), op)) == lost


def test_a_transpose_back_forgets_what_was_done_per_channel():
    assert unknown(spec(Affine(mean=MEAN), Reinterpret("chw"), Transpose("hwc"))) == {"geometry", "color", "values"}


@pytest.mark.parametrize("ops", [[Affine(mean=MEAN), Reinterpret("chw")], [Transpose("chw"), Reinterpret("hwc"), Affine(std=2.0)]])
def test_the_shortest_program_scrambles_alike(ops):
    picture = np.arange(6 * 5 * 3, dtype=np.uint8).reshape(6, 5, 3)
    written = Program(Decoded(library="opencv", exif=True, color="rgb"), tuple(map(Step, ops)))
    made = [chain.runnable(each)(picture) for each in (written, executable(canonical(written), "rgb"))]
    np.testing.assert_allclose(made[0], made[1], atol=1e-6)
