"""Random torchvision transforms as users write them: source text, and how far a resize of tensors may be off."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = "Compose, Resize, CenterCrop, Pad, Grayscale, ToTensor, PILToTensor, ConvertImageDtype, ToPILImage, Normalize, InterpolationMode"
V1 = [
    ("from torchvision import transforms", "transforms."),
    ("from torchvision import transforms as T", "T."),
    ("import torchvision.transforms as T", "T."),
    ("import torchvision", "torchvision.transforms."),
    ("from torchvision.transforms import *", ""),
    (f"from torchvision.transforms import {NAMES}", ""),
]
V2 = [
    ("from torchvision.transforms import v2", "v2."),
    ("import torchvision.transforms.v2 as T", "T."),
    ("from torchvision import transforms", "transforms.v2."),
    ("import torchvision", "torchvision.transforms.v2."),
    ("from torchvision.transforms.v2 import *", ""),
]
PIL_MODES = ["NEAREST", "BOX", "BILINEAR", "HAMMING", "BICUBIC", "LANCZOS"]
NUMBERS = {"NEAREST": 0, "LANCZOS": 1, "BILINEAR": 2, "BICUBIC": 3, "BOX": 4, "HAMMING": 5}
SIDES = st.integers(4, 40)
IMPORTS = """\
import numpy as np
import PIL
import torch
from torch import nn
from PIL import Image
SIZE = 24
MEAN = [0.485, 0.456, 0.406]
STD = (0.229, 0.224, 0.225)"""
MEANS = ["[0.485, 0.456, 0.406]", "(0.485, 0.456, 0.406)", "np.array([0.485, 0.456, 0.406])", "torch.tensor([0.485, 0.456, 0.406])", "MEAN",
         "tuple(MEAN)", "[0.5] * 3", "[0.485] + [0.456, 0.406]", "[124 / 255, 0.5, 1 / 2]", "(0.5,)"]  # fmt: skip
STDS = ["[0.229, 0.224, 0.225]", "np.asarray([0.229, 0.224, 0.225], dtype=np.float32)", "STD", "list(STD)", "[0.5] * 3", "(0.5,)"]


@dataclass(frozen=True)
class Written:
    """A file that leaves a transform in `t`; after a tensor resize it is exact only up to *levels*."""

    source: str
    levels: float


@st.composite
def compositions(draw):
    version2 = draw(st.booleans())
    header, prefix = draw(st.sampled_from(V2 if version2 else V1))
    gray = draw(st.integers(0, 4)) == 0
    before = [f"Grayscale({draw(st.sampled_from(['', '1', 'num_output_channels=1']))})"] if gray else []
    before += draw(st.lists(geometry(prefix, gray, "pil", version2=version2), max_size=3))
    bytes_, levels = draw(conversion(prefix, gray, version2=version2))
    after = draw(st.lists(geometry(prefix, gray, "float", version2=version2), max_size=2))
    levels += sum(0.02 for step in after if step.startswith("Resize"))
    if draw(st.booleans()):
        after.append(draw(normalize(gray)))
    elif draw(st.integers(0, 3)) == 0 and levels == 0:
        after.append("ToPILImage()")
    steps = [prefix + step for step in (*before, *bytes_, *after)]
    return Written(f"{header}\n{IMPORTS}\n{draw(joined(steps, prefix, version2=version2))}\n", levels)


@st.composite
def joined(draw, steps, prefix, *, version2):
    """*steps* as one transform, or as the list of them."""
    written = ", ".join(steps)
    cut = draw(st.integers(0, len(steps)))
    head, tail = ", ".join(steps[:cut]), ", ".join(steps[cut:])
    nested = ", ".join(part for part in (head, f"{prefix}Compose([{tail}])" if tail else "") if part)
    forms = [
        f"t = {prefix}Compose([{written}])",
        f"t = {prefix}Compose(transforms=[{written},])",
        f"t = [{written}]",
        f"steps = [{written}]\nt = {prefix}Compose(steps)",
        f"t = {prefix}Compose([{nested}])",
        f"def build(size=SIZE):\n    steps = ({written},)\n    return {prefix}Compose(steps)\nt = build()",
        f"head = [{head}]\nt = {prefix}Compose(head + [{tail}])",
        f"head = [{head}]\nt = {prefix}Compose([*head, {tail}])",
    ]
    return draw(st.sampled_from([*forms, f"t = nn.Sequential({written})"] if version2 else forms))


@st.composite
def conversion(draw, prefix, gray, *, version2):
    """To a tensor of floats, perhaps with a step on bytes on the way; and how many levels that may cost."""
    if draw(st.booleans()):
        return ["ToTensor()"], 0.0
    first = draw(st.sampled_from(["PILToTensor()", "ToImage()"] if version2 else ["PILToTensor()"]))
    between = draw(st.lists(geometry(prefix, gray, "bytes", version2=version2), max_size=1))
    last = ["ConvertImageDtype(torch.float32)", "ConvertImageDtype(torch.float)", "ConvertImageDtype(dtype=torch.float32)"]
    last += ["ToDtype(torch.float32, scale=True)", "ToDtype(torch.float, True)"] if version2 else []
    # v1 resizes bytes by way of floats
    return [first, *between, draw(st.sampled_from(last))], 2.0 * sum(step.startswith("Resize") for step in between)


def geometry(prefix, gray, stage, *, version2):
    return st.one_of(resize(prefix, stage, version2=version2), crop(), pad(gray, stage, version2=version2), colors(gray, stage))


@st.composite
def resize(draw, prefix, stage, *, version2):
    side = draw(SIDES)
    sizes = [
        f"{side}",
        f"({side}, {draw(SIDES)})",
        f"[{draw(SIDES)}, {side}]",
        f"[{side}]",
        f"size={side}",
        "SIZE",
        "int(SIZE / 0.875)",
        "SIZE + 8",
    ]
    size = draw(st.sampled_from(sizes))
    said = [size]
    mode = draw(interpolation(prefix, stage, version2=version2))
    if mode and draw(st.booleans()) and "=" not in size:
        said.append(mode)
    elif mode:
        said.append(f"interpolation={mode}")
    if size in (f"{side}", f"[{side}]") and draw(st.booleans()):
        said.append(f"max_size={side + draw(st.integers(1, 30))}")
    if draw(st.booleans()):
        said.append(f"antialias={draw(st.sampled_from(['True', 'None'] if stage == 'pil' else ['True', 'False', 'None']))}")
    return f"Resize({', '.join(said)})"


@st.composite
def interpolation(draw, prefix, stage, *, version2):
    modes = PIL_MODES if stage == "pil" else ["NEAREST", "BILINEAR", "BICUBIC"]
    mode = draw(st.sampled_from(modes))
    forms = [
        f"{prefix}InterpolationMode.{mode}",
        f"Image.{mode}",
        f"PIL.Image.Resampling.{mode}",
        f"Image.Resampling.{mode}",
        str(NUMBERS[mode]),
    ]
    forms += [repr(mode.lower())] if version2 else []
    return draw(st.sampled_from([None, *forms]))


@st.composite
def crop(draw):
    side, other = draw(st.integers(4, 60)), draw(st.integers(4, 60))
    return f"CenterCrop({draw(st.sampled_from([f'{side}', f'({side}, {other})', f'[{side}]', f'size={side}', 'SIZE']))})"


@st.composite
def pad(draw, gray, stage, *, version2):
    one, two, three = (draw(st.integers(0, 3)) for _ in range(3))
    said = [draw(st.sampled_from([f"{one}", f"({one}, {two})", f"[{one}, {two}, {three}, 1]", f"padding={two}", f"({one},)"]))]
    mode = draw(st.sampled_from(["constant", "constant", "edge", "reflect"]))
    if mode != "constant":
        return f"Pad({said[0]}, padding_mode={mode!r})"
    plain = ["0", "0.5", "1"] if stage == "float" else ["0", "114", "127.5"]
    vector = ["(0, 1, 0.5)" if stage == "float" else "(123, 116, 103)"] if not gray and (stage == "pil" or version2) else []
    fill = draw(st.sampled_from([None, *plain, *vector]))
    return f"Pad({', '.join([*said, f'fill={fill}'] if fill else said)})"


def colors(gray, stage):
    """Gray in three channels, where there are three."""
    return st.just("CenterCrop(9)") if gray or stage == "float" else st.just("Grayscale(num_output_channels=3)")


@st.composite
def normalize(draw, gray):
    if gray:
        return draw(st.sampled_from(["Normalize([0.5], [0.25])", "Normalize((0.5,), (0.25,))", "Normalize(mean=[0.449], std=[0.226])"]))
    mean, std = draw(st.sampled_from(MEANS)), draw(st.sampled_from(STDS))
    return draw(st.sampled_from([f"Normalize({mean}, {std})", f"Normalize(std={std}, mean={mean})", f"Normalize({mean}, {std}, True)"]))
