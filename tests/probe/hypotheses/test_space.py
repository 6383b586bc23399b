import numpy as np
import pytest

from pipecheck.evidence.model import TASKS
from pipecheck.lower import chain as dialect
from pipecheck.probe.hypotheses import constants
from pipecheck.probe.hypotheses.constants import Constants
from pipecheck.probe.hypotheses.space import Form, space
from pipecheck.spec import canonical
from pipecheck.spec.deviation import final_size
from pipecheck_transformers import Affine, Cast, CenterCrop, Chain, Letterbox, Resize, ResizeShort, ToColor, Transpose, readers

FORM = Form(height=32, width=32, channels=3, layout="chw", dtype="float32")
UNIT = Affine(std=255.0)
MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
BGR = {"channel order": "BGR", "kernel": "OpenCV linear"}
IMAGENET = Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))


def made(declared=None, form=FORM, task="classification", stated=(), moot=False, labelled=True):
    return space(form, task, declared, stated, moot=moot, labelled=labelled)


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(FORM, id="planar"),
        pytest.param(Form(height=48, width=32, channels=3, layout="hwc", dtype="float16"), id="upright, channels last, half"),
        pytest.param(Form(height=32, width=32, channels=1, layout="chw", dtype="float32"), id="gray"),
        pytest.param(Form(height=32, width=64, channels=3, layout="chw", dtype="uint8"), id="bytes"),
        pytest.param(Form(height=32, width=64, channels=3, layout="chw", dtype="int8"), id="signed bytes"),
    ],
)
@pytest.mark.parametrize("task", [*TASKS, None])
def test_every_hypothesis_makes_what_the_network_takes(form, task, tmp_path):
    picture = np.random.default_rng(2).integers(0, 256, (40, 56, form.channels), dtype=np.uint8)
    shape = (form.channels, form.height, form.width) if form.layout == "chw" else (form.height, form.width, form.channels)
    every = list(made(form=form, task=task).all())
    for each in every:
        tensor = each.chain(picture)
        assert (tensor.shape, tensor.dtype.name) == (shape, form.dtype)
        assert Chain.from_yaml(each.chain.to_yaml()) == each.chain
    assert len({each.words for each in every}) == len(every) == made(form=form, task=task).size


def test_no_two_constants_are_the_same_on_every_pixel():
    known = constants.known(3, "float32")
    assert not [(one.words, other.words) for one in known for other in known if one is not other and constants.equal(one, other)]


@pytest.mark.parametrize(
    ("chain", "parts"),
    [
        pytest.param(
            Chain([Resize(32, 32), ToColor("rgb"), UNIT, IMAGENET, Transpose("chw")], read=readers.opencv()),
            {"channel order": "RGB", "values": "ImageNet mean and std", "size": "stretch to 32×32", "kernel": "OpenCV linear"},
            id="one of the usual ones",
        ),
        pytest.param(
            Chain([ResizeShort(40), CenterCrop(32, 32), Affine(mean=7.0, std=9.0), Transpose("chw")], read=readers.opencv()),
            {**BGR, "values": "mean 7 and std 9 of 0..255", "size": "short side 40 → centre crop 32×32"},
            id="its own numbers and sizes",
        ),
        pytest.param(
            Chain([Resize(32, 32), Affine(mean=MEAN[::-1], std=STD[::-1]), Transpose("chw")], read=readers.opencv()),
            {**BGR, "values": "ImageNet mean and std", "size": "stretch to 32×32"},
            id="constants in the order of its channels",
        ),
        pytest.param(
            Chain([Resize(32, 32), UNIT, Cast("uint8"), Transpose("chw")], read=readers.opencv()),
            {"channel order": "as declared", "size": "stretch to 32×32"},
            id="digits are lost on the way",
        ),
        pytest.param(
            Chain([Resize(32, 32), ToColor("rgb"), UNIT], read=readers.opencv()),
            {"channel order": "as declared", "size": "stretch to 32×32"},
            id="another layout",
        ),
    ],
)
def test_what_is_declared_is_taken_apart(chain, parts):
    found = made(chain)
    assert dict(found.declared.parts) == parts
    assert found.declared.chain == chain
    assert [each for each in found.all() if each == found.declared] == [found.declared]
    assert next(each for each in found.all() if each == found.declared).chain == chain


def test_stated_constants_take_the_published_name():
    own = Constants(words="the YAML's", ops=(Affine(mean=MEAN, std=STD),), stated=True)
    first = made(stated=[own]).values[0]
    assert (first.words, first.stated, first.ops) == ("ImageNet mean and std", True, own.ops)


def test_where_nothing_is_labelled_one_geometry_is_tried():
    letterbox = Chain([Letterbox(32, 32), UNIT, Transpose("chw")], read=readers.opencv("rgb"))
    (place,) = made(letterbox, labelled=False).places
    assert place.size == "letterbox 32×32 (fill 114)"
    assert len(made(labelled=False).places) == 1


def test_objects_are_cut_off_last():
    assert made(task="detection").places[0].size == "letterbox 32×32 (fill 114)"
    assert made(task="detection").places[-1].size.endswith("centre crop 32×32")


@pytest.mark.parametrize("size", [(32, 32), (32, 64)])
def test_all_places_have_the_networks_size(size):
    found = made(form=Form(height=size[0], width=size[1], channels=3, layout="chw", dtype="float32"))
    for place in found.places:
        assert final_size(canonical(dialect.lower(Chain(place.ops, read=place.read))).geometry.value) == size
