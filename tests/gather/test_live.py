"""Live objects: what they do is read from them, and found out by running them only where that fails."""

from __future__ import annotations

import functools
import warnings

import pytest
from living import facts, imported, made, read, told_otherwise
from projects import RAW, beside, config, write

import pipecheck
from pipecheck import api
from pipecheck.errors import PipecheckError, UsageError
from pipecheck.gather import live
from pipecheck.spec import Opaque, Random, canonical
from pipecheck_transformers import Chain, vendor
from pipecheck_transformers.ops import Affine, Letterbox, Read, Resize, ToColor, Transpose

TORCHVISION = "import torch\nfrom torch import nn\nfrom torchvision import transforms\nfrom torchvision.transforms import v2\n"
NORMALIZE = "transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])"


@pytest.mark.peers
@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            f"transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), {NORMALIZE}])", id="v1"
        ),
        pytest.param(
            "transforms.Compose([transforms.Resize((20, 30), transforms.InterpolationMode.NEAREST), transforms.ToTensor()])", id="kernel"
        ),
        pytest.param("transforms.Compose([transforms.Resize(50, max_size=70), transforms.PILToTensor()])", id="longest side"),
        pytest.param("transforms.Compose([transforms.Pad((1, 2), fill=7), transforms.ToTensor()])", id="pad"),
        pytest.param("transforms.Compose([transforms.Grayscale(3), transforms.ToTensor()])", id="gray"),
        pytest.param("transforms.Compose([transforms.PILToTensor(), transforms.ConvertImageDtype(torch.float32)])", id="dtype"),
        pytest.param(
            "transforms.Compose([transforms.PILToTensor(), transforms.Resize(64), transforms.Normalize(0.5, 0.5)])", id="tensor resize"
        ),
        pytest.param("v2.Compose([v2.ToImage(), v2.Resize(64), v2.CenterCrop(60), v2.ToDtype(torch.float32, scale=True)])", id="v2"),
        pytest.param("v2.Compose([v2.RGB(), v2.PILToTensor(), v2.ToDtype(torch.float32), v2.Normalize([127.5], [127.5])])", id="v2 values"),
        pytest.param("nn.Sequential(v2.Resize((8, 9)), v2.ToDtype(torch.float32, scale=True))", id="nn.Sequential"),
        pytest.param("[transforms.Resize(64), transforms.ToTensor()]", id="a list"),
        pytest.param("transforms.Compose([transforms.Compose([transforms.Resize(64)]), transforms.ToTensor()])", id="nested"),
        pytest.param(
            "transforms.Compose([transforms.RandomCrop(30), transforms.RandomHorizontalFlip(), transforms.ToTensor()])", id="random"
        ),
        pytest.param("transforms.RandomApply([transforms.ColorJitter()], p=0.3)", id="random in random"),
        pytest.param("transforms.Compose([transforms.FiveCrop(10)])", id="no single picture"),
        pytest.param("transforms.ToTensor()", id="one step"),
    ],
)
def test_torchvision_is_read_as_its_source(torchvision, source):
    program = live.program(made(f"{TORCHVISION}t = {source}\n"), "training")
    assert facts(program) == facts(read(f"{TORCHVISION}t = {source}\n"))
    assert all(str(step.origin).startswith("<training>") for step in program.steps)


@pytest.mark.peers
def test_every_preset_is_read_as_it_is_published(torchvision):
    from torchvision.models import get_weight

    from pipecheck.lower.torchvision import named, weights

    for name in weights.names()[::3]:
        if "Quantized" not in name:  # those are found in another module
            preset = get_weight(name).transforms
            assert facts(live.program(preset(), "training")) == facts(named(name)), name
    assert facts(live.program(preset, "training")) == facts(live.program(preset(), "training"))
    other = get_weight("ResNet50_Weights.IMAGENET1K_V2").transforms(resize_size=300, crop_size=280)
    assert [step.op.size for step in live.program(other, "training").steps if hasattr(step.op, "size")] == [300]


@pytest.mark.peers
def test_a_class_of_its_own_counts_for_what_it_inherits(torchvision):
    from torchvision import transforms

    class Named(transforms.Compose):
        def __init__(self):
            super().__init__([transforms.CenterCrop(60), transforms.ToTensor()])

    class Other(transforms.CenterCrop):
        def forward(self, image):
            return image

    assert facts(live.program(Named(), "training")) == facts(
        read(f"{TORCHVISION}t = transforms.Compose([transforms.CenterCrop(60), transforms.ToTensor()])")
    )
    assert facts(live.program(Other(3), "training"))["geometry"] == ()


