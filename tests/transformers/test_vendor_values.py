"""The samples' arithmetic against NumPy written out."""

import numpy as np
import pytest

from pipecheck_transformers import Chain
from pipecheck_transformers.vendor import (
    AddTransformer,
    F32ToS8Transformer,
    F32ToU8Transformer,
    HWC2CHWTransformer,
    MeanTransformer,
    NormalizeTransformer,
    ScaleTransformer,
)

MEANS = np.array([103.94, 116.78, 123.68])
LAYOUTS = pytest.mark.parametrize("layout", ["CHW", "HWC"])
DTYPES = pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])


def picture(layout, dtype="uint8"):
    shape = (6, 8, 3) if layout == "HWC" else (3, 6, 8)
    return np.random.default_rng(0).integers(0, 256, shape).astype(dtype)


def same(given, expected):
    assert given.dtype == expected.dtype
    np.testing.assert_array_equal(given, expected)


@LAYOUTS
@DTYPES
def test_add_and_normalize_work_in_float32(layout, dtype):
    array = picture(layout, dtype)
    same(AddTransformer(-127.5)(array), array.astype(np.float32) + np.float32(-127.5))
    same(NormalizeTransformer(58.4)(array), array.astype(np.float32) / np.float32(58.4))


@LAYOUTS
def test_normalize_subtracts_nothing(layout):
    assert (NormalizeTransformer(2.0)(np.zeros_like(picture(layout))) == 0).all()


@LAYOUTS
@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
def test_scale_is_what_numpy_makes_of_a_plain_number(layout, dtype):
    array = picture(layout, dtype)
    same(ScaleTransformer(0.017)(array), array * 0.017)


def test_scale_by_255_does_not_wrap_bytes():
    assert ScaleTransformer(255)(np.full((2, 2, 3), 2, np.uint8)).max() == 510


@LAYOUTS
@DTYPES
def test_means_are_subtracted_in_float64_as_numpy_promotes_them(layout, dtype):
    array = picture(layout, dtype)
    same(MeanTransformer(MEANS, layout)(array), array - (MEANS if layout == "HWC" else MEANS[:, None, None]))


@LAYOUTS
@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_means_in_float32_keep_float32(layout, dtype):
    array, means = picture(layout, dtype), MEANS.astype(np.float32)
    same(MeanTransformer(means, layout)(array), array - (means if layout == "HWC" else means[:, None, None]))


@pytest.mark.parametrize("means", [MEANS, MEANS.tolist(), tuple(MEANS.tolist())])
def test_means_come_as_any_row_of_numbers(means):
    assert MeanTransformer(means) == MeanTransformer(MEANS)


def test_numbers_per_channel_follow_the_last_axis_without_a_data_format():
    array = picture("HWC", "float32")
    same(ScaleTransformer([1.0, 2.0, 3.0])(array), array * np.array([1, 2, 3], np.float32))


def test_a_table_of_numbers_is_refused():
    with pytest.raises(ValueError, match=r"\(3, 1, 1\) numbers are neither one for the picture nor one per channel"):
        AddTransformer(MEANS[:, None, None])


def test_shifts_to_signed_and_back():
    levels = np.arange(256, dtype=np.float32).reshape(16, 16, 1)
    signed = F32ToS8Transformer()(levels)
    same(signed, (levels - 128).astype(np.int8))
    same(F32ToU8Transformer()(signed), levels.astype(np.uint8))


def test_the_values_of_a_chain_and_of_its_steps_one_by_one_are_the_same():
    steps = [HWC2CHWTransformer(), AddTransformer(1), MeanTransformer(MEANS), ScaleTransformer(0.017), NormalizeTransformer(2.0)]
    array = picture("HWC")
    data = array
    for step in steps:
        data = step(data)
    same(Chain(steps)(array), data)
