"""Keras and TensorFlow: layers, `preprocess_input`, generators, and chains of `tf.image`."""

from dialects.promise import CAFFE, SIGNED, UNIT, Dialect, Target, python

HEAD = """\
import keras
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.applications import imagenet_utils, mobilenet_v2, resnet50
from tensorflow.keras.preprocessing.image import ImageDataGenerator, img_to_array, load_img

"""
SQUARE = ({"Resize": {"height": 224, "width": 224, "library": "tensorflow"}},)
SIGNED_SQUARE = Target(steps=SQUARE, constants=SIGNED, layout="hwc", domain="floats")
PADDED = Target(
    steps=({"Letterbox": {"height": 224, "width": 224, "fill": 0.0, "rounding": "floor", "library": "tensorflow"}},),
    constants=SIGNED,
    layout="hwc",
    domain="floats",
)
CUT = Target(
    steps=(
        {"Resize": {"height": 256, "width": 256, "library": "tensorflow"}},
        {"CenterCrop": {"height": 224, "width": 224, "rounding": "floor"}},
    ),
    constants=SIGNED,
    layout="hwc",
    domain="floats",
)
VGG = Target(
    steps=({"Resize": {"height": 224, "width": 224, "library": "pil", "interpolation": "nearest"}},),
    constants=CAFFE,
    color="bgr",
    layout="hwc",
)
BY_255 = Target(steps=SQUARE, constants=UNIT, layout="hwc", domain="floats")
spelled, wrong = python(HEAD, target=SIGNED_SQUARE)
STACK = """\
t = keras.Sequential([
    layers.Resizing(224, 224),
    layers.Rescaling(1 / 127.5, offset=-1),
])"""
FUNCTION = """\
def t(path):
    picture = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    picture = tf.image.resize(picture, (224, 224))
    picture = picture / 127.5 - 1.0
    return picture"""
LOADED = """\
def t(path):
    picture = load_img(path, target_size=(224, 224))
    picture = img_to_array(picture)
    picture = tf.expand_dims(picture, 0)
    return resnet50.preprocess_input(picture)"""
BOX = FUNCTION.replace("tf.image.resize(picture, (224, 224))", "tf.image.resize_with_pad(picture, 224, 224)")
CROP = FUNCTION.replace("(224, 224))", "(256, 256))\n    picture = tf.image.resize_with_crop_or_pad(picture, 224, 224)")

