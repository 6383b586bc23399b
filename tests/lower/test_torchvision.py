"""What torchvision's transforms mean, read from their text; what cannot be read touches no more than it may."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.findings import Origin
from pipecheck.lower import torchvision
from pipecheck.sources import pycalls
from pipecheck.spec import canonical

FILE = Path("train.py")
HEAD = """\
import torch
from torchvision import transforms as T
from torchvision.transforms import v2, InterpolationMode
from PIL import Image
"""
LINE = HEAD.count("\n") + 1
TENSOR = "Affine(std=255.0) Transpose('chw')"
UNSAID = f"?{torchvision.UNSAID} dtype+values"


def lower(source, head=HEAD):
    return torchvision.lower(pycalls.find(pycalls.parse(f"{head}t = {source}\n", FILE), "t"))


def told(source, head=HEAD):
    return [step_told(step) for step in lower(source, head).steps]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("T.Resize(256)", "ResizeShort(256, library='pil')", id="short side"),
        pytest.param("T.Resize((256, 128))", "Resize(256, 128, library='pil')", id="height and width"),
        pytest.param("T.Resize([256])", "ResizeShort(256, library='pil')", id="list of one"),
        pytest.param("T.Resize(256, max_size=300)", "ResizeShort(256, longest=300, library='pil')", id="max_size"),
        pytest.param("v2.Resize(None, max_size=300)", "ResizeLong(300, library='pil')", id="the long side"),
        pytest.param("T.Resize(8, T.InterpolationMode.BICUBIC)", "ResizeShort(8, interpolation='cubic', library='pil')", id="mode"),
        pytest.param("T.Resize(8, InterpolationMode.NEAREST_EXACT)", "ResizeShort(8, interpolation='nearest', library='pil')", id="exact"),
        pytest.param("T.Resize(8, 3)", "ResizeShort(8, interpolation='cubic', library='pil')", id="mode as a number"),
        pytest.param("T.Resize(8, Image.BICUBIC)", "ResizeShort(8, interpolation='cubic', library='pil')", id="PIL's mode"),
        pytest.param("T.Resize(8, Image.Resampling.BOX)", "ResizeShort(8, interpolation='box', library='pil')", id="PIL's newer mode"),
        pytest.param("v2.Resize(8, 'nearest-exact')", "ResizeShort(8, interpolation='nearest', library='pil')", id="mode in words"),
        pytest.param("T.CenterCrop(224)", "CenterCrop(224, 224, fill=0.0)", id="crop"),
        pytest.param("T.Pad((1, 2), 114)", "Pad(top=2, bottom=2, left=1, right=1, fill=114.0)", id="pad two"),
        pytest.param("T.Pad([1, 2, 3, 4], (1, 2, 3.7))", "Pad(top=2, bottom=4, left=1, right=3, fill=(1.0, 2.0, 3.0))", id="pad four"),
        pytest.param("T.Pad(2, None)", "Pad(top=2, bottom=2, left=2, right=2)", id="pad with nothing"),
        pytest.param("T.Grayscale()", "ToColor('gray', source='rgb', library='pil')", id="gray"),
        pytest.param("T.Grayscale(3)", "ToColor('gray', source='rgb', library='pil') ToColor('rgb', library='pil')", id="gray in three"),
        pytest.param("T.ToTensor()", TENSOR, id="ToTensor"),
        pytest.param("T.PILToTensor()", "Transpose('chw')", id="PILToTensor"),
        pytest.param(
            "[T.Grayscale(), v2.RGB()]", "ToColor('gray', source='rgb', library='pil') ToColor('rgb', library='pil')", id="RGB of gray"
        ),
        pytest.param("[T.CenterCrop(9), v2.RGB()]", "CenterCrop(9, 9, fill=0.0)", id="RGB of RGB"),
        pytest.param("[T.ToTensor(), T.Normalize([0.5], [0.25])]", f"{TENSOR} Affine(mean=0.5, std=0.25)", id="one number for all"),
        pytest.param("[T.ToTensor(), T.ConvertImageDtype(torch.float)]", f"{TENSOR} Cast('float32')", id="floats are not scaled again"),
        pytest.param("[v2.ToImage(), v2.ToDtype(torch.float32)]", "Transpose('chw') Cast('float32')", id="ToDtype does not scale"),
        pytest.param(
            "[v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]",
            "Transpose('chw') Affine(std=255.0) Cast('float32')",
            id="unless told to",
        ),
        pytest.param(
            "[T.PILToTensor(), T.ConvertImageDtype(torch.float64), T.Normalize(0.5, 0.5)]",
            "Transpose('chw') Affine(std=255.0, dtype='float64') Cast('float64') Affine(mean=0.5, std=0.5, dtype='float64')",
            id="doubles",
        ),
        pytest.param("[v2.ToTensor(), v2.ToTensor(), v2.ToImage(), v2.ToPureTensor()]", TENSOR, id="a tensor already"),
        pytest.param("[T.ToTensor(), T.Resize(8)]", f"{TENSOR} ResizeShort(8, library='torch', antialias=True)", id="tensor resize"),
        pytest.param(
            "[T.ToTensor(), T.Resize(8, antialias=None)]", f"{TENSOR} ResizeShort(8, library='torch', antialias=False)", id="not smoothed"
        ),
        pytest.param("[T.ToTensor(), T.Resize(8, 0)]", f"{TENSOR} ResizeShort(8, interpolation='nearest', library='torch')", id="nearest"),
        pytest.param(
            "[T.ToTensor(), T.ToPILImage(), T.Resize(8)]",
            f"{TENSOR} Affine(scale=255.0) Cast('uint8') Transpose('hwc') ResizeShort(8, library='pil')",
            id="a picture again",
        ),
        pytest.param("[T.PILToTensor(), T.ToPILImage('RGB')]", "Transpose('chw') Transpose('hwc')", id="a picture of bytes again"),
        pytest.param("[T.ToTensor(), v2.SanitizeBoundingBoxes()]", TENSOR, id="boxes"),
    ],
)
def test_steps(source, expected):
    assert " ".join(told(source)) == expected


@pytest.mark.parametrize(
    ("form", "head"),
    [
        pytest.param("T.Compose([{}])", HEAD, id="Compose"),
        pytest.param("T.Compose(transforms=[{}])", HEAD, id="by keyword"),
        pytest.param("T.Compose(({},))", HEAD, id="tuple"),
        pytest.param("[{}]", HEAD, id="list"),
        pytest.param("T.Compose([T.Compose([{}])])", HEAD, id="nested"),
        pytest.param("v2.Compose([{}])", HEAD, id="v2"),
        pytest.param("nn.Sequential({})", HEAD + "from torch import nn\n", id="Sequential"),
        pytest.param("torch.nn.Sequential({})", HEAD, id="Sequential by its full name"),
        pytest.param("mine()", HEAD + "def mine():\n    steps = [{}]\n    return T.Compose(steps)\n", id="a function"),
    ],
)
def test_ways_to_join(form, head):
    steps = "T.Resize(8), T.ToTensor()"
    assert told(form.format(steps), head.format(steps)) == ["ResizeShort(8, library='pil')", *TENSOR.split(" ")]


@pytest.mark.parametrize(
    ("source", "library", "color", "assumed"),
    [
        pytest.param("T.Compose([T.Resize(8), T.ToTensor()])", "pil", "rgb", torchvision.PIL_CONVENTION, id="a picture to a tensor"),
        pytest.param("T.Resize(8)", "pil", "rgb", torchvision.PIL_CONVENTION, id="no conversion"),
        pytest.param("[T.ToTensor(), T.Normalize(0.5, 0.5)]", "pil", "rgb", torchvision.PIL_CONVENTION, id="a tensor afterwards"),
        pytest.param("T.Compose([T.Resize(8), T.Normalize(0.5, 0.5)])", None, None, None, id="normalised without a conversion"),
        pytest.param("T.Compose([T.ConvertImageDtype(torch.float)])", None, None, None, id="a change of dtype"),
        pytest.param("v2.Compose([v2.Resize(8), v2.ToDtype(torch.float32, scale=True)])", None, None, None, id="v2's change of dtype"),
        pytest.param("T.Compose([T.ToPILImage(), T.Resize(8), T.ToTensor()])", None, None, None, id="from an array"),
    ],
)
def test_what_is_assumed_of_the_picture(source, library, color, assumed):
    decoded = lower(source).decoded
    assert (decoded.library, decoded.color, decoded.assumed) == (library, color, assumed)


def test_a_tensor_stage_knows_nothing_of_its_values():
    source = "T.Compose([T.Resize(8), T.ConvertImageDtype(torch.float), T.Normalize(0.5, 0.5)])"
    assert told(source) == [UNSAID, "ResizeShort(8, library='torch', antialias=True)", "Cast('float32')", "Affine(mean=0.5, std=0.5)"]
    spec = canonical(lower(source))
    assert (spec.decode.value, spec.color.value, spec.values.value, spec.layout.value) == (None, None, None, None)


def test_an_array_that_becomes_a_picture_has_levels():
    spec = canonical(lower("T.Compose([T.ToPILImage(), T.Resize(8), T.ToTensor()])"))
    assert (spec.decode.value, spec.color.value) == (None, None)
    assert spec.values.value.affine.scale == (1 / 255,)
    assert (spec.layout.value, spec.dtype.value) == ("chw", "float32")


def test_smoothing_that_nobody_asked_for_is_assumed():
    steps = lower("[T.ToTensor(), T.Resize(8), T.Resize(8, antialias=True), T.Resize(8, 0)]").steps[2:]
    assert [step.assumed for step in steps] == [torchvision.ANTIALIAS_CONVENTION, None, None]


def test_steps_stand_where_they_are_written():
    program = lower("T.Compose([\n    T.Resize(8),\n    T.ToTensor(),\n])")
    assert [step.origin for step in program.steps] == [Origin(FILE, LINE + 1, 5, 11), *[Origin(FILE, LINE + 2, 5, 12)] * 2]