@pytest.mark.peers
def test_a_function_among_steps_is_read(torchvision, tmp_path):
    source = "import cv2\nfrom torchvision import transforms\n\ndef half(image):\n    return image.crop((0, 0, 40, 40))\n\n"
    t = imported(
        tmp_path, f"{source}t = transforms.Compose([half, transforms.Lambda(lambda x: x.resize((8, 9), 2)), transforms.ToTensor()])\n"
    ).t
    program = live.program(t, "training")
    assert [(type(step.op).__name__, step.origin.line) for step in program.steps[:2]] == [("Crop", 5), ("Resize", 7)]


@pytest.mark.peers
def test_what_a_tensor_holds_that_comes_from_elsewhere_stays_unknown(torchvision):
    source = f"{TORCHVISION}t = transforms.Compose([transforms.ConvertImageDtype(torch.float32), transforms.Normalize(0.5, 0.5)])\n"
    program = live.program(made(source), "training")
    assert facts(program)["values"] is None


ALBUMENTATIONS = "import albumentations as A\nfrom albumentations.pytorch import ToTensorV2\nimport cv2\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "A.Compose([A.LongestMaxSize(640), A.PadIfNeeded(640, 640, border_mode=0, fill=114), A.Normalize(), ToTensorV2()])",
            id="letterbox",
        ),
        pytest.param("A.Compose([A.SmallestMaxSize(256), A.CenterCrop(224, 200), A.ToFloat(255)])", id="crop"),
        pytest.param(
            "A.Compose([A.Resize(60, 50, interpolation=cv2.INTER_AREA), A.Normalize(mean=0, std=1, max_pixel_value=127.5)])", id="kernel"
        ),
        pytest.param(
            "A.Compose([A.Resize(60, 50), A.RandomCrop(40, 40), A.HorizontalFlip(), A.OneOf([A.Blur(), A.GaussNoise()])])", id="random"
        ),
        pytest.param("A.Compose([A.Lambda(mask=lambda x, **_: x), A.Crop(1, 2, 30, 40), A.ToGray(p=1)])", id="of masks"),
    ],
)
def test_albumentations_is_read_as_its_source(source):
    pytest.importorskip("cv2")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("albumentations")
        t = made(f"{ALBUMENTATIONS}t = {source}\n")
    assert facts(live.program(t, "training")) == facts(read(f"{ALBUMENTATIONS}t = {source}\n"))


@pytest.mark.peers
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("(3, 224, 224)", id="plain"),
        pytest.param("(3, 224, 224), crop_mode='border', crop_pct=1.0", id="border"),
        pytest.param("(3, 256, 256), interpolation='bicubic', crop_pct=0.95, mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5)", id="stated"),
        pytest.param("(3, 224, 224), use_prefetcher=True", id="bytes"),
        pytest.param("(3, 224, 224), is_training=True", id="random"),
    ],
)
def test_timm_is_read_as_its_source(torchvision, words):
    source = f"from timm.data import create_transform\nt = create_transform({words})\n"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip("timm", exc_type=ImportError)
        t = made(source)
    assert facts(live.program(t, "training")) == facts(read(source))


@pytest.mark.peers
@pytest.mark.parametrize("family", ["ViT", "CLIP", "ConvNext", "Siglip", "DeiT"])
@pytest.mark.parametrize("words", ["", "do_normalize=False", "size={'height': 100, 'width': 90}, image_mean=[0.1, 0.2, 0.3]"])
def test_a_processor_of_hugging_face_is_read_as_its_source(torchvision, tmp_path, family, words):
    pytest.importorskip("transformers.models")
    import transformers

    if family == "ConvNext" and "size" in words:
        words = "size={'shortest_edge': 300}, crop_pct=0.9"
    (tmp_path / "requirements.txt").write_text(f"transformers=={transformers.__version__}\n", encoding="utf-8")
    for suffix in ("Pil", "Fast"):
        name = f"{family}ImageProcessor{suffix}"
        if hasattr(transformers, name):
            source = f"from transformers import {name}\nt = {name}({words})\n"
            assert told_otherwise(read(source, tmp_path / "train.py"), live.program(made(source), "training")) == []


