"""How pictures are resized, cropped and padded, against training and against the network's input."""

import onnx
import pytest
from projects import IMAGENET, TRAINING, beside, compose, config

from pipecheck import api
from pipecheck.engine import Settings

PIL, CV2 = "{library: pil, color: rgb}", "{library: opencv, color: rgb, exif: true}"
SHORT, CROP = "ResizeShort: {size: 256, library: pil}", "CenterCrop: {height: 224, width: 224}"
BOX = "Letterbox: {height: 640, width: 640}"
STRETCH = "Resize: {height: 224, width: 224}"
NORM = "Affine: {mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375]}"
UNIT = "Affine: {std: 255.0}"


def chain(*steps, read=PIL):
    listed = "".join(f"  - {{{step}}}\n" for step in (*steps, "Transpose: {layout: chw}"))
    return f"read: {read}\nsteps:\n{listed}"


def project(folder, training, march="bayes-e", yaml=None, **sources):
    """A project whose roads have these sources, each a chain or the steps of a torchvision transform."""
    text = config(march, **(yaml or {}))
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    beside(folder, text)
    said = 'config = "config.yaml"\n'
    for road, source in {"training": training, **sources}.items():
        if source is not None:
            name = f"{road}.yaml" if source.startswith("read:") else f"{road}.py"
            (folder / name).write_text(source if name.endswith("yaml") or "import" in source else compose(source), encoding="utf-8")
            said += f'[{road}]\nsource = "{name}{":t" if name.endswith(".py") else ""}"\n'
    (folder / "pipecheck.toml").write_text(said, encoding="utf-8")
    return folder


def found(folder):
    return api.check(folder, settings=Settings(select=("PC4",))).findings


def told(folder):
    places = ((each, f"{each.origin.path.name}:{each.origin.line}") for each in found(folder))
    return sorted(f"{each.code} {each.severity} {place} {'+'.join(each.roads)}" for each, place in places)


LETTERBOX_LONG = ("ResizeLong: {size: 640, rounding: half-even, order: ratio}", "PadTo: {height: 640, width: 640, fill: 114}")


@pytest.mark.parametrize(
    ("training", "calibration"),
    [
        pytest.param(TRAINING, chain(SHORT, CROP), id="torchvision and Pillow"),
        pytest.param(TRAINING, chain("ResizeShort: {size: 256, library: torch, antialias: true}", CROP), id="Pillow and torch's antialias"),
        pytest.param(TRAINING, chain("ResizeShort: {size: 256, library: tensorflow, antialias: true}", CROP), id="and TensorFlow's"),
        pytest.param(chain(STRETCH), chain("Resize: {height: 224, width: 224, library: torch}"), id="OpenCV and torch without antialias"),
        pytest.param(
            chain(STRETCH), chain("Resize: {height: 224, width: 224, library: skimage, antialias: false}"), id="and scikit-image's order 1"
        ),
        pytest.param(
            chain("Resize: {height: 224, width: 224, interpolation: cubic}"),
            chain("Resize: {height: 224, width: 224, interpolation: cubic, library: torch}"),
            id="OpenCV's and torch's cubic",
        ),
        pytest.param(
            chain("Resize: {height: 224, width: 224, interpolation: nearest, library: pil}"),
            chain("Resize: {height: 224, width: 224, interpolation: nearest-exact}"),
            id="Pillow's nearest is OpenCV's exact one",
        ),
        pytest.param(chain(SHORT, CROP), chain(SHORT, "CenterCrop: {height: 224, width: 224, fill: 0}"), id="a fill that is never seen"),
        pytest.param(chain(BOX), chain(*LETTERBOX_LONG), id="a letterbox in two steps"),
        pytest.param(
            chain("Resize: {height: 256, width: 256}", CROP),
            chain("Resize: {height: 256, width: 256}", "Crop: {top: 16, left: 16, height: 224, width: 224}"),
            id="a crop by its offsets",
        ),
        pytest.param(chain(BOX), chain(BOX, "PadToMultiple: {divisor: 32}"), id="a padding that never happens"),
        pytest.param(chain(BOX, UNIT), chain(UNIT, "Letterbox: {height: 640, width: 640, fill: 0.4470588}"), id="filled after / 255"),
        pytest.param(f"transforms.Lambda(read), {IMAGENET}", chain(SHORT, CROP), id="an unreadable training"),
        pytest.param(None, chain(SHORT, CROP), id="no training"),
        pytest.param(TRAINING, f"transforms.ConvertImageDtype(torch.float32), {IMAGENET}", id="a transform of tensors, of any size"),
        pytest.param(TRAINING, None, id="no script"),
    ],
)
def test_quiet(tmp_path, training, calibration):
    assert told(project(tmp_path, training, calibration=calibration)) == []


