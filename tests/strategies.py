"""Random programs and pictures for the laws of specs."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from pipecheck.spec import Decoded, Program, Step
from pipecheck_transformers.ops import (
    Affine,
    Cast,
    CenterCrop,
    Flip,
    Letterbox,
    Pad,
    PadTo,
    PadToMultiple,
    Reinterpret,
    Resize,
    ResizeBy,
    ResizeHeight,
    ResizeLong,
    ResizeShort,
    ResizeToMultiple,
    ToColor,
    Transpose,
)

SIDES = st.integers(4, 40)
KERNELS = st.sampled_from(
    [("linear", "opencv"), ("nearest", "opencv"), ("area", "opencv"), ("linear", "pil"), ("cubic", "pil"), ("linear", "torch")]
)
ORDERS = st.sampled_from(["product", "ratio", "aspect"])
ROUNDINGS = st.sampled_from(["floor", "half-even", "half-up", "ceil"])
MODES = st.sampled_from(["constant", "edge"])
LIMITS = st.sampled_from(["longest", "shortest", "exact"])
POSITIONS = st.sampled_from(["center", "corner"])
FACTORS = st.sampled_from([0.51, 0.75, 1.0, 1.3, 1.5])
FILLS = st.sampled_from([0.0, 114.0, (10.0, 120.0, 250.0)])


@st.composite
def geometry(draw, channels):
    interpolation, library = draw(KERNELS)
    kernel = {"interpolation": interpolation, "library": library}
    fill = draw(FILLS if channels == 3 else st.just(7.0))
    kernels = {name: st.just(value) for name, value in kernel.items()}
    kept = {"rounding": ROUNDINGS, "order": ORDERS, **kernels}
    return draw(
        st.one_of(
            st.builds(Resize, SIDES, SIDES, **kernels),
            st.builds(ResizeShort, SIDES, **kept),
            st.builds(ResizeLong, SIDES, **kept),
            st.builds(ResizeHeight, SIDES, widest=st.none() | SIDES, **kept),
            st.builds(ResizeToMultiple, st.none() | SIDES, divisor=st.integers(1, 8), limit=LIMITS, **kernels),
            st.builds(ResizeBy, FACTORS, FACTORS, interpolation=st.sampled_from(["linear", "cubic", "area"])),
            st.builds(PadTo, SIDES, SIDES, fill=st.just(fill), position=POSITIONS, mode=MODES),
            st.builds(CenterCrop, SIDES, SIDES, fill=st.just(fill)),
            st.builds(Pad, top=st.integers(0, 3), left=st.integers(0, 3), fill=st.just(fill)),
            st.builds(PadToMultiple, st.integers(1, 8), fill=st.just(fill), square=st.booleans()),
            st.builds(Letterbox, SIDES, SIDES, fill=st.just(fill), rounding=ROUNDINGS, order=ORDERS, grow=st.booleans()),
            st.builds(Flip),
        )
    )


NUMBER = st.floats(0.25, 4, width=32).map(float)
SHIFT = st.floats(-3, 3, width=32).map(float)


def affines(channels):
    def some(part):
        return st.one_of(part, st.tuples(*[part] * channels)) if channels > 1 else part

    dtypes = st.sampled_from(["float32", "float64", None])
    return st.builds(Affine, mean=some(SHIFT), std=some(NUMBER), bias=some(SHIFT), dtype=dtypes)


@st.composite
def steps(draw, most=6):
    """Steps that can all be run, the number of channels kept in mind."""
    made, channels, raw, wide = [], 3, True, False
    for _ in range(draw(st.integers(0, most))):
        kind = draw(st.sampled_from(["geometry", "geometry", "swap", "gray", "affine", "float", "byte", "layout", "reshape"]))
        if kind == "geometry":
            if wide:  # Pillow resizes nothing wider than float32
                made.append(Cast("float32"))
                wide = False
            made.append(draw(geometry(channels)))
        elif kind == "swap" and channels == 3:
            made.append(ToColor(*draw(st.permutations(["rgb", "bgr"]))[:1], source=draw(st.sampled_from(["rgb", "bgr", None]))))
        elif kind == "gray" and raw:
            made.append(ToColor("gray", library="horizon") if channels == 3 else ToColor("rgb"))
            channels = 4 - channels
        elif kind == "affine":
            made.append(draw(affines(channels)))
            raw, wide = False, True
        elif kind == "float":
            made.append(Cast("float32"))
        elif kind == "byte" and raw:
            made.append(Cast("uint8", rounding="half-even", overflow="clip"))
        elif kind == "layout":
            made.append(Transpose(draw(st.sampled_from(["hwc", "chw"]))))
        elif kind == "reshape":
            made.append(Reinterpret(draw(st.sampled_from(["hwc", "chw"]))))
    return tuple(Step(op) for op in made)


@st.composite
def programs(draw):
    color = draw(st.sampled_from(["rgb", "bgr"]))
    library = draw(st.sampled_from(["opencv", "pil", "skimage"]))
    return Program(Decoded(library=library, exif=draw(st.booleans()), color=color), draw(steps()))


@st.composite
def pictures(draw):
    """Smooth, so that a rounding that falls the other way costs a level and not the picture; red, green and blue differ."""
    height, width = draw(st.integers(5, 48)), draw(st.integers(5, 48))
    y, x = np.mgrid[0:height, 0:width]
    planes = [60 + 50 * np.sin(x / 9 + phase) + 40 * np.cos(y / 7 - phase) + 35 * phase for phase in (0.0, 1.1, 2.3)]
    return np.clip(np.stack(planes, axis=-1), 0, 255).astype(np.uint8)
