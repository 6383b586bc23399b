"""Roads that begin or end in the middle, made whole."""

from dataclasses import replace

import pytest

from pipecheck.lower import chain
from pipecheck.spec import Decoded, Opaque, Program, Random, Step, canonical, diff, variants
from pipecheck.spec.completing import completed
from pipecheck_transformers.ops import Affine, CenterCrop, Resize, ResizeShort, ToColor, Transpose

CAMERA = frozenset({"decode", "geometry"})
NORMALISED = Step(Affine(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375)))
TRAINING = Program(
    Decoded(library="pil", exif=False, color="rgb"),
    (*(Step(op) for op in (ResizeShort(256, library="pil"), CenterCrop(224, 224))), NORMALISED, Step(Transpose("chw"))),
)
NODES = (Step(ToColor("bgr", source="nv12", library="horizon")), NORMALISED)
YAML = Program(Decoded(color="nv12", layout="hwc"), NODES, CAMERA)


def differing(one, other):
    return {each.aspect: each.verdict for each in diff(canonical(one), canonical(other))}


def test_a_camera_sees_what_training_reads_and_cuts():
    whole = completed(YAML, TRAINING)
    assert {aspect for aspect in differing(TRAINING, whole) if aspect in ("decode", "geometry")} == set()
    assert [each.what for each in variants.of(canonical(TRAINING), canonical(whole))] == ["bgr for rgb"]
    assert chain.runnable(whole) is not None


def test_what_is_whole_stays_what_it_is():
    script = Program(Decoded(library="opencv", exif=True, color="bgr"), (Step(Resize(224, 224)), Step(Transpose("chw"))))
    assert differing(script, completed(script, TRAINING)) == {}


def test_a_script_that_names_no_reader_is_given_the_one_of_training():
    script = Program(Decoded(color="rgb"), (Step(Resize(224, 224)),))
    assert canonical(completed(script, TRAINING)).decode.value == canonical(TRAINING).decode.value


def test_a_reader_that_is_not_here_is_replaced_and_still_turns_pictures():
    script = Program(Decoded(library="tensorflow", exif=True, color="rgb"), (Step(Resize(224, 224)),))
    decode = canonical(completed(script, TRAINING)).decode.value
    assert (decode.library, decode.exif) == ("pil", True)


def test_a_gray_picture_is_read_as_gray():
    gray = replace(TRAINING, decoded=replace(TRAINING.decoded, color="gray"), steps=TRAINING.steps[:2])
    assert completed(gray, gray).decoded.color == "gray"


@pytest.mark.parametrize(
    "road",
    [
        pytest.param(replace(YAML, steps=(Step(Opaque("mystery()")), *NODES)), id="a step that cannot be read"),
        pytest.param(replace(YAML, steps=(Step(Random("Jitter", frozenset({"values"}))), *NODES)), id="chance"),
        pytest.param(Program(Decoded(library="pil", exif=False), TRAINING.steps), id="channels that nobody names"),
        pytest.param(replace(TRAINING, steps=(Step(Opaque("resize()", frozenset({"geometry"}))),)), id="a geometry that cannot be read"),
    ],
)
def test_what_is_not_known_is_not_made_up(road):
    assert completed(road, TRAINING) is None
