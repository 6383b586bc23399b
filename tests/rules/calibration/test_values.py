"""PC609, PC610, PC614 and PC615: the numbers in calibration files, for either toolchain."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck import engine
from pipecheck.evidence.tensors import Expected, Held, Matched, Misfit, Numbers, TensorSet
from pipecheck.findings import Origin
from pipecheck.rules.calibration.values import RULES
from pipecheck.spec import Affinity
from pipecheck.spec.affine import IDENTITY, after, reverse

IMAGENET = Affinity((1 / 58.395, 1 / 57.12, 1 / 57.375), (-123.675 / 58.395, -116.28 / 57.12, -103.53 / 57.375))
CLIP = Affinity((0.0146, 0.015, 0.0142), (-1.79, -1.75, -1.48))
UNIT = Affinity((1 / 255,))
ORIGINS = {"folder": Origin(Path("a.yaml"), 9), "color": Origin(Path("a.yaml"), 4)}
MAPPER = Expected(tool="hb_mapper", layout="chw", color="rgb", values=IDENTITY, nodes=IMAGENET, origins=ORIGINS)
NO_NODES = replace(MAPPER, nodes=None)
COMPILE = Expected(tool="hb_compile", layout="chw", color="rgb", values=IMAGENET, origins=ORIGINS)
UNKNOWN = Expected(tool="hb_compile", layout="chw", color="rgb", origins=ORIGINS)
FEATURE = Expected(tool="hb_mapper", feature=True, origins=ORIGINS)
LOOSE = Expected()
LEVELS = Numbers(layout="chw", low=(0.0,) * 3, high=(255.0,) * 3, mean=(110.0,) * 3, deviation=(60.0,) * 3, count=1000)
WIDE = replace(LEVELS, low=(-500.0,) * 3)


def held(kind, *, certain=True, **said):
    return Held(kind=kind, certain=certain, proof="a grid", **said)


def judged(expected, **said):
    evidence = TensorSet(**{"input": "data", "folder": Path("calib"), "expected": expected, "count": 40, "numbers": LEVELS, **said})
    return [f"{each.code} {each.confidence} {each.origin} {each.message}" for each in engine.run(RULES, [evidence], engine.Settings())]


NORMALISED = held("normalised", affine=IMAGENET, named="ImageNet's mean and std", order="rgb")
MIRRORED = held("normalised", affine=reverse(IMAGENET), named="ImageNet's mean and std", order="bgr")
TWICE = held("twice", affine=after(IMAGENET, IMAGENET), named="ImageNet's mean and std")
STRETCHED = Matched(pairs=16, found_by="name", same=4, worst="7.bin", largest=43.2, step="it was stretched", place=Origin(Path("p.py"), 3))
RANGE = held("normalised", certain=False)
TRAINED = replace(STRETCHED, road="training")
TURNED = Matched(pairs=16, found_by="name", same=0, swapped=16, layout="hwc", laid_out=16)
UNLIKE = Matched(pairs=16, found_by="name", same=15, worst="0.npy", step="the file is 6×6, the source makes 8×8", aspect="geometry")
SMALL = Misfit(reason="an array of 3×6×6, and the input takes 3×8×8", names=("0.npy",), count=1, holds=(3, 6, 6))


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        pytest.param(MAPPER, {}, id="nothing is known"),
        pytest.param(MAPPER, {"held": held("levels", affine=IDENTITY)}, id="levels for hb_mapper"),
        pytest.param(MAPPER, {"held": held("other", certain=False)}, id="levels that were resized as floats"),
        pytest.param(COMPILE, {"held": NORMALISED}, id="normalised for hb_compile"),
        pytest.param(COMPILE, {"held": RANGE}, id="normalised, by the range"),
        pytest.param(COMPILE, {"held": held("other", certain=False)}, id="numbers that nobody knows"),
        pytest.param(UNKNOWN, {"held": NORMALISED}, id="normalised, and nothing says how"),
        pytest.param(UNKNOWN, {"held": held("unit", affine=UNIT)}, id="a network that takes 0..1"),
        pytest.param(UNKNOWN, {"held": held("levels", affine=IDENTITY)}, id="a network that takes 0..255"),
        pytest.param(replace(COMPILE, values=UNIT), {"held": held("unit", affine=UNIT)}, id="0..1 as in training"),
        pytest.param(replace(COMPILE, values=IDENTITY), {"held": held("levels", affine=IDENTITY)}, id="0..255 as in training"),
        pytest.param(FEATURE, {"held": held("other", certain=False), "numbers": WIDE}, id="a feature map"),
        pytest.param(FEATURE, {"held": NORMALISED}, id="a normalised picture as a feature map"),
        pytest.param(LOOSE, {"held": NORMALISED}, id="without a YAML"),
        pytest.param(MAPPER, {"held": NORMALISED, "explained": frozenset({"values"})}, id="the script's fault, which is told"),
        pytest.param(MAPPER, {"held": NORMALISED, "constant_count": 40}, id="files without a picture"),
        pytest.param(MAPPER, {"matched": Matched(pairs=16, found_by="name", same=16)}, id="what the source makes"),
        pytest.param(MAPPER, {"matched": replace(TRAINED, step=None)}, id="otherwise than in training, nobody knows in what"),
        pytest.param(MAPPER, {"matched": TURNED}, id="another layout, which is told"),
        pytest.param(COMPILE, {"matched": UNLIKE, "misfits": (SMALL,)}, id="one file of another shape, which is told"),
    ],
)
def test_quiet(expected, said):
    assert judged(expected, **said) == []


@pytest.mark.parametrize(
    ("expected", "said", "finding"),
    [
        pytest.param(
            MAPPER,
            {"held": NORMALISED},
            "PC609 certain a.yaml:9 the calibration files were normalised with ImageNet's mean and std, and the YAML normalises again",
            id="normalised for hb_mapper",
        ),
        pytest.param(
            MAPPER,
            {"held": RANGE},
            "PC609 likely a.yaml:9 the calibration files were normalised, and the YAML normalises again",
            id="by range",
        ),
        pytest.param(
            MAPPER,
            {"held": TWICE},
            "PC609 certain a.yaml:9 the calibration files were normalised twice with ImageNet's mean and std, "
            "and the YAML normalises again",
            id="twice for hb_mapper",
        ),
        pytest.param(
            NO_NODES,
            {"held": NORMALISED},
            "PC609 certain a.yaml:9 the calibration files were normalised with ImageNet's mean and std, and hb_mapper takes levels 0..255",
            id="normalised under a YAML that does not",
        ),
        pytest.param(
            MAPPER,
            {"held": held("unit", affine=UNIT)},
            "PC614 certain a.yaml:9 the calibration files were divided by 255, and hb_mapper takes levels 0..255",
            id="0..1 for hb_mapper",
        ),
        pytest.param(
            MAPPER,
            {"held": held("shifted", affine=Affinity(bias=(-128.0,)))},
            "PC614 certain a.yaml:9 the calibration files were moved by −128, and hb_mapper takes levels 0..255",
            id="moved",
        ),
        pytest.param(
            MAPPER,
            {"held": held("other", certain=False), "numbers": WIDE},
            "PC614 likely a.yaml:9 the calibration files hold other numbers, and hb_mapper takes levels 0..255",
            id="beyond all levels",
        ),
        pytest.param(
            COMPILE,
            {"held": held("levels", affine=IDENTITY)},
            "PC614 certain a.yaml:9 the calibration files hold levels 0..255; they reach the network as they are, and it takes −2.12..2.64",
            id="levels for hb_compile",
        ),
        pytest.param(
            COMPILE,
            {"held": held("normalised", affine=CLIP, named="CLIP's mean and std")},
            "PC614 certain a.yaml:9 the calibration files were normalised with CLIP's mean and std; "
            "they reach the network as they are, and it takes −2.12..2.64",
            id="other constants",
        ),
        pytest.param(
            UNKNOWN,
            {"held": TWICE},
            "PC614 certain a.yaml:9 the calibration files were normalised twice with ImageNet's mean and std, "
            "and no network is trained with that",
            id="twice, and nothing says how",
        ),
        pytest.param(
            LOOSE,
            {"held": held("divided twice")},
            "PC614 certain calib the calibration files were divided by 255 twice, and no network is trained with that",
            id="divided twice, without a YAML",
        ),
        pytest.param(
            COMPILE,
            {"held": MIRRORED},
            "PC610 likely a.yaml:4 the calibration files hold bgr, and rgb is configured: "
            "their constants, ImageNet's mean and std, stand in bgr order",
            id="the constants of the other order",
        ),
        pytest.param(
            MAPPER,
            {"matched": Matched(pairs=16, found_by="content", same=0, swapped=16, picture=Path("cat.jpg"))},
            "PC610 certain a.yaml:4 the calibration files hold bgr, and rgb is configured: "
            "16 of 16 files are their pictures in bgr order, such as cat.jpg",
            id="swapped against the pictures",
        ),
        pytest.param(
            MAPPER,
            {"matched": STRETCHED},
            "PC615 likely p.py:3 12 of 16 files are not what the declared source makes of their pictures, "
            "up to 43.2 levels apart in 7.bin: it was stretched",
            id="another chain",
        ),
        pytest.param(
            MAPPER,
            {"matched": TRAINED},
            "PC615 likely p.py:3 12 of 16 files are not what training makes of their pictures, up to 43.2 levels apart in 7.bin: "
            "it was stretched",
            id="another chain than that of training",
        ),
    ],
)
def test_found(expected, said, finding):
    assert judged(expected, **said) == [finding]


def test_normalised_files_are_not_held_against_their_pictures_too():
    matched = Matched(pairs=16, found_by="name", same=0, largest=200.0)
    assert [each[:5] for each in judged(MAPPER, held=NORMALISED, matched=matched)] == ["PC609"]


def test_a_source_that_is_right_need_only_be_run_again():
    evidence = TensorSet(input="data", folder=Path("calib"), expected=MAPPER, count=40, numbers=LEVELS, held=NORMALISED, mended=True)
    assert [each.hint for each in engine.run(RULES, [evidence], engine.Settings())] == [
        "save levels 0..255: the declared source does so now, run it again"
    ]


def test_the_remedy_names_the_numbers_to_save():
    tensors = TensorSet(
        input="data", folder=Path("calib"), expected=COMPILE, count=40, numbers=LEVELS, held=held("levels", affine=IDENTITY)
    )
    (finding,) = engine.run(RULES, [tensors], engine.Settings())
    assert finding.hint == "save (x − 123.675, 116.28, 103.53) · 0.0171248, 0.017507, 0.0174292, where x is a level 0..255"


def test_files_of_another_size_are_not_held_against_their_pictures_too():
    small = Misfit(reason="an array of 3×6×6, and the input takes 3×8×8", names=("0.npy",), count=40, holds=(3, 6, 6))
    assert judged(COMPILE, misfits=(small,), matched=STRETCHED) == []