KERAS = "import keras\nfrom keras import layers\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("keras.Sequential([layers.Resizing(24, 32), layers.Rescaling(1 / 127.5, offset=-1)])", id="stack"),
        pytest.param("keras.Sequential([layers.Normalization(mean=[1.0, 2.0, 3.0], variance=[1.0, 4.0, 9.0])])", id="statistics"),
        pytest.param("layers.CenterCrop(10, 12)", id="layer"),
        pytest.param("keras.Sequential([layers.RandomCrop(10, 10), layers.Rescaling(1 / 255)])", id="random"),
    ],
)
def test_keras_is_read_as_its_source(source):
    pytest.importorskip("tensorflow")
    assert facts(live.program(made(f"{KERAS}t = {source}\n"), "training")) == facts(read(f"{KERAS}t = {source}\n"))


def test_the_toolkit_is_taken_by_its_word():
    ops = (Letterbox(320, 320), ToColor("rgb"), Affine(std=255.0), Transpose("chw"))
    program = live.program(Chain(ops, read=Read(library="opencv", color="bgr", exif=True)), "training")
    assert tuple(step.op for step in program.steps) == ops
    assert (program.decoded.library, program.decoded.color) == ("opencv", "bgr")


def test_a_list_of_transformers_does_not_say_what_it_reads():
    program = live.program([vendor.ShortSideResizeTransformer(short_size=256), vendor.CenterCropTransformer(crop_size=224)], "calibration")
    found = facts(program)
    assert found["decode"] is None
    assert [placed.op.__class__.__name__ for placed in found["geometry"]] == ["ResizeShort", "CenterCrop"]


def test_the_samples_own_classes_are_read_by_their_attributes(tmp_path):
    source = """\
class ShortSideResizeTransformer:
    def __init__(self, short_size):
        self.short_size = short_size

    def __call__(self, data):
        raise NotImplementedError

class HWC2CHWTransformer:
    def __call__(self, data):
        raise NotImplementedError

t = [ShortSideResizeTransformer(256), HWC2CHWTransformer()]
"""
    found = facts(live.program(imported(tmp_path, source).t, "calibration"))
    assert [placed.op.size for placed in found["geometry"]] == [256]
    assert (found["layout"], found["values"]) == ("chw", None)


def test_a_list_that_does_not_fit_is_one_line():
    with pytest.raises(PipecheckError, match=r"^<calibration>: .*written for chw"):
        live.program([vendor.MeanTransformer(means=[1.0, 2.0, 3.0])], "calibration")


SOURCE = """\
import random
import cv2
import numpy as np

def prepared(path):
    image = cv2.imread(path)
    image = cv2.resize(image, (64, 48))[:, :, ::-1]
    return (image.astype(np.float32) / 255).transpose(2, 0, 1)

def hidden(path):
    image = cv2.imread(path)
    size = tuple(int(part) for part in "64 48".split())
    image = getattr(cv2, "re" + "size")(image, size)
    return image.astype(np.float32) / 255

def shaken(image):
    left = random.randrange(8)
    return eval("image[:40, left:left + 40]")

def broken(image):
    return eval("image.no_such_thing")

def factory():
    return eval("prepared")

def sized(size=64):
    return eval("prepared")

def bad_factory():
    raise ValueError("no configuration")

class Data:
    transform = staticmethod(prepared)

class Needy:
    def __init__(self, size):
        self.size = size
"""


@pytest.fixture
def module(tmp_path):
    return imported(tmp_path, SOURCE)


def test_a_function_that_can_be_read_is_not_run(module):
    program = live.program(module.prepared, "training")
    found = facts(program)
    assert (found["decode"].library, found["color"].name, found["layout"]) == ("opencv", "rgb", "chw")
    assert {step.origin.line for step in program.steps} == {7, 8}


def test_what_cannot_be_read_is_found_out_by_running_it(module):
    program = live.program(module.hidden, "training")
    assert not [step for step in program.steps if isinstance(step.op, Opaque)]
    (placed,) = facts(program)["geometry"]
    assert (placed.op.height, placed.op.width, placed.op.interpolation, placed.op.library) == (48, 64, "linear", "opencv")
    spec = canonical(program)
    assert spec.values.value.affine.scale == (1 / 255,)
    assert (spec.geometry.origin.path.name, spec.geometry.assumed) == (f"{module.__name__}.py", None)
    assert spec.geometry.origin.line in (12, 13)


def test_chance_is_found_by_running(module):
    program = live.program(module.shaken, "training")
    assert [step.op.touches for step in program.steps if isinstance(step.op, Random)] == [{"geometry"}]
    assert facts(program)["geometry"] is None


