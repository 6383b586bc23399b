"""PC2: channel order, layout, YUV range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipecheck.evidence import Comparison, Configuration, Configured
from pipecheck.findings import Edit, Fix, Problem, Related, Severity
from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.rules import channels, keys
from pipecheck.rules.rule import rule
from pipecheck.rules.values import recipes
from pipecheck.rules.values.wording import faults_of, formula, problem, remedy
from pipecheck.spec import Arrangement, Fact
from pipecheck.spec.scrambled import SCRAMBLED

_TRAINABLE = "input_type_train is what the network was trained on: rgb, bgr, gray, yuv444 or featuremap"


@rule("PC201", Severity.ERROR, on=Comparison)
def channel_order_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """The network gets BGR but was trained on RGB, or the reverse; or YUV in place of either.

    OpenCV reads BGR; PIL and scikit-image read RGB. A MobileNetV2 that scores .838 falls to .677 when red and blue are swapped, and
    nothing is lost on pictures without color, so a small test set may hide it.

    Convert where the finding points, or correct `input_type_train`, the order in which the network was trained.

    Bad:
        picture = cv2.imread(path)                    # BGR
        input_type_train: rgb

    Good:
        picture = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2RGB)
        input_type_train: rgb
    """
    training = comparison.training.color if comparison.training else None
    if training is not None and comparison.nodes is not None and channels.other_order(comparison.nodes.color, training):
        hint, words = channels.in_yaml(comparison), "the network gets {}, but was trained on {}"
        yield replace(channels.swapped(comparison.nodes.color, training, words, hint), fix=channels.mended(comparison))
        return
    wanted = comparison.handover or comparison.reference
    if comparison.script is None or wanted is None or not channels.other_order(comparison.script.color, wanted.color):
        return
    if channels.follows_from_reader(comparison):
        return
    hint = channels.in_script(comparison.script.color, wanted.color) + channels.or_in_yaml(comparison)
    if comparison.handover is not None:
        words = "this hands over {}, but the toolchain expects {}"
    else:
        words = "this makes {}, but training made {}" if comparison.training else "this makes {}, but the YAML says {}"
    found = channels.swapped(comparison.script.color, wanted.color, words, hint)
    yield channels.in_vain(found, comparison.unused)


@rule("PC202", Severity.ERROR, on=Configured)
def illegal_runtime_type(configured: Configured) -> Iterator[Problem]:
    """`input_type_rt` cannot be converted to `input_type_train`.

    The toolchain inserts only a few conversions: rgb and bgr from each other, from nv12 and from yuv444; yuv444 from nv12; gray and
    featuremap from nothing but themselves. Anything else stops the build.

    Bad:
        input_type_rt: nv12
        input_type_train: gray

    Good:
        input_type_rt: nv12
        input_type_train: rgb
    """
    rt, train = configured.claims.rt, configured.claims.train
    if train.value is not None and not horizon.convertible(configured.claims):
        related = () if train.origin is None else (Related(train.origin, f"the network is said to be trained on {train.value}"),)
        allowed = sorted(word for word in horizon.CONVERSIONS[train.value] if not word.endswith("_128"))
        hint = f"with input_type_train: {train.value}, input_type_rt is one of: {', '.join(allowed)}"
        place = rt.origin if allowed else train.origin
        yield Problem(f"no conversion leads from {rt.value} to {train.value}", place, related, hint if allowed else _TRAINABLE)


@rule("PC203", Severity.ERROR, on=Comparison | Configuration)
def layout_mismatch(evidence: Comparison | Configuration) -> Iterator[Problem]:
    """Height × width × channels is handed over where channels × height × width is expected, or the reverse.

    The bytes fit either way, so nothing complains: the network sees stripes. A reshape is no transpose either, because it moves no data.

    Transpose in the script, or correct `input_layout_train`.

    Bad:
        picture.astype(np.float32).tofile(path)                # HWC
        input_layout_train: NCHW

    Good:
        picture.transpose(2, 0, 1).astype(np.float32).tofile(path)
        input_layout_train: NCHW
    """
    if isinstance(evidence, Configuration):
        yield from map(keys.problem, keys.of("layout", evidence))  # against the ONNX file, where it was opened
    else:
        yield from _script_layout(evidence)


def _script_layout(comparison: Comparison) -> Iterator[Problem]:
    """What the script hands over against what the YAML, or else training, says of the network's input."""
    scrambled = _scrambled(comparison)
    if scrambled is not None:
        yield scrambled
        return
    claim, trained = comparison.layout, comparison.training.layout if comparison.training else None
    likely = trained if trained is not None and trained.value == "chw" else None  # exporters turn HWC into CHW, never the reverse
    wanted = likely if claim is None or claim.value is None else claim
    found = comparison.script.layout if comparison.script else None
    if wanted is None or found is None or comparison.road == "runtime":
        return
    if found.value is None or found.value in SCRAMBLED or wanted.value is None or found.value == wanted.value:
        return
    if wanted is claim and trained is not None and trained.value == found.value == "chw":
        yield _layout_claim(wanted, found, trained)
        return
    related = () if wanted.origin is None else (Related(wanted.origin, f"{wanted.value.upper()} is expected from here on"),)
    yield Problem(
        f"this hands over {found.value.upper()}, {wanted.value.upper()} is expected",
        found.origin,
        related,
        f"transpose to {wanted.value.upper()} here, or correct input_layout_train if the model's input is {found.value.upper()}",
    )


