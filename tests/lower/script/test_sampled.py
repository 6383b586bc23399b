"""Pictures that come out of data sets and loaders, in plain code."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import script
from pipecheck.sources import pycalls

HEAD = """
import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset, Subset, random_split
from torchvision import datasets, transforms
from tqdm import tqdm
tf = transforms.Compose([transforms.Resize((32, 32)), transforms.ToTensor()])
class Own(Dataset):
    def __init__(self, names, transform=None):
        self.names, self.transform = names, transform
    def __getitem__(self, i):
        picture = Image.open(self.names[i]).convert("RGB")
        if self.transform is not None:
            picture = self.transform(picture)
        return picture, 0
class Named(Own):
    def __getitem__(self, i):
        return {"image": super().__getitem__(i)[0], "name": self.names[i]}
def gathered(batch):
    return torch.stack([picture for picture, _ in batch]) * 255
folder, own = datasets.ImageFolder(".", transform=tf), Own(names(), tf)
"""
TENSOR = "Resize(32, 32, library='pil'); Affine(std=255.0); Transpose('chw')"


def lowered(source):
    return script.lower(pycalls.script(pycalls.parse(HEAD + source, Path("calib.py"))))


def told(source):
    return "; ".join(map(step_told, lowered(source).steps))


FIRST = "    x.numpy().tofile('a')\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("for i in range(9):\n    x, y = folder[i]\n" + FIRST, id="torchvision's, by number"),
        pytest.param("for i in range(9):\n    x = folder[i][0]\n" + FIRST, id="its picture alone"),
        pytest.param("for x, y in folder:\n" + FIRST, id="one after the other"),
        pytest.param("for i, (x, _) in enumerate(DataLoader(folder)):\n" + FIRST, id="a loader, counted"),
        pytest.param("for x, _ in tqdm(DataLoader(folder, batch_size=8)):\n" + FIRST, id="with a bar"),
        pytest.param("for batch in DataLoader(dataset=folder):\n    x = batch[0]\n" + FIRST, id="a batch"),
        pytest.param("for batch in DataLoader(folder):\n    x = batch[0][0]\n" + FIRST, id="the first of a batch"),
        pytest.param("x, _ = next(iter(DataLoader(folder)))\nx.numpy().tofile('a')", id="the first batch"),
        pytest.param("for x, _ in Subset(folder, [1, 2]):\n" + FIRST, id="a part"),
        pytest.param("a, b = random_split(folder, [1, 2])\nx = b[0][0]\nx.numpy().tofile('a')", id="one of two parts"),
        pytest.param("for x, y in own:\n" + FIRST, id="one's own"),
        pytest.param("for i, (x, _) in enumerate(own):\n" + FIRST, id="one's own, counted"),
        pytest.param("for x, _ in DataLoader(own, batch_size=4):\n" + FIRST, id="a loader of one's own"),
        pytest.param("for i, (x, _) in enumerate(DataLoader(own)):\n" + FIRST, id="counted"),
        pytest.param("for batch in DataLoader(own):\n    x = batch[0][0]\n" + FIRST, id="the first of one's own"),
        pytest.param("for batch in DataLoader(Named(names(), tf)):\n    x = batch['image']\n" + FIRST, id="a dictionary"),
        pytest.param("x, _ = next(iter(DataLoader(own)))\nx.numpy().tofile('a')", id="the first batch of one's own"),
        pytest.param("a, b = random_split(own, [1, 2])\nfor i in range(9):\n    x, _ = b[i]\n" + FIRST, id="one of two parts of one's own"),
        pytest.param("for x, _ in [each for each in own]:\n" + FIRST, id="out of a list of them"),
        pytest.param("np.save('a', [x.numpy() for x, _ in DataLoader(own)])", id="in brackets"),
    ],
)
def test_pictures(source):
    found = lowered(source)
    assert "; ".join(map(step_told, found.steps)) == TENSOR
    assert (found.decoded.library, found.decoded.color) == ("pil", "rgb")


def test_without_a_transform():
    source = "x, _ = datasets.CIFAR10('.', train=False)[3]\nnp.array(x).astype(np.float32).transpose(2, 0, 1).tofile('a')"
    assert told(source) == "Cast('float32'); Transpose('chw')"


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        pytest.param("for x, _ in DataLoader(folder):\n    (x * 255).numpy().tofile('a')", "Affine(scale=255.0)", id="scaled"),
        pytest.param("for x, _ in DataLoader(folder):\n    x[0].permute(1, 2, 0).numpy().tofile('a')", "Transpose('hwc')", id="turned"),
        pytest.param(
            "for x, _ in DataLoader(own):\n    x.permute(0, 2, 3, 1).numpy().tofile('a')", "Transpose('hwc')", id="a batch has four axes"
        ),
        pytest.param(
            "for x, _ in DataLoader(own, batch_size=None):\n    x.permute(1, 2, 0).numpy().tofile('a')", "Transpose('hwc')", id="no batch"
        ),
        pytest.param(
            "for x, _ in datasets.ImageFolder('.', transform=lambda x: tf(x) * 255):\n" + FIRST,
            "Affine(scale=255.0)",
            id="one's own transform",
        ),
        pytest.param("for x in DataLoader(own, collate_fn=gathered):\n" + FIRST, "Affine(scale=255.0)", id="gathered in one's own way"),
    ],
)
def test_pictures_go_on(source, steps):
    assert told(source) == f"{TENSOR}; {steps}"


def test_digits_are_gray():
    assert lowered("x, _ = datasets.MNIST('.', transform=tf)[0]\nx.numpy().tofile('a')").decoded.color == "gray"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("for _, x in folder:\n" + FIRST, "?x.numpy().tofile('a')", id="what it shows"),
        pytest.param("for x, _ in datasets.UCF101('.', 'a'):\n" + FIRST, "?x.numpy().tofile('a')", id="films"),
        pytest.param("import pickle\nx = pickle.load(open('a', 'rb'))['x']\nx.tofile('b')", "?x.tofile('b')", id="a pickle"),
        pytest.param(
            "for x, _ in datasets.ImageFolder('.', loader=read, transform=tf):\n" + FIRST,
            "?datasets.ImageFolder('.', loader=read, transform=tf)",
            id="a reader of its own",
        ),
        pytest.param(
            "for x, _ in DataLoader(folder, collate_fn=together):\n" + FIRST, "?DataLoader(folder, collate_fn=together)", id="gathered"
        ),
    ],
)
def test_what_is_not_followed_is_said(source, text):
    assert text in told(source)


def test_a_transform_that_nobody_gives_is_named():
    found = script.lower(pycalls.trace(pycalls.parse(HEAD, Path("calib.py")), "Own"))
    assert [step.op.lacks for step in found.steps] == ["transform"]
