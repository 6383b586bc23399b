"""What TensorFlow does to the axes of a tensor, and what it leaves to chance."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import keras
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Decoded, Program


def applied(source, **changes):
    call = pycalls.find(pycalls.parse(f"import tensorflow as tf\nt = {source}\n", Path("train.py")), "t")
    assert isinstance(call, Call)
    assert keras.applies(call)
    start = Decoded(library="pil", exif=False, color="rgb")
    return keras.apply(call, Picture(**{"program": Program(start), "kind": "tensor", **changes}))


def told(picture):
    return [step_told(step) for step in picture.program.steps]


@pytest.mark.parametrize(
    ("source", "before", "steps", "batched", "layout"),
    [
        pytest.param("tf.expand_dims(x, 0)", {}, [], True, "hwc", id="a batch of one"),
        pytest.param("tf.expand_dims(x, axis=0)", {}, [], True, "hwc", id="a batch by name"),
        pytest.param("tf.squeeze(x, 0)", {"batched": True}, [], False, "hwc", id="one of a batch"),
        pytest.param("tf.transpose(x, [2, 0, 1])", {}, ["Transpose('chw')"], False, "chw", id="planes"),
        pytest.param("tf.transpose(x, perm=(0, 3, 1, 2))", {"batched": True}, ["Transpose('chw')"], True, "chw", id="planes of a batch"),
        pytest.param("tf.transpose(x, [1, 2, 0])", {"layout": "chw"}, ["Transpose('hwc')"], False, "hwc", id="back"),
        pytest.param("tf.image.random_crop(x, [8, 8, 3])", {}, ["~random_crop geometry"], False, "hwc", id="a random crop"),
        pytest.param("tf.image.random_flip_left_right(x)", {}, ["~random_flip_left_right "], False, "hwc", id="a flip"),
        pytest.param("tf.image.stateless_random_hue(x, 0.1, s)", {}, ["~stateless_random_hue values"], False, "hwc", id="a hue"),
    ],
)
def test_what_is_done(source, before, steps, batched, layout):
    made = applied(source, **before)
    assert (told(made), made.batched, made.layout) == (steps, batched, layout)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("tf.expand_dims(x, -1)", id="an axis behind"),
        pytest.param("tf.squeeze(x, 0)", id="no batch"),
        pytest.param("tf.transpose(x, [1, 0, 2])", id="turned"),
        pytest.param("tf.transpose(x, order)", id="an order from elsewhere"),
    ],
)
def test_what_is_not_read(source):
    assert told(applied(source)) == [f"?{source} layout"]
