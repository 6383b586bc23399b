"""What timm publishes, resolves and transforms, against timm itself."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import published_timm
import pytest
from PIL import Image

from pipecheck.lower import chain
from pipecheck.lower import timm as dialect
from pipecheck.lower.timm import published
from pipecheck.sources import pycalls

pytestmark = pytest.mark.peers
HEAD = """\
import timm
from timm.data import IMAGENET_INCEPTION_MEAN, IMAGENET_INCEPTION_STD, create_transform, resolve_data_config
from timm.data.transforms_factory import transforms_imagenet_eval
"""
SMALL = 300


@pytest.fixture(scope="module")
def timm(torchvision):
    """The library, which is imported only after what it needs of torchvision is there."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("timm", exc_type=ImportError)


def test_the_table_is_what_timm_publishes(timm):
    text = published_timm.TABLE.read_text(encoding="utf-8")
    if json.loads(text)["version"] != timm.__version__:
        pytest.skip("the table is of another release")
    assert published_timm.table(timm) == text


def test_every_name_leads_to_what_timm_says(timm):
    for name in timm.list_models():
        config, ours = timm.models.get_pretrained_cfg(name), published.published(name)
        assert ours.model == (f"{name}.{config.tag}" if config.tag else name)
        assert {key: getattr(config, key) for key in published.DEFAULTS} == {key: ours.facts[key] for key in published.DEFAULTS}


def test_the_constants_are_those_of_timm(timm):
    assert dict(published.CONSTANTS) == {name: getattr(timm.data.constants, name) for name in published.CONSTANTS}


def picture(height, width):
    return np.random.default_rng(height).integers(0, 256, (height, width, 3), dtype=np.uint8)


def same(source, height, width):
    """Whether *source* makes the same tensor here and there."""
    space = {}
    exec(HEAD, space)
    expected = np.asarray(eval(source, space)(Image.fromarray(picture(height, width))))
    program = dialect.lower(pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("train.py")), "t"))
    ours = chain.runnable(program)(picture(height, width))
    assert ours.dtype == expected.dtype
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-5 if expected.dtype != np.uint8 else 0)


@pytest.mark.parametrize("size", [(61, 47), (40, 90), (33, 33)], ids=str)
@pytest.mark.parametrize(
    "source",
    [
        "create_transform(32)",
        "create_transform((3, 32, 32), crop_pct=0.95, interpolation='bicubic')",
        "create_transform(32, crop_pct=1.15, interpolation='lanczos')",
        "create_transform((32, 24), crop_mode='squash', crop_pct=0.9)",
        "create_transform(32, crop_mode='squash', crop_pct=1.0, interpolation='nearest')",
        "create_transform(32, crop_mode='border', crop_pct=0.875)",
        "create_transform(32, crop_mode='border', crop_pct=1.0, mean=IMAGENET_INCEPTION_MEAN, std=IMAGENET_INCEPTION_STD)",
        "create_transform(32, crop_mode='border', crop_pct=1.2, interpolation='bicubic')",
        "create_transform(32, normalize=False)",
        "create_transform(32, is_training=True, no_aug=True)",
        "create_transform((32, 24), is_training=True, no_aug=True, interpolation='bicubic')",
        "transforms_imagenet_eval(32, crop_pct=0.7, interpolation='hamming')",
        "timm.data.transforms.ResizeKeepRatio(29)",
        "timm.data.transforms.ResizeKeepRatio(29, 1, 'bicubic')",
        "timm.data.transforms.CenterCropOrPad((50, 35), (1, 2, 3))",
        "timm.data.transforms.ToNumpy()",
        "timm.data.transforms.ToTensor()",
        "create_transform(**resolve_data_config({'img_size': 40}, pretrained_cfg={'crop_pct': 0.9, 'mean': (0.1, 0.2, 0.3)}))",
    ],
)
def test_the_same_tensor(timm, source, size):
    same(source, *size)


def small_models():
    """One model of every twelfth set of facts whose pictures are small."""
    rows = json.loads(published_timm.TABLE.read_text(encoding="utf-8"))["published"]
    return [models.split()[0].rstrip("*") for said, models in rows if max(said.get("input_size", (0,))) <= SMALL][::12]


@pytest.mark.parametrize("name", small_models())
def test_published_models_make_the_same_tensor(timm, name):
    config = timm.models.get_pretrained_cfg(name).to_dict()
    transform = timm.data.create_transform(**timm.data.resolve_data_config({}, pretrained_cfg=config))
    expected = np.asarray(transform(Image.fromarray(picture(300, 411))))
    ours = chain.runnable(dialect.named(name))(picture(300, 411))
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-5)