def at(line, code, severity="error"):
    return [f"{code} {severity} calibration.yaml:{line} calibration"]


def test_another_border_is_told_where_it_is_padded(tmp_path):
    resized, padded = LETTERBOX_LONG
    project(tmp_path, chain(BOX), calibration=chain(resized, padded.replace("114", "127")))
    assert told(tmp_path) == at(4, "PC405", "warning")


@pytest.mark.parametrize(
    ("training", "calibration", "expected"),
    [
        pytest.param(chain(BOX), chain("Resize: {height: 640, width: 640}"), at(3, "PC402"), id="stretched, trained with a letterbox"),
        pytest.param(TRAINING, chain("Resize: {height: 224, width: 224}"), at(3, "PC402"), id="stretched by another library: one step"),
        pytest.param(TRAINING, chain("Resize: {height: 256, width: 256, library: pil}", CROP), at(3, "PC402"), id="stretched, then cut"),
        pytest.param(TRAINING, chain("ResizeLong: {size: 256, library: pil}"), at(3, "PC402"), id="the long side"),
        pytest.param(TRAINING, chain(CROP), at(3, "PC402"), id="cut without a resize"),
        pytest.param(TRAINING, chain(), at(1, "PC402"), id="nothing at all"),
        pytest.param(
            chain(BOX), chain("Letterbox: {height: 640, width: 640, grow: false}"), at(3, "PC402", "warning"), id="small ones left small"
        ),
        pytest.param(f"transforms.ToTensor(), {IMAGENET}", chain(STRETCH), at(3, "PC402", "note"), id="training takes them as they come"),
        pytest.param(
            TRAINING,
            chain("ResizeShort: {size: 256, library: pil, interpolation: nearest}", CROP),
            at(3, "PC403", "warning"),
            id="nearest",
        ),
        pytest.param(
            chain(STRETCH),
            chain("Resize: {height: 224, width: 224, interpolation: area}"),
            at(3, "PC403", "warning"),
            id="area",
        ),
        pytest.param(
            chain("Resize: {height: 224, width: 224, interpolation: nearest, library: pil}"),
            chain("Resize: {height: 224, width: 224, interpolation: nearest}"),
            at(3, "PC403", "warning"),
            id="OpenCV's nearest is not Pillow's",
        ),
        pytest.param(
            chain("Resize: {height: 224, width: 224, interpolation: cubic}"),
            chain("Resize: {height: 224, width: 224, interpolation: cubic, library: tensorflow}"),
            at(3, "PC403", "note"),
            id="another cubic",
        ),
        pytest.param(chain(STRETCH), chain("Resize: {height: 448, width: 448}", STRETCH), at(4, "PC403", "warning"), id="resized twice"),
        pytest.param(TRAINING, chain("ResizeShort: {size: 256}", CROP), at(3, "PC404", "warning"), id="OpenCV does not smooth"),
        pytest.param(
            TRAINING, chain("ResizeShort: {size: 256, library: torch}", CROP), at(3, "PC404", "warning"), id="nor does torch by itself"
        ),
        pytest.param(
            TRAINING, chain("ResizeShort: {size: 256, library: skimage}", CROP), at(3, "PC404", "warning"), id="scikit-image smooths too"
        ),
        pytest.param(chain(STRETCH), chain("Resize: {height: 224, width: 224, library: pil}"), at(3, "PC404", "warning"), id="reversed"),
        pytest.param(TRAINING, chain("ResizeShort: {size: 224, library: pil}", CROP), at(3, "PC405"), id="nothing of the margin"),
        pytest.param(TRAINING, chain("ResizeShort: {size: 248, library: pil}", CROP), at(3, "PC405", "warning"), id="a ratio close by"),
        pytest.param(TRAINING, chain(SHORT), at(3, "PC405"), id="no crop"),
        pytest.param(chain(SHORT), chain(SHORT, CROP), at(4, "PC405"), id="a crop too many"),
        pytest.param(
            TRAINING, chain(SHORT, "Crop: {top: 0, left: 0, height: 224, width: 224}"), at(4, "PC405"), id="the corner is cut out"
        ),
        pytest.param(chain(BOX), chain("Letterbox: {height: 640, width: 640, fill: 127}"), at(3, "PC405", "warning"), id="another fill"),
        pytest.param(
            chain(BOX),
            chain("Letterbox: {height: 640, width: 640, fill: [114, 114, 124]}"),
            at(3, "PC405", "warning"),
            id="another fill in one channel",
        ),
        pytest.param(
            chain(BOX), chain("Letterbox: {height: 640, width: 640, position: corner}"), at(3, "PC405", "warning"), id="the other side"
        ),
        pytest.param(chain(STRETCH, "Pad: {top: 8}"), chain(STRETCH, "Pad: {top: 8, mode: edge}"), at(4, "PC405", "warning"), id="edges"),
        pytest.param(
            TRAINING,
            chain("CenterCrop: {height: 256, width: 256}", "Resize: {height: 224, width: 224, library: pil}"),
            at(3, "PC406"),
            id="cut before it is resized",
        ),
        pytest.param(
            TRAINING,
            chain("CropFraction: {fraction: 0.875}", "Resize: {height: 224, width: 224, library: pil}"),
            at(3, "PC406", "warning"),
            id="the same part, cut before it is resized",
        ),
        pytest.param(
            chain(STRETCH, NORM, "Pad: {top: 8, fill: 0}", read=PIL),
            chain(STRETCH, "Pad: {top: 8, fill: 0}", NORM),
            at(4, "PC406", "warning"),
            id="padded before normalising",
        ),
        pytest.param(
            chain("Resize: {height: 224, width: 224, interpolation: cubic}"),
            chain("Cast: {dtype: float32}", "Resize: {height: 224, width: 224, interpolation: cubic}"),
            at(4, "PC406", "note"),
            id="a cubic kernel on floats",
        ),
        pytest.param(
            chain("Resize: {height: 256, width: 256}", CROP),
            chain("Resize: {height: 256, width: 256}", "Crop: {top: 17, left: 16, height: 224, width: 224}"),
            at(4, "PC407", "warning"),
            id="a crop off by one",
        ),
        pytest.param(
            TRAINING, chain(SHORT, "CenterCrop: {height: 224, width: 224, rounding: halves}"), at(4, "PC407", "note"), id="halves"
        ),
        pytest.param(
            TRAINING, chain("ResizeShort: {size: 256, rounding: half-even, library: pil}", CROP), at(3, "PC407", "note"), id="rounded sides"
        ),
        pytest.param(
            chain(BOX), chain("Letterbox: {height: 640, width: 640, rounding: floor}"), at(3, "PC407", "note"), id="truncated box"
        ),
        pytest.param(TRAINING, chain(SHORT, CROP, "Flip: {direction: vertical}"), at(5, "PC410"), id="upside down"),
    ],
)
def test_found(tmp_path, training, calibration, expected):
    assert told(project(tmp_path, training, calibration=calibration)) == expected


