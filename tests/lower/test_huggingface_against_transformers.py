"""A processor's settings give the tensor that the processor gives."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from pipecheck.lower import chain, huggingface
from pipecheck.sources import jsondoc

pytestmark = pytest.mark.peers
PLAIN = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}


@pytest.fixture
def transformers(torchvision):
    assert torchvision
    pytest.importorskip("transformers.models")
    import transformers

    return transformers


def theirs(transformers, family, settings, picture, *, fast):
    suffix = ("" if fast else "Pil") if int(transformers.__version__.split(".")[0]) >= 5 else ("Fast" if fast else "")
    processor = getattr(transformers, f"{family}ImageProcessor{suffix}")(**settings)
    return np.asarray(processor(Image.fromarray(picture), return_tensors="pt")["pixel_values"][0])


def ours(family, settings, picture, path, *, fast):
    data = {"image_processor_type": f"{family}ImageProcessor{'Fast' if fast else 'Pil'}", **settings}
    runnable = chain.runnable(huggingface.lower(jsondoc.parse(json.dumps(data), path)))
    assert runnable is not None
    return runnable(picture)


@pytest.mark.parametrize("size", [(48, 64), (61, 40), (31, 33)])
@pytest.mark.parametrize("fast", [pytest.param(False, id="slow"), pytest.param(True, id="fast")])
@pytest.mark.parametrize(
    ("family", "settings"),
    [
        pytest.param("ViT", {}, id="ViT"),
        pytest.param("ViT", {"size": {"height": 30, "width": 28}, "resample": 3, **PLAIN}, id="ViT in other words"),
        pytest.param("ViT", {"do_normalize": False}, id="only divided"),
        pytest.param("CLIP", {"size": {"shortest_edge": 32}, "crop_size": {"height": 28, "width": 24}}, id="CLIP"),
        pytest.param("CLIP", {"do_resize": False, "crop_size": {"height": 28, "width": 24}}, id="only cropped"),
        pytest.param("ConvNext", {"size": {"shortest_edge": 28}, "resample": 2, **PLAIN}, id="ConvNext"),
        pytest.param("ConvNext", {"resample": 3}, id="ConvNext squashed"),
        pytest.param("DeiT", {}, id="DeiT"),
        pytest.param(
            "Beit", {"size": {"height": 32, "width": 32}, "do_center_crop": True, "crop_size": {"height": 28, "width": 28}}, id="Beit"
        ),
        pytest.param("Levit", {"size": {"shortest_edge": 28}, "crop_size": {"height": 28, "width": 28}}, id="Levit"),
        pytest.param("PoolFormer", {"size": {"shortest_edge": 27}, "crop_size": {"height": 20, "width": 20}}, id="PoolFormer"),
        pytest.param("MobileNetV2", {}, id="MobileNetV2"),
        pytest.param("MobileViT", {"resample": 2, "size": {"shortest_edge": 32}, "crop_size": {"height": 28, "width": 28}}, id="MobileViT"),
        pytest.param("EfficientNet", {"size": {"height": 32, "width": 32}, "resample": 2}, id="EfficientNet"),
        pytest.param("Segformer", {"size": {"height": 32, "width": 40}}, id="Segformer"),
        pytest.param("Siglip", {}, id="Siglip"),
        pytest.param("Blip", {}, id="Blip"),
        pytest.param("DPT", {"size": {"height": 40, "width": 32}, "ensure_multiple_of": 16}, id="DPT"),
        pytest.param("Detr", {"size": {"shortest_edge": 32, "longest_edge": 90}}, id="Detr"),
        pytest.param("RTDetr", {}, id="RTDetr"),
        pytest.param("Pvt", {"resample": 2}, id="Pvt"),
    ],
)
def test_the_same_tensor(transformers, tmp_path, family, settings, fast, size):
    (tmp_path / "requirements.txt").write_text(f"transformers=={transformers.__version__}\n", encoding="utf-8")
    picture = np.random.default_rng(3).integers(0, 256, (*size, 3), dtype=np.uint8)
    expected = theirs(transformers, family, settings, picture, fast=fast)
    made = ours(family, settings, picture, tmp_path / "preprocessor_config.json", fast=fast)
    assert (made.dtype, made.shape) == (expected.dtype, expected.shape)
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-5)
