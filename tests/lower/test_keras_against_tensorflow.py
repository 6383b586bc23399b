"""What is read of Keras and `tf.image` gives the tensor that they give, from the same text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipecheck.lower import chain, keras
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls
from pipecheck.spec import Decoded, Program

pytestmark = pytest.mark.peers
tensorflow = pytest.importorskip("tensorflow")

HEAD = """\
import keras
import tensorflow as tf
from keras import layers
from keras.applications import densenet, imagenet_utils, mobilenet_v2, vgg16
from keras.utils import img_to_array
"""
FUNCTIONS = [
    "tf.image.resize(x, [20, 30])",
    "tf.image.resize(x, [90, 30], antialias=True)",
    "tf.image.resize(x, [20, 30], 'bicubic')",
    "tf.image.resize(x, [20, 30], 'bicubic', antialias=True)",
    "tf.image.resize(x, [20, 30], 'area')",
    "tf.image.resize(x, [20, 30], 'lanczos3', antialias=True)",
    "tf.image.resize(x, [20, 30], tf.image.ResizeMethod.NEAREST_NEIGHBOR)",
    "tf.image.resize(x, [24, 24], preserve_aspect_ratio=True)",
    "tf.image.resize_with_pad(x, 32, 32)",
    "tf.image.resize_with_crop_or_pad(x, 37, 52)",
    "tf.image.resize_with_crop_or_pad(x, 80, 41)",
    "tf.image.crop_to_bounding_box(x, 3, 4, 20, 30)",
    "tf.image.convert_image_dtype(x, tf.float32)",
    "tf.cast(x, tf.float32)",
    "vgg16.preprocess_input(x)",
    "mobilenet_v2.preprocess_input(x)",
    "densenet.preprocess_input(x)",
    "imagenet_utils.preprocess_input(x, mode='torch')",
]
LAYERS = [
    "layers.Rescaling(1 / 127.5, offset=-1)",
    "layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[4.0, 9.0, 1.0])",
    "layers.CenterCrop(37, 20)",
    "keras.Sequential([layers.Rescaling(1 / 255), layers.Resizing(20, 30)])",
    "keras.Sequential([layers.Rescaling(1 / 255), layers.Resizing(20, 20, crop_to_aspect_ratio=True)])",
    "keras.Sequential([layers.Rescaling(1 / 255), layers.Resizing(20, 30, 'bicubic', antialias=True)])",
]


def value(source):
    return pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("train.py")), "t")


def begun():
    return Picture(program=Program(Decoded(library="pil", exif=False, color="rgb")), kind="tensor")


def compared(program, picture, expected):
    runnable = chain.runnable(program)
    assert runnable is not None, program
    made = runnable(picture)
    assert (made.dtype, made.shape) == (expected.dtype, expected.shape)
    np.testing.assert_allclose(made, expected, rtol=1e-5, atol=2e-4)


def pictures():
    for height, width in ((48, 64), (61, 45)):
        yield np.random.default_rng(height).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("source", FUNCTIONS)
def test_functions(source):
    for picture in pictures():
        space = {"x": picture if "preprocess" not in source else picture.astype(np.float32)}
        exec(f"{HEAD}t = {source}", space)
        compared(keras.apply(value(source), begun()).program, picture, np.asarray(space["t"]))


@pytest.mark.parametrize("source", LAYERS)
def test_layers(source):
    for picture in pictures():
        space = {"x": picture[None].astype(np.float32)}
        exec(f"{HEAD}t = ({source})(x)", space)
        compared(keras.run(value(source), begun()).program, picture, np.asarray(space["t"])[0])


def test_a_loader(tmp_path):
    from PIL import Image

    for picture in pictures():
        Image.fromarray(picture).save(tmp_path / "a.png")
        source = "img_to_array(keras.utils.load_img(path, target_size=(20, 30)))"
        space = {"path": tmp_path / "a.png"}
        exec(f"{HEAD}t = {source}", space)
        call = value(source)
        compared(keras.apply(call, keras.read(call.args[0])).program, picture, np.asarray(space["t"]))