@pytest.mark.parametrize(
    ("march", "expected"),
    [
        pytest.param("nash-e", at(4, "PC406"), id="which the files are to hold"),
        pytest.param("bayes-e", [], id="which is a mistake itself, and the border follows from it"),
    ],
)
def test_a_border_of_114_after_a_division_by_255(tmp_path, march, expected):
    assert told(project(tmp_path, chain(BOX, UNIT), march, calibration=chain(UNIT, BOX))) == expected


def test_two_mistakes_in_one_step_are_both_told(tmp_path):
    calibration = chain("Letterbox: {height: 640, width: 640, fill: 127, interpolation: nearest}")
    assert told(project(tmp_path, chain(BOX), calibration=calibration)) == at(3, "PC403", "warning") + at(3, "PC405", "warning")


def test_another_crop_and_another_kernel_are_both_told(tmp_path):
    calibration = chain("ResizeShort: {size: 224}", CROP)
    assert told(project(tmp_path, TRAINING, calibration=calibration)) == at(3, "PC404", "warning") + at(3, "PC405")


def test_one_mistake_on_two_roads_is_told_where_it_stands(tmp_path):
    stretched = chain("Resize: {height: 224, width: 224, library: pil}")
    folder = project(tmp_path, TRAINING, calibration=chain(SHORT, CROP), evaluation=stretched, runtime=stretched)
    assert told(folder) == ["PC402 error evaluation.yaml:3 evaluation", "PC402 error runtime.yaml:3 runtime"]


