"""One pipeline in many spellings is one spec; what torchvision does by version follows the requirement files."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipecheck.lower import torchvision
from pipecheck.sources import pycalls
from pipecheck.spec import canonical, diff

HEAD = """\
import numpy as np
import torch
import torchvision
import torchvision.transforms as T
import torchvision.transforms.v2 as v2
from PIL import Image
from torch import nn
from torchvision import transforms
from torchvision.transforms import InterpolationMode
from torchvision.models import ResNet50_Weights, get_weight
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD
MEAN, STD = [0.485, 0.456, 0.406], (0.229, 0.224, 0.225)
"""
PLAIN = "transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize(MEAN, STD)])"


def spec(source, folder=Path()):
    return canonical(torchvision.lower(pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", folder / "train.py"), "t")))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(PLAIN, id="plain"),
        pytest.param("T.Compose([T.Resize([256]), T.CenterCrop((224, 224)), T.ToTensor(), T.Normalize(mean=MEAN, std=STD)])", id="lists"),
        pytest.param(
            "T.Compose([T.Resize(256, Image.BILINEAR), T.CenterCrop([224]), T.ToTensor(), T.Normalize(np.array(MEAN), torch.tensor(STD))])",
            id="arrays",
        ),
        pytest.param("T.Compose([T.Resize(256, 2), T.CenterCrop(224), T.ToTensor(), T.Normalize(MEAN, STD, True)])", id="a mode by number"),
        pytest.param(
            "T.Compose([T.Resize(256, InterpolationMode('bilinear')), T.CenterCrop(224), T.ToTensor(), T.Normalize(MEAN, STD)])",
            id="a mode by its value",
        ),
        pytest.param(
            "T.Compose([T.Resize(int(224 / 0.875)), T.CenterCrop(224), T.ToTensor(), T.Normalize([m for m in MEAN], list(STD))])",
            id="computed",
        ),
        pytest.param(
            "T.Compose([T.Resize(256), T.CenterCrop(224), T.PILToTensor(), T.ConvertImageDtype(torch.float), T.Normalize(MEAN, STD)])",
            id="bytes first",
        ),
        pytest.param(
            "v2.Compose([v2.Resize(256), v2.CenterCrop(224), v2.ToImage(), v2.ToDtype(torch.float32, scale=True),"
            " v2.Normalize(MEAN, STD)])",
            id="v2",
        ),
        pytest.param(
            "v2.Compose([v2.Resize(size=256, interpolation='bilinear'), v2.CenterCrop(224), v2.PILToTensor(),"
            " v2.ToDtype(torch.uint8, scale=True), v2.ToDtype(torch.float, True), v2.Normalize(MEAN, STD), v2.ToPureTensor()])",
            id="v2 with steps that do nothing",
        ),
        pytest.param("nn.Sequential(T.Resize(256), T.CenterCrop(224), T.ToTensor(), nn.Identity(), T.Normalize(MEAN, STD))", id="a module"),
        pytest.param("[T.Resize(256), T.CenterCrop(224), T.Compose([T.ToTensor(), T.Normalize(MEAN, STD)])]", id="a list"),
        pytest.param("ResNet50_Weights.IMAGENET1K_V1.transforms()", id="a preset"),
        pytest.param("get_weight('ResNet50_Weights.IMAGENET1K_V1').transforms()", id="a preset by name"),
        pytest.param("T._presets.ImageClassification(crop_size=224)", id="a preset by its class"),
        pytest.param(
            "T.Compose([T.Resize(256), T.CenterCrop(224), T.Lambda(T.functional.to_tensor),"
            " T.Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)])",
            id="timm's constants",
        ),
        pytest.param(
            "T.Compose([T.Resize(256), T.CenterCrop(224), T.RandomHorizontalFlip(), T.ToTensor(), T.Normalize(MEAN, STD)])", id="a flip"
        ),
        pytest.param(
            "T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor(), T.Normalize(0.0, 1 / 255), T.Normalize([255 * m for m in MEAN],"
            " [255 * s for s in STD])])",
            id="normalised in two steps",
        ),
    ],
)
def test_spellings_of_one_pipeline_are_equal(source):
    ours, reference = spec(source), spec(PLAIN)
    assert list(diff(ours, reference)) == []
    assert all(getattr(ours, aspect).value is not None for aspect in ("decode", "geometry", "color", "values", "layout", "dtype"))


@pytest.mark.parametrize(
    ("mistake", "aspects"),
    [
        pytest.param(PLAIN.replace("MEAN, STD", "MEAN[::-1], STD[::-1]"), ["values"], id="constants in the other order"),
        pytest.param(PLAIN.replace("MEAN, STD)", "MEAN, STD), transforms.Normalize(MEAN, STD)"), ["values"], id="normalised twice"),
        pytest.param(PLAIN.replace(", transforms.Normalize(MEAN, STD)", ""), ["values"], id="not normalised"),
        pytest.param(PLAIN.replace("Resize(256)", "Resize(256, 3)"), ["geometry"], id="another kernel"),
        pytest.param(PLAIN.replace("Resize(256)", "Resize((256, 256))"), ["geometry"], id="stretched"),
        pytest.param(PLAIN.replace("CenterCrop(224)", "CenterCrop(225)"), ["geometry"], id="one pixel more"),
        pytest.param(PLAIN.replace("CenterCrop", "RandomCrop"), ["geometry"], id="a random crop"),
        pytest.param(
            PLAIN.replace("ToTensor()", "PILToTensor(), transforms.v2.ToDtype(torch.float32)"), ["values"], id="not divided by 255"
        ),
    ],
)
def test_a_mistake_is_one_difference(mistake, aspects):
    assert [found.aspect for found in diff(spec(PLAIN), spec(mistake))] == aspects


TENSOR = "T.Compose([T.ToTensor(), T.Resize(8)])"


@pytest.mark.parametrize(
    ("requirement", "antialias", "assumed"),
    [
        pytest.param(None, True, torchvision.ANTIALIAS_CONVENTION, id="nothing said"),
        pytest.param("torchvision>=0.15", True, torchvision.ANTIALIAS_CONVENTION, id="nothing decided"),
        pytest.param(
            "torchvision==0.14.1",
            False,
            "torchvision==0.14.1 (requirements.txt) does not smooth tensor resizes unless told to",
            id="before",
        ),
        pytest.param(
            "torchvision>=0.17", True, "torchvision>=0.17 (requirements.txt) smooths tensor resizes unless told otherwise", id="since"
        ),
    ],
)
def test_what_is_pinned_decides_on_smoothing(tmp_path, requirement, antialias, assumed):
    (tmp_path / ".git").mkdir()
    if requirement:
        (tmp_path / "requirements.txt").write_text(requirement, encoding="utf-8")
    geometry = spec(TENSOR, tmp_path).geometry
    assert (geometry.value[0].op.antialias, geometry.assumed) == (antialias, assumed)


@pytest.mark.parametrize("said", [True, False])
def test_what_is_told_needs_no_version(tmp_path, said):
    (tmp_path / "requirements.txt").write_text("torchvision==0.14.1", encoding="utf-8")
    geometry = spec(TENSOR.replace("Resize(8)", f"Resize(8, antialias={said})"), tmp_path).geometry
    assert (geometry.value[0].op.antialias, geometry.assumed) == (said, None)
