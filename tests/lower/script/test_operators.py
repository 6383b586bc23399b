"""Random little programs of NumPy are followed exactly, or not at all; what is not followed is said."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from followed import ours, program, same, theirs, unread
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ("uint8", "int8", "int16", "int32", "float16", "float32", "float64")
NUMBERS = st.sampled_from(["0.5", "127.5", "255", "255.0", "2", "128", "-1", "0.017", "(1 / 255)", "3", "300"])
TRIPLES = st.sampled_from([
    "[103.5, 116.25, 123.7]", "np.array([0.485, 0.456, 0.406])", "np.array([0.5, 0.4, 0.3], np.float32)", "np.array([104, 117, 123])",
    "np.array([2, 4, 3], dtype=np.float64)", "(1.5, 2.5, 0.25)", "np.float32([1, 2, 4])",
])  # fmt: skip
SHAPED = st.sampled_from(
    ["", ".reshape(1, 1, 3)", ".reshape(3, 1, 1)", "[:, None, None]", "[None, None]", ".reshape(1, 3, 1, 1)", "[::-1]"]
)
SYMBOLS = st.sampled_from(["+", "-", "*", "/"])
AXES = st.sampled_from([
    "x.transpose(2, 0, 1)", "x.transpose(1, 2, 0)", "np.transpose(x, (0, 3, 1, 2))", "np.moveaxis(x, -1, 0)", "x[None]", "x[0]",
    "x[..., ::-1]",
    "x[::-1]", "x[:, :, ::-1]", "np.expand_dims(x, 0)", "x[:, ::-1]", "np.squeeze(x)", "x[:, :, [2, 1, 0]]", "x[..., 0]", "x[:, :, None]",
    "np.ascontiguousarray(x)", "np.stack([x, x, x], axis=-1)", "np.array([x])", "x.swapaxes(0, 2)", "np.flip(x, -1)", "x.copy()", "x.T",
    "np.expand_dims(x, -1)", "x[[2, 1, 0]]", "np.rollaxis(x, 2)", "x[:, 0]",
])  # fmt: skip


@st.composite
def statements(draw):
    match draw(st.integers(0, 6)):
        case 0:
            return f"x = x.astype(np.{draw(st.sampled_from(DTYPES))})"
        case 1:
            return f"x = x {draw(SYMBOLS)} {draw(NUMBERS)}"
        case 2:
            return f"x {draw(SYMBOLS)}= {draw(NUMBERS)}"
        case 3:
            triple = draw(TRIPLES)
            return f"x = x {draw(SYMBOLS)} {triple}{draw(SHAPED) if triple.startswith('np.') else ''}"
        case 4:
            triple = draw(TRIPLES)
            return f"x {draw(SYMBOLS)}= {triple}{draw(SHAPED) if triple.startswith('np.') else ''}"
        case 5:
            place = draw(st.sampled_from(["x[..., 0]", "x[:, :, 1]", "x[2]", "x[..., -1]", "x[0, :, :, 1]"]))
            made = draw(st.sampled_from([f"{place} = ({place} - {{0}}) / 2.5", f"{place} -= {{0}}", f"{place} = {place} * {{0}}"]))
            return made.format(draw(NUMBERS))
        case _:
            return f"x = {draw(AXES)}"


@st.composite
def sources(draw):
    lines = draw(st.lists(statements(), min_size=1, max_size=6))
    return "def f(x):\n    x = x.copy()\n" + "".join(f"    {line}\n" for line in lines) + "    return x\n"


@settings(max_examples=200, deadline=None)
@given(sources(), st.integers(0, 3))
def test_random_programs_are_followed_exactly_or_not_at_all(source, seed):
    picture = np.random.default_rng(seed).integers(0, 256, ((4, 5), (3, 7), (6, 3), (2, 2))[seed] + (3,), np.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # casts of what no integer holds
        expected = theirs(source, picture.copy())
        if expected is None or not _is_told(expected):
            return
        mine = ours(source, picture.copy())
    if mine is not None:
        same(mine, expected)


def _is_told(made):
    """Whether the tensor is made of numbers: beyond the range of an integer, a cast of floats is another one on every machine."""
    return bool(np.isfinite(made.astype(np.float64)).all())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = x ** 2", id="power"),
        pytest.param("x = x // 2", id="whole division"),
        pytest.param("x = x % 3", id="remainder"),
        pytest.param("x = 1.0 / x", id="a division by the picture"),
        pytest.param("x = x * x", id="by itself"),
        pytest.param("x = x @ np.eye(3)", id="a matrix"),
        pytest.param("x = x - x.mean()", id="its mean"),
        pytest.param("x = (x - x.min()) / (x.max() - x.min())", id="its range"),
        pytest.param("x = np.power(x / 255.0, 2.2)", id="gamma"),
        pytest.param("x = np.log1p(x)", id="a logarithm"),
        pytest.param("x = np.where(x > 128, x, 0)", id="a threshold"),
        pytest.param("x = x * (x > 128)", id="a mask"),
        pytest.param("x = x.astype(np.float32) - 300\nx = np.clip(x, 0, 255)", id="a clip that cuts"),
        pytest.param("x = np.round(x / 3.0)", id="rounding"),
        pytest.param("x = x - np.random.rand()", id="noise"),
        pytest.param("x = x + 300", id="a number that bytes do not hold"),
        pytest.param("x /= 255", id="an operator that NumPy refuses"),
        pytest.param("x = x - np.array([1, 2, 3])", id="64-bit numbers"),
        pytest.param("x = x - np.load('mean.npy')", id="numbers in a file"),
        pytest.param("x = x - np.array([1.0, 2.0])", id="two channels"),
        pytest.param("x = x - np.ones((3, 3))", id="numbers along two axes"),
        pytest.param("x = x.astype(np.float32) - np.array([1.0, 2.0, 3.0]).reshape(3, 1, 1)", id="numbers along the height"),
        pytest.param("x = x.transpose(2, 0, 1) - np.array([1.0, 2.0, 3.0])", id="numbers along the width"),
        pytest.param("x = x - 0.5 * unknown", id="a name that nobody set"),
        pytest.param("x = np.add(x, 0.5, where=x > 3)", id="only some"),
        pytest.param("y = x.astype(np.float32)\nx = np.add(x, 0.5, out=y)", id="into something else"),
        pytest.param("x = x.astype(np.complex64)", id="a dtype of another kind"),
        pytest.param("x = (x / 255).astype(int)", id="64 bits of floats"),
        pytest.param("x = x.astype(np.uint8, casting='safe')", id="another cast"),
        pytest.param("a = x.astype(np.float32)\nv = a[..., ::-1]\na -= 1.0\nx = v", id="a view of what was changed"),
        pytest.param("a = x.astype(np.float32)\nv = a.transpose(2, 0, 1)\nv -= 1.0\nx = a", id="what was changed through a view"),
    ],
)
def test_what_is_not_followed_is_said(body):
    written = "def f(x):\n" + "".join(f"    {line}\n" for line in body.split("\n")) + "    return x\n"
    assert unread(program(written))


def test_constants_keep_the_line_of_the_operator():
    found = program("def f(x):\n    x = x.astype(np.float32)\n    return (x - 127.5) / 127.5\n")
    assert [step.origin.line for step in found.steps] == [5, 6, 6]
