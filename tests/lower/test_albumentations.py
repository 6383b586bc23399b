"""What albumentations' transforms mean, read from their text, in the words of version 1 and of version 2."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.findings import Origin
from pipecheck.lower import albumentations
from pipecheck.lower.albumentations import versions
from pipecheck.lower.picture import Picture
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import ASPECTS, Decoded, Program, Step, canonical, diff
from pipecheck_transformers.ops import Affine, Letterbox, Transpose

FILE = Path("train.py")
HEAD = """\
import cv2
import numpy as np
import albumentations as A
from albumentations.pytorch import ToTensorV2
MEAN = [0.485, 0.456, 0.406]
"""
LINE = HEAD.count("\n") + 1
EVERYTHING = "+".join(sorted(ASPECTS))
IMAGENET = "Affine(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375))"
ROUNDED = "rounding='half-even', order='ratio'"


def value(source, head=HEAD, path=FILE):
    return pycalls.find(pycalls.parse(f"{head}t = {source}\n", path), "t")


def told(source, head=HEAD, path=FILE):
    return " ".join(step_told(step) for step in albumentations.lower(value(source, head, path)).steps)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("A.Resize(256, 128)", "Resize(256, 128)", id="height and width"),
        pytest.param("A.Resize(height=256, width=128, interpolation=cv2.INTER_AREA)", "Resize(256, 128, interpolation='area')", id="area"),
        pytest.param("A.Resize(8, 9, 2)", "Resize(8, 9, interpolation='cubic')", id="a kernel as a number"),
        pytest.param("A.Resize(8, 9, cv2.INTER_LANCZOS4)", "Resize(8, 9, interpolation='lanczos')", id="a kernel by position"),
        pytest.param("A.Resize(8, 9, mask_interpolation=0, area_for_downscale=None)", "Resize(8, 9)", id="masks are not read"),
        pytest.param("A.LongestMaxSize(640)", f"ResizeLong(640, {ROUNDED})", id="long side"),
        pytest.param("A.LongestMaxSize(max_size=[640], always_apply=True)", f"ResizeLong(640, {ROUNDED})", id="a list of one"),
        pytest.param("A.LongestMaxSize(640, cv2.INTER_AREA)", f"ResizeLong(640, {ROUNDED}, interpolation='area')",
                     id="a kernel of version 1"),
        pytest.param("A.LongestMaxSize()", f"ResizeLong(1024, {ROUNDED})", id="the long side of version 1"),
        pytest.param("A.SmallestMaxSize(256, interpolation=0)", f"ResizeShort(256, {ROUNDED}, interpolation='nearest')", id="short side"),
        pytest.param("A.CenterCrop(224, 192)", "CenterCrop(224, 192, rounding='floor')", id="crop"),
        pytest.param(
            "A.CenterCrop(224, 192, pad_if_needed=True, fill=7)", "CenterCrop(224, 192, rounding='floor', fill=7.0)", id="a crop that pads"
        ),
        pytest.param("A.Crop(1, 2, 31, 42)", "Crop(top=2, left=1, height=40, width=30)", id="corner to corner"),
        pytest.param("A.Crop(x_max=31)", "Crop(top=0, left=0, height=1024, width=31)", id="corner"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, fill=114)", "PadTo(8, 9, fill=114.0)", id="fill"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=cv2.BORDER_CONSTANT, value=[1, 2, 3])", "PadTo(8, 9, fill=(1.0, 2.0, 3.0))",
                     id="value"),
        pytest.param("A.PadIfNeeded(8, 9, None, None, 'top_left', cv2.BORDER_REPLICATE)", "PadTo(8, 9, position='corner', mode='edge')",
                     id="1"),
        pytest.param("A.PadIfNeeded(8, 9, position=A.PadIfNeeded.PositionType.TOP_LEFT, border_mode=4)",
                     "PadTo(8, 9, position='corner', mode='reflect')", id="positions of version 1"),
        pytest.param("A.PadIfNeeded(None, None, 32, 32, border_mode=0)", "PadToMultiple(32, position='center')", id="multiples"),
        pytest.param("A.PadIfNeeded(8, 9)", "PadTo(8, 9)", id="an unsaid border"),
        pytest.param("A.PadIfNeeded(8, 9, value=0)", "PadTo(8, 9, mode='reflect')", id="an unsaid border in old words"),
        pytest.param("A.Pad(3, border_mode=0)", "Pad(top=3, bottom=3, left=3, right=3)", id="border"),
        pytest.param("A.Pad((1, 2), fill=5, border_mode=0)", "Pad(top=2, bottom=2, left=1, right=1, fill=5.0)", id="two borders"),
        pytest.param("A.Pad((1, 2, 3, 4), border_mode=1)", "Pad(top=2, bottom=4, left=1, right=3, mode='edge')", id="four borders"),
        pytest.param("A.LetterBox(size=(8, 9), fill=114)", "Letterbox(8, 9)", id="letterbox"),
        pytest.param("A.HorizontalFlip(p=1)", "Flip()", id="flip"),
        pytest.param("A.VerticalFlip(p=1.0)", "Flip(direction='vertical')", id="upside down"),
        pytest.param("A.Normalize()", IMAGENET, id="Normalize"),
        pytest.param("A.Normalize(MEAN, (0.229, 0.224, 0.225), 255.0, p=1.0)", IMAGENET, id="by position"),
        pytest.param("A.Normalize(mean=0, std=1)", "Affine(std=255.0)", id="division"),
        pytest.param("A.Normalize((0, 0, 0), (1, 1, 1), max_pixel_value=255.0)", "Affine(mean=(0.0, 0.0, 0.0), std=(255.0, 255.0, 255.0))",
                     id="d3"),
        pytest.param("A.Normalize(mean=np.array([0.5]), std=[0.5], normalization='standard')", "Affine(mean=127.5, std=127.5)",
                     id="arrays"),
        pytest.param("A.Normalize(MEAN, MEAN, 1.0)", "Affine(mean=(0.485, 0.456, 0.406), std=(0.485, 0.456, 0.406))", id="of 0..1"),
        pytest.param("A.ToFloat()", "Affine(std=255.0)", id="ToFloat"),
        pytest.param("A.ToFloat(max_value=127.5)", "Affine(std=127.5)", id="ToFloat of another range"),
        pytest.param("[A.ToFloat(), A.ToFloat()]", "Affine(std=255.0)", id="floats stay"),
        pytest.param("[A.ToFloat(), A.FromFloat(dtype='uint8')]",
                     "Affine(std=255.0) Affine(scale=255.0) Cast('uint8', rounding='half-even', overflow='clip')", id="bytes again"),
        pytest.param("A.InvertImg(p=1)", "Affine(scale=-1.0, bias=255.0) Cast('uint8')", id="negative"),
        pytest.param("ToTensorV2()", "Transpose('chw')", id="ToTensorV2"),
        pytest.param("A.pytorch.ToTensorV2(transpose_mask=True, p=1.0)", "Transpose('chw')", id="inside A"),
        pytest.param("A.pytorch.transforms.ToTensor()", "Affine(std=255.0) Transpose('chw')", id="ToTensor"),
        pytest.param("A.pytorch.ToTensor(normalize={'mean': MEAN, 'std': [1, 1, 1]})",
                     "Affine(std=255.0) Affine(mean=(0.485, 0.456, 0.406), std=(1.0, 1.0, 1.0)) Transpose('chw')",
                     id="ToTensor's constants"),
        pytest.param("A.ToGray(p=1)", "ToColor('gray', source='rgb') ToColor('rgb')", id="gray in three"),
        pytest.param("A.ToGray(num_output_channels=1, p=1)", "ToColor('gray', source='rgb')", id="gray"),
        pytest.param("[A.ToGray(1, p=1), A.ToGray(p=1), A.ToRGB()]", "ToColor('gray', source='rgb') ToColor('rgb')", id="gray already"),
        pytest.param("A.ToRGB(p=1)", "", id="color already"),
        pytest.param("[A.NoOp(p=1), A.Lambda(mask=f, p=1), A.MaskDropout(p=1)]", "", id="nothing for pictures"),
        pytest.param("A.Resize(8, 9, p=0)", "", id="never"),
    ],
)  # fmt: skip
def test_steps(source, expected):
    assert told(source) == expected


@pytest.mark.parametrize(
    "form",
    [
        "A.Compose([{}])",
        "A.Compose(transforms=[{}], bbox_params=A.BboxParams(format='coco'), additional_targets={{'image2': 'image'}})",
        "A.Compose([{}], p=1, is_check_shapes=False, strict=True, seed=7)",
        "A.Compose([A.Compose([{}])])",
        "A.Compose([A.Sequential([{}], p=1)])",
        "A.ReplayCompose([{}])",
        "A.core.composition.Compose([{}])",
        "[{}]",
        "A.Compose([{}] + [A.NoOp(p=0.0)])",
    ],
)
def test_ways_to_join(form):
    assert told(form.format("A.Resize(8, 9), ToTensorV2()")) == "Resize(8, 9) Transpose('chw')"


@pytest.mark.parametrize(
    "head",
    [
        "from albumentations import *\n",
        "from albumentations import Resize\n",
        "from albumentations.augmentations.geometric.resize import Resize\n",
        "from albumentations.augmentations.transforms import Resize\n",
    ],
)
def test_wherever_it_is_imported_from(head):
    assert told("Resize(8, 9)", head) == "Resize(8, 9)"


def test_pipelines_are_added():
    sides = (value("A.Compose([A.Resize(8, 9)])"), value("ToTensorV2()"))
    added = Call("+", sides, {}, Origin(FILE, 1), "a + b")
    assert albumentations.speaks(added)
    assert [step_told(step) for step in albumentations.lower(added).steps] == ["Resize(8, 9)", "Transpose('chw')"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("A.HorizontalFlip()", "~HorizontalFlip ", id="flip"),
        pytest.param("A.HorizontalFlip(0.5)", "?A.HorizontalFlip(0.5) ", id="the chance of version 2 or the habit of version 1"),
        pytest.param("A.RandomCrop(224, 224)", "~RandomCrop geometry", id="crop"),
        pytest.param("A.RandomResizedCrop(size=(224, 224), p=1.0)", "~RandomResizedCrop geometry", id="always, but anywhere"),
        pytest.param("A.Rotate(limit=10, p=1)", "~Rotate geometry", id="rotation"),
        pytest.param("A.ColorJitter(always_apply=True)", "~ColorJitter values", id="colors"),
        pytest.param("A.ChannelShuffle(p=1)", "~ChannelShuffle color+values", id="channels"),
        pytest.param("A.ToGray()", "~ToGray color", id="gray half of the time"),
        pytest.param("A.Resize(8, 9, p=0.5)", "~Resize geometry", id="a resize by chance"),
        pytest.param("A.Normalize(p=0.9)", "~Normalize dtype+values", id="a normalisation by chance"),
        pytest.param("A.Transpose()", "~Transpose geometry", id="rows for columns by chance"),
        pytest.param("A.Brandnew(p=0.5)", f"~Brandnew {EVERYTHING}", id="a transform that is not known, by chance"),
        pytest.param("A.OneOf([A.HorizontalFlip(), A.VerticalFlip()])", "~OneOf ", id="one flip or the other"),
        pytest.param("A.OneOf([A.GaussNoise(), A.Rotate()], p=1)", "~OneOf geometry+values", id="one of several"),
        pytest.param("A.SomeOf([A.GaussNoise(), A.OneOf([A.CLAHE()])], n=1)", "~SomeOf values", id="some of several"),
        pytest.param("A.OneOrOther(A.Blur(), second=A.ToGray())", "~OneOrOther color+values", id="one or the other"),
        pytest.param("A.OneOf(things)", f"~OneOf {EVERYTHING}", id="one of who knows what"),
        pytest.param("A.OneOf([A.Blur(), mine()])", f"~OneOf {EVERYTHING}", id="one of them foreign"),
        pytest.param("A.Sequential([A.Resize(8, 9)])", "~Sequential geometry", id="half of the time"),
        pytest.param("A.Compose([A.Resize(8, 9)], p=0.5)", "~Compose geometry", id="all or nothing"),
        pytest.param("A.OneOf([A.Blur()], p=0)", "", id="never one of them"),
    ],
)
def test_chances(source, expected):
    assert told(source) == expected


@pytest.mark.parametrize(
    ("step", "touches"),
    [
        pytest.param("A.CLAHE(p=1)", "values", id="equalisation"),
        pytest.param("A.Equalize(always_apply=True)", "values", id="another"),
        pytest.param("A.Sharpen(p=1.0)", "values", id="sharpening"),
        pytest.param("A.Transpose(p=1)", "geometry", id="rows for columns"),
        pytest.param("A.CropAndPad(px=3)", "geometry", id="crop and pad"),
        pytest.param("A.Lambda(image=f)", EVERYTHING, id="a function"),
        pytest.param("A.Lambda(name='x', image=lambda x, **k: x / 255)", EVERYTHING, id="a lambda"),
        pytest.param("A.Brandnew(p=1)", EVERYTHING, id="a transform that is not known"),
        pytest.param("A.from_dict(saved)", EVERYTHING, id="a saved pipeline"),
        pytest.param("A.Resize(size, size)", "geometry", id="a size from elsewhere"),
        pytest.param("A.Resize(8.5, 9)", "geometry", id="a size that is no whole number"),
        pytest.param("A.Resize(0, 9)", "geometry", id="a size of nothing"),
        pytest.param("A.Resize(8)", "geometry", id="one side"),
        pytest.param("A.Resize(8, 9, cv2.INTER_LINEAR_EXACT)", "geometry", id="a kernel without a name"),
        pytest.param("A.Resize(8, 9, True)", "geometry", id="a truth value as a kernel"),
        pytest.param("A.Resize(8, 9, area_for_downscale='image')", "geometry", id="a kernel for each picture"),
        pytest.param("A.Resize(8, 9, 1, 1)", "geometry", id="a position that changed"),
        pytest.param("A.Resize(8, 9, kernel=1)", "geometry", id="an argument that does not exist"),
        pytest.param("A.Resize(8, 9, p=cfg.p)", "geometry", id="a chance from elsewhere"),
        pytest.param("A.Compose([A.Resize(8, 9)], p=cfg.p)", "geometry", id="a chance of all from elsewhere"),
        pytest.param("A.LongestMaxSize([512, 640])", "geometry", id="several sizes"),
        pytest.param("A.LongestMaxSize(max_size_hw=(512, 640))", "geometry", id="a box"),
        pytest.param("A.LongestMaxSize(None, (512, 640))", "geometry", id="a box by position"),
        pytest.param("A.LongestMaxSize(640, None)", "geometry", id="no box by position"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=cv2.BORDER_WRAP)", "geometry", id="another border"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, position='random')", "geometry", id="anywhere"),
        pytest.param("A.PadIfNeeded(8, None, pad_width_divisor=32, border_mode=0)", "geometry", id="a size and a multiple"),
        pytest.param("A.PadIfNeeded(8, 9, None, None, 'center', 0, 5)", "geometry", id="a position that came and went"),
        pytest.param("A.CenterCrop(8, 9, pad_if_needed=True, border_mode=1)", "geometry", id="a crop that repeats"),
        pytest.param("A.Crop(1, 2, 3, 4, pad_if_needed=True)", "geometry", id="a cut that pads"),
        pytest.param("A.Crop(5, 5, 5, 9)", "geometry", id="a cut of nothing"),
        pytest.param("A.Pad((1, 2, 3))", "geometry", id="three borders"),
        pytest.param("A.LetterBox(640)", "geometry", id="one side of a letterbox"),
        pytest.param("A.Normalize(normalization='min_max')", "dtype+values", id="by the picture itself"),
        pytest.param("A.Normalize(mean=m, std=s)", "dtype+values", id="constants from elsewhere"),
        pytest.param("A.Normalize(MEAN, MEAN, 255.0, 'standard')", "dtype+values", id="a fourth position"),
        pytest.param("A.Normalize(std=0)", "dtype+values", id="a division by nothing"),
        pytest.param("A.FromFloat(dtype='uint8')", "dtype+values", id="bytes as floats"),
        pytest.param("A.FromFloat()", "dtype+values", id="floats to what"),
        pytest.param("A.ToGray(method='pca', p=1)", "color", id="another gray"),
        pytest.param("A.ToRGB(num_output_channels=4)", "color", id="four channels"),
        pytest.param("A.pytorch.ToTensor(normalize=constants)", "dtype+layout+values", id="constants of ToTensor from elsewhere"),
        pytest.param("mine(8)", EVERYTHING, id="a class from elsewhere"),
        pytest.param("A.Resize", EVERYTHING, id="a class that is not called"),
    ],
)
def test_what_cannot_be_read_touches_no_more_than_it_may(step, touches):
    source = f"A.Compose([A.HorizontalFlip(), {step}])"
    *_, last = albumentations.lower(value(source)).steps
    assert step_told(last).rsplit(" ", 1)[-1] == touches
    assert step_told(last).startswith("?")


@pytest.mark.parametrize("step", ["A.ToFloat()", "A.InvertImg(p=1)", "A.pytorch.ToTensor()", "A.FromFloat(dtype='uint8')"])
def test_a_dtype_that_is_not_known_is_not_guessed(step):
    assert told(f"[mine(), {step}]").count("?") == 2


def test_nothing_is_assumed_of_the_picture():
    decoded = albumentations.begin(value("A.Resize(8, 9)")).program.decoded
    assert (decoded.library, decoded.color, decoded.dtype, decoded.layout, decoded.assumed) == (None, None, "uint8", "hwc", None)


def test_steps_stand_where_they_are_written():
    program = albumentations.lower(value("A.Compose([\n    A.Resize(8, 9),\n    A.Normalize(),\n])"))
    assert [step.origin for step in program.steps] == [Origin(FILE, LINE + 1, 5, 14), Origin(FILE, LINE + 2, 5, 13)]


@pytest.mark.parametrize(
    ("source", "pin", "expected", "assumed"),
    [
        pytest.param("A.PadIfNeeded(8, 9)", None, "PadTo(8, 9)", versions.CONSTANT, id="no pin"),
        pytest.param("A.PadIfNeeded(8, 9, always_apply=True)", None, "PadTo(8, 9, mode='reflect')", versions.MIRROR, id="old words"),
        pytest.param("A.PadIfNeeded(8, 9)", "==1.3.1", "PadTo(8, 9, mode='reflect')",
                     "albumentations==1.3.1 (requirements.txt) pads with the mirrored picture unless told otherwise", id="pinned below 2"),
        pytest.param("A.PadIfNeeded(8, 9, fill=3)", ">=2.0", "PadTo(8, 9, fill=3.0)",
                     "albumentations>=2.0 (requirements.txt) pads with a constant unless told otherwise", id="pinned to 2"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=114)", None, "PadTo(8, 9, fill=114.0)", versions.EVERY_CHANNEL,
                     id="one number"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=114)", "==1.3.1", "PadTo(8, 9, fill=(114.0, 0.0, 0.0))",
                     "albumentations==1.3.1 (requirements.txt) fills only the first channel with a single number",
                     id="one number long ago"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=114)", "==1.4.18", "PadTo(8, 9, fill=114.0)", None, id="one number since"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=(1, 2, 3))", "==1.3.1", "PadTo(8, 9, fill=(1.0, 2.0, 3.0))", None,
                     id="three"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=None)", "==1.3.1", "PadTo(8, 9)", None, id="none"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, value=114)", "==2.0.8", "PadTo(8, 9)",
                     "albumentations==2.0.8 (requirements.txt) ignores `value`, which is `fill` now",
                     id="a word of version 1 in version 2"),
        pytest.param("A.PadIfNeeded(8, 9, border_mode=0, fill=114)", None, "PadTo(8, 9, fill=114.0)", None, id="everything said"),
        pytest.param("[A.ToGray(1, p=1), A.PadIfNeeded(8, 9, border_mode=0, value=114)]", "==1.3.1", "PadTo(8, 9, fill=114.0)", None,
                     id="gray"),
        pytest.param("[A.ToFloat(), A.FromFloat('uint8')]", "==2.0.8", "?A.FromFloat('uint8') dtype+values", None, id="by position"),
        pytest.param("[A.ToFloat(), A.FromFloat(dtype=np.uint8)]", "==1.3.1", "Cast('uint8')",
                     "albumentations==1.3.1 (requirements.txt) cuts down what becomes an integer", id="cut down"),
        pytest.param("[A.ToFloat(), A.FromFloat(dtype='uint8')]", None, "Cast('uint8', rounding='half-even', overflow='clip')",
                     versions.ROUNDS, id="rounded"),
    ],
)  # fmt: skip
def test_what_changed_from_version_to_version_is_assumed(tmp_path, source, pin, expected, assumed):
    (tmp_path / ".git").mkdir()
    if pin:
        (tmp_path / "requirements.txt").write_text(f"albumentations{pin}\n", encoding="utf-8")
    last = albumentations.lower(value(source, path=tmp_path / "train.py")).steps[-1]
    assert (step_told(last), last.assumed) == (expected, assumed)


REFERENCE = (Letterbox(640, 640), Affine(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375)), Transpose("chw"))
CONSTANTS = "mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]"
OLD = "A.PadIfNeeded(min_height=640, min_width=640, position='center', border_mode=0, value=114, always_apply=True)"
PAD = "A.PadIfNeeded(640, 640, border_mode=cv2.BORDER_CONSTANT, fill=114)"


@pytest.mark.parametrize(
    "source",
    [
        f"A.Compose([A.LongestMaxSize(640), {PAD}, A.Normalize(), ToTensorV2()])",
        f"A.Compose([A.LongestMaxSize(max_size=640, interpolation=cv2.INTER_LINEAR), {PAD}, A.Normalize({CONSTANTS}), ToTensorV2(p=1)])",
        f"A.Compose([A.LongestMaxSize(640, 1), {PAD}, A.Normalize(MEAN, np.array([0.229, 0.224, 0.225])), A.pytorch.ToTensorV2()])",
        "[A.LongestMaxSize(640), A.PadIfNeeded(640, 640, border_mode=0, value=(114, 114, 114)), A.Normalize(), ToTensorV2()]",
        f"A.Compose([A.LongestMaxSize(640), {OLD}, A.Normalize(always_apply=True), ToTensorV2(always_apply=True)])",
        f"A.Compose([A.LongestMaxSize(640), A.Normalize(), {PAD.replace('114', '[-0.1657, -0.0399, 0.1825]')}, ToTensorV2()])",
        f"A.Compose([A.LongestMaxSize(640), {PAD}, A.ToFloat(), A.Normalize({CONSTANTS}, max_pixel_value=1.0), ToTensorV2()])",
        f"A.Compose([A.Sequential([A.LongestMaxSize(640), {PAD}], p=1), A.Compose([A.Normalize(), ToTensorV2()])], bbox_params=None)",
        f"A.Compose([A.Rotate(p=0), A.LongestMaxSize(640), {PAD}, A.Normalize(), ToTensorV2()], additional_targets={{'mask': 'mask'}})",
        f"A.Compose([A.LongestMaxSize(640), {PAD}, A.PadIfNeeded(32, 32, border_mode=0), A.Normalize(max_pixel_value=255), ToTensorV2()])",
        f"A.Compose([A.LongestMaxSize(640), {PAD}, A.CenterCrop(640, 640), A.ToRGB(), A.Normalize(), ToTensorV2()])",
        "A.Compose([A.LetterBox((640, 640), fill=114), A.Normalize(p=1), ToTensorV2()])",
    ],
)
def test_spellings_of_one_pipeline_are_one(source):
    read = albumentations.run(value(source), Picture(program=Program(Decoded(library="opencv", exif=True, color="rgb")), kind="array"))
    reference = Program(read.program.decoded, tuple(map(Step, REFERENCE)))
    assert list(diff(canonical(read.program), canonical(reference))) == []
    assert (read.kind, read.dtype, read.layout) == ("tensor", "float32", "chw")
