"""What timm's factories, models and configurations mean, read from their text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower import timm, torchvision
from pipecheck.sources import pycalls
from pipecheck.spec import ASPECTS, canonical, diff

HEAD = """\
import timm
import torch
from timm import create_model
from timm.data import IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD, IMAGENET_INCEPTION_MEAN, create_transform, resolve_data_config
from timm.data.transforms import CenterCropOrPad, MaybePILToTensor, MaybeToTensor, ResizeKeepRatio, ToNumpy, ToTensor, TrimBorder
from timm.data.transforms_factory import transforms_imagenet_eval, transforms_noaug_train
from torchvision import transforms as T
"""
EVERYTHING = "+".join(sorted(ASPECTS))
TENSOR = "Affine(std=255.0) Transpose('chw')"
IMAGENET = "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))"
A1 = f"ResizeShort(235, interpolation='cubic', library='pil') CenterCrop(224, 224, fill=0.0) {TENSOR} {IMAGENET}"
PLAIN = f"ResizeShort(256, library='pil') CenterCrop(224, 224, fill=0.0) {TENSOR} {IMAGENET}"


def of(model, args="{}"):
    """The transform of a model, as its documentation makes it."""
    return f"create_transform(**resolve_data_config({args}, model={model}))"


def lower(source, folder=Path()):
    value = pycalls.find(pycalls.parse(f"{HEAD}{source}\n", folder / "train.py"), "t")
    return (timm if timm.speaks(value) else torchvision).lower(value)


def told(source, folder=Path()):
    return " ".join(step_told(step) for step in lower(source, folder).steps)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("t = create_transform(224, interpolation='bicubic', crop_pct=0.95)", id="written out"),
        pytest.param("t = create_transform(input_size=(3, 224, 224), interpolation='bicubic', crop_pct=0.95)", id="of three numbers"),
        pytest.param("t = create_transform((224, 224), False, interpolation='bicubic', crop_pct=0.95, crop_mode='center')", id="of two"),
        pytest.param(
            "t = create_transform(224, interpolation='bicubic', crop_pct=0.95, mean=IMAGENET_DEFAULT_MEAN, std=IMAGENET_DEFAULT_STD)",
            id="constants by name",
        ),
        pytest.param("t = transforms_imagenet_eval(224, interpolation='bicubic', crop_pct=0.95)", id="the factory of evaluation"),
        pytest.param("cfg = dict(input_size=224, interpolation='bicubic', crop_pct=0.95)\nt = create_transform(**cfg)", id="a dictionary"),
        pytest.param(
            "model = create_model('resnet50.a1_in1k')\nt = create_transform(**resolve_data_config({}, model=model))", id="a model"
        ),
        pytest.param(
            "model = timm.create_model('resnet50.a1_in1k', pretrained=True).eval().cuda()\n"
            "t = create_transform(**timm.data.resolve_model_data_config(model), is_training=False)",
            id="a model on its way",
        ),
        pytest.param(
            "model = timm.create_model('resnet50', pretrained_cfg='a1_in1k')\nt = create_transform(**resolve_data_config(model=model))",
            id="a model and its tag",
        ),
        pytest.param(
            "model = create_model('hf_hub:timm/resnet50.a1_in1k')\nt = create_transform(**resolve_data_config({}, model=model))", id="hub"
        ),
        pytest.param(
            "t = create_transform(**resolve_data_config(create_model('resnet50.a1_in1k').pretrained_cfg))", id="its configuration"
        ),
        pytest.param(
            "cfg = timm.get_pretrained_cfg('resnet50.a1_in1k').to_dict()\nt = create_transform(**resolve_data_config({}, cfg))",
            id="as a dictionary",
        ),
        pytest.param(
            "model = create_model('resnet50.a3_in1k')\n"
            "t = create_transform(**resolve_data_config({'crop_pct': 0.95, 'input_size': (3, 224, 224)}, model=model))",
            id="arguments before the model",
        ),
        pytest.param(
            "model = create_model('resnet50.a1_in1k', pretrained_cfg_overlay=dict(crop_pct=0.5))\n"
            "t = create_transform(**resolve_data_config({'crop_pct': 0.95}, model=model))",
            id="arguments before what is laid over the model",
        ),
        pytest.param(
            "cfg = resolve_data_config({}, model=create_model('resnet50.a1_in1k'))\n"
            "t = create_transform(cfg['input_size'], interpolation=cfg['interpolation'], mean=cfg['mean'], std=cfg.get('std'),"
            " crop_pct=cfg['crop_pct'])",
            id="entry by entry",
        ),
        pytest.param(
            "cfg = create_model('resnet50.a1_in1k').default_cfg\n"
            "t = T.Compose([T.Resize(235, 3), T.CenterCrop(cfg['input_size'][-1]), T.ToTensor(), T.Normalize(cfg['mean'], cfg['std'])])",
            id="torchvision with the facts of the model",
        ),
        pytest.param(
            "t = T.Compose([T.Resize(235, 3), T.CenterCrop(224), MaybeToTensor(),"
            " T.Normalize(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)])",
            id="timm's transforms among torchvision's",
        ),
    ],
)
def test_spellings_of_one_pipeline_are_equal(source):
    ours, reference = canonical(lower(source)), canonical(timm.named("resnet50.a1_in1k"))
    assert list(diff(ours, reference)) == []
    assert all(getattr(ours, aspect).value is not None for aspect in ASPECTS)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("create_transform()", PLAIN, id="defaults"),
        pytest.param("transforms_imagenet_eval()", PLAIN, id="defaults of evaluation"),
        pytest.param(
            "create_transform((256, 128), crop_mode='squash', crop_pct=1.0)",
            f"Resize(256, 128, library='pil') CenterCrop(256, 128, fill=0.0) {TENSOR} {IMAGENET}",
            id="squash",
        ),
        pytest.param(
            "create_transform(224, crop_mode='border', crop_pct=1.0, mean=(0.5, 0.5, 0.5))",
            f"ResizeLong(224, rounding='half-even', library='pil') CenterCrop(224, 224, fill=(128.0, 128.0, 128.0)) {TENSOR} "
            "Affine(mean=(0.5, 0.5, 0.5), std=(0.229, 0.224, 0.225))",
            id="border",
        ),
        pytest.param(
            "create_transform((256, 128))",
            f"?create_transform((256, 128)) geometry CenterCrop(256, 128, fill=0.0) {TENSOR} {IMAGENET}",
            id="sides of their own",
        ),
        pytest.param(
            "create_transform(use_prefetcher=True)", PLAIN.split(" Affine", maxsplit=1)[0] + " Transpose('chw')", id="a prefetcher"
        ),
        pytest.param("create_transform(normalize=False)", PLAIN.split(" Affine", maxsplit=1)[0] + " Transpose('chw')", id="not normalised"),
        pytest.param("create_transform(is_training=True, no_aug=True)", PLAIN.replace("256", "224"), id="training without augmentation"),
        pytest.param("transforms_noaug_train(224, interpolation='random')", PLAIN.replace("256", "224"), id="its factory"),
        pytest.param(
            "create_transform(224, is_training=True)",
            f"~RandomResizedCropAndInterpolation geometry ~RandomHorizontalFlip  ~ColorJitter values {TENSOR} {IMAGENET}",
            id="training",
        ),
        pytest.param(
            "create_transform(224, is_training=True, hflip=0., vflip=0.5, color_jitter=None, auto_augment='rand-m9', re_prob=p,"
            " grayscale_prob=0.1, gaussian_blur_prob=0.1)",
            "~RandomResizedCropAndInterpolation geometry ~RandomVerticalFlip  ~RandAugment geometry+values ~RandomGrayscale color "
            f"~RandomApply values {TENSOR} {IMAGENET} ~RandomErasing values",
            id="training with everything",
        ),
        pytest.param(
            "create_transform(size, mean=MEAN)",
            f"?create_transform(size, mean=MEAN) geometry {TENSOR} ?create_transform(size, mean=MEAN) dtype+values",
            id="a size and a mean from elsewhere",
        ),
        pytest.param(
            "create_transform(crop_border_pixels=2)",
            f"?create_transform(crop_border_pixels=2) geometry {TENSOR} {IMAGENET}",
            id="a trimmed border",
        ),
        pytest.param(
            "[ResizeKeepRatio(64, 1.0), CenterCropOrPad((64, 32), fill=114), ToTensor()]",
            "ResizeLong(64, rounding='half-even', library='pil') CenterCrop(64, 32, fill=114.0) Transpose('chw') Cast('float32')",
            id="timm's own transforms",
        ),
        pytest.param(
            "[ResizeKeepRatio(64), ToNumpy()]", "ResizeShort(64, rounding='half-even', library='pil') Transpose('chw')", id="to numpy"
        ),
        pytest.param(
            "[ResizeKeepRatio(64, random_scale_prob=0.5), MaybePILToTensor()]", "~ResizeKeepRatio geometry Transpose('chw')", id="random"
        ),
        pytest.param("[TrimBorder(2), MaybeToTensor()]", f"?TrimBorder(2) geometry {TENSOR}", id="trimmed"),
        pytest.param("[ResizeKeepRatio(64, 0.5)]", "?ResizeKeepRatio(64, 0.5) geometry", id="between both sides"),
        pytest.param(
            "[CenterCropOrPad(64, padding_mode='edge')]", "?CenterCropOrPad(64, padding_mode='edge') geometry", id="another border"
        ),
    ],
)
def test_steps(source, expected):
    assert told(f"t = {source}") == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("create_transform(is_training=train)", id="who knows whether it trains"),
        pytest.param("create_transform(**cfg)", id="a configuration from elsewhere"),
        pytest.param("create_transform(brandnew=1)", id="an option that there is not"),
        pytest.param("create_transform(224, False, True)", id="too many arguments"),
        pytest.param("create_transform(separate=True)", id="three transforms"),
        pytest.param("create_transform(naflex=True)", id="sequences"),
        pytest.param(of("net"), id="a model from elsewhere"),
        pytest.param("create_transform(**resolve_data_config(vars(args), model=create_model('resnet50')))", id="arguments from elsewhere"),
        pytest.param(of("create_model(name)"), id="a name from elsewhere"),
        pytest.param(of("create_model('brandnew')"), id="a model that is not known"),
        pytest.param(of("create_model('resnet50.brandnew')"), id="weights that are not known"),
        pytest.param(of("create_model('hf_hub:me/resnet50.a1_in1k')"), id="somebody's weights"),
    ],
)
def test_what_is_not_read(source):
    assert told(f"t = {source}") == f"?{source} {EVERYTHING}"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            "t = create_transform(**resolve_data_config({}, model=create_model('resnet50.a1_in1k'), use_test_size=True))",
            A1.replace("235", "288").replace("224, 224", "288, 288"),
            id="the size of the tests",
        ),
        pytest.param(
            "t = " + of("create_model('resnet50.a1_in1k')", "{'img_size': 192, 'mean': (0.5,)}"),
            A1.replace("235", "202").replace("224, 224", "192, 192").replace("(0.485, 0.456, 0.406)", "(0.5, 0.5, 0.5)"),
            id="arguments",
        ),
        pytest.param(
            "t = " + of("create_model('vit_base_patch16_224_in21k')"),
            f"ResizeShort(248, interpolation='cubic', library='pil') CenterCrop(224, 224, fill=0.0) {TENSOR} "
            "Affine(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))",
            id="an old name",
        ),
        pytest.param("t = " + of("timm.models.resnet50d(pretrained=True)"), A1.replace("235", "256"), id="a builder"),
    ],
)
def test_configurations(source, expected):
    assert told(source) == expected


def test_an_architecture_alone_rests_on_the_release_where_its_weights_differ():
    text = "timm 1.0 takes resnet50.a1_in1k where only its architecture is named"
    steps = lower("t = " + of("create_model('resnet50')")).steps
    assert [step.assumed for step in steps] == [text, text, None, None, None]
    source = "t = " + of("create_model('resnet50')").removesuffix(")") + ", crop_pct=1.0, interpolation='nearest', input_size=8)"
    assert not any(step.assumed for step in lower(source).steps)


def test_an_entry_that_the_weights_disagree_on_is_not_read():
    source = (
        "cfg = resolve_data_config({}, model=create_model('resnet50'))\nt = create_transform(crop_pct=cfg['crop_pct'], mean=cfg['mean'])"
    )
    text = "create_transform(crop_pct=cfg['crop_pct'], mean=cfg['mean'])"
    assert told(source) == f"?{text} geometry {TENSOR} {IMAGENET}"


def test_an_old_timm_had_other_weights_under_a_name(tmp_path):
    (tmp_path / "requirements.txt").write_text("timm==0.6.13\n", encoding="utf-8")
    assert told("t = " + of("create_model('resnet50')"), tmp_path).endswith(EVERYTHING)
    assert told("t = " + of("create_model('resnet50.a1_in1k')"), tmp_path) == A1


def test_timm_begins_with_a_pil_picture():
    spec = canonical(timm.named("resnet50"))
    assert (spec.decode.value.library, spec.decode.value.exif, spec.color.value.name) == ("pil", False, "rgb")
    assert spec.decode.assumed == timm.CONVENTION


def test_a_model_that_there_is_not():
    with pytest.raises(SourceError) as caught:
        timm.named("resnet50.a1_in1")
    assert str(caught.value) == "timm:resnet50.a1_in1: no model that timm publishes; did you mean 'resnet50.a1_in1k'?"


CONFIG = {"architecture": "resnet50", "num_classes": 10, "pretrained_cfg": {
    "tag": "mine", "input_size": [3, 224, 224], "interpolation": "bicubic", "crop_pct": 0.95, "crop_mode": "center",
    "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}}  # fmt: skip


def place(*keys):
    """Where the value under *keys* stands, were there one line for every key."""
    written = json.dumps(CONFIG, indent=1).splitlines()
    return Origin(Path("config.json"), next((n for n, line in enumerate(written, 1) if keys and f'"{keys[-1]}"' in line), 1))


@pytest.mark.parametrize("config", [pytest.param(CONFIG, id="nested"), pytest.param(CONFIG["pretrained_cfg"], id="flat")])
def test_a_configuration_on_disk(config):
    program = timm.lower_config(config, place)
    assert " ".join(step_told(step) for step in program.steps) == A1
    lines = [place(key).line for key in ("crop_pct", "input_size", "input_size", "input_size", "mean")]
    assert [step.origin.line for step in program.steps] == lines


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, A1, id="nothing"),
        pytest.param({"crop_pct": None, "interpolation": None, "mean": None}, A1.replace("235", "256"), id="nothing said"),
        pytest.param({"mean": "x"}, A1.replace(IMAGENET, "?pretrained_cfg dtype+values"), id="a mean in words"),
        pytest.param({"input_size": [3, "x", 224]}, f"?pretrained_cfg geometry {TENSOR} {IMAGENET}", id="a size in words"),
        pytest.param(
            {"interpolation": "x"},
            A1.replace("ResizeShort(235, interpolation='cubic', library='pil')", "?pretrained_cfg geometry"),
            id="a kernel",
        ),
    ],
)
def test_configurations_of_other_content(change, expected):
    config = {**CONFIG, "pretrained_cfg": {**CONFIG["pretrained_cfg"], **change}}
    assert " ".join(step_told(step) for step in timm.lower_config(config, place).steps) == expected


@pytest.mark.parametrize(
    "source", ["timm.create_model('resnet50')", "resolve_data_config({})", "[]", "T.Resize(8)", "IMAGENET_DEFAULT_MEAN"]
)
def test_what_is_no_transform_of_timms(source):
    assert not timm.speaks(pycalls.find(pycalls.parse(f"{HEAD}t = {source}\n", Path("train.py")), "t"))
