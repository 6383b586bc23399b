"""Random albumentations pipelines as users write them, as source text."""

from __future__ import annotations

from hypothesis import strategies as st

IMPORTS = """\
import cv2
import numpy as np
import albumentations as A
MEAN = [0.485, 0.456, 0.406]
STD = (0.229, 0.224, 0.225)
"""
SIDES = st.integers(4, 60)
FLAGS = ["NEAREST", "LINEAR", "CUBIC", "AREA", "LANCZOS4", "NEAREST_EXACT"]
KERNELS = st.sampled_from(["", *(f", interpolation=cv2.INTER_{flag}" for flag in FLAGS), ", interpolation=3"])
FILLS = st.sampled_from(["", ", fill=114", ", fill=0.4", ", fill=(1, 120, 250)"])
BORDERS = st.sampled_from(["", "CONSTANT", "REPLICATE", "REFLECT_101"])
POSITIONS = st.sampled_from(["", ", position='center'", ", position='top_left'"])


@st.composite
def pipelines(draw):
    """A file that leaves a pipeline in `t`."""
    before = draw(st.lists(on_bytes(), max_size=4))
    values = draw(st.lists(on_values(), max_size=1))
    after = draw(st.lists(moved(), max_size=2)) if values else []
    steps = ", ".join((*before, *values, *after))
    forms = ["A.Compose([{}])", "A.Compose([A.Sequential([{}], p=1)])", "A.Compose(transforms=[{}], p=1.0)", "A.Compose([A.Compose([{}])])"]
    return f"{IMPORTS}t = {draw(st.sampled_from(forms)).format(steps)}\n"


def on_bytes():
    return st.one_of(moved(), st.sampled_from(["A.InvertImg(p=1)", "A.ToGray(p=1)", "A.NoOp()", "A.ToRGB()", "A.Rotate(p=0)"]))


@st.composite
def moved(draw):
    one, two = draw(SIDES), draw(SIDES)
    border = draw(BORDERS)
    mode = f", border_mode=cv2.BORDER_{border}" if border else ""
    fill, kernel, position = draw(FILLS), draw(KERNELS), draw(POSITIONS)
    return draw(
        st.sampled_from([
            f"A.Resize({one}, {two}{kernel})",
            f"A.Resize(height={one}, width={two}{kernel})",
            f"A.LongestMaxSize({one}{kernel})",
            f"A.LongestMaxSize(max_size=[{one}]{kernel})",
            f"A.SmallestMaxSize({one}{kernel})",
            f"A.CenterCrop({one}, {two})",
            f"A.CenterCrop({one}, {two}, pad_if_needed=True{fill})",
            f"A.Crop(1, 2, {one}, {two})",
            f"A.PadIfNeeded({one}, {two}{mode}{fill}{position})",
            f"A.PadIfNeeded(None, None, {one % 9 + 1}, {one % 9 + 1}{mode}{fill}{position})",
            f"A.Pad(({one % 5}, {two % 4}){mode}{fill})",
            f"A.Pad([1, {one % 5}, 2, {two % 4}]{mode}{fill})",
            "A.HorizontalFlip(p=1)",
            "A.VerticalFlip(p=1)",
        ])
    )  # fmt: skip


def on_values():
    return st.sampled_from([
        "A.Normalize()",
        "A.Normalize(MEAN, STD)",
        "A.Normalize(mean=0.5, std=0.25)",
        "A.Normalize(mean=(0, 0, 0), std=(1, 1, 1))",
        "A.Normalize(MEAN, STD, max_pixel_value=1.0)",
        "A.ToFloat()",
        "A.ToFloat(max_value=127.5)",
        "A.ToFloat(), A.Normalize(MEAN, STD, 1.0)",
        "A.ToFloat(), A.FromFloat(dtype='uint8')",
    ])  # fmt: skip