def model(folder, *shape):
    value = onnx.helper.make_tensor_value_info("data", onnx.TensorProto.FLOAT, list(shape))
    node = onnx.helper.make_node("Identity", ["data"], ["out"])
    graph = onnx.helper.make_graph([node], "network", [value], [onnx.helper.make_tensor_value_info("out", 1, list(shape))])
    made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 11)])
    (folder / "model.onnx").write_bytes(made.SerializeToString())


RIGHT, LARGE = chain(SHORT, CROP), chain("ResizeShort: {size: 293, library: pil}", "CenterCrop: {height: 256, width: 256}")


@pytest.mark.parametrize(
    ("shape", "training", "calibration", "expected"),
    [
        pytest.param((1, 3, 224, 224), TRAINING, RIGHT, [], id="all the same"),
        pytest.param((1, 224, 224, 3), TRAINING, RIGHT, [], id="channels last"),
        pytest.param((1, 3, None, None), TRAINING, RIGHT, [], id="sides that vary"),
        pytest.param((1, 3, None, None), TRAINING, LARGE, at(4, "PC401"), id="sides that vary, training knows"),
        pytest.param((1, 3, 224, 224), TRAINING, LARGE, at(4, "PC401"), id="the script alone"),
        pytest.param((1, 3, 224, 224), None, LARGE, at(4, "PC401"), id="the script alone, training is not named"),
        pytest.param((1, 3, 224, 448), chain("Resize: {height: 224, width: 448}"), chain("Resize: {height: 448, width: 224}"),
                     at(3, "PC401"), id="height and width in the other order"),
        pytest.param((1, 3, 256, 256), TRAINING, RIGHT, ["PC401 error config.yaml:2 calibration+runtime"], id="the model alone"),
        pytest.param((1, 3, 256, 256), TRAINING, LARGE, ["PC401 warning config.yaml:2 calibration+runtime"], id="deployed larger"),
        pytest.param((1, 3, 256, 256), TRAINING, None, ["PC401 warning config.yaml:2 runtime"], id="deployed larger, no script"),
        pytest.param((1, 3, 512), TRAINING, RIGHT, [], id="no picture"),
    ],
)  # fmt: skip
def test_the_size_that_the_network_takes(tmp_path, shape, training, calibration, expected):
    folder = project(tmp_path, training, calibration=calibration)
    model(folder, *shape)
    assert told(folder) == expected


def test_input_shape_speaks_where_there_is_no_model(tmp_path):
    folder = project(tmp_path, None, calibration=RIGHT, yaml={"input_shape": "1x3x256x256"})
    (report,) = [api.lint([folder / "config.yaml"], settings=Settings(select=("PC401",)))]
    assert [each.message for each in report.findings] == ["this makes 224×224, and the network takes 256×256"]


