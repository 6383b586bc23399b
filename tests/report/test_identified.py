"""The answer of an identification in words and as JSON."""

import json

import cv2
import numpy as np
import pytest

from pipecheck import identify
from pipecheck.lower import chain as dialect
from pipecheck.probe.identify import Alternative, Identified
from pipecheck.report import identified
from pipecheck.spec import canonical
from pipecheck_transformers import Affine, Cast, CenterCrop, Chain, Resize, ResizeShort, ToColor, Transpose, opencv, pil

IMAGENET = [Affine(std=255.0), Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))]
CHAIN = Chain([ResizeShort(256, library="pil"), CenterCrop(224, 224), *IMAGENET, Transpose("chw")], read=pil())


def found(chain=CHAIN, **changes):
    return Identified(**{"chain": chain, "spec": canonical(dialect.lower(chain)), "residual": 0.0, "proofs": 5, **changes})


@pytest.mark.parametrize(
    ("ops", "words"),
    [
        pytest.param([], "BGR, size unchanged, 0..255 unchanged, HWC uint8", id="nothing"),
        pytest.param([Affine(std=255.0)], "BGR, size unchanged, x / 255, HWC float32", id="0..1"),
        pytest.param(
            IMAGENET,
            "BGR, size unchanged, (x / 255 − (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225), HWC float32",
            id="ImageNet",
        ),
        pytest.param([Affine(std=127.5, bias=-1.0)], "BGR, size unchanged, x / 127.5 − 1, HWC float32", id="−1..1"),
        pytest.param([Affine(mean=128.0, scale=0.5)], "BGR, size unchanged, (x − 128) × 0.5, HWC float32", id="mean and scale"),
        pytest.param([Affine(bias=-128.0), Cast("int8")], "BGR, size unchanged, x − 128 as int8, HWC int8", id="signed"),
        pytest.param([ToColor("nv12", range="video")], "nv12 (video range), size unchanged, 0..255 unchanged, HWC uint8", id="nv12"),
    ],
)
def test_the_first_line_is_the_answer(ops, words):
    chain = Chain(ops, read=opencv())
    assert identified.as_text(found(chain)).splitlines()[0] == f"{words}; proven on 5 fresh pictures, largest difference 0"


def test_the_whole_report():
    other = Alternative(Chain([ResizeShort(256, library="torch", antialias=True), *CHAIN.ops[1:]], read=pil()), 0.0)
    assert identified.as_text(found(alternatives=(other,), handed="a Pillow picture", least=(224, 224))) == (
        "RGB, short side 256 (pil linear) → centre crop 224×224, (x / 255 − (0.485, 0.456, 0.406)) / (0.229, 0.224, 0.225), CHW float32; "
        "proven on 5 fresh pictures, largest difference 0\n"
        "\n"
        "  Chain([\n"
        "      ResizeShort(256, library='pil'),\n"
        "      CenterCrop(224, 224),\n"
        "      Affine(std=255.0),\n"
        "      Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),\n"
        "      Transpose('chw'),\n"
        "  ], read=Read(library='pil', color='rgb'))\n"
        "\n"
        "  handed over as a Pillow picture; pictures smaller than 224×224 come out otherwise\n"
        "\n"
        "  cannot be told apart from it:\n"
        "    ResizeShort(256, library='torch', antialias=True) (0)\n"
    )


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({"chain": None, "residual": None, "unexplained": "nothing fits"}, "unexplained: nothing fits; what is known: RGB, "),
        ({"unexplained": "no kernel", "residual": 7.123}, "unexplained: no kernel; the closest is RGB, "),
        ({"chain": None, "deterministic": False, "unexplained": "a random step"}, "random: a random step; besides that RGB, "),
    ],
)
def test_what_is_not_explained_comes_first(changes, start):
    text = identified.as_text(
        found(**changes) if "chain" not in changes else Identified(**{"spec": found().spec, "proofs": 0, "residual": None, **changes})
    )
    assert text.startswith(start)


@pytest.mark.parametrize(
    ("residual", "said"), [(0.0, "difference 0"), (3e-6, "difference below 0.001 of a level"), (1.0, "difference 1 levels")]
)
def test_the_difference_in_levels(residual, said):
    assert identified.as_text(found(residual=residual)).splitlines()[0].endswith(said)


def test_json_has_everything():
    data = json.loads(identified.as_json(found(alternatives=(Alternative(CHAIN, float("inf")),))))
    assert data["schema"] == 1
    assert data["read"]["library"] == "pil"
    assert [step["op"] for step in data["chain"]] == ["ResizeShort", "CenterCrop", "Affine", "Affine", "Transpose"]
    assert data["chain"][0]["size"] == 256
    assert data["spec"]["values"]["scale"] == pytest.approx([1 / 255 / 0.229, 1 / 255 / 0.224, 1 / 255 / 0.225])
    assert data["spec"]["layout"] == "chw"
    assert (data["residual"], data["deterministic"], data["unexplained"]) == (0.0, True, None)
    assert data["alternatives"][0]["residual"] is None


def test_json_of_what_was_not_found():
    made = identify(lambda x: cv2.resize(x, (20, 20)) + np.random.default_rng().integers(0, 9, (20, 20, 3)).astype(np.uint8))
    data = json.loads(identified.as_json(made))
    assert (data["chain"], data["read"], data["deterministic"]) == (None, None, False)
    assert Resize(20, 20) not in (made.chain.ops if made.chain else ())
