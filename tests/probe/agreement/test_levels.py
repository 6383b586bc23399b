"""How far apart what two networks are given is in levels of 8 bits, and what is nothing but the colors that YUV loses."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from twins import MEAN, STD, TRAINING, program

from pipecheck.probe.agreement import levels
from pipecheck.spec import canonical
from pipecheck.spec.facts import Fact
from pipecheck_transformers import Affine, Cast, Chain, ToColor, Transpose, readers

SPEC = canonical(program(TRAINING))
TENSOR = [Affine(mean=MEAN, std=STD), Transpose("chw")]


def picture(*, colored=True):
    rng = np.random.default_rng(2)
    rough = rng.uniform(0, 255, (6, 8, 3)) if colored else np.repeat(rng.uniform(0, 255, (6, 8, 1)), 3, axis=2)
    smooth = cv2.resize(rough, (64, 48), interpolation=cv2.INTER_CUBIC) + rng.normal(0, 4, (48, 64, 1))
    return np.clip(smooth, 0, 255).astype(np.uint8)


def made(*ops, of=None):
    """The batch that the steps *ops* make of an RGB picture."""
    return Chain([*ops, *TENSOR], read=readers.pil())(picture() if of is None else of)[None]


def through(color, *, back="rgb", source="rgb", limits="full", read_as=None):
    """A picture that becomes YUV in bytes, and RGB again."""
    there = [ToColor(color, source=source, range=limits, library="horizon"), Cast("uint8")]
    return [*there, ToColor(back, source=color, range=read_as or limits, library="horizon")]


def tinted(batch):
    """*batch* with more red and less green everywhere, as bright as before."""
    change = np.array([20, -20 * 0.299 / 0.587, 0]) / STD
    return batch + change.astype(np.float32)[None, :, None, None]


@pytest.mark.parametrize(
    ("second", "largest", "halved"),
    [
        pytest.param(made(), 0.0, True, id="the same"),
        pytest.param(made().transpose(0, 2, 3, 1), 0.0, True, id="channels last"),
        pytest.param(made() + np.float32(0.5 / 58.395), 0.51, True, id="rounding"),
        pytest.param(made(*through("yuv444")), 3.0, True, id="YUV in bytes"),
        pytest.param(made(*through("yuv444", limits="video")), 4.5, True, id="YUV of video range in bytes"),
        pytest.param(made(*through("nv12")), 60.0, True, id="NV12"),
        pytest.param(made(*through("nv12", limits="video")), 60.0, True, id="NV12 of video range"),
    ],
)
def test_what_is_lost_by_rounding_and_halving_is_recognised(second, largest, halved):
    found = levels.apart(made(), second, SPEC, yuv=True)
    assert found.largest <= largest
    assert found.halved == halved


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(made(*through("nv12", back="bgr")), id="red and blue swapped"),
        pytest.param(made(*through("nv12", limits="full", read_as="video")), id="another range"),
        pytest.param(made(*through("nv12", limits="video", read_as="full")), id="the other range"),
        pytest.param(made(*through("nv12", source="bgr")), id="encoded as if it were BGR"),
        pytest.param(made(*through("nv12")) * np.float32(1.1), id="another scale"),
        pytest.param(made(*through("nv12")) + np.float32(4 / 57), id="another mean"),
        pytest.param(tinted(made(*through("nv12"))), id="another tint, as bright"),
        pytest.param(np.roll(made(*through("nv12")), 1, axis=3), id="shifted by a pixel"),
        pytest.param(made(*through("nv12")) * np.nan, id="NaN"),
    ],
)
def test_what_is_more_than_that_is_not_excused(second):
    found = levels.apart(made(), second, SPEC, yuv=True)
    assert found.largest > levels.LEVEL
    assert not found.halved


def test_a_picture_that_never_was_yuv_loses_no_colors():
    assert not levels.apart(made(), made(*through("nv12")), SPEC, yuv=False).halved


def test_halved_colors_of_a_colorless_picture_are_no_loss():
    gray = picture(colored=False)
    found = levels.apart(made(of=gray), made(*through("nv12"), of=gray), SPEC, yuv=True)
    assert found.largest <= 3
    assert found.halved


@pytest.mark.parametrize(
    ("first", "second", "spec"),
    [
        pytest.param(made(), made(of=np.zeros((8, 8, 3), np.uint8)), SPEC, id="another size"),
        pytest.param(made(), made()[0], SPEC, id="no batch"),
        pytest.param(made()[:, :2], made()[:, :2], SPEC, id="another number of channels"),
        pytest.param(made(), made(), replace(SPEC, values=Fact(None)), id="an unknown unit"),
        pytest.param(made(), made(), replace(SPEC, layout=Fact(None)), id="an unknown layout"),
    ],
)
def test_what_cannot_be_compared_is_not(first, second, spec):
    assert levels.apart(first, second, spec, yuv=True) is None
