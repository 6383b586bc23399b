"""The presets that torchvision publishes with its weights."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.errors import SourceError
from pipecheck.lower import torchvision
from pipecheck.sources import pycalls
from pipecheck.spec import ASPECTS, canonical

FILE = Path("train.py")
HEAD = """\
import torchvision
from torchvision import models, transforms as T
from torchvision.models import ResNet50_Weights, Swin_V2_T_Weights, get_weight, get_model_weights
from torchvision.transforms._presets import ImageClassification, ObjectDetection, SemanticSegmentation
"""
FLOATS = "Transpose('chw') Affine(std=255.0) Cast('float32')"
IMAGENET = "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))"
V1 = f"ResizeShort(256, library='pil') CenterCrop(224, 224, fill=0.0) {FLOATS} {IMAGENET}"
V2 = V1.replace("256", "232")
EVERYTHING = "+".join(sorted(ASPECTS))


def lower(source):
    return torchvision.lower(pycalls.find(pycalls.parse(f"{HEAD}{source}\n", FILE), "t"))


def told(source):
    return " ".join(step_told(step) for step in lower(source).steps)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("t = ResNet50_Weights.IMAGENET1K_V1.transforms()", V1, id="a member"),
        pytest.param("t = ResNet50_Weights.IMAGENET1K_V2.transforms()", V2, id="another member"),
        pytest.param("t = ResNet50_Weights.DEFAULT.transforms(antialias=True)", V2, id="the default"),
        pytest.param("w = ResNet50_Weights.IMAGENET1K_V2\nt = w.transforms()", V2, id="by a variable"),
        pytest.param("t = torchvision.models.ResNet50_Weights.IMAGENET1K_V2.transforms()", V2, id="by its full name"),
        pytest.param("t = models.resnet.ResNet50_Weights.IMAGENET1K_V2.transforms()", V2, id="by the module"),
        pytest.param("t = models.quantization.ResNet50_QuantizedWeights.IMAGENET1K_FBGEMM_V1.transforms()", V1, id="quantised"),
        pytest.param("t = get_weight('ResNet50_Weights.IMAGENET1K_V1').transforms()", V1, id="get_weight"),
        pytest.param("w = models.get_weight('ResNet50_Weights.IMAGENET1K_V1')\nt = w.transforms()", V1, id="get_weight in a variable"),
        pytest.param("t = get_model_weights('resnet50').IMAGENET1K_V1.transforms()", V1, id="by the model's name"),
        pytest.param("t = get_model_weights('resnet50')['IMAGENET1K_V1'].transforms()", V1, id="by the model's name and a key"),
        pytest.param("t = ResNet50_Weights['IMAGENET1K_V1'].transforms()", V1, id="by a key"),
        pytest.param("def make():\n    return ResNet50_Weights.IMAGENET1K_V1.transforms()\nt = make()", V1, id="made by a function"),
        pytest.param("t = T.Compose([ResNet50_Weights.IMAGENET1K_V1.transforms()])", V1, id="in a composition"),
        pytest.param("t = ImageClassification(crop_size=224)", V1, id="the class itself"),
        pytest.param("t = T._presets.ImageClassification(crop_size=224, resize_size=232)", V2, id="the class with a size"),
        pytest.param("t = ResNet50_Weights.IMAGENET1K_V1.transforms(resize_size=232)", V2, id="another size"),
        pytest.param(
            "t = Swin_V2_T_Weights.DEFAULT.transforms()",
            f"ResizeShort(260, interpolation='cubic', library='pil') CenterCrop(256, 256, fill=0.0) {FLOATS} {IMAGENET}",
            id="cubic",
        ),
        pytest.param(
            "t = SemanticSegmentation(resize_size=520)", f"ResizeShort(520, library='pil') {FLOATS} {IMAGENET}", id="segmentation"
        ),
        pytest.param("t = SemanticSegmentation(resize_size=None)", f"{FLOATS} {IMAGENET}", id="segmentation of any size"),
        pytest.param("t = ObjectDetection()", FLOATS, id="detection"),
        pytest.param("t = models.detection.SSD300_VGG16_Weights.DEFAULT.transforms()", FLOATS, id="weights of a detector"),
        pytest.param(
            "t = ImageClassification(crop_size=224, resize_size=size)",
            f"?ImageClassification(crop_size=224, resize_size=size) geometry CenterCrop(224, 224, fill=0.0) {FLOATS} {IMAGENET}",
            id="a size from elsewhere",
        ),
    ],
)
def test_steps(source, expected):
    assert told(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("models.optical_flow.Raft_Large_Weights.DEFAULT.transforms()", id="two pictures"),
        pytest.param("models.video.R3D_18_Weights.DEFAULT.transforms()", id="video"),
        pytest.param("ResNet50_Weights.IMAGENET1K_V9.transforms()", id="a member that there is not"),
        pytest.param("get_weight('Brandnew_Weights.DEFAULT').transforms()", id="weights that are not known"),
        pytest.param("ImageClassification(crop_size=224, brandnew=1)", id="an argument that there is not"),
        pytest.param("ResNet50_Weights.DEFAULT.transforms(**options)", id="arguments from elsewhere"),
    ],
)
def test_what_is_not_read(source):
    assert told(f"t = {source}") == f"?{source} {EVERYTHING}"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("ResNet50_Weights.DEFAULT", id="weights without their transforms"),
        pytest.param("model.transforms()", id="something else"),
        pytest.param("get_weight(name).transforms()", id="a name from elsewhere"),
        pytest.param("get_model_weights('brandnew').DEFAULT.transforms()", id="a model that is not known"),
    ],
)
def test_what_is_not_spoken(source):
    assert not torchvision.speaks(pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", FILE), "t"))


def test_what_a_default_is_rests_on_the_release_where_the_members_differ():
    assumed = {type(step.op).__name__: step.assumed for step in lower("t = ResNet50_Weights.DEFAULT.transforms()").steps}
    text = "ResNet50_Weights.DEFAULT is IMAGENET1K_V2 in torchvision 0.28"
    assert assumed == {"ResizeShort": text, "CenterCrop": None, "Transpose": None, "Affine": None, "Cast": None}
    assert not any(step.assumed for step in lower("t = ResNet50_Weights.DEFAULT.transforms(resize_size=224)").steps)


def test_a_preset_begins_with_a_pil_picture():
    spec = canonical(lower("t = ResNet50_Weights.DEFAULT.transforms()"))
    assert (spec.decode.value.library, spec.color.value.name, spec.layout.value, spec.dtype.value) == ("pil", "rgb", "chw", "float32")
    assert spec.decode.assumed == torchvision.PIL_CONVENTION


def test_a_source_may_name_weights():
    program = torchvision.named("ResNet50_Weights.IMAGENET1K_V2")
    assert " ".join(step_told(step) for step in program.steps) == V2
    assert str(program.steps[0].origin) == "torchvision:ResNet50_Weights.IMAGENET1K_V2"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(
            "ResNet50_Weights.IMAGENET_V2",
            "torchvision:ResNet50_Weights.IMAGENET_V2: no weights that torchvision publishes; "
            "did you mean 'ResNet50_Weights.IMAGENET1K_V2'?",
            id="misspelled",
        ),
        pytest.param("x", "torchvision:x: no weights that torchvision publishes", id="nothing alike"),
    ],
)
def test_weights_that_there_are_not(name, message):
    with pytest.raises(SourceError) as caught:
        torchvision.named(name)
    assert str(caught.value) == message
