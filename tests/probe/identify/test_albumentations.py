"""What albumentations does is found by sending pictures through it."""

from __future__ import annotations

import cv2
import pytest

from pipecheck import identify
from pipecheck.report.identified import words

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def albumentations():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_ALBUMENTATIONS_UPDATE", "1")
        return pytest.importorskip("albumentations")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        pytest.param(
            "A.SmallestMaxSize(72), A.CenterCrop(64, 64), A.Normalize()",
            "short side 72 (opencv linear, rounded half-even) → centre crop 64×64 (rounded floor)",
            id="short side and crop",
        ),
        pytest.param(
            "A.LongestMaxSize(80), A.PadIfNeeded(80, 80, border_mode=0, fill=114), A.Normalize()",
            "letterbox 80×80 (opencv linear, fill 114)",
            id="letterbox",
        ),
        pytest.param("A.Resize(60, 44, interpolation=cv2.INTER_AREA), A.ToFloat(255)", "stretch to h60×w44 (opencv area)", id="area"),
        pytest.param("A.Resize(60, 44, interpolation=cv2.INTER_CUBIC)", "stretch to h60×w44 (opencv cubic, on integers)", id="bytes"),
    ],
)
def test_the_chain_is_recovered(albumentations, source, answer):
    found = identify(eval(f"A.Compose([{source}])", {"A": albumentations, "cv2": cv2}))
    assert found.unexplained is None
    assert f", {answer}, " in words(found.spec, found.chain.ops)
    assert found.residual <= 1e-4
    assert found.handed == "an array as image="


def test_normalize_is_spelled_as_it_computes(albumentations):
    found = identify(albumentations.Compose([albumentations.Resize(40, 40), albumentations.Normalize()]))
    affine = found.spec.values.value.affine
    assert affine.scale == pytest.approx((1 / 58.395, 1 / 57.12, 1 / 57.375), rel=1e-6)
    assert found.chain.ops[1].mean == (123.675, 116.28, 103.53)