def _scrambled(comparison: Comparison) -> Problem | None:
    """A reshape in place of a transpose, on one of the two sides."""
    script, training = (spec.layout if spec else Fact(None) for spec in (comparison.script, comparison.training))
    if comparison.road == "runtime" or script.value is None or script.value == training.value:
        return None
    for fact in (script, training):
        if fact.value in SCRAMBLED:
            memory, taken = SCRAMBLED[fact.value]
            remedy = f"transpose({'2, 0, 1' if taken == 'chw' else '1, 2, 0'})"
            message = f"reshape moves no data: this is {memory.upper()} memory read as {taken.upper()}"
            return Problem(message, fact.origin, (), f"use {remedy} instead")
    return None


def _layout_claim(claim: Fact[Arrangement], *others: Fact[Arrangement]) -> Problem:
    """The YAML stands alone against the script and training; training on HWC would prove nothing."""
    related = tuple(Related(fact.origin, "CHW comes from here") for fact in others if fact.origin is not None)
    message = "input_layout_train is NHWC, but training and the script make CHW"
    return Problem(message, claim.origin, related, "set input_layout_train: NCHW")


@rule("PC204", Severity.ERROR, on=Comparison)
def yuv_range(comparison: Comparison) -> Iterator[Problem]:
    """YUV of one range is read as the other.

    OpenCV's conversions to I420 and NV12 make video range (white is 235); the toolchain's default expects full range (white is 255).
    The picture comes out flat, ten levels off on average.

    Set `input_space_and_range: bt601_video` where the data are made with OpenCV, or convert with full-range coefficients.

    Bad:
        cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
        input_space_and_range: regular

    Good:
        cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420)
        input_space_and_range: bt601_video
    """
    if comparison.script is None or comparison.handover is None:
        return
    found, wanted = comparison.script.color, comparison.handover.color
    if found.value is None or wanted.value is None or None in (found.value.range, wanted.value.range):
        return
    if found.value.range != wanted.value.range:
        related = () if wanted.origin is None else (Related(wanted.origin, f"the nodes expect {wanted.value}"),)
        setting = "bt601_video" if found.value.range == "video" else "regular"
        who = "the camera hands over" if comparison.script.geometry == Fact(None) else "this makes"  # a manifest speaks of no sizes
        convert = f"convert in {wanted.value.range} range"
        in_yuv = setting == "bt601_video" and comparison.claims is not None and comparison.claims.train.value == "yuv444"
        hint = (
            f"{convert}: bt601_video serves rgb and bgr only"
            if in_yuv
            else f"set input_space_and_range: {setting} in the YAML, or {convert}"
        )
        message = f"{who} {found.value}, the nodes expect {wanted.value.range} range"
        yield Problem(message, found.origin, related, hint, fix=None if in_yuv else _set_range(comparison.claims, setting))


def _set_range(claims: InputClaims | None, setting: str) -> Fix | None:
    """The key in place of the old one, or on a line of its own before the runtime type."""
    key = claims.key if claims else None
    if claims is None or key is None or key.line is None or key.column is None:
        return None
    old, title = claims.range.origin, f"set input_space_and_range: {setting}"
    if old is not None and old.line is not None and old.column is not None:
        return Fix(title, False, (Edit(old.path, old.line, old.column, old.width, setting),))
    text = f"input_space_and_range: {setting}\n{' ' * (key.column - 1)}"
    return Fix(title, False, (Edit(key.path, key.line, key.column, 0, text),))


@rule("PC206", Severity.ERROR, on=Comparison | Configured)
def constants_in_other_order(evidence: Comparison | Configured) -> Iterator[Problem]:
    """Mean and scale are written in the opposite channel order.

    `mean_value` and `scale_value` follow the order of `input_type_train`: red first for `rgb`, blue first for `bgr`. Without a training
    source a mean that is well known (ImageNet, Caffe, CIFAR, CLIP, …) tells its order by itself.

    Bad:
        input_type_train: bgr
        mean_value: 123.675 116.28 103.53

    Good:
        input_type_train: bgr
        mean_value: 103.53 116.28 123.675
    """
    if isinstance(evidence, Configured):
        yield from recipes.reversed_constants(evidence)
        return
    for found in faults_of("reversed", evidence):
        yield problem(found, f"mean and scale stand in the opposite channel order: {formula(found.found, found.claim)}", remedy(found))


@rule("PC207", Severity.WARNING, on=Comparison)
def gray_as_color(comparison: Comparison) -> Iterator[Problem]:
    """Gray pictures are fed where the network was trained on color, or the reverse.

    One channel repeated three times keeps the shapes and loses what the network learned from color.

    Read the pictures in the way that training did.

    Bad:
        cv2.imread(path, cv2.IMREAD_GRAYSCALE)      # the network was trained on RGB

    Good:
        cv2.imread(path)
    """
    script = comparison.script.color if comparison.script else None
    wanted = comparison.handover or comparison.reference
    if script is not None and wanted is not None and channels.other_count(script, wanted.color):
        yield channels.colorless(script, wanted.color, "this hands over {}, {} is expected", f"hand over {channels.name(wanted.color)}")
        return
    training = comparison.training.color if comparison.training else None
    nodes = comparison.nodes.color if comparison.nodes else None
    last = script if script is not None and not (nodes is not None and nodes.value is not None and nodes.value.colorless) else nodes
    if training is None or last is None or training.value is None or last.value is None:
        return
    if last.value.colorless != training.value.colorless:
        yield channels.colorless(last, training, "the network gets {}, but was trained on {}", "read the pictures as training does")


RULES = (channel_order_mismatch, illegal_runtime_type, layout_mismatch, yuv_range, constants_in_other_order, gray_as_color)
