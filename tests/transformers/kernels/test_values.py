"""Arithmetic on values against NumPy's obvious spelling, and casts that are defined everywhere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.kernels.values import affine, cast
from pipecheck_transformers.ops import Affine, Cast

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
INTEGERS = ["uint8", "int8", "uint16", "int16", "int32"]
single = np.float32


def picture(dtype="uint8"):
    return np.random.default_rng(0).integers(0, 256, (17, 23, 3)).astype(dtype)


@pytest.mark.parametrize(
    ("op", "spelling"),
    [
        (Affine(std=255), lambda x: x.astype(single) / single(255)),
        (Affine(scale=1 / 255), lambda x: x.astype(single) * single(1 / 255)),
        (Affine(mean=MEAN, std=STD), lambda x: (x.astype(single) - np.array(MEAN, single)) / np.array(STD, single)),
        (Affine(mean=MEAN, scale=STD), lambda x: (x.astype(single) - np.array(MEAN, single)) * np.array(STD, single)),
        (Affine(std=127.5, bias=-1), lambda x: x.astype(single) / single(127.5) - single(1)),
        (Affine(bias=-128), lambda x: x.astype(single) - single(128)),
        (Affine(), lambda x: x.astype(single)),
        (Affine(mean=3.0, scale=2.0, std=7.0, bias=5.0, dtype="float64"), lambda x: (x.astype(float) - 3.0) * 2.0 / 7.0 + 5.0),
        (Affine(mean=MEAN, std=255.0, dtype="float64"), lambda x: (x - np.array(MEAN)) / 255.0),
    ],
)
@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
def test_an_affine_is_the_obvious_spelling_bit_for_bit(op, spelling, dtype):
    array = picture(dtype)
    expected = spelling(array)
    result = affine(op, array, channel_axis=2)
    assert result.dtype == op.dtype
    np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(affine(op, np.moveaxis(array, -1, 0), channel_axis=0), np.moveaxis(expected, -1, 0))


def test_an_affine_leaves_its_input_alone():
    array = picture("float32")
    before = array.copy()
    affine(Affine(mean=1.0), array, channel_axis=2)
    np.testing.assert_array_equal(array, before)


def test_an_affine_for_another_number_of_channels_is_refused():
    with pytest.raises(StepError, match="mean, scale, std or bias has 3 numbers, the picture has 1 channels"):
        affine(Affine(mean=MEAN), picture()[:, :, :1], channel_axis=2)


@pytest.mark.parametrize(
    ("op", "values", "expected"),
    [
        (Cast("uint8"), [-1.5, -0.9, 0.9, 255.9, 256.0, 300.7], [255, 0, 0, 255, 0, 44]),
        (Cast("uint8", rounding="half-even"), [0.5, 1.5, 2.5, 254.6, 255.5], [0, 2, 2, 255, 0]),
        (Cast("uint8", overflow="clip"), [-1.5, 255.9, 1e9, np.inf, -np.inf], [0, 255, 255, 255, 0]),
        (Cast("uint8", rounding="half-even", overflow="clip"), [-0.6, 254.5, 255.5], [0, 254, 255]),
        (Cast("int8"), [127.0, 128.0, 255.0, -129.0], [127, -128, -1, 127]),
        (Cast("int8", overflow="clip"), [128.0, -129.0], [127, -128]),
        (Cast("uint16"), [65536.0, -1.0], [0, 65535]),
        (Cast("int32"), [2.0**31, -(2.0**31) - 1, 1e300], [-(2**31), 2**31 - 1, 0]),
        (Cast("int32", overflow="clip"), [2.0**31, 1e300, -1e300], [2**31 - 1, 2**31 - 1, -(2**31)]),
        (Cast("uint8"), [np.nan, np.inf, -np.inf], [0, 0, 0]),
        (Cast("uint8", overflow="clip"), [np.nan], [0]),
    ],
)
def test_floats_become_whole_numbers(op, values, expected):
    result = cast(op, np.array(values))
    assert result.dtype == op.dtype
    assert result.tolist() == expected


@pytest.mark.parametrize("source", INTEGERS)
@pytest.mark.parametrize("target", INTEGERS)
def test_whole_numbers_wrap_as_numpy_does_and_clip_at_the_limits(source, target):
    limits = np.iinfo(source)
    array = np.array([limits.min, -1 if limits.min else 1, 0, 1, 127, limits.max], source)
    np.testing.assert_array_equal(cast(Cast(target), array), array.astype(target))
    wanted = np.iinfo(target)
    np.testing.assert_array_equal(cast(Cast(target, overflow="clip"), array), np.clip(array.astype(int), wanted.min, wanted.max))


@given(arrays.arrays(np.float32, 5, elements=st.floats(-2e9, 2e9, width=32)), st.sampled_from(INTEGERS))
def test_wrapping_is_the_remainder(array, dtype):
    bits = np.iinfo(dtype).bits
    result = cast(Cast(dtype), array)
    assert [int(value) % 2**bits for value in result] == [int(value) % 2**bits for value in array]


@given(arrays.arrays(np.float64, 4), st.sampled_from(INTEGERS), st.sampled_from(["wrap", "clip"]))
def test_every_float_becomes_some_whole_number(array, dtype, overflow):
    assert cast(Cast(dtype, overflow=overflow), array).dtype == dtype


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_cast_to_floats_is_that_of_numpy(dtype):
    array = np.array([0.1, 255.0, 1000.5])
    np.testing.assert_array_equal(cast(Cast(dtype), array), array.astype(dtype))


def test_what_is_too_large_for_half_precision_is_infinite():
    assert cast(Cast("float16"), np.array([1e6, -1e6])).tolist() == [np.inf, -np.inf]
