"""Constants that are computed from arrays, or from what a library publishes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.sources import pycalls

HEAD = """\
import numpy as np
import torch
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_INCEPTION_STD
"""


def value(source):
    return pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("train.py")), "t")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("np.array([1.0, 2.0, 4.0]) * 2", (2.0, 4.0, 8.0), id="times a number"),
        pytest.param("2 / np.array([1.0, 2.0, 4.0])", (2.0, 1.0, 0.5), id="a number by it"),
        pytest.param("torch.tensor([1.0, 2.0]) - torch.tensor([0.5, 0.25])", (0.5, 1.75), id="two arrays"),
        pytest.param("(np.array([1.0, 2.0]) + 1) * [2.0, 3.0]", (4.0, 9.0), id="an array and a list"),
        pytest.param("np.array([1.0, 2.0, 4.0])[::-1]", (4.0, 2.0, 1.0), id="backwards"),
        pytest.param("[255 * m for m in IMAGENET_INCEPTION_STD]", (127.5, 127.5, 127.5), id="what a library publishes"),
        pytest.param("[1 / s for s in IMAGENET_INCEPTION_STD]", (2.0, 2.0, 2.0), id="its reciprocal"),
    ],
)
def test_what_is_computed(source, expected):
    assert plain(value(source)) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("np.array([1.0, 2.0]) * [1.0, 2.0, 3.0]", id="unlike lengths"),
        pytest.param("np.array([1.0, 0.0]) / np.array([1.0, 0.0])", id="by zero"),
        pytest.param("IMAGENET_DEFAULT_MEAN * 255", id="a tuple, repeated"),
        pytest.param("np.array([1.0]) ** 2", id="a power"),
        pytest.param("[m for m in means]", id="a list from elsewhere"),
        pytest.param("[m * s for m in means for s in IMAGENET_DEFAULT_MEAN]", id="two loops"),
        pytest.param("means[::-1]", id="a part of what is not known"),
    ],
)
def test_what_is_not(source):
    with pytest.raises(NotReadError):
        plain(value(source))
