"""PC2: channel order, layout, YUV range."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison, Configured
from pipecheck.findings import Confidence, Problem, Related, Severity
from pipecheck.lower import horizon
from pipecheck.rules.rule import rule
from pipecheck.rules.wording import faults_of, formula, problem, remedy
from pipecheck.spec import ColorState, Fact

_ORDERS = ("rgb", "bgr")


@rule("PC201", Severity.ERROR, on=Comparison)
def channel_order_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """The network gets BGR but was trained on RGB, or the reverse.

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
    if training is not None and comparison.nodes is not None and _swapped(comparison.nodes.color, training):
        words = "the network gets {}, but was trained on {}"
        hint = "set input_type_train: {}, and write mean_value and scale_value in that order"
        yield _order_problem(comparison.nodes.color, training, words, hint)
        return
    expected = comparison.handover.color if comparison.handover else training
    if comparison.script is not None and expected is not None and _swapped(comparison.script.color, expected):
        words = "this hands over {}, but the toolchain expects {}" if comparison.handover else "this makes {}, but training made {}"
        yield _order_problem(comparison.script.color, expected, words, "hand over {}: swap the channels here once")


def _order_problem(found: Fact[ColorState], wanted: Fact[ColorState], words: str, hint: str) -> Problem:
    assumed = f"; by convention: {wanted.assumed}" if wanted.assumed else ""
    related = () if wanted.origin is None else (Related(wanted.origin, f"{wanted.value} comes from here{assumed}"),)
    message = words.format(found.value, wanted.value)
    return Problem(message, found.origin, related, hint.format(wanted.value), confidence=_confidence(found, wanted))


def _confidence(*facts: Fact[ColorState]) -> Confidence:
    """What rests on a convention that the source does not spell out is likely, not certain."""
    return Confidence.LIKELY if any(fact.assumed for fact in facts) else Confidence.CERTAIN


def _swapped(found: Fact[ColorState], wanted: Fact[ColorState]) -> bool:
    if found.value is None or wanted.value is None:
        return False
    names = {found.value.name, wanted.value.name}
    return names == set(_ORDERS) or (found.value.name == wanted.value.name and found.value.crossed != wanted.value.crossed)


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
        related = () if train.origin is None else (Related(train.origin, f"the network was trained on {train.value}"),)
        allowed = ", ".join(sorted(horizon.CONVERSIONS[train.value])) or "nothing"
        yield Problem(f"no conversion leads from {rt.value} to {train.value}", rt.origin, related, f"{train.value} is made of {allowed}")


@rule("PC203", Severity.ERROR, on=Comparison)
def layout_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """Height × width × channels is handed over where channels × height × width is expected, or the reverse.

    The bytes fit either way, so nothing complains: the network sees stripes.

    Transpose in the script, or correct `input_layout_train`.

    Bad:
        picture.astype(np.float32).tofile(path)                # HWC
        input_layout_train: NCHW

    Good:
        picture.transpose(2, 0, 1).astype(np.float32).tofile(path)
        input_layout_train: NCHW
    """
    wanted = (comparison.handover or comparison.training or comparison.script).layout if comparison.script else None
    if comparison.script is None or wanted is None or comparison.road == "runtime":
        return
    found = comparison.script.layout
    if found.value is None or wanted.value is None or found.value == wanted.value:
        return
    related = () if wanted.origin is None else (Related(wanted.origin, f"{wanted.value.upper()} is expected from here on"),)
    yield Problem(
        f"this hands over {found.value.upper()}, {wanted.value.upper()} is expected",
        found.origin,
        related,
        "transpose the array, or correct the layout that is claimed",
    )


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
        yield Problem(
            f"this makes {found.value}, the nodes expect {wanted.value.range} range",
            found.origin,
            related,
            f"set input_space_and_range: {setting}, or convert in {wanted.value.range} range",
        )


@rule("PC206", Severity.ERROR, on=Comparison)
def constants_in_other_order(comparison: Comparison) -> Iterator[Problem]:
    """Mean and scale are written in the opposite channel order.

    `mean_value` and `scale_value` follow the order of `input_type_train`: red first for `rgb`, blue first for `bgr`.

    Bad:
        input_type_train: bgr
        mean_value: 123.675 116.28 103.53

    Good:
        input_type_train: bgr
        mean_value: 103.53 116.28 123.675
    """
    for found in faults_of("reversed", comparison):
        yield problem(found, f"mean and scale stand in the opposite channel order: {formula(found.found)}", remedy(found))


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
    if comparison.training is None or comparison.training.color.value is None:
        return
    wanted = comparison.training.color
    for claims in (comparison.nodes, comparison.script):
        found = claims.color if claims else None
        if found is not None and found.value is not None and found.value.colorless != wanted.value.colorless:  # type: ignore[union-attr]
            related = () if wanted.origin is None else (Related(wanted.origin, f"{wanted.value} comes from here"),)
            yield Problem(f"this hands over {found.value}, the network was trained on {wanted.value}", found.origin, related)
            return


RULES = (channel_order_mismatch, illegal_runtime_type, layout_mismatch, yuv_range, constants_in_other_order, gray_as_color)