def test_a_factory_is_asked(module):
    assert facts(live.program(module.factory, "training")) == facts(live.program(module.prepared, "training"))
    assert facts(live.program(module.sized, "training")) == facts(live.program(module.prepared, "training"))
    assert facts(live.program(functools.partial(module.sized, 3), "training")) == facts(live.program(module.prepared, "training"))


@pytest.mark.parametrize(
    ("pick", "complaint"),
    [
        pytest.param(lambda m: m.broken, r"cannot be read, and cannot be run: .*broken: .*no_such_thing", id="it fails"),
        pytest.param(lambda m: m.bad_factory, r"bad_factory\(\) fails: ValueError: no configuration", id="its factory fails"),
        pytest.param(lambda m: m.Needy, r"Needy\(\) fails: TypeError", id="a class that takes something"),
        pytest.param(lambda m: m.Needy(3), "Needy cannot be called with a picture$", id="no callable"),
        pytest.param(lambda m: m.Data(), "Data cannot be called with a picture; its `transform` may be what is meant", id="a data set"),
        pytest.param(lambda _: 3, "int cannot be called with a picture", id="a number"),
        pytest.param(lambda _: [], "list cannot be called with a picture", id="an empty list"),
    ],
)
def test_what_is_no_transform_is_one_clear_line(module, pick, complaint):
    with pytest.raises(PipecheckError, match=rf"^<training>: {complaint}") as caught:
        live.program(pick(module), "training")
    assert "\n" not in str(caught.value)


LIKE_RAW = Chain([Resize(224, 224), ToColor("rgb")], read=Read(library="opencv", color="bgr", exif=True))
IMAGENET = Affine(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375))
TRAINED = Chain([*LIKE_RAW.ops, IMAGENET, Transpose("chw")], read=LIKE_RAW.read)


def project(folder, **changes):
    (folder / "config.yaml").write_text(config(**changes), encoding="utf-8")
    beside(folder, config(**changes))
    return folder / "config.yaml"


def test_a_project_is_checked_against_a_live_transform(tmp_path):
    report = pipecheck.check(project(tmp_path), train=TRAINED, calibration=LIKE_RAW + Chain([Transpose("chw")]))
    assert report.findings == ()
    assert report.checked[1:] == ("data: calibration against training", "data: runtime against training")


def test_a_mistake_names_the_live_object(tmp_path):
    swapped = Chain([Resize(224, 224), IMAGENET, Transpose("chw")], read=LIKE_RAW.read)
    report = pipecheck.check(project(tmp_path), training=swapped)
    assert [(found.code, found.severity.name) for found in report.findings] == [("PC201", "ERROR")]
    assert "<training>" in [str(other.origin) for other in report.findings[0].related]


def test_every_road_takes_a_live_object(tmp_path):
    report = pipecheck.check(project(tmp_path), train=TRAINED, calibration=TRAINED, evaluation=TRAINED, runtime=TRAINED)
    assert set(report.roads["data"]) == {"training", "calibration", "evaluation", "runtime"}


def test_the_manifest_still_says_who_reads(tmp_path, module):
    folder = write(tmp_path, config(), training=None, calibration=RAW, manifest='[training]\nreader = "opencv"\n')
    function = imported(tmp_path, "import cv2\n\ndef t(image):\n    return cv2.resize(image, (9, 9))\n").t
    assert api.spec(function).color.value is None
    assert pipecheck.check(folder, train=function).roads["data"]["training"].color.value.name == "bgr"


def test_a_road_is_named_once(tmp_path):
    with pytest.raises(UsageError, match="train and training are the same road"):
        pipecheck.check(project(tmp_path), train=TRAINED, training=TRAINED)


def test_live_objects_are_compared(tmp_path):
    path = tmp_path / "chain.yaml"
    path.write_text(TRAINED.to_yaml(), encoding="utf-8")
    pair = pipecheck.diff(TRAINED, path)
    assert (pair.status, pair.left_name, pair.right_name) == (0, "<left>", str(path))
    assert pipecheck.diff(LIKE_RAW, TRAINED).status == 1


def test_a_function_that_no_file_holds_any_more_is_reported_without_its_lines(tmp_path):
    module = imported(tmp_path, "def t(image):\n    return eval('image')[:, :, ::-1].transpose(2, 0, 1)\n")
    report = pipecheck.check(project(tmp_path), train=module.t)
    assert report.roads["data"]["training"].layout.value == "chw"
