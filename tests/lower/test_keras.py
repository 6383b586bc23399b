"""What Keras and TensorFlow do to a picture: modes, layers, data sets of folders, functions."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told
from told_apart import told_apart

from pipecheck.lower import keras
from pipecheck.lower.keras import images
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Decoded, Program, canonical
from pipecheck_transformers import (
    Affine,
    Cast,
    CenterCrop,
    Crop,
    CropFraction,
    Flip,
    Letterbox,
    Resize,
    ResizeLong,
    ToColor,
    Transpose,
    pil,
)

HEAD = """\
import keras
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.applications import imagenet_utils
from tensorflow.keras.applications.vgg16 import preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img
from keras.utils import image_dataset_from_directory
"""
SIGNED = [Affine(std=127.5, bias=-1.0)]
UNIT = [Affine(std=255.0)]
TORCH = [Affine(std=255.0), Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))]
CAFFE = [ToColor("bgr", source="rgb"), Affine(mean=(103.939, 116.779, 123.68))]
HOW = {"library": "tensorflow"}


def written(source):
    return pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("train.py")), "t")


def picture(**changes):
    start = Decoded(library="pil", exif=False, color="rgb")
    return Picture(**{"program": Program(start), "kind": "array", **changes})


def applied(source, **changes):
    call = written(source)
    assert isinstance(call, Call)
    assert keras.applies(call)
    return keras.apply(call, picture(**changes))


def ran(source, **changes):
    value = written(source)
    assert keras.speaks(value)
    return keras.run(value, picture(**changes))


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("preprocess_input(x)", CAFFE, id="vgg16"),
        pytest.param("tf.keras.applications.vgg19.preprocess_input(x)", CAFFE, id="vgg19"),
        pytest.param("tf.keras.applications.resnet50.preprocess_input(x)", CAFFE, id="resnet50"),
        pytest.param("keras.applications.resnet.preprocess_input(x)", CAFFE, id="resnet"),
        pytest.param("imagenet_utils.preprocess_input(x)", CAFFE, id="by default"),
        pytest.param("imagenet_utils.preprocess_input(x, mode='caffe')", CAFFE, id="caffe"),
        pytest.param("tf.keras.applications.mobilenet.preprocess_input(x)", SIGNED, id="mobilenet"),
        pytest.param("tf.keras.applications.mobilenet_v2.preprocess_input(x, data_format='channels_last')", SIGNED, id="mobilenet_v2"),
        pytest.param("keras.applications.inception_v3.preprocess_input(x)", SIGNED, id="inception_v3"),
        pytest.param("keras.applications.xception.preprocess_input(x)", SIGNED, id="xception"),
        pytest.param("keras.applications.resnet_v2.preprocess_input(x)", SIGNED, id="resnet_v2"),
        pytest.param("keras.applications.nasnet.preprocess_input(x)", SIGNED, id="nasnet"),
        pytest.param("imagenet_utils.preprocess_input(x, mode='tf')", SIGNED, id="tf"),
        pytest.param("keras.applications.densenet.preprocess_input(x)", TORCH, id="densenet"),
        pytest.param("imagenet_utils.preprocess_input(x, None, 'torch')", TORCH, id="torch"),
        pytest.param("keras.applications.efficientnet.preprocess_input(x)", [], id="efficientnet"),
        pytest.param("keras.applications.mobilenet_v3.preprocess_input(x)", [], id="mobilenet_v3"),
        pytest.param("keras.applications.convnext.preprocess_input(x)", [], id="convnext"),
    ],
)
def test_modes(source, ops):
    assert told_apart(applied(source).program, ops, pil()) == ""
    assert told_apart(applied(source, dtype="float32").program, ops, pil()) == ""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("imagenet_utils.preprocess_input(x, mode='tf')", id="the mode"),
        pytest.param("layers.Rescaling(1.0 / 127.5, offset=-1)", id="a layer"),
        pytest.param("layers.Rescaling(1 / 127.5, -1.0, input_shape=(224, 224, 3))", id="a layer in other words"),
        pytest.param("layers.experimental.preprocessing.Rescaling(scale=1 / 127.5, offset=-1)", id="as it was called"),
        pytest.param("layers.Normalization(mean=127.5, variance=16256.25)", id="mean and variance"),
        pytest.param("layers.Normalization(mean=[127.5] * 3, variance=[16256.25, 16256.25, 16256.25])", id="per channel"),
        pytest.param("keras.Sequential([layers.Rescaling(1 / 127.5, offset=-1)])", id="a stack"),
        pytest.param("tf.keras.Sequential([layers.InputLayer((2, 2, 3)), layers.Rescaling(1 / 255), layers.Rescaling(2, -1)])", id="two"),
        pytest.param("keras.models.Sequential(layers=[keras.Sequential([layers.Rescaling(1 / 127.5, -1)])])", id="nested"),
        pytest.param("[layers.Rescaling(1 / 127.5, offset=-1)]", id="a list"),
        pytest.param("tf.keras.applications.mobilenet.preprocess_input", id="the function itself"),
        pytest.param("layers.Lambda(tf.keras.applications.mobilenet.preprocess_input)", id="in a layer"),
        pytest.param("keras.Sequential([keras.applications.mobilenet.preprocess_input])", id="in a stack"),
        pytest.param("ImageDataGenerator(preprocessing_function=tf.keras.applications.mobilenet.preprocess_input)", id="in a generator"),
    ],
)
def test_spellings_of_one_scale(source):
    value = written(source)
    made = keras.apply(value, picture()) if isinstance(value, Call) and keras.applies(value) else ran(source)
    assert told_apart(made.program, SIGNED, pil()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("layers.Rescaling(1 / 127.5)", "values", id="no offset"),
        pytest.param("layers.Rescaling(1 / 255, offset=-1)", "values", id="another range"),
        pytest.param("layers.Rescaling(127.5, offset=-1)", "values", id="std as scale"),
        pytest.param("[layers.Rescaling(1 / 127.5, -1), layers.Rescaling(1 / 127.5, -1)]", "values", id="twice"),
        pytest.param("[layers.Resizing(224, 224), layers.Rescaling(1 / 127.5, -1)]", "geometry", id="a resize"),
        pytest.param("[layers.Rescaling(1 / 127.5, -1), layers.Permute((3, 1, 2))]", "layout", id="planes"),
        pytest.param("[layers.RandomFlip('horizontal'), layers.Rescaling(1 / 127.5, -1)]", "", id="a flip"),
        pytest.param("[layers.RandomRotation(0.1), layers.Rescaling(1 / 127.5, -1)]", "geometry?", id="augmentation left in"),
        pytest.param("[layers.RandomContrast(0.1), layers.Rescaling(1 / 127.5, -1)]", "values?", id="contrast"),
    ],
)
def test_one_mistake_is_one_aspect(source, expected):
    assert told_apart(ran(source).program, SIGNED, pil()) == expected


@pytest.mark.parametrize(
    ("source", "op"),
    [
        pytest.param("layers.Resizing(20, 30)", Resize(20, 30, **HOW), id="by default"),
        pytest.param("layers.Resizing(20, 30, 'bicubic')", Resize(20, 30, interpolation="cubic", **HOW), id="cubic"),
        pytest.param("layers.Resizing(height=20, width=30, interpolation='area')", Resize(20, 30, interpolation="area", **HOW), id="area"),
        pytest.param("layers.Resizing(20, 30, antialias=True)", Resize(20, 30, antialias=True, **HOW), id="smoothed"),
        pytest.param("layers.CenterCrop(20, 30)", CenterCrop(20, 30, rounding="floor"), id="a crop"),
    ],
)
def test_layers_that_move_pixels(source, op):
    assert told_apart(ran(source, dtype="float32").program, [op, Cast("float32")], pil()) == ""


def test_a_crop_to_the_shape_of_the_target():
    ops = [CropFraction(1.0), Resize(20, 20, **HOW)]
    assert told_apart(ran("layers.Resizing(20, 20, crop_to_aspect_ratio=True)").program, ops, pil()) == ""
    assert told_apart(ran("layers.Resizing(20, 30, crop_to_aspect_ratio=True)").program, ops, pil()) == "geometry? values? dtype?"


def test_fractions_of_a_level_depend_on_the_version():
    assert (
        ran("layers.Resizing(20, 30)").program.steps[0].assumed
        == "Keras 2 keeps the fractions of a level that a resize of integers leaves, Keras 3 rounds them off"
    )
    assert ran("layers.Resizing(20, 30)", dtype="float32").program.steps[0].assumed is None


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("tf.image.resize(x, (20, 30))", [Resize(20, 30, **HOW)], id="by default"),
        pytest.param("tf.image.resize(x, [20, 30], method='bilinear')", [Resize(20, 30, **HOW)], id="by name"),
        pytest.param("tf.image.resize(x, size=[20, 30], antialias=True)", [Resize(20, 30, antialias=True, **HOW)], id="smoothed"),
        pytest.param("tf.image.resize(x, [20, 30], tf.image.ResizeMethod.AREA)", [Resize(20, 30, interpolation="area", **HOW)], id="area"),
        pytest.param(
            "tf.image.resize(x, [20, 30], tf.image.ResizeMethod.NEAREST_NEIGHBOR)",
            [Resize(20, 30, interpolation="nearest", **HOW)],
            id="nearest by its long name",
        ),
        pytest.param("tf.image.resize(x, [20, 30], 'nearest')", [Resize(20, 30, interpolation="nearest", **HOW)], id="nearest"),
        pytest.param(
            "tf.image.resize(x, [20, 30], tf.image.ResizeMethod.LANCZOS3)", [Resize(20, 30, interpolation="lanczos", **HOW)], id="lanczos"
        ),
        pytest.param(
            "tf.image.resize(x, [20, 20], preserve_aspect_ratio=True)",
            [ResizeLong(20, rounding="half-even", order="ratio", **HOW)],
            id="the shape kept",
        ),
        pytest.param("tf.image.resize_with_pad(x, 20, 30)", [Letterbox(20, 30, fill=0.0, rounding="floor", **HOW)], id="letterbox"),
        pytest.param("tf.image.resize_with_crop_or_pad(x, 20, 30)", [CenterCrop(20, 30, rounding="floor", fill=0.0)], id="crop or pad"),
        pytest.param("tf.image.crop_to_bounding_box(x, 1, 2, 20, 30)", [Crop(top=1, left=2, height=20, width=30)], id="crop"),
        pytest.param("tf.image.central_crop(x, 1.0)", [], id="all of it"),
        pytest.param("tf.image.flip_left_right(x)", [Flip("horizontal")], id="flip"),
        pytest.param("tf.image.flip_up_down(x)", [Flip("vertical")], id="upside down"),
        pytest.param("tf.image.convert_image_dtype(x, tf.float32)", UNIT, id="to 0..1"),
        pytest.param("tf.cast(x, tf.float32)", [Cast("float32")], id="cast"),
        pytest.param("tf.cast(x, dtype='float32')", [Cast("float32")], id="cast by name"),
        pytest.param("img_to_array(x)", [Cast("float32")], id="an array"),
        pytest.param("tf.keras.utils.img_to_array(x, dtype='float32')", [Cast("float32")], id="an array in other words"),
        pytest.param("tf.subtract(x, [1.0, 2.0, 3.0])", [Affine(mean=(1.0, 2.0, 3.0))], id="subtract"),
        pytest.param("tf.divide(x, 255.0)", UNIT, id="divide"),
    ],
)
def test_functions(source, ops):
    assert told_apart(applied(source).program, ops, pil()) == ""


def test_a_range_is_changed_once():
    once = keras.apply(written("tf.image.convert_image_dtype(x, tf.float32)"), picture())
    assert told_apart(keras.apply(written("tf.image.convert_image_dtype(x, tf.float32)"), once).program, UNIT, pil()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("tf.image.resize(x, size)", "geometry?", id="a size from elsewhere"),
        pytest.param("tf.image.resize(x, 20)", "geometry?", id="one side"),
        pytest.param("tf.image.resize(x, [20, 30], 'gaussian')", "geometry?", id="another kernel"),
        pytest.param("tf.image.resize(x, [20, 30], preserve_aspect_ratio=True)", "geometry?", id="within another shape"),
        pytest.param("tf.image.central_crop(x, 0.875)", "geometry?", id="a share of both sides"),
        pytest.param("tf.image.per_image_standardization(x)", "values? dtype?", id="its own mean"),
        pytest.param("tf.image.convert_image_dtype(x, tf.uint8)", "values? dtype?", id="bytes"),
        pytest.param("tf.cast(x, dtype)", "values? dtype?", id="a dtype from elsewhere"),
        pytest.param("imagenet_utils.preprocess_input(x, mode=mode)", "color? values? dtype?", id="a mode from elsewhere"),
        pytest.param("imagenet_utils.preprocess_input(x, 'channels_first')", "color? values? dtype?", id="planes"),
        pytest.param("keras.applications.mine.preprocess_input(x)", "color? values? dtype?", id="a family that is not known"),
    ],
)
def test_functions_that_cannot_be_read(source, expected):
    assert told_apart(applied(source).program, [], pil()) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("layers.Resizing(side, side)", "geometry? values? dtype?", id="a size from elsewhere"),
        pytest.param("layers.Resizing(20, 30, pad_to_aspect_ratio=True)", "geometry? values? dtype?", id="a border first"),
        pytest.param("layers.Rescaling(scale)", "values? dtype?", id="a factor from elsewhere"),
        pytest.param("layers.Normalization()", "values? dtype?", id="adapted later"),
        pytest.param("layers.Normalization(axis=1, mean=1.0, variance=1.0)", "values? dtype?", id="another axis"),
        pytest.param("layers.Normalization(mean=1.0, variance=-1.0)", "values? dtype?", id="no variance"),
        pytest.param("layers.Permute((2, 1, 3))", "layout?", id="turned"),
        pytest.param("layers.Lambda(lambda x: x / 255)", "geometry? color? values? layout? dtype?", id="a function"),
        pytest.param("[layers.Rescaling(1.0), layers.Dense(3)]", "geometry? color? values? layout? dtype?", id="a network"),
    ],
)
def test_layers_that_cannot_be_read(source, expected):
    assert told_apart(ran(source).program, [], pil()) == expected


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param("load_img(path)", [], id="as it is"),
        pytest.param(
            "load_img(path, target_size=(20, 30))", [Resize(20, 30, interpolation="nearest", library="pil")], id="nearest by default"
        ),
        pytest.param("tf.keras.utils.load_img(path, 'rgb', (20, 30), 'bilinear')", [Resize(20, 30, library="pil")], id="bilinear"),
        pytest.param(
            "keras.utils.load_img(path, target_size=(8, 8), interpolation='box')",
            [Resize(8, 8, interpolation="box", library="pil")],
            id="box",
        ),
    ],
)
def test_pictures_from_files(source, ops):
    call = written(source)
    assert keras.reads(call)
    assert told_apart(keras.read(call).program, ops, pil()) == ""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("load_img(path, target_size=(8, 8), keep_aspect_ratio=True)", "geometry?", id="the shape kept"),
        pytest.param("load_img(path, target_size=size)", "geometry?", id="a size from elsewhere"),
        pytest.param("load_img(path, color_mode='grayscale')", "color", id="gray"),
        pytest.param("load_img(path, color_mode='rgba')", "color?", id="alpha"),
        pytest.param("load_img(path, color_mode=mode)", "geometry? color? values? layout? dtype?", id="a mode from elsewhere"),
    ],
)
def test_pictures_that_cannot_be_read(source, expected):
    assert told_apart(keras.read(written(source)).program, [], pil()) == expected


@pytest.mark.parametrize(
    ("source", "color", "known"),
    [
        pytest.param("tf.io.decode_jpeg(tf.io.read_file(path), channels=3)", "rgb", True, id="decode_jpeg"),
        pytest.param("tf.image.decode_png(data, 3)", "rgb", True, id="decode_png"),
        pytest.param("tf.io.decode_image(data, channels=3, expand_animations=False)", "rgb", True, id="decode_image"),
        pytest.param("tf.io.decode_jpeg(data, channels=1)", "gray", True, id="gray"),
        pytest.param("tf.io.decode_jpeg(data)", None, True, id="as many channels as there are"),
        pytest.param("tf.io.decode_image(data, channels=3, dtype=tf.float32)", "rgb", False, id="floats"),
        pytest.param("tf.image.decode_gif(data)", None, False, id="an animation"),
    ],
)
def test_decoders(source, color, known):
    call = written(source)
    assert keras.reads(call)
    spec = canonical(keras.read(call).program)
    assert str(spec.decode.value) == "tensorflow, not turned by EXIF"
    assert (spec.color.value and spec.color.value.name) == color
    assert (spec.values.value is not None) is known


FOLDER = "image_dataset_from_directory"


@pytest.mark.parametrize(
    ("source", "ops"),
    [
        pytest.param(f"{FOLDER}('train')", [Resize(256, 256, **HOW)], id="by default"),
        pytest.param(f"{FOLDER}('train', image_size=(20, 30), batch_size=8)", [Resize(20, 30, **HOW)], id="a size"),
        pytest.param(
            f"tf.keras.utils.{FOLDER}('a', image_size=(8, 8), interpolation='area')", [Resize(8, 8, interpolation="area", **HOW)], id="area"
        ),
        pytest.param(
            f"{FOLDER}('a', image_size=(8, 8), interpolation='nearest')", [Resize(8, 8, interpolation="nearest", **HOW)], id="nearest"
        ),
        pytest.param(
            f"{FOLDER}('a', image_size=(8, 8), crop_to_aspect_ratio=True)", [CropFraction(1.0), Resize(8, 8, **HOW)], id="cut first"
        ),
        pytest.param(
            f"{FOLDER}('a', image_size=(8, 9), pad_to_aspect_ratio=True)", [Letterbox(8, 9, fill=0.0, rounding="floor", **HOW)], id="padded"
        ),
    ],
)
def test_data_sets_of_a_folder(source, ops):
    value = written(source)
    assert keras.speaks(value)
    assert told_apart(keras.lower(value), ops, pil()) == "decode"


def flow(generator, arguments="'train', target_size=(20, 30)"):
    return keras.lower(written(f"ImageDataGenerator({generator}).flow_from_directory({arguments})"))


@pytest.mark.parametrize(
    ("generator", "arguments", "ops"),
    [
        pytest.param(
            "rescale=1 / 255",
            "'train', target_size=(20, 30)",
            [Resize(20, 30, interpolation="nearest", library="pil"), *UNIT],
            id="nearest",
        ),
        pytest.param(
            "rescale=1. / 255", "'train', (20, 30), interpolation='bilinear'", [Resize(20, 30, library="pil"), *UNIT], id="bilinear"
        ),
        pytest.param(
            "",
            "directory='train', class_mode='binary'",
            [Resize(256, 256, interpolation="nearest", library="pil"), Cast("float32")],
            id="nothing",
        ),
        pytest.param(
            "preprocessing_function=preprocess_input, horizontal_flip=True",
            "'train', (20, 30), interpolation='bicubic'",
            [Resize(20, 30, interpolation="cubic", library="pil"), *CAFFE],
            id="a function",
        ),
    ],
)
def test_generators(generator, arguments, ops):
    assert told_apart(flow(generator, arguments), ops, pil()) == ""


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        pytest.param("rescale=1 / 127.5", "values", id="another range"),
        pytest.param("rescale=1 / 255, rotation_range=20", "geometry?", id="augmentation left in"),
        pytest.param("rescale=1 / 255, featurewise_center=True", "values?", id="statistics"),
        pytest.param("rescale=1 / 255, preprocessing_function=mine", "geometry? color? values?", id="a function of its own"),
        pytest.param("rescale=factor", "geometry? color? values? layout? dtype?", id="a factor from elsewhere"),
    ],
)
def test_one_mistake_of_a_generator(generator, expected):
    ops = [Resize(20, 30, interpolation="nearest", library="pil"), *UNIT]
    assert told_apart(flow(generator), ops, pil()) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("3", id="a number"),
        pytest.param("layers.Dense(3)", id="a layer of a network"),
        pytest.param("keras.Sequential([layers.Dense(3)])", id="a network"),
        pytest.param("tf.image.resize", id="a function"),
        pytest.param("[]", id="nothing"),
        pytest.param("loader.flow_from_directory('a')", id="another generator"),
    ],
)
def test_what_is_not_keras(source):
    assert not keras.speaks(written(source))


def test_what_the_first_layer_is_handed_is_a_convention():
    program = keras.lower(written("layers.Rescaling(1 / 255)"))
    assert (program.decoded.library, program.decoded.color, program.decoded.assumed) == (None, "rgb", keras.PICTURE)


def test_a_border_may_lie_aside():
    assert applied("tf.image.resize_with_pad(x, 20, 30)").program.steps[0].assumed == images.ASIDE


def test_steps_stand_where_they_are_written():
    value = written("keras.Sequential([\n    layers.Resizing(20, 30),\n    layers.Rescaling(1 / 255),\n])")
    first = HEAD.count("\n") + 2
    assert [(step.origin.line, step_told(step).split("(")[0]) for step in keras.lower(value).steps] == [
        (first, "Resize"),
        (first + 1, "Affine"),
    ]
    assert told_apart(keras.run(value, picture(layout="hwc")).program, [Resize(20, 30, **HOW), *UNIT, Transpose("hwc")], pil()) == ""
