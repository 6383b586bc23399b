"""torchvision's functions and transforms called on a picture that is in hand."""

from __future__ import annotations

import pytest
from called import PIL, made, value
from spelled import step_told

from pipecheck.lower import torchvision
from pipecheck.lower.picture import Picture
from pipecheck.spec import ASPECTS, Decoded, Program

TENSOR = "Affine(std=255.0) Transpose('chw')"
EVERYTHING = "+".join(sorted(ASPECTS))
ARRAY = Picture(program=Program(Decoded(library="opencv", exif=True, color="bgr")), kind="array")
FLOATS = Picture(program=Program(Decoded(library="opencv", exif=True, color="bgr")), kind="array", dtype="float32")
UNKNOWN = Picture(program=Program(Decoded(library="opencv", exif=True, color="bgr")), kind="array", dtype=None)
TURNED = Picture(program=Program(Decoded(library="opencv", exif=True, color="bgr")), kind="tensor", layout="hwc")
BYTES = Picture(program=Program(Decoded(library="pil", exif=False, color="rgb", layout="chw")), kind="tensor", layout="chw")


def told(source, picture=PIL):
    return " ".join(step_told(step) for step in made(source, picture).program.steps)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("F.resize(x, 256)", "ResizeShort(256, library='pil')", id="resize"),
        pytest.param(
            "F.resize(x, [256, 128], InterpolationMode.BICUBIC)", "Resize(256, 128, interpolation='cubic', library='pil')", id="mode"
        ),
        pytest.param("F.resize(x, size=(256, 128), interpolation=3)", "Resize(256, 128, interpolation='cubic', library='pil')", id="words"),
        pytest.param("F.resize(img=x, size=8)", "ResizeShort(8, library='pil')", id="the picture by its name"),
        pytest.param("F2.resize(inpt=x, size=8)", "ResizeShort(8, library='pil')", id="v2's name of the picture"),
        pytest.param("torchvision.transforms.functional.resize(x, 8)", "ResizeShort(8, library='pil')", id="by its full name"),
        pytest.param("T.functional.resize(x, 8)", "ResizeShort(8, library='pil')", id="by way of the package"),
        pytest.param("v2.functional.resize(x, [8])", "ResizeShort(8, library='pil')", id="v2"),
        pytest.param("F2.resize_image(x, [8])", "ResizeShort(8, library='pil')", id="v2's kernel"),
        pytest.param("F.center_crop(x, 224)", "CenterCrop(224, 224, fill=0.0)", id="crop"),
        pytest.param("F.center_crop(x, output_size=[224, 192])", "CenterCrop(224, 192, fill=0.0)", id="crop in words"),
        pytest.param("F.crop(x, 1, 2, 30, 40)", "Crop(top=1, left=2, height=30, width=40)", id="crop at a place"),
        pytest.param(
            "F.resized_crop(x, 1, 2, 30, 40, [8, 8])",
            "Crop(top=1, left=2, height=30, width=40) Resize(8, 8, library='pil')",
            id="crop and resize",
        ),
        pytest.param(
            "F.resized_crop(x, top=1, left=2, height=30, width=40, size=8, interpolation=0)",
            "Crop(top=1, left=2, height=30, width=40) ResizeShort(8, interpolation='nearest', library='pil')",
            id="crop and resize in words",
        ),
        pytest.param("F.pad(x, [1, 2], 114)", "Pad(top=2, bottom=2, left=1, right=1, fill=114.0)", id="pad"),
        pytest.param("F.pad(x, 1, padding_mode='reflect')", "Pad(top=1, bottom=1, left=1, right=1, mode='reflect')", id="pad by mirror"),
        pytest.param("F.hflip(x)", "Flip()", id="mirror"),
        pytest.param("F2.vertical_flip(x)", "Flip(direction='vertical')", id="upside down"),
        pytest.param("F.to_tensor(x)", TENSOR, id="to_tensor"),
        pytest.param("F.pil_to_tensor(x)", "Transpose('chw')", id="pil_to_tensor"),
        pytest.param("F2.to_image(x)", "Transpose('chw')", id="to_image"),
        pytest.param("F.convert_image_dtype(F.pil_to_tensor(x))", "Transpose('chw') Affine(std=255.0) Cast('float32')", id="to floats"),
        pytest.param(
            "F2.to_dtype(F2.to_image(x), torch.float32, scale=True)", "Transpose('chw') Affine(std=255.0) Cast('float32')", id="v2's floats"
        ),
        pytest.param("F2.to_dtype(F2.to_image(x), torch.float32)", "Transpose('chw') Cast('float32')", id="v2's floats, not scaled"),
        pytest.param("F2.to_dtype(F2.to_image(x), torch.uint8, scale=True)", "Transpose('chw')", id="bytes already"),
        pytest.param("F.normalize(F.to_tensor(x), 0.5, 0.25)", f"{TENSOR} Affine(mean=0.5, std=0.25)", id="normalize"),
        pytest.param("F.normalize(tensor=F.to_tensor(pic=x), mean=[0.5], std=[0.5])", f"{TENSOR} Affine(mean=0.5, std=0.5)", id="in words"),
        pytest.param("F.to_grayscale(x)", "ToColor('gray', source='rgb', library='pil')", id="gray"),
        pytest.param(
            "F.rgb_to_grayscale(x, num_output_channels=3)",
            "ToColor('gray', source='rgb', library='pil') ToColor('rgb', library='pil')",
            id="gray in three",
        ),
        pytest.param("F2.permute_channels(F.to_tensor(x), [2, 1, 0])", f"{TENSOR} ToColor('bgr', source='rgb')", id="swapped"),
        pytest.param("F2.permute_channels(F.to_tensor(x), [0, 1, 2])", TENSOR, id="not swapped"),
        pytest.param("T.Resize(8)(x)", "ResizeShort(8, library='pil')", id="a transform called"),
        pytest.param("T.Compose([T.Resize(8), T.ToTensor()])(x)", f"ResizeShort(8, library='pil') {TENSOR}", id="a composition called"),
        pytest.param("T.ToTensor().forward(x)", TENSOR, id="a module called by its method"),
        pytest.param("T.Lambda(F.to_tensor)(x)", TENSOR, id="a function as a transform"),
        pytest.param("T.Lambda(T.ToTensor())(x)", TENSOR, id="a transform in a transform"),
    ],
)
def test_what_a_call_does(source, expected):
    assert told(source) == expected


