"""What cannot be read of a torchvision transform keeps its text and place, and touches no more than it may."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import torchvision
from pipecheck.sources import pycalls
from pipecheck.spec import ASPECTS

FILE = Path("train.py")
HEAD = """\
import torch
from torchvision import transforms as T
from torchvision.transforms import v2, InterpolationMode
from PIL import Image
"""
LINE = HEAD.count("\n") + 1
TENSOR = ["Affine(std=255.0)", "Transpose('chw')"]
EVERYTHING = "+".join(sorted(ASPECTS))


def lower(source, head=HEAD):
    return torchvision.lower(pycalls.find(pycalls.parse(f"{head}t = {source}\n", FILE), "t"))


def told(source, head=HEAD):
    return [step_told(step) for step in lower(source, head).steps]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param("MyCrop(3)", f"?MyCrop(3) {EVERYTHING}", id="a class from elsewhere"),
        pytest.param("T.ToTensor", f"?torchvision.transforms.ToTensor {EVERYTHING}", id="a class that is not called"),
        pytest.param("make", f"?make {EVERYTHING}", id="a function"),
        pytest.param("3", f"?3 {EVERYTHING}", id="a number"),
        pytest.param("T.functional.resize(x, 8)", f"?T.functional.resize(x, 8) {EVERYTHING}", id="a function of torchvision"),
        pytest.param("T.Brandnew(3)", f"?T.Brandnew(3) {EVERYTHING}", id="a transform that is not known"),
        pytest.param("T.Resize(size)", "?T.Resize(size) geometry", id="a size from elsewhere"),
        pytest.param("T.Resize(cfg['size'])", "?T.Resize(cfg['size']) geometry", id="a size from a dictionary"),
        pytest.param("T.Resize(8.0)", "?T.Resize(8.0) geometry", id="a size that is no whole number"),
        pytest.param("T.Resize(True)", "?T.Resize(True) geometry", id="a size that is no number"),
        pytest.param("T.Resize((8, 8, 8))", "?T.Resize((8, 8, 8)) geometry", id="three sides"),
        pytest.param("T.Resize((8, 8), max_size=9)", "?T.Resize((8, 8), max_size=9) geometry", id="both sides and a limit"),
        pytest.param("T.Resize(8, max_size=8)", "?T.Resize(8, max_size=8) geometry", id="a limit that torchvision refuses"),
        pytest.param("T.Resize(0)", "?T.Resize(0) geometry", id="a size of nothing"),
        pytest.param("T.Resize()", "?T.Resize() geometry", id="no size"),
        pytest.param("T.Resize(8, bilinear)", "?T.Resize(8, bilinear) geometry", id="a mode from elsewhere"),
        pytest.param("T.Resize(8, cfg.BICUBIC)", "?T.Resize(8, cfg.BICUBIC) geometry", id="a mode of something else"),
        pytest.param("T.Resize(8, mode=3)", "?T.Resize(8, mode=3) geometry", id="an argument that does not exist"),
        pytest.param("T.Resize(8, 3, None, True, 1)", "?T.Resize(8, 3, None, True, 1) geometry", id="too many arguments"),
        pytest.param("T.Resize(*sizes)", "?T.Resize(*sizes) geometry", id="starred arguments"),
        pytest.param("T.Resize(**cfg)", "?T.Resize(**cfg) geometry", id="keywords from elsewhere"),
        pytest.param("T.CenterCrop(size=(8, x))", "?T.CenterCrop(size=(8, x)) geometry", id="one side from elsewhere"),
        pytest.param(
            "T.Pad(1, padding_mode='symmetric')", "?T.Pad(1, padding_mode='symmetric') geometry", id="a border without an operation"
        ),
        pytest.param("T.Pad(-1)", "?T.Pad(-1) geometry", id="a border that cuts"),
        pytest.param("T.Pad(1, 'red')", "?T.Pad(1, 'red') geometry", id="a fill in words"),
        pytest.param("T.Grayscale(2)", "?T.Grayscale(2) color", id="two channels"),
        pytest.param("v2.GaussianBlur(3)", "?v2.GaussianBlur(3) values", id="blur"),
        pytest.param("T.FiveCrop(8)", "?T.FiveCrop(8) geometry+layout", id="five crops"),
    ],
)
def test_what_cannot_be_read(step, expected):
    program = lower(f"T.Compose([T.CenterCrop(9), {step}, T.ToTensor()])")
    assert [step_told(step) for step in program.steps] == ["CenterCrop(9, 9, fill=0.0)", expected, *TENSOR]
    column = len("t = T.Compose([T.CenterCrop(9), ") + 1
    assert (program.steps[1].origin.line, program.steps[1].origin.column) == (LINE, column)


@pytest.mark.parametrize(
    ("step", "touches"),
    [
        pytest.param("T.Normalize(MEAN, [1.0])", "dtype+values", id="a mean from elsewhere"),
        pytest.param("T.Normalize([0.5, 'x'], [1.0])", "dtype+values", id="a text in the mean"),
        pytest.param("T.Normalize([0.5] * 3, [0.5, 0.5])", "dtype+values", id="three against two"),
        pytest.param("T.Normalize([0.5], [0.0])", "dtype+values", id="a std of zero"),
        pytest.param("T.Normalize([1e999], [1.0])", "dtype+values", id="an infinite mean"),
        pytest.param("T.Normalize([m / 255 for m in means], [1.0])", "dtype+values", id="a comprehension over what is not there"),
        pytest.param("T.Normalize(np.sqrt([1, 2, 3]), [1.0])", "dtype+values", id="a function of arrays"),
        pytest.param("T.Normalize(np.array([0.5], dtype=np.uint8), [1.0])", "dtype+values", id="an array of integers"),
        pytest.param("T.Normalize(mean=cfg.mean, std=cfg.std)", "dtype+values", id="attributes"),
        pytest.param("T.ConvertImageDtype(torch.uint8)", "dtype+values", id="bytes again"),
        pytest.param("T.ConvertImageDtype(dtype)", "dtype+values", id="a dtype from elsewhere"),
        pytest.param("v2.ToDtype({Image: torch.float32}, scale=True)", "dtype+values", id="a dtype per kind"),
        pytest.param("v2.ToDtype(torch.float32, scale=1)", "dtype+values", id="a number as truth"),
        pytest.param("T.Resize(8, Image.BOX)", "geometry", id="a mode that tensors do not have"),
        pytest.param("T.Resize(8, antialias='warn')", "geometry", id="smoothing that depends on the version"),
        pytest.param("T.ToPILImage('CMYK')", EVERYTHING, id="a picture of another kind"),
    ],
)
def test_what_cannot_be_read_on_tensors(step, touches):
    head = HEAD + "import numpy as np\n"
    assert told(f"T.Compose([T.ToTensor(), {step}])", head) == [*TENSOR, f"?{step} {touches}"]


@pytest.mark.parametrize(
    ("step", "touches"),
    [
        pytest.param("T.RandomHorizontalFlip()", "", id="flip"),
        pytest.param("T.RandomResizedCrop(224)", "geometry", id="crop"),
        pytest.param("T.ColorJitter(0.4)", "values", id="jitter"),
        pytest.param("v2.RandomPhotometricDistort()", "color+values", id="distortion may reorder channels"),
        pytest.param("v2.RandomChannelPermutation()", "color+values", id="permutation"),
        pytest.param("T.RandomGrayscale(0.1)", "color", id="gray"),
        pytest.param("T.RandAugment()", "geometry+values", id="augmentation"),
        pytest.param("T.RandomApply([T.ToTensor()])", EVERYTHING, id="anything"),
        pytest.param("T.RandomApply([T.ColorJitter(), T.GaussianBlur(3)], p=0.3)", "values", id="what is applied touches"),
        pytest.param("T.RandomChoice([T.RandomRotation(5), T.ColorJitter()])", "geometry+values", id="one of two"),
        pytest.param("T.RandomOrder(steps)", EVERYTHING, id="an order of who knows what"),
        pytest.param("v2.RandAugment(num_ops=2)", "geometry+values", id="v2's augmentation"),
    ],
)
def test_random_steps(step, touches):
    name = step.split(".", 1)[1].split("(")[0]
    assert told(f"T.Compose([{step}, T.ToTensor()])") == [f"~{name} {touches}", *TENSOR]


@pytest.mark.parametrize(
    ("head", "source"),
    [
        pytest.param("from torchvision.transforms import *\nfrom albumentations import *\n", "Compose([Resize(8)])", id="two star imports"),
        pytest.param("from torchvision.transforms import *\nclass Resize: pass\n", "Resize(8)", id="a class of that name"),
        pytest.param("from torchvision.transforms import Compose\nCompose = mine\n", "Compose([])", id="a name set again"),
        pytest.param("from torchvision import transforms as T\nT.Resize = mine\n", "T.Resize(8)", id="a patched package"),
        pytest.param("import torchvision.transforms_extra as T\n", "T.Resize(8)", id="a package that begins alike"),
        pytest.param("from .torchvision import transforms as T\n", "T.Resize(8)", id="a package of one's own"),
        pytest.param("from albumentations import Resize\n", "Resize(8, 8)", id="another library"),
        pytest.param("", "transforms.Resize(8)", id="nothing imported"),
        pytest.param("", "[]", id="an empty list"),
        pytest.param("from torch import nn\n", "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())", id="layers of a network"),
    ],
)
def test_what_is_not_torchvision_is_not_spoken(head, source):
    assert not torchvision.speaks(pycalls.find(pycalls.parse(f"{head}t = {source}\n", FILE), "t"))


def test_a_size_that_may_have_changed_is_not_trusted():
    head = HEAD + "size = 8\nif big:\n    size = 16\n"
    assert told("T.Compose([T.Resize(size), T.ToTensor()])", head) == ["?T.Resize(size) geometry", *TENSOR]


def test_a_list_that_grows_afterwards_grows_in_the_transform_too():
    source = HEAD + "ops = [T.ToTensor()]\nt = T.Compose(ops)\nops.append(T.Normalize(0.5, 0.5))\n"
    steps = torchvision.lower(pycalls.find(pycalls.parse(source, FILE), "t")).steps
    assert [step_told(step) for step in steps] == [*TENSOR, "Affine(mean=0.5, std=0.5)"]
