"""How pictures reach the networks of a project."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from networks import MEAN, STD

from fixtures import vendor_model
from pipecheck.gather.networks import lanes
from pipecheck.gather.networks.known import NoLaneError
from pipecheck.probe.network.load import load
from pipecheck.probe.trial.lane import outputs

MEANS, SCALES = [255 * each for each in MEAN], [1 / (255 * each) for each in STD]


def first(folder):
    return min((folder / "val").rglob("*.png"))


@pytest.mark.parametrize(
    ("rt", "handed", "range_"),
    [
        ("nv12", "yuv444", "regular"),
        ("yuv444", "yuv444", "regular"),
        ("nv12", "video", "bt601_video"),
        ("rgb", "rgb", None),
        ("bgr", "bgr", None),
    ],
)
def test_an_evaluation_that_is_not_named_hands_over_what_the_nodes_decode_to_training(written, tmp_path, rt, handed, range_):
    known = written(input_type_rt=rt, input_space_and_range=range_)
    built = vendor_model.original_float(onnx.load(tmp_path / "model.onnx"), handed=handed, mean=MEANS, scale=SCALES)
    onnx.save(built, tmp_path / "built.onnx")
    network, source = load(tmp_path / "built.onnx", known.conversion), load(tmp_path / "model.onnx")
    here, there = lanes.evaluated(known, "data", network), lanes.trained(known, "data", source)
    mine, theirs = outputs(here.lane, first(tmp_path)), outputs(there.lane, first(tmp_path))
    np.testing.assert_allclose(mine["logits"], theirs["logits"], atol=1e-4)  # the node of video range has four digits
    assert here.assumed == ("the evaluation's source is not named, so pictures are made as in training",)


def test_without_nodes_the_evaluation_is_as_training(written, tmp_path):
    known = written()
    way = lanes.evaluated(known, "data", load(tmp_path / "model.onnx"))
    assert way.program == known.program("data", "training")


@pytest.mark.parametrize(
    ("training", "reason"),
    [
        pytest.param(
            "from torchvision import transforms\nt = transforms.Compose([transforms.Lambda(mine)])\n",
            "`transforms.Lambda(mine)`",
            id="unread",
        ),
        pytest.param(
            "from torchvision import transforms\nt = transforms.Compose([transforms.RandomResizedCrop(32)])\n", "is random", id="random"
        ),
        pytest.param(
            "import numpy as np\ndef t(picture):\n    return picture / np.float32(255)\n", "who reads the pictures", id="no reader"
        ),
    ],
)
def test_why_pictures_cannot_be_made(written, tmp_path, training, reason):
    (tmp_path / "train.py").write_text(training, encoding="utf-8")
    known = written('config = "config.yaml"\n[training]\nsource = "train.py:t"\n[evaluation]\nimages = "val"\n')
    with pytest.raises(NoLaneError, match="training: ") as told:
        lanes.trained(known, "data", load(Path("model.onnx")))
    assert reason in str(told.value)


def test_without_training_nothing_tells_what_the_model_is_fed(written):
    known = written('config = "config.yaml"\n[evaluation]\nimages = "val"\n')
    with pytest.raises(NoLaneError, match="name the source of the evaluation"):
        lanes.evaluated(known, "data", load(Path("model.onnx")))


@pytest.mark.parametrize(("shift", "offset"), [("", -128.0), ("- Affine: {bias: -128.0}", 0.0)])
def test_an_evaluation_that_has_not_shifted_its_bytes_is_shifted_as_the_vendor_does(written, tmp_path, shift, offset):
    steps = ["- Resize: {height: 32, width: 32}", "- Cast: {dtype: float32}", shift, "- Transpose: {layout: chw}"]
    chain = ["read: {library: opencv, color: rgb}", "steps:", *filter(None, steps)]
    (tmp_path / "eval.yaml").write_text("\n".join(chain), encoding="utf-8")
    manifest = 'config = "config.yaml"\n[training]\nsource = "train.yaml"\n[evaluation]\nsource = "eval.yaml"\nimages = "val"\n'
    known = written(manifest, input_type_rt="rgb")
    onnx.save(vendor_model.original_float(onnx.load("model.onnx"), handed="rgb", mean=MEANS, scale=SCALES), "built.onnx")
    network = load(Path("built.onnx"), known.conversion)
    here, there = lanes.evaluated(known, "data", network), lanes.trained(known, "data", load(Path("model.onnx")))
    assert here.lane.offset == offset
    mine, theirs = outputs(here.lane, first(tmp_path)), outputs(there.lane, first(tmp_path))
    np.testing.assert_allclose(mine["logits"], theirs["logits"], atol=2e-5)