DIALECT = Dialect(
    spellings=(
        spelled("a stack", STACK),
        spelled("a stack of tf.keras", STACK.replace("keras.Seq", "tf.keras.Seq").replace("layers.", "tf.keras.layers.")),
        spelled("a list", STACK.replace("keras.Sequential([", "[").replace("])", "]")),
        spelled("older layers", STACK.replace("layers.R", "layers.experimental.preprocessing.R")),
        spelled(
            "two scales",
            STACK.replace("layers.Rescaling(1 / 127.5, offset=-1)", "layers.Rescaling(1 / 255), layers.Rescaling(2, offset=-1)"),
        ),
        spelled(
            "Normalization",
            STACK.replace("layers.Rescaling(1 / 127.5, offset=-1)", "layers.Normalization(mean=127.5, variance=127.5 ** 2)"),
        ),
        spelled("an input", STACK.replace("    layers.Res", "    keras.Input((None, None, 3)),\n    layers.Res", 1)),
        spelled("a lambda", STACK.replace("layers.Rescaling(1 / 127.5, offset=-1)", "layers.Lambda(mobilenet_v2.preprocess_input)")),
        spelled("tf.image", FUNCTION),
        spelled(
            "tf.image, floats first",
            FUNCTION.replace("    picture = tf.image", "    picture = tf.cast(picture, tf.float32)\n    picture = tf.image"),
        ),
        spelled(
            "tf.image, 0..1 first",
            FUNCTION.replace(
                "    picture = tf.image", "    picture = tf.image.convert_image_dtype(picture, tf.float32)\n    picture = tf.image"
            ).replace("/ 127.5 - 1.0", "* 2.0 - 1.0"),
        ),
        spelled("tf.image, the method said", FUNCTION.replace("(224, 224))", "[224, 224], method=tf.image.ResizeMethod.BILINEAR)")),
        spelled(
            "the mode", FUNCTION.replace("picture = picture / 127.5 - 1.0", "picture = imagenet_utils.preprocess_input(picture, mode='tf')")
        ),
        spelled("the application", FUNCTION.replace("picture = picture / 127.5 - 1.0", "picture = mobilenet_v2.preprocess_input(picture)")),
        spelled("functions for operators", FUNCTION.replace("picture / 127.5 - 1.0", "tf.subtract(tf.divide(picture, 127.5), 1.0)")),
        spelled(
            "a label with it", FUNCTION.replace("def t(path)", "def t(path, label)").replace("return picture", "return picture, label")
        ),
        spelled("a letterbox", BOX, target=PADDED),
        spelled("a crop", CROP, target=CUT),
        spelled("blue first", LOADED, target=VGG),
        spelled(
            "blue first by hand",
            LOADED.replace("resnet50.preprocess_input(picture)", "picture[..., ::-1] - [103.939, 116.779, 123.68]"),
            target=VGG,
        ),
        spelled("a layer and a division", STACK.replace("1 / 127.5, offset=-1", "1.0 / 255"), target=BY_255),
    ),
    mistakes=(
        wrong("swapped order", "PC201", "[..., ::-1]", FUNCTION.replace("    return", "    picture = picture[..., ::-1]\n    return")),
        wrong("double normalisation", "PC301", "layers.Rescaling", STACK),
        wrong(
            "double normalisation",
            "PC301",
            "return",
            FUNCTION.replace("return picture", "return mobilenet_v2.preprocess_input(picture)"),
            march="nash-e",
            id="in the function and by hand",
        ),
        wrong("missing normalisation", "PC302", "decode_jpeg", FUNCTION.replace("    picture = picture / 127.5 - 1.0\n", "")),
        wrong("std as scale", "PC304", "* 127.5", FUNCTION.replace("picture / 127.5 - 1.0", "(picture - 127.5) * 127.5")),
        wrong("times 255", "PC305", "/ 0.5", FUNCTION.replace("picture / 127.5 - 1.0", "(picture - 0.5) / 0.5")),
        wrong("other kernel", "PC403", "nearest", STACK.replace("224, 224", "224, 224, interpolation='nearest'")),
        wrong("other kernel", "PC404", "antialias", FUNCTION.replace("(224, 224)", "(224, 224), antialias=True"), id="smoothed"),
        wrong("other size policy", "PC402", "resize_with_pad", BOX),
        wrong(
            "crop off by one",
            "PC407",
            "crop_to_bounding",
            CROP.replace("resize_with_crop_or_pad(picture, 224, 224)", "crop_to_bounding_box(picture, 17, 16, 224, 224)"),
            target=CUT,
        ),
        wrong(
            "pad value",
            "PC406",
            "resize_with_pad",
            BOX.replace(
                "    picture = tf.image", "    picture = tf.cast(picture, tf.float32) / 127.5 - 1.0\n    picture = tf.image"
            ).replace("    picture = picture / 127.5 - 1.0\n", ""),
            target=PADDED,
        ),
        wrong("other layout", "PC203", "tf.transpose", FUNCTION.replace("return picture", "return tf.transpose(picture, [2, 0, 1])")),
        wrong(
            "other layout",
            "PC203",
            "layers.Permute",
            STACK.replace("offset=-1),", "offset=-1),\n    layers.Permute((3, 1, 2)),"),
            id="by a layer",
        ),
        wrong(
            "augmentation",
            "PC408",
            "RandomRotation",
            STACK.replace("    layers.Rescaling", "    layers.RandomRotation(0.1),\n    layers.Rescaling"),
        ),
        wrong(
            "augmentation",
            "PC408",
            "random_crop",
            FUNCTION.replace(
                "    picture = picture /", "    picture = tf.image.random_crop(picture, [224, 224, 3])\n    picture = picture /"
            ),
            id="a function at random",
        ),
    ),
)