def test_a_policy_is_told_whatever_the_size_of_deployment(tmp_path):
    folder = project(tmp_path, chain(BOX), calibration=chain("Resize: {height: 416, width: 416}"))
    model(folder, 1, 3, 416, 416)
    assert told(folder) == ["PC401 warning config.yaml:2 calibration+runtime", *at(3, "PC402")]


AUGMENTED = f"transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(), {IMAGENET}"
FLIPPED = "transforms.Resize(256), transforms.CenterCrop(224), transforms.RandomHorizontalFlip(), transforms.PILToTensor()"
JITTERED = "transforms.Resize(256), transforms.CenterCrop(224), transforms.ColorJitter(0.4), transforms.PILToTensor()"


@pytest.mark.parametrize(
    ("training", "sources", "expected"),
    [
        pytest.param(AUGMENTED, {"calibration": RIGHT}, ["PC408 error training.py:3 training"], id="the training transform"),
        pytest.param(TRAINING, {"calibration": AUGMENTED}, ["PC408 error calibration.py:3 calibration"], id="random crops"),
        pytest.param(TRAINING, {"calibration": JITTERED}, ["PC408 error calibration.py:3 calibration"], id="random colors"),
        pytest.param(TRAINING, {"evaluation": AUGMENTED}, ["PC408 error evaluation.py:3 evaluation"], id="in evaluation"),
        pytest.param(TRAINING, {"calibration": FLIPPED}, ["PC408 note calibration.py:3 calibration"], id="a flip in calibration"),
        pytest.param(TRAINING.replace("transforms.ToTensor", "transforms.RandomHorizontalFlip(), transforms.ToTensor"),
                     {"calibration": RIGHT}, [], id="a flip in training"),
        pytest.param(TRAINING.replace("transforms.ToTensor", "transforms.ColorJitter(0.4), transforms.ToTensor"),
                     {"calibration": RIGHT}, ["PC408 note training.py:3 training"], id="random colors in training"),
    ],
)  # fmt: skip
def test_random_steps(tmp_path, training, sources, expected):
    assert told(project(tmp_path, training, **sources)) == expected


@pytest.mark.parametrize(
    ("steps", "verb"),
    [
        pytest.param("transforms.ColorJitter(0.4)", "ColorJitter is random", id="one"),
        pytest.param("transforms.ColorJitter(0.4), transforms.RandomCrop(9)", "ColorJitter and RandomCrop are random", id="two"),
    ],
)
def test_how_random_steps_are_counted(tmp_path, steps, verb):
    (each,) = found(
        project(tmp_path, TRAINING, calibration=f"transforms.Resize(256), transforms.CenterCrop(224), {steps}, transforms.PILToTensor()")
    )
    assert each.message == f"{verb}, and calibration must make the same of a picture every time"


