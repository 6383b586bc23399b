"""Calibration sets as they are gathered from real folders, made by hand: one with every fault, one with none, and their tensors."""

import io
import math
from pathlib import Path

from PIL import Image

from pipecheck.evidence.calibration import Advice, Alike, Chart, Coverage, Odd, PictureSet, Shift, Spread, Thumbnail
from pipecheck.evidence.tensors import Expected, Held, Lattice, Matched, Misfit, Numbers, TensorSet
from pipecheck.findings import Origin
from pipecheck.spec import Affinity

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
COUNTS = (8, 9, 0, 31, 5, 4, 0, 7, 6, 1)


def chart(title, here, there=None):
    """A chart of values around *here* in the bins, as wide as its second number, and of those of training likewise."""
    spreads = [None if side is None else Spread(8 * side[0] + 4, 5.6 * side[1]) for side in (here, there)]
    return Chart(
        title=title, low=0.0, high=255.0, here=bell(*here), there=() if there is None else bell(*there),
        spread=spreads[0], spread_there=spreads[1],
    )  # fmt: skip


def bell(middle, width, bins=32):
    """Shares of 1 around the bin *middle*."""
    heights = [math.exp(-(((place - middle) / width) ** 2)) for place in range(bins)]
    return tuple(height / math.fsum(heights) for height in heights)


def thumbnail(name, caption, color=(90, 120, 60), size=(96, 64)):
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG")
    return Thumbnail(jpeg=out.getvalue(), name=name, caption=caption)


def pictures(**changes):
    """A set with a fault of every kind."""
    given = {
        "folder": Path("data/calib"),
        "count": 74,
        "whole": 71,
        "left_out": 0,
        "origin": Origin(Path("pipecheck.toml"), 9, 1),
        "odd": (
            Odd(oddity="dark", name="cat/0007.jpg", figure="mean level 3"),
            Odd(oddity="dark", name="cat/0011.jpg", figure="mean level 5"),
            Odd(oddity="one color", name="ship/sea.png", figure="98 % of the pixels within two levels"),
            Odd(oddity="odd size", name="truck/0001.png", figure="32 × 32, the others 500 × 375"),
        ),
        "alike": (
            Alike(names=("dog/0001.jpg", "dog/0001 (copy).jpg"), count=2, exact=True),
            Alike(names=("deer/a.jpg", "deer/b.jpg", "deer/c.jpg"), count=4, exact=False),
        ),
        "coverage": (
            Coverage(
                title="class",
                counts=tuple(zip(CLASSES, COUNTS, strict=True)),
                trained=tuple((name, 5000) for name in CLASSES),
                complete=True,
                unlabelled=2,
                without=("unsorted/x.jpg", "unsorted/y.jpg"),
                origin=Origin(Path("names.txt"), 1),
            ),
        ),
        "shifts": (
            Shift(quantity="brightness", here=74.2, there=118.4, distance=0.93, bound=0.71),
            Shift(quantity="blue", here=60.0, there=102.0, distance=0.8, bound=0.52),
        ),
        "compared": 2000,
        "overlapping": ("cat/0001.jpg", "cat/0002.jpg"),
        "validation": Path("data/val"),
        "charts": (
            chart("brightness", (8, 4), (15, 7)),
            chart("red", (9, 5), (15, 8)),
            chart("green", (9, 4), (14, 8)),
            chart("blue", (7, 4), (13, 8)),
        ),
        "sheet": (
            thumbnail("cat/0007.jpg", "dark: mean level 3", (3, 3, 3)),
            thumbnail("cat/0011.jpg", "dark: mean level 5", (5, 5, 5)),
            thumbnail("ship/sea.png", "one color: 98 %", (40, 90, 170)),
            thumbnail("truck/0001.png", "odd size: 32 × 32", (170, 60, 40), (32, 32)),
            thumbnail("dog/0001.jpg", "keep", (150, 120, 90)),
            thumbnail("dog/0001 (copy).jpg", "byte for byte the same", (150, 120, 90)),
            thumbnail("deer/a.jpg", "keep", (90, 110, 50), (64, 96)),
            thumbnail("deer/b.jpg", "alike", (92, 111, 51), (64, 96)),
            thumbnail("bird/1.jpg", "ordinary", (120, 160, 200)),
        ),
    }
    return PictureSet(**{**given, **changes})


def fit(**changes):
    """Pictures that nothing is wrong with, in every class alike."""
    coverage = Coverage(title="class", counts=tuple((name, 10) for name in CLASSES), complete=True)
    bright = chart("brightness", (15, 7))
    return PictureSet(**{"folder": Path("calib"), "count": 100, "whole": 100, "coverage": (coverage,), "charts": (bright,), **changes})


def tensors(**changes):
    """Files that were normalised before the toolchain does it."""
    config = Path("config.yaml")
    given = {
        "input": "data",
        "folder": Path("calibration_f32"),
        "expected": Expected(
            tool="hb_mapper", shape=(3, 224, 224), layout="chw", color="bgr", dtype="float32", values=Affinity(),
            nodes=Affinity((0.0171, 0.0175, 0.0174), (-2.1, -2.0, -1.8)),
            origins={"folder": Origin(config, 20, 3), "layout": Origin(config, 8, 3)},
        ),
        "count": 60,
        "advice": Advice(origin=Origin(Path("pipecheck.toml"), 12, 1)),
        "misfits": (Misfit(reason="602112 bytes, and one sample takes 150528", names=("a.bin", "b.bin"), count=2, hint="write float32"),),
        "constant": ("zero.bin",),
        "constant_count": 1,
        "unfinite": ("nan.bin", "inf.bin"),
        "unfinite_count": 2,
        "numbers": Numbers(
            layout="chw", low=(-2.118, -2.036, -1.804), high=(2.249, 2.429, 2.64),
            mean=(-0.1, 0.02, 0.3), deviation=(1.1, 1.2, 1.3), count=57
        ),
        "held": Held(
            kind="normalised",
            certain=True,
            proof="254 levels of 0.01712 lie on a grid",
            affine=Affinity((0.01712, 0.01751, 0.01743), (-2.118, -2.036, -1.804)),
            named="ImageNet's mean and std",
            order="rgb",
            lattice=Lattice(step=(0.01712, 0.01751, 0.01743), offset=(0.325, 0.72, 0.47), levels=(254, 250, 249), error=0.002),
        ),
        "layout": "chw",
        "matched": Matched(
            pairs=20, found_by="content", same=12, swapped=5, worst="c.bin", picture=Path("data/c.jpg"), largest=31.5,
            step="resized with opencv cubic", place=Origin(Path("preprocess.py"), 5, 10), aspect="geometry",
        ),
        "mended": True,
        "explained": frozenset({"values", "color"}),
    }  # fmt: skip
    return TensorSet(**{**given, **changes})


def written(**changes):
    """Tensors that nothing is wrong with."""
    expected = Expected(shape=(None, 3, 4), dtype="uint8")
    return TensorSet(**{"input": "x", "folder": Path("c"), "expected": expected, "count": 100, **changes})


EVERY = {"pictures": pictures, "fit pictures": fit, "tensors": tensors, "fit tensors": written}
