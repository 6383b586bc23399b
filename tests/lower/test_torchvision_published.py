"""The published facts, the presets and the functions against torchvision itself."""

from __future__ import annotations

import numpy as np
import pytest
from called import HEAD, made
from PIL import Image

from pipecheck.lower import chain
from pipecheck.lower import torchvision as dialect
from pipecheck.lower.torchvision import weights

pytestmark = pytest.mark.peers
READ = ("ImageClassification", "SemanticSegmentation", "ObjectDetection")


def theirs(torchvision):
    """Every set of weights with a preset that is read: its name, the preset, the facts, and whether it is the default."""
    for enum in {torchvision.models.get_model_weights(model) for model in torchvision.models.list_models()}:
        for member in enum:
            preset = getattr(member.transforms, "func", member.transforms).__name__
            if preset in READ:
                yield f"{enum.__name__}.{member.name}", preset, getattr(member.transforms, "keywords", {}), member is enum.DEFAULT


def test_every_published_fact(torchvision):
    if not torchvision.__version__.startswith(weights.VERSION):
        pytest.skip(f"the facts are those of torchvision {weights.VERSION}")
    known = set(weights.names())
    for name, preset, keywords, default in theirs(torchvision):
        ours = weights.published(*name.split("."))
        said = {key: getattr(value, "name", value) for key, value in keywords.items()}
        if said.get("interpolation") == "BILINEAR":
            del said["interpolation"]
        if preset == "ImageClassification":
            said.setdefault("resize_size", 256)
        assert (ours.preset, dict(ours.facts)) == (preset, said), name
        assert not default or weights.published(name.split(".")[0], "DEFAULT").member == name.split(".")[1]
        known.remove(name)
    assert known == set()


def test_every_model_leads_to_its_weights(torchvision):
    ours = {name.split(".")[0] for name in weights.names()}
    for model in torchvision.models.list_models():
        enum = torchvision.models.get_model_weights(model).__name__
        assert weights.of_model(model) == (enum if enum in ours else None)


def picture(height=60, width=45):
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


def close(ours, expected):
    assert ours.dtype == expected.dtype
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-6 if expected.dtype != np.uint8 else 0)


@pytest.mark.parametrize(
    "name",
    ["ResNet50_Weights.IMAGENET1K_V1", "Swin_T_Weights.IMAGENET1K_V1", "VGG16_Weights.IMAGENET1K_FEATURES",
     "EfficientNet_V2_L_Weights.DEFAULT", "FCN_ResNet50_Weights.DEFAULT", "RetinaNet_ResNet50_FPN_Weights.DEFAULT"],
)  # fmt: skip
def test_a_preset_makes_the_same_tensor(torchvision, name):
    expected = torchvision.models.get_weight(name).transforms()(Image.fromarray(picture()))
    close(chain.runnable(dialect.named(name))(picture()), np.asarray(expected))


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("F.normalize(F.to_tensor(F.center_crop(F.resize(x, 32), 28)), [0.5, 0.4, 0.3], [0.2, 0.3, 0.4])", id="v1"),
        pytest.param("F2.normalize(F2.to_dtype(F2.to_image(F2.resize(x, [30, 20])), torch.float32, True), [0.5], [0.5])", id="v2"),
        pytest.param(
            "F.convert_image_dtype(F.pil_to_tensor(F.resized_crop(x, 3, 4, 30, 20, [16, 16], InterpolationMode.BICUBIC)))", id="cut"
        ),
        pytest.param("F.to_tensor(F.pad(F.hflip(F.crop(x, 5, 6, 20, 30)), [1, 2, 3, 4], (1, 2, 3)))", id="mirrored and padded"),
        pytest.param("F.to_tensor(F2.vertical_flip(F.to_grayscale(x, 3)))", id="gray, upside down"),
        pytest.param("F2.permute_channels(F.to_tensor(x), [2, 1, 0])", id="swapped"),
        pytest.param("F.to_tensor(F.resize(x, 20, InterpolationMode.LANCZOS, 25))", id="a limit"),
        pytest.param("F.to_tensor(F.center_crop(x, [70, 30]))", id="a crop that pads"),
    ],
)
def test_a_function_makes_the_same_tensor(torchvision, source):
    space = {}
    exec(HEAD, space)
    expected = eval(source, space, {"x": Image.fromarray(picture())})
    close(chain.runnable(made(source).program)(picture()), np.asarray(expected))
