"""Pictures of many kinds, the ways in which they are read, resized and normalised, and samples of the numbers that this makes."""

from dataclasses import dataclass

import cv2
import numpy as np
import skimage
import skimage.transform
from PIL import Image

from pipecheck.evidence.tensors import Numbers
from pipecheck.spec import Affinity, affine

SIDE = 48


@dataclass(frozen=True)
class Normal:
    """A normalisation of pixels 0..255: for each channel `(x − mean) / std`, in the order of the channels."""

    mean: tuple
    std: tuple

    @property
    def affine(self):
        return affine.make(tuple(1 / s for s in self.std), tuple(-m / s for m, s in zip(self.mean, self.std, strict=True)))

    @property
    def kind(self):
        """What such numbers are called; a hundredth of a level is no difference."""
        for scale, bias, kind in ((1, 0, "levels"), (1 / 255, 0, "unit"), (1 / 256, 0, "unit"), (1, -128, "shifted")):
            if affine.same(self.affine, Affinity((scale,), (bias,))):
                return kind
        return "normalised"


def of_unit(mean, std):
    """The normalisation with constants for 0..1."""
    return Normal(tuple(255 * m for m in mean), tuple(255 * s for s in std))


NORMALS = {
    "raw": Normal((0.0,) * 3, (1.0,) * 3),
    "unit": Normal((0.0,) * 3, (255.0,) * 3),
    "unit256": Normal((0.0,) * 3, (256.0,) * 3),
    "signed": Normal((127.5,) * 3, (127.5,) * 3),
    "signed128": Normal((128.0,) * 3, (128.0,) * 3),
    "imagenet": of_unit((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "caffe": Normal((123.68, 116.779, 103.939), (1.0,) * 3),
    "clip": of_unit((0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)),
    "cifar": of_unit((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
    "unknown": Normal((101.3, 97.7, 88.2), (61.7, 59.3, 66.1)),
}


def unit_float32(pixels, normal):
    mean, std = (np.array(part, np.float32) / np.float32(255) for part in (normal.mean, normal.std))
    return (pixels.astype(np.float32) / np.float32(255) - mean) / std


def levels_float32(pixels, normal):
    mean, std = (np.array(part, np.float32) for part in (normal.mean, normal.std))
    return (pixels.astype(np.float32) - mean) / std


def times_scale(pixels, normal):
    return (pixels.astype(np.float32) - np.array(normal.mean, np.float32)) * np.array(1 / np.array(normal.std), np.float32)


def times_and_plus(pixels, normal):
    scale = 1 / np.array(normal.std)
    return pixels.astype(np.float32) * scale.astype(np.float32) - (np.array(normal.mean) * scale).astype(np.float32)


def double_then_single(pixels, normal):
    return ((pixels / 255.0 - np.array(normal.mean) / 255.0) / (np.array(normal.std) / 255.0)).astype(np.float32)


def double(pixels, normal):
    return (pixels.astype(np.float64) - np.array(normal.mean)) / np.array(normal.std)


SPELLINGS = (unit_float32, levels_float32, times_scale, times_and_plus, double_then_single, double)


def opencv(picture):
    return picture[..., ::-1]


def pil(picture):
    return np.asarray(Image.fromarray(picture).convert("RGB"))


def skimage_unit(picture):
    """What the toolchain's samples read with skimage: 0..1, and back to 0..255."""
    return skimage.img_as_float(picture) * 255


def cv2_resize(picture, side):
    return cv2.resize(np.ascontiguousarray(picture), (side, side), interpolation=cv2.INTER_LINEAR)


def pil_resize(picture, side):
    return np.asarray(Image.fromarray(np.ascontiguousarray(picture)).resize((side, side), Image.Resampling.BICUBIC))


def cv2_float_resize(picture, side):
    return cv2.resize(np.ascontiguousarray(picture).astype(np.float32), (side, side), interpolation=cv2.INTER_LINEAR)


def cv2_half(picture, side):
    """Exactly half the size, in floats: quarters of levels."""
    return cv2.resize(picture.astype(np.float32), (picture.shape[1] // 2, picture.shape[0] // 2), interpolation=cv2.INTER_AREA)


def cv2_cubic(picture, side):
    return cv2.resize(picture.astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)


def skimage_resize(picture, side):
    return (skimage.transform.resize(picture, (side, side), order=1) * 255).astype(np.float32)


WHOLE = (cv2_resize, pil_resize)
FRACTIONS = (cv2_float_resize, cv2_half, cv2_cubic, skimage_resize)


def natural(random, side=SIDE):
    """Blobs, edges and grain, as in photographs."""
    coarse = random.integers(0, 256, (6, 6, 3)).astype(np.uint8)
    picture = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    cv2.rectangle(picture, (side // 8, side // 8), (side // 2, side // 3), tuple(map(int, random.integers(0, 256, 3))), -1)
    return np.clip(picture + random.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def gray(random):
    return np.repeat(natural(random)[..., :1], 3, axis=2)


def faint(random):
    """Of little contrast, anywhere between black and white."""
    low, span = int(random.integers(0, 200)), int(random.integers(1, 56))
    return (low + natural(random).astype(np.int32) * span // 255).astype(np.uint8)


def dark(random):
    return (natural(random).astype(np.int32) * int(random.integers(1, 41)) // 255).astype(np.uint8)


def posterised(random):
    step = int(random.integers(2, 100))
    return natural(random) // step * step


def palette(random):
    colors = random.integers(0, 256, (int(random.integers(2, 40)), 3)).astype(np.uint8)
    return colors[natural(random)[..., 0].astype(np.int32) * len(colors) // 256]


def screen(random):
    """Flat areas and lines."""
    picture = np.full((SIDE, SIDE, 3), random.integers(0, 256, 3), np.uint8)
    for _ in range(int(random.integers(1, 9))):
        (x, y, right, down), color = random.integers(0, SIDE, 4), tuple(map(int, random.integers(0, 256, 3)))
        cv2.rectangle(picture, (int(x), int(y)), (int(right), int(down)), color, -1 if random.random() < 0.6 else 1)
    return picture


def binary(random):
    return np.where(natural(random) > 128, 255, 0).astype(np.uint8)


def constant(random):
    return np.full((SIDE, SIDE, 3), int(random.integers(0, 256)), np.uint8)


def two_levels(random):
    return (natural(random) > 128).astype(np.uint8)


def noise(random):
    return random.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)


PICTURES = (natural, gray, faint, dark, posterised, palette, screen, binary, constant, two_levels, noise)


def channels(tensors):
    """A sample of *tensors*, height × width × channel, as it is taken from files: one array per channel, and the numbers of all of them."""
    arrays = [np.concatenate([tensor[..., index].ravel() for tensor in tensors]) for index in range(tensors[0].shape[2])]
    return arrays, numbers(arrays)


def together(tensors):
    """The same where channels are not told apart."""
    arrays = [np.concatenate([np.ascontiguousarray(tensor).ravel() for tensor in tensors])]
    return arrays, numbers(arrays, layout=None)


def numbers(arrays, layout="chw"):
    wide = [np.asarray(array, np.float64) for array in arrays]
    with np.errstate(over="ignore"):
        deviation = tuple(float(array.std()) for array in wide)
    return Numbers(
        layout=layout,
        low=tuple(float(array.min()) for array in wide),
        high=tuple(float(array.max()) for array in wide),
        mean=tuple(float(array.mean()) for array in wide),
        deviation=deviation,
        count=sum(array.size for array in wide),
    )


@dataclass(frozen=True)
class Correct:
    """A set that was made correctly: its normalisation, whether pixels were resized as bytes, and how many levels they span."""

    tensors: list
    normal: Normal
    whole: bool
    contrast: int


def correct(seed):
    """A set of random pictures, made correctly in a random way."""
    random = np.random.default_rng(seed)
    maker = natural if random.random() < 0.3 else PICTURES[random.integers(len(PICTURES))]
    pictures = [maker(random) for _ in range(int(random.integers(1, 5)))]
    pictures = [opencv(picture) for picture in pictures] if random.random() < 0.5 else pictures
    steps = (pil, skimage_unit, *WHOLE, *FRACTIONS)
    step, side = steps[random.integers(len(steps))], int(random.integers(20, 60))
    read = [step(picture) if step in steps[:2] else step(picture, side) for picture in pictures]
    normal, spelling = _normal(random), SPELLINGS[random.integers(len(SPELLINGS))]
    tensors = [spelling(picture, normal) for picture in read]
    if normal == NORMALS["raw"] and step in {pil, *WHOLE} and random.random() < 0.5:
        tensors = read
    elif random.random() < 0.05:
        tensors = [tensor.astype(np.float16) for tensor in tensors]
    if random.random() < 0.15:
        tensors, normal = [tensor[..., :1] for tensor in tensors], Normal(normal.mean[:1], normal.std[:1])
    contrast = max(int(picture.max()) for picture in pictures) - min(int(picture.min()) for picture in pictures)
    return Correct(tensors, normal, step not in FRACTIONS and tensors[0].dtype != np.float16, contrast)


def _normal(random):
    """A normalisation: one of those in use, one of random constants, with three digits or all of them, or none."""
    known = list(NORMALS.values())
    return [
        lambda: known[random.integers(len(known))],
        lambda: of_unit(tuple(random.uniform(0.3, 0.7, 3)), tuple(random.uniform(0.1, 0.4, 3))),
        lambda: of_unit(tuple(random.uniform(0.3, 0.7, 3).round(3)), tuple(random.uniform(0.1, 0.4, 3).round(3))),
        lambda: of_unit((random.uniform(0.3, 0.7),) * 3, (random.uniform(0.1, 0.6),) * 3),
        lambda: Normal((0.0,) * 3, (random.uniform(20, 300),) * 3),
        lambda: NORMALS["raw"],
        lambda: Normal((128.0,) * 3, (1.0,) * 3),
    ][random.choice(7, p=(0.3, 0.2, 0.1, 0.1, 0.05, 0.2, 0.05))]()
