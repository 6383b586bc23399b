"""A data set or its loader stands for the transform that it applies."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import dialect
from pipecheck.sources import pycalls

HEAD = """
import torch
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms
tf = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])
"""


def told(source):
    found = dialect.followed(pycalls.trace(pycalls.parse(HEAD + source, Path("train.py")), "t"), {})
    return "; ".join(map(step_told, found.steps))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("t = datasets.CIFAR10('.', train=False, transform=tf)", id="a data set"),
        pytest.param("t = datasets.ImageFolder('.', tf)", id="a folder"),
        pytest.param("t = DataLoader(datasets.ImageFolder('.', transform=tf), batch_size=8)", id="a loader"),
        pytest.param("t = torch.utils.data.DataLoader(dataset=Subset(datasets.ImageFolder('.', tf), [0, 1]))", id="a loader of a part"),
        pytest.param("def t():\n    return DataLoader(datasets.CIFAR100('.', transform=tf))", id="a function that gives a loader"),
        pytest.param("t = datasets.CIFAR10('.', False, tf)", id="not named"),
        pytest.param("def t():\n    return torch.hub.load('a/b', 'net'), tf", id="beside a network"),
    ],
)
def test_data_sets(source):
    assert told(source) == "Resize(32, 32, library='pil'); Affine(std=255.0); Transpose('chw')"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("t = datasets.CIFAR10('.')", id="without a transform"),
        pytest.param("t = datasets.CIFAR10('.', transform=None)", id="with none"),
        pytest.param("t = datasets.ImageFolder('.', transform=tf, loader=read)", id="with a reader of its own"),
        pytest.param("t = datasets.UCF101('.', 'a', transform=tf)", id="of films"),
        pytest.param("t = DataLoader(find(), batch_size=2)", id="of something else"),
        pytest.param("t = DataLoader()", id="of nothing"),
    ],
)
def test_what_is_not_followed_is_said(source):
    assert told(source).startswith("?")