@pytest.mark.parametrize(
    ("training", "calibration", "message", "hint"),
    [
        pytest.param(
            chain(BOX), chain("Resize: {height: 640, width: 640}"),
            "this takes a picture and stretches it to 640×640, but training fits it into 640×640 and fills the rest",
            "do as training does: letterbox 640×640 (opencv linear, fill 114)",
            id="policy",
        ),
        pytest.param(
            chain(STRETCH), chain("CropFraction: {fraction: 1.0}", STRETCH),
            "pictures are brought to their size in another way than in training: "
            "centre square of 1 × short side → stretch to 224×224 here, stretch to 224×224 there",
            "do as training does: stretch to 224×224 (opencv linear)",
            id="policy, the same resize after another crop",
        ),
        pytest.param(
            chain(STRETCH), chain("Resize: {height: 224, width: 224, interpolation: area}"),
            "this resizes with opencv area, but training with opencv linear",
            "resize with cv2.resize(…, interpolation=cv2.INTER_LINEAR)",
            id="kernel",
        ),
        pytest.param(
            TRAINING, chain("ResizeShort: {size: 256}", CROP),
            "opencv linear does not smooth when it shrinks, training's pil linear does",
            "resize with Pillow's picture.resize(…, Image.BILINEAR); cv2.INTER_AREA comes closer than this",
            id="smoothing",
        ),
        pytest.param(
            TRAINING, chain("ResizeShort: {size: 224, library: pil}", CROP),
            "another part of the picture is seen than in training: short side 224 → centre crop 224×224 here, "
            "short side 256 → centre crop 224×224 there",
            "do as training does: short side 256 (pil linear) → centre crop 224×224",
            id="ratio",
        ),
        pytest.param(
            chain(BOX), chain("Letterbox: {height: 640, width: 640, fill: 127}"),
            "the border is filled with 127 here, filled with 114 in training", "make the border filled with 114",
            id="fill",
        ),
        pytest.param(
            TRAINING, chain(SHORT, "CenterCrop: {height: 224, width: 224, rounding: halves}"),
            "pictures of some sizes lie a pixel from where training put them: an offset of side // 2 − size // 2 here, "
            "an offset of round((side − size) / 2) there",
            "round as training does: an offset of round((side − size) / 2)",
            id="rounding",
        ),
        pytest.param(
            TRAINING, chain("CenterCrop: {height: 224, width: 224}", SHORT),
            "this makes 256×256, but training made 224×224",
            "the steps are those of training in another order: short side 256 (pil linear) → centre crop 224×224",
            id="the order makes another size",
        ),
    ],
)  # fmt: skip
def test_messages(tmp_path, training, calibration, message, hint):
    (each,) = found(project(tmp_path, training, calibration=calibration))
    assert (each.message, each.hint) == (message, hint)
    assert [other.origin.path.stem for other in each.related] == ["training"]


def test_what_rests_on_a_convention_is_likely(tmp_path):
    tensors = f"transforms.PILToTensor(), transforms.Resize((224, 224)), transforms.ConvertImageDtype(torch.float32), {IMAGENET}"
    (each,) = found(project(tmp_path, tensors, calibration=chain(STRETCH)))
    assert (each.code, str(each.confidence)) == ("PC404", "likely")
    assert "by convention: torchvision 0.17" in each.related[0].text


PILLOW = """\
from PIL import Image
import numpy as np
def t(path):
    x = Image.open(path).convert('RGB').resize(({size}, {size}){kernel})
    return np.asarray(x).astype(np.float32).transpose(2, 0, 1)
"""
PLAIN, SAID = PILLOW.format(size=640, kernel=""), PILLOW.format(size=640, kernel=", Image.BICUBIC")


@pytest.mark.parametrize(
    ("training", "calibration", "expected"),
    [
        pytest.param(chain(BOX), PLAIN, ["PC402 certain"], id="stretched with Pillow's own kernel"),
        pytest.param(
            chain("Resize: {height: 512, width: 512, library: pil, interpolation: cubic}"), PLAIN, ["PC401 certain"], id="another size"
        ),
        pytest.param(PLAIN, chain(BOX), ["PC402 certain"], id="stretched in training"),
        pytest.param(chain("Resize: {height: 640, width: 640, library: pil}"), PLAIN, ["PC403 likely"], id="another kernel"),
        pytest.param(chain("Resize: {height: 640, width: 640, library: pil}"), SAID, ["PC403 certain"], id="another kernel that is said"),
    ],
)
def test_a_convention_of_the_kernel_leaves_sizes_and_places_certain(tmp_path, training, calibration, expected):
    assert [f"{each.code} {each.confidence}" for each in found(project(tmp_path, training, calibration=calibration))] == expected


ASKING = """\
import cv2
import onnxruntime
session = onnxruntime.InferenceSession("out/model.onnx")
height, width = session.get_inputs()[0].shape[2:]
def t(path):
    x = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
    x = cv2.resize(x, (width, height))
    return x.astype("float32").transpose(2, 0, 1)
"""


def test_a_size_that_the_script_asks_the_model_for(tmp_path):
    folder = project(tmp_path, chain(BOX), calibration=ASKING)
    model(folder, 1, 3, 640, 640)
    assert told(folder) == ["PC402 error calibration.py:7 calibration"]