@pytest.mark.parametrize(
    ("source", "picture", "expected"),
    [
        pytest.param("F.to_tensor(x)", ARRAY, TENSOR, id="an array of bytes"),
        pytest.param("F.to_tensor(x)", FLOATS, "Transpose('chw')", id="an array of floats is not divided"),
        pytest.param("F.to_tensor(x)", UNKNOWN, "?F.to_tensor(x) dtype+values Transpose('chw')", id="an array of who knows what"),
        pytest.param("F.to_tensor(x)", BYTES, "", id="a tensor already"),
        pytest.param("F2.to_image(x)", ARRAY, "Transpose('chw')", id="an array to an image"),
        pytest.param("F.to_pil_image(x)", ARRAY, "", id="an array to a picture"),
        pytest.param("F.resize(F.to_pil_image(x), 8)", ARRAY, "ResizeShort(8, library='pil')", id="resized as a picture"),
        pytest.param("F.to_pil_image(x)", FLOATS, f"?F.to_pil_image(x) {EVERYTHING}", id="floats to a picture"),
        pytest.param("F.resize(x, 8)", ARRAY, "?F.resize(x, 8) geometry", id="an array is refused"),
        pytest.param("F.pil_to_tensor(x)", ARRAY, f"?F.pil_to_tensor(x) {EVERYTHING}", id="an array is no picture"),
        pytest.param("F.resize(x, 8, antialias=True)", BYTES, "ResizeShort(8, library='torch', antialias=True)", id="a tensor"),
        pytest.param(
            "T._presets.SemanticSegmentation(resize_size=8)(x)",
            BYTES,
            "ResizeShort(8, library='torch', antialias=True) Affine(std=255.0) Cast('float32') "
            "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))",
            id="a preset of a tensor",
        ),
        pytest.param("F.resize(x, 8)", TURNED, "?F.resize(x, 8) geometry", id="the wrong axes of a tensor"),
        pytest.param("F.normalize(x, 0.5, 0.5)", TURNED, "?F.normalize(x, 0.5, 0.5) dtype+values", id="the wrong axis of a tensor"),
    ],
)
def test_what_is_in_hand_matters(source, picture, expected):
    assert told(source, picture) == expected


@pytest.mark.parametrize(
    ("source", "touches"),
    [
        pytest.param("F.resize(x, size)", "geometry", id="a size from elsewhere"),
        pytest.param("F.rotate(x, 10)", "geometry", id="rotation"),
        pytest.param("F.adjust_gamma(x, 2)", "values", id="gamma"),
        pytest.param("F.gaussian_blur(x, 3)", "values", id="blur"),
        pytest.param("F.five_crop(x, 8)", "geometry+layout", id="five crops"),
        pytest.param("F.crop(x, -1, 2, 30, 40)", "geometry", id="a crop outside"),
        pytest.param("F2.permute_channels(x, [1, 0, 2])", "color+values", id="another order"),
        pytest.param("F.brandnew(x)", EVERYTHING, id="a function that is not known"),
        pytest.param("F.resized_crop(x, 1, 2, 3, 4, 8, 0, True, 1)", EVERYTHING, id="too many arguments"),
    ],
)
def test_what_cannot_be_read(source, touches):
    assert told(source) == f"?{source} {touches}"


def test_a_lambda_that_is_not_read_keeps_its_text():
    assert told("T.Lambda(lambda y: blur(y))(x)") == f"?blur(y) {EVERYTHING}"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("F.resize()", id="no picture"),
        pytest.param("F.InterpolationMode('bilinear')", id="no function on pictures"),
        pytest.param("T.Resize(8)", id="a transform that is not called"),
        pytest.param("torch.flip(x, [0])", id="another library"),
    ],
)
def test_what_has_no_subject(source):
    assert torchvision.subject(value(source)) is None


def test_a_function_is_no_transform():
    assert not torchvision.speaks(value("F.resize(x, 8)"))
