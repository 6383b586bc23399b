"""PC4: how pictures are resized, cropped and padded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipecheck.evidence import Comparison, Source
from pipecheck.findings import Problem, Severity
from pipecheck.rules.geometry import chance
from pipecheck.rules.rule import rule

if TYPE_CHECKING:
    from pipecheck.spec.deviation import Kind


@rule("PC401", Severity.ERROR, on=Comparison)
def size_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """Pictures end in another size than the network takes, or was trained on.

    Files of another size do not fit the model's input: the toolchain stops, or reads them as stripes. A network that takes another size
    than it was trained on still runs and sees everything larger or smaller; that may be meant, and is then a warning.

    The size of the network is that of its ONNX file, else `input_shape`; where a side may vary, training alone is compared.

    Bad:
        letterbox(picture, (512, 512))        # the model's input is 1x3x640x640

    Good:
        letterbox(picture, (640, 640))
    """
    if any(spec is not None and spec.geometry.value for spec in (comparison.script, comparison.training)):
        from pipecheck.rules.geometry import problems  # a YAML has no steps, and their vocabulary takes time to make

        yield from problems.sizes(comparison)


@rule("PC402", Severity.ERROR, on=Comparison)
def resize_policy(comparison: Comparison) -> Iterator[Problem]:
    """Pictures are stretched where training kept their shape, or are fitted by another side.

    Stretching, bringing the short side to a size, bringing the long side to one (letterbox) and not resizing at all show the network
    other shapes and scales. yolo11n loses 4.6 points of mAP50 when pictures are stretched instead of letterboxed.

    It is a warning where only some pictures differ (small ones that a letterbox does not enlarge), and a note where training takes
    pictures as they come, since its data set may have resized them. A function that takes an array may be handed a resized one: without
    a resize of its own it is not compared.

    Bad:
        cv2.resize(picture, (640, 640))       # trained with a letterbox

    Good:
        letterbox(picture, (640, 640), 114)
    """
    yield from _told(comparison, "policy")


@rule("PC403", Severity.WARNING, on=Comparison)
def interpolation(comparison: Comparison) -> Iterator[Problem]:
    """Pictures are resized with another kernel than in training.

    Nearest instead of bilinear costs about 4.5 points (ResNet-50), cubic instead of bilinear up to 2.5. OpenCV's `INTER_NEAREST` and
    Pillow's `NEAREST` are two kernels: they pick other pixels, 4 to 16 levels on average; Pillow's is `INTER_NEAREST_EXACT`.

    Kernels that differ by at most a level are one: OpenCV's linear, torch's bilinear without antialias and TensorFlow's; Pillow's
    bilinear and torch's with antialias; OpenCV's and torch's cubic; OpenCV's and TensorFlow's area. Cubic and Lanczos kernels of the
    same name that neither smooths are at most 0.7 levels apart on average: a note.

    Bad:
        cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST)

    Good:
        cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    """
    yield from _told(comparison, "kernel", "variant", "twice")


@rule("PC404", Severity.WARNING, on=Comparison)
def antialias(comparison: Comparison) -> Iterator[Problem]:
    """A kernel of the same name smooths on one road when it shrinks a picture, and on the other it does not.

    Pillow, scikit-image and torch with `antialias=True` average over all pixels that they leave out; OpenCV and torch with
    `antialias=False` look at the nearest ones alone. From 1920 pixels to 224 the two are 7 levels apart on average, from 500 to 341
    still 2.5. It costs about 1.2 points (ResNet-50), up to 9 for small networks. scikit-image smooths with a Gauss filter before it
    samples, up to 2.5 levels from Pillow.

    Resize with the library of training. Where that is Pillow and cannot be used, `INTER_AREA` comes closer than `INTER_LINEAR`: 2 levels
    instead of 7.

    Bad:
        cv2.resize(picture, (256, 256))       # trained on Pillow's bilinear, which torchvision uses

    Good:
        picture.resize((256, 256), Image.BILINEAR)
    """
    yield from _told(comparison, "smoothing")


@rule("PC405", Severity.ERROR, on=Comparison)
def crop_or_pad(comparison: Comparison) -> Iterator[Problem]:
    """Another part of the picture is seen than in training, or its border is another one.

    A crop that shows objects larger, smaller or elsewhere costs accuracy with the distance; below a sixteenth of the input's side it is
    a warning. The value of a border and the side on which it lies cost next to nothing, but every tensor differs: a warning. A fill
    that no pixel can have is an error.

    Bad:
        letterbox(picture, (640, 640), 127)   # trained with 114 around
        resize_short(picture, 224)            # trained with 256, then a crop of 224

    Good:
        letterbox(picture, (640, 640), 114)
        resize_short(picture, 256)
    """
    yield from _told(comparison, "window", "place", "border")


@rule("PC406", Severity.ERROR, on=Comparison)
def order_of_steps(comparison: Comparison) -> Iterator[Problem]:
    """The steps of training are made in another order.

    A crop of 224 before a resize sees another part of the picture than one after it. Where both see the same part (a crop by a fraction),
    only the pixels are mixed otherwise: a warning. A border filled with 0 after normalising is the mean, before normalising it is black:
    a warning too. A cubic kernel overshoots; bytes cut that off and floats keep it: a note.

    Bad:
        transforms.CenterCrop(256), transforms.Resize(224)

    Good:
        transforms.Resize(256), transforms.CenterCrop(224)
    """
    yield from _told(comparison, "order", "late border", "overshoot")


@rule("PC407", Severity.WARNING, on=Comparison)
def rounding(comparison: Comparison) -> Iterator[Problem]:
    """A size or an offset is rounded in another way than in training, so that pictures lie a pixel elsewhere.

    A shift by one pixel changes the tensor by 10 levels on average, more than any kernel does, and the accuracy hardly at all. Where it
    meets every picture this is a warning, where it depends on the size of the picture a note: torchvision truncates the longer side and
    rounds the offset of a crop, albumentations rounds the one and truncates the other, `height // 2 - size // 2` differs from both.

    Bad:
        top = (height - 224) // 2 + 1

    Good:
        top = int(round((height - 224) / 2))
    """
    yield from _told(comparison, "rounding")


@rule("PC408", Severity.ERROR, on=Source)
def random_step(source: Source) -> Iterator[Problem]:
    """A random step is left in where pictures must be made the same way every time.

    Training augments its pictures; calibration and evaluation must see those of validation. Random crops, rotations and colors give
    the quantiser ranges that do not occur, and figures that nobody can repeat. A flip changes little: a note.

    Where the source named as training makes random crops, there is nothing to compare sizes with: name the validation transform.

    Bad:
        transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()

    Good:
        transforms.Resize(256), transforms.CenterCrop(224)
    """
    yield from chance.steps(source)


@rule("PC410", Severity.ERROR, on=Comparison)
def mirrored(comparison: Comparison) -> Iterator[Problem]:
    """Pictures are mirrored, always, on one road only.

    A camera that hangs upside down is turned on the board, and the calibration pictures are not, or the reverse. Text, lanes and
    everything with a left and a right is then read wrongly.

    Bad:
        cv2.flip(picture, 0)                  # training does not

    Good:
        picture
    """
    yield from _told(comparison, "mirrored")


def _told(comparison: Comparison, *kinds: Kind) -> Iterator[Problem]:
    if comparison.deviations:
        from pipecheck.rules.geometry import problems

        yield from problems.told(comparison, *kinds)


RULES = (
    size_mismatch,
    resize_policy,
    interpolation,
    antialias,
    crop_or_pad,
    order_of_steps,
    rounding,
    random_step,
    mirrored,
)
