"""What sets two roads apart, one thing at a time."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import pictures, programs

from pipecheck.lower import chain
from pipecheck.spec import ASPECTS, Affinity, Decoded, Program, Random, Step, Values, canonical, diff, variants
from pipecheck.spec.executable import executable
from pipecheck_transformers import Affine, StepError
from pipecheck_transformers.ops import (
    Cast,
    CenterCrop,
    Flip,
    Letterbox,
    PadTo,
    Reinterpret,
    Resize,
    ResizeBy,
    ResizeLong,
    ResizeShort,
    ToColor,
    Transpose,
    WarpAffine,
)

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
IMAGENET = (Affine(std=255.0), Affine(mean=MEAN, std=STD))
RESNET = (ResizeShort(256, library="pil"), CenterCrop(224, 224))
JITTERED = (Step(Random("ColorJitter", frozenset({"values"}))),)
OPENCV = Decoded(library="opencv", exif=True, color="rgb")
COMPARED = tuple(aspect for aspect in ASPECTS if aspect not in ("layout", "dtype"))


SIDE = st.sampled_from([16, 24])
KERNEL = st.sampled_from([("linear", "opencv"), ("nearest", "opencv"), ("area", "opencv"), ("linear", "pil"), ("linear", "torch")])
FILL = st.sampled_from([0.0, 114.0, (10.0, 120.0, 250.0)])
ARITHMETIC = st.sampled_from([IMAGENET, (*IMAGENET, IMAGENET[1]), (Affine(mean=127.5, std=127.5),), (Cast("float32"),)])
SWAP = st.sampled_from([(), (ToColor("bgr"),), (ToColor("gray"), ToColor("rgb"))])


@st.composite
def roads(draw):
    """Roads such as people write, of which two have much in common."""
    side, fill, (interpolation, library) = draw(SIDE), draw(FILL), draw(KERNEL)
    manner = {"interpolation": interpolation, "library": library}
    position = draw(st.sampled_from(["center", "corner"]))
    placing = draw(
        st.sampled_from(
            [
                (Resize(side, side, **manner),),
                (ResizeShort(side + 2, **manner), CenterCrop(side, side, rounding=draw(st.sampled_from(["floor", "half-even"])))),
                (Letterbox(side, side, fill=fill, position=position, **manner),),
                (ResizeLong(side, **manner), PadTo(side, side, fill=fill, position=position)),
                (Resize(side * 2, side * 2, **manner), CenterCrop(side, side)),
            ]
        )
    )
    read = Decoded(library=draw(st.sampled_from(["opencv", "pil"])), exif=draw(st.booleans()), color=draw(st.sampled_from(["rgb", "bgr"])))
    ops = (*placing, *draw(SWAP), *draw(ARITHMETIC), draw(st.sampled_from([Transpose("chw"), Reinterpret("chw")])))
    return Program(read, tuple(map(Step, ops)))


ANY = st.one_of(roads(), programs())


def spec(*ops, color="rgb", library="pil", exif=False):
    return canonical(Program(Decoded(library=library, exif=exif, color=color), tuple(map(Step, ops))))


def said(training, road):
    return [(each.matter, each.what) for each in variants.of(training, road)]


@pytest.mark.parametrize(
    ("training", "road", "expected"),
    [
        pytest.param(spec(*IMAGENET), spec(*IMAGENET, color="bgr"), [("color", "bgr for rgb")], id="one swap, before the arithmetic"),
        pytest.param(
            spec(*IMAGENET), spec(*IMAGENET, ToColor("bgr")), [("color", "bgr for rgb")], id="one swap, after the arithmetic"
        ),
        pytest.param(
            spec(*IMAGENET),
            spec(IMAGENET[0], Affine(mean=MEAN[::-1], std=STD[::-1])),
            [("values", "mean and scale in the opposite order")],
            id="constants in the other order",
        ),
        pytest.param(spec(*IMAGENET), spec(*IMAGENET, IMAGENET[1]), [("values", "normalised twice")], id="twice"),
        pytest.param(spec(*IMAGENET), spec(Cast("float32")), [("values", "not normalised")], id="not at all"),
        pytest.param(spec(Cast("float32")), spec(*IMAGENET), [("values", "normalised")], id="normalised for nothing"),
        pytest.param(
            spec(*IMAGENET), spec(IMAGENET[1], Cast("float32")), [("values", "about 255 times too large")], id="without the division"
        ),
        pytest.param(
            spec(Affine(bias=-128.0)), spec(Affine()), [("values", "shifted by 128")], id="without the shift"
        ),
        pytest.param(
            spec(*IMAGENET),
            spec(Affine(mean=127.5, std=127.5)),
            [("values", "scaled to −1..1")],
            id="constants of another family",
        ),
        pytest.param(
            spec(*IMAGENET),
            spec(Affine(std=255.0), Affine(mean=(0.4914, 0.4822, 0.4465), std=(0.247, 0.2435, 0.2616))),
            [("values", "other mean or scale (up to 30 levels)")],
            id="constants of another data set",
        ),
        pytest.param(
            spec(*IMAGENET),
            spec(*IMAGENET, IMAGENET[1], color="bgr"),
            [("color", "bgr for rgb"), ("values", "normalised twice")],
            id="twice, and swapped before that",
        ),
        pytest.param(
            spec(Affine(bias=-128.0)),
            spec(Affine(bias=-128.0), Cast("uint8"), Cast("float32")),
            [("values", "cut to uint8 on the way")],
            id="wrapped around",
        ),
        pytest.param(
            spec(Resize(224, 224), *IMAGENET), spec(Resize(224, 224), *IMAGENET, exif=True), [("decode", "turned by EXIF")], id="EXIF"
        ),
        pytest.param(spec(), spec(library="skimage"), [("decode", "read by skimage for pil")], id="another reader"),
        pytest.param(
            spec(ToColor("yuv444", library="horizon"), ToColor("rgb", library="horizon")),
            spec(ToColor("yuv444", library="horizon"), ToColor("rgb", range="video", library="horizon")),
            [("color", "full-range yuv read as the other")],
            id="range of YUV",
        ),
        pytest.param(
            spec(*RESNET),
            spec(Resize(224, 224, library="opencv")),
            [("policy", "stretch to 224×224 for short side 256 → centre crop 224×224"), ("kernel", "opencv linear for pil linear")],
            id="another policy, another kernel",
        ),
        pytest.param(
            spec(Resize(32, 32, library="pil")),
            spec(Resize(32, 32, library="opencv", interpolation="nearest")),
            [("kernel", "opencv nearest for pil linear")],
            id="kernel",
        ),
        pytest.param(
            spec(Resize(32, 32, library="torch", antialias=True)),
            spec(Resize(32, 32, library="torch", antialias=False)),
            [("kernel", "torch linear without antialiasing")],
            id="antialias",
        ),
        pytest.param(
            spec(Resize(32, 32, library="torch", antialias=True)),
            spec(Resize(32, 32)),
            [("kernel", "opencv linear for torch linear, antialiased,")],
            id="a library that does not smooth",
        ),
        pytest.param(
            spec(Resize(32, 32, interpolation="cubic")),
            spec(Cast("float32"), Resize(32, 32, interpolation="cubic")),
            [("kernel", "opencv cubic on floats for on integers")],
            id="overshoot",
        ),
        pytest.param(
            spec(Letterbox(64, 64)),
            spec(Letterbox(64, 64, fill=0.0, position="corner", interpolation="area")),
            [
                ("border", "letterbox 64×64 in the corner for letterbox 64×64"),
                ("kernel", "opencv area for opencv linear"),
                ("border", "fill 0 for fill 114"),
            ],
            id="three things about a letterbox",
        ),
        pytest.param(
            spec(Letterbox(64, 64)),
            spec(ResizeLong(64), PadTo(64, 64, mode="edge")),
            [("geometry", "long side 64 → pad to at least 64×64 for letterbox 64×64")],
            id="a border that a letterbox never has",
        ),
        pytest.param(
            spec(PadTo(64, 64, fill=7.0)), spec(PadTo(64, 64, mode="edge")), [("border", "edge for fill 7")], id="a border of the picture"
        ),
        pytest.param(
            spec(WarpAffine(64, 64, fill=114.0)),
            spec(WarpAffine(64, 64, interpolation="nearest")),
            [("kernel", "opencv nearest for opencv linear"), ("border", "fill 0 for fill 114")],
            id="a warp",
        ),
        pytest.param(
            spec(ResizeBy(0.5, 0.5)),
            spec(ResizeBy(0.5, 0.5, interpolation="area")),
            [("kernel", "opencv area for opencv linear")],
            id="by factors",
        ),
        pytest.param(spec(Resize(64, 64)), spec(Resize(64, 64), Flip()), [("geometry", "mirrored")], id="mirrored"),
        pytest.param(
            spec(*RESNET), spec(RESNET[0], CenterCrop(224, 224, rounding="floor")), [("geometry", "off by a pixel")], id="rounding"
        ),
        pytest.param(
            spec(*RESNET),
            spec(CenterCrop(224, 224), ResizeShort(256, library="pil"), CenterCrop(224, 224)),
            [("geometry", "centre crop 224×224 → short side 256 → centre crop 224×224 for short side 256 → centre crop 224×224")],
            id="order",
        ),
        pytest.param(
            spec(Resize(224, 224)),
            spec(Resize(299, 299)),
            [("size", "299×299 for 224×224")],
            id="size",
        ),
        pytest.param(
            spec(Resize(64, 64), Resize(32, 32)),
            spec(Resize(48, 48, library="pil"), Resize(40, 40, interpolation="area"), Resize(32, 32, library="pil", interpolation="box")),
            [
                (
                    "geometry",
                    "stretch to 48×48 → stretch to 40×40 → stretch to 32×32 for stretch to 64×64 → stretch to 32×32",
                )
            ],
            id="kernels that nobody can set off against each other",
        ),
        pytest.param(
            spec(Transpose("chw")), spec(Reinterpret("chw")), [("layout", "hwc read as chw")], id="a reshape where a transpose was meant"
        ),
        pytest.param(spec(Cast("float32")), spec(Cast("float16")), [("dtype", "float16 for float32")], id="half precision"),
    ],
)  # fmt: skip
def test_each_thing_is_named(training, road, expected):
    assert said(training, road) == expected


@pytest.mark.parametrize(
    ("training", "road"),
    [
        pytest.param(spec(Transpose("chw")), spec(), id="axes in another order are no picture to a network"),
        pytest.param(spec(Cast("float32")), spec(), id="an integer that holds the same numbers"),
        pytest.param(spec(Cast("float32")), spec(Cast("float64")), id="double precision"),
        pytest.param(
            spec(*IMAGENET),
            spec(Affine(mean=(123.675, 116.28, 103.53), scale=(0.0171248, 0.017507, 0.0174292)), Cast("float32")),
            id="the same numbers with fewer digits",
        ),
        pytest.param(
            canonical(Program(Decoded(color="rgb"), ())), spec(color="bgr", library="opencv"), id="training does not say how it reads"
        ),
        pytest.param(
            spec(library="opencv", exif=True),
            canonical(Program(OPENCV, (Step(Random("ColorJitter", frozenset({"values"}))),))),
            id="chance",
        ),
        pytest.param(spec(Resize(32, 32)), spec(Resize(32, 32, library="torch", antialias=False)), id="two libraries, one arithmetic"),
    ],
)
def test_nothing_is_said_that_is_not_known_or_cannot_be_run(training, road):
    assert variants.of(training, road) == ()


def test_a_swap_takes_the_channels_numbers_along():
    training, road = spec(*IMAGENET), spec(*IMAGENET, ToColor("bgr"))
    (found,) = variants.of(training, road)
    picture = np.random.default_rng(0).integers(0, 256, (4, 4, 3), np.uint8)
    np.testing.assert_allclose(_run(found.broken, picture)[:, :, ::-1], _run(training, picture), rtol=1e-5, atol=1e-6)


def test_numbers_are_taken_by_the_name_of_the_channel():
    training, road = spec(*IMAGENET), spec(Affine(mean=(10.0, 20.0, 30.0)), ToColor("bgr"))
    color, values = variants.of(training, road)
    assert values.broken.values.value == Values(Affinity(scale=(1.0,) * 3, bias=(-10.0, -20.0, -30.0)))
    assert values.broken.color == training.color
    assert values.mended.values.value.affine.bias == pytest.approx([-m / s for m, s in zip(MEAN[::-1], STD[::-1], strict=True)])
    assert color.mended.values.value == values.broken.values.value


def test_what_is_mended_is_the_road_with_this_alone_as_in_training():
    training, road = spec(*RESNET, *IMAGENET), spec(Resize(224, 224), color="bgr", library="opencv")
    found = {each.matter: each for each in variants.of(training, road)}
    assert set(found) == {"decode", "policy", "kernel", "color", "values"}
    for matter, each in found.items():
        assert matter not in {again.matter for again in variants.of(training, each.mended)}
        assert [again.matter for again in variants.of(training, each.broken)] == [matter]


def test_bytes_that_are_mended_become_floats():
    (found,) = variants.of(spec(*IMAGENET), spec())
    assert (found.broken.dtype.value, found.mended.dtype.value) == ("uint8", "float32")
    assert list(diff(found.mended, spec(*IMAGENET))) == []


def test_the_places_are_those_of_the_road_and_then_of_training(tmp_path):
    from pipecheck.findings import Origin

    here, there = Origin(tmp_path / "deploy.yaml", 7), Origin(tmp_path / "train.py", 3)
    training = canonical(Program(Decoded(library="pil", exif=False, color="rgb", origin=there), ()))
    road = canonical(Program(Decoded(library="pil", exif=False, color="bgr", origin=here), ()))
    assert [each.origins for each in variants.of(training, road)] == [(here, there)]


@given(programs())
def test_nothing_sets_a_road_apart_from_itself(program):
    found = canonical(program)
    assert variants.of(found, found) == ()


@settings(deadline=None, max_examples=66)
@given(ANY, ANY)
def test_breaking_one_thing_after_the_other_leads_to_the_road(one, other):
    training, road = canonical(one), canonical(other)
    assume(executable(training) is not None)
    assume(executable(road) is not None)
    reached = training
    for _ in range(12):
        found = variants.of(reached, road)
        if not found:
            break
        reached = found[0].broken
    left = {each.aspect for each in diff(reached, road)}
    assert left <= {"layout", "dtype"} or not _same_channels(training, road)


@settings(deadline=None, max_examples=66)
@given(ANY, ANY, pictures())
def test_what_is_broken_in_everything_makes_the_tensor_of_the_road(one, other, picture):
    training, road = canonical(one), canonical(other)
    assume(executable(training) is not None)
    assume(executable(road) is not None)
    reached = training
    while found := variants.of(reached, road):
        reached = found[0].broken
    assume({each.aspect for each in diff(reached, road)} <= {"layout", "dtype"})
    broken = replace(reached, layout=road.layout, dtype=road.dtype)
    made, wanted = _tried(broken, picture), _tried(road, picture)
    assume(made is not None)
    assume(wanted is not None)
    level = max(map(abs, road.values.value.affine.scale))
    assert made.shape == wanted.shape
    np.testing.assert_allclose(made, wanted, rtol=1e-3, atol=level * 2.5)


@settings(deadline=None, max_examples=66)
@given(ANY, ANY)
def test_breaking_sets_apart_in_that_one_thing_alone(one, other):
    training, road = canonical(one), canonical(other)
    for each in variants.of(training, road):
        again = variants.of(training, each.broken)
        assert [found.matter for found in again] in ([each.matter], [])


def _same_channels(one, other):
    return len({spec.color.value.name == "gray" for spec in (one, other)}) == 1


def _tried(found, picture):
    try:
        return _run(found, picture)
    except StepError:
        return None


def _run(found, picture):
    return chain.runnable(executable(found))(picture).astype(np.float64)
