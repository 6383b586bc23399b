"""Which ways are run, and that none is run twice."""

from dataclasses import replace

from pipecheck.probe.impact.plan import plan
from pipecheck.sources.onnxfile import Tensor
from pipecheck.spec import Decoded, Program, Step
from pipecheck_transformers.ops import Affine, Resize, ToColor, Transpose

TAKER = Tensor("data", (1, 3, 16, 16), "float32")
NORMALISED = (Affine(std=255.0), Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)))
PIL = Decoded(library="pil", exif=False, color="rgb")
BGR = replace(PIL, color="bgr")


def program(*ops, decoded=PIL):
    return Program(decoded, tuple(map(Step, ops)))


TRAINING = program(Resize(16, 16), *NORMALISED, Transpose("chw"))


def planned(roads, *, chroma=False, mend=True):
    return plan(TRAINING, roads, TAKER, chroma=chroma, mend=mend)


def test_one_mistake_needs_two_ways():
    found = planned({"evaluation": program(Resize(16, 16), *NORMALISED, Transpose("chw"), decoded=BGR)})
    assert (len(found.ways), found.later, found.roads) == (2, 2, (("evaluation", 1),))
    assert [(each.broken, each.mended) for each in found.mismatches] == [(1, (1, 0))]


def test_mending_one_of_two_is_breaking_the_other():
    found = planned({"evaluation": program(Resize(16, 16), *NORMALISED, NORMALISED[1], Transpose("chw"), decoded=BGR)})
    color, values = found.mismatches
    assert (len(found.ways), found.later) == (4, 4)
    assert (color.mended[1], values.mended[1]) == (values.broken, color.broken)


def test_with_three_mending_comes_later_and_only_if_asked_for():
    road = program(Resize(16, 16, interpolation="nearest"), *NORMALISED, NORMALISED[1], Transpose("chw"), decoded=BGR)
    found, less = planned({"evaluation": road}), planned({"evaluation": road}, mend=False)
    assert (len(found.ways), found.later) == (8, 5)
    assert (len(less.ways), less.later) == (5, 5)
    assert [each.mended for each in less.mismatches] == [None] * 3


def test_the_same_numbers_with_fewer_digits_are_no_way_of_their_own():
    rounded = Affine(mean=(123.675, 116.28, 103.53), scale=(0.0171248, 0.017507, 0.0174292))
    found = planned({"evaluation": program(Resize(16, 16), rounded, Transpose("chw"))})
    assert (len(found.ways), found.mismatches) == (1, ())


def test_a_road_through_nv12_is_run_with_half_its_chroma_and_its_mending_without():
    nodes = (
        Step(ToColor("rgb", source="nv12", library="horizon")),
        *map(Step, NORMALISED),
        Step(Affine(scale=2.0)),
        Step(Transpose("chw")),
    )
    camera = Program(Decoded(color="nv12"), nodes, frozenset({"decode", "geometry"}))
    found = planned({"runtime": camera}, chroma=True)
    ((_, whole),) = found.roads
    assert found.ways[whole].halved
    assert found.ways[found.chroma].halved
    assert whole != found.chroma
    assert [[found.ways[at].halved for at in (each.broken, *each.mended)] for each in found.mismatches] == [[False, False, False]]


def test_a_camera_that_is_right_is_the_halved_chroma_itself():
    nodes = (Step(ToColor("rgb", source="nv12", library="horizon")), *map(Step, NORMALISED), Step(Transpose("chw")))
    found = planned({"runtime": Program(Decoded(color="nv12"), nodes, frozenset({"decode", "geometry"}))}, chroma=True)
    assert (len(found.ways), found.roads) == (2, (("runtime", found.chroma),))


def test_training_that_names_no_reader_is_read_as_the_first_road_that_does():
    start = replace(TRAINING, decoded=Decoded(color="rgb"))
    found = plan(start, {"evaluation": TRAINING}, TAKER, chroma=False, mend=False)
    assert (found.ways[0].read.library, found.mismatches) == ("pil", ())
