"""PC609, PC610, PC614 and PC615: whether the numbers in calibration files are those that this toolchain takes."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.tensors import Held, Kind, Matched, TensorSet
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.calibration.files import is_of_another_shape, is_spoken_for, related, stored
from pipecheck.rules.rule import rule
from pipecheck.rules.values.wording import spelled
from pipecheck.spec import Affinity, affine

_HALF = 0.5
_WORDS: dict[Kind, str] = {
    "levels": "hold levels 0..255",
    "unit": "were divided by 255",
    "normalised": "were normalised",
    "twice": "were normalised twice",
    "divided twice": "were divided by 255 twice",
    "std as scale": "were multiplied by a standard deviation instead of divided",
    "shifted": "were moved by −128",
    "other": "hold other numbers",
}
_AS_TRAINED = "write the files as training makes them, which `pipecheck prepare` does, or name the source that wrote them"
_NEVER: tuple[Kind, ...] = ("twice", "divided twice", "std as scale")
"""What no network is trained with."""


@rule("PC609", Severity.ERROR, on=TensorSet)
def already_normalized(tensors: TensorSet) -> Iterator[Problem]:
    """The calibration files were normalised before the YAML normalises again.

    hb_mapper puts mean and scale into the model and runs the calibration files through them, so the files must hold levels 0..255. On
    files that are normalised already every layer sees a nearly constant input, and the ranges are worthless. (hb_compile is the other
    way round: its files meet no nodes and must be normalised.)

    Eight-bit pictures that were normalised lie on a grid whose width is the scale: where it shows, this is a proof. Pictures that were
    resized as floats leave none; then the range of the numbers speaks, and the finding is likely.

    Save levels 0..255.

    Bad:
        ((picture - mean) / std).astype(np.float32).tofile(name)

    Good:
        picture.astype(np.float32).tofile(name)
    """
    held = _judged(tensors)
    if held is None or tensors.expected.tool != "hb_mapper" or tensors.expected.feature or held.kind not in ("normalised", "twice"):
        return
    again = ", and the YAML normalises again" if tensors.expected.nodes is not None else ", and hb_mapper takes levels 0..255"
    yield _problem(tensors, held, f"the calibration files {_said(held)}{again}", "save levels 0..255")


@rule("PC614", Severity.ERROR, on=TensorSet)
def wrong_range_tensor(tensors: TensorSet) -> Iterator[Problem]:
    """The numbers in the calibration files are not in the range that this road must hand over.

    hb_mapper takes levels 0..255. hb_compile hands its files, and every toolchain the files of a feature map, to the network as they
    are: they must be what training made, normalised where training normalised. With another range the ranges of all layers are wrong
    by the same factor.

    Save what the toolchain takes.

    Bad:
        (picture / 255).astype(np.float32).tofile(name)      # hb_mapper

    Good:
        picture.astype(np.float32).tofile(name)
    """
    held = _judged(tensors)
    if held is None or _is_right(tensors, held):
        return
    expected = tensors.expected
    levels = expected.tool == "hb_mapper" and not expected.feature
    if levels and held.kind in ("normalised", "twice"):
        return  # PC609
    wants = ", and hb_mapper takes levels 0..255" if levels else _wanted(expected.values)
    remedy = "save levels 0..255" if levels else _computed(expected.values)
    yield _problem(tensors, held, f"the calibration files {_said(held)}{wants}", remedy)


def _wanted(values: Affinity | None) -> str:
    if values is None:
        return ", and no network is trained with that"
    low, high = affine.reach(values)
    return f"; they reach the network as they are, and it takes {low:.3g}..{high:.3g}".replace("-", "−")


def _computed(values: Affinity | None) -> str:
    """What to save instead."""
    if values is None:
        return "save what training makes of a picture"
    return "save levels 0..255" if values.identity else f"save {spelled(values)}, where x is a level 0..255"


def _is_right(tensors: TensorSet, held: Held) -> bool:
    """Whether the numbers are as expected, or nobody can say that they are not."""
    expected = tensors.expected
    if expected.tool == "hb_mapper" and not expected.feature:
        return held.kind == "levels" or (held.kind == "other" and _within_levels(tensors))
    if expected.values is None:
        return held.kind not in _NEVER
    if held.affine is not None:
        return affine.same(held.affine, expected.values) or affine.same(affine.reverse(held.affine), expected.values)
    return held.kind == "other" or (held.kind == "normalised" and not expected.values.identity)


def _within_levels(tensors: TensorSet) -> bool:
    numbers = tensors.numbers
    return numbers is None or (min(numbers.low) >= -_HALF and max(numbers.high) <= 255 + _HALF)


@rule("PC610", Severity.ERROR, on=TensorSet, confidence=Confidence.LIKELY)
def tensor_channel_order(tensors: TensorSet) -> Iterator[Problem]:
    """Red and blue are swapped in the calibration files, against `input_type_train`.

    The ranges of the first layers are found with the colors of another world; that costs some points after quantisation, and more where
    color decides. Held against the pictures that the files were made of, it is certain; from the order of the constants that the files
    were normalised with, it is likely.

    Write the files again in the other order; `cv2.imread` gives BGR.

    Bad:
        cv2.imread(name).tofile("calibration/0.rgb")

    Good:
        cv2.cvtColor(cv2.imread(name), cv2.COLOR_BGR2RGB).tofile("calibration/0.rgb")
    """
    color = tensors.expected.color
    if color not in ("rgb", "bgr") or is_spoken_for(tensors) or _garbled(tensors) or "color" in tensors.explained:
        return
    other = "bgr" if color == "rgb" else "rgb"
    matched, held = tensors.matched, tensors.held
    if matched is not None and matched.swapped:
        seen = f"{matched.swapped} of {matched.pairs} files are their pictures in {other} order"
        example = f", such as {matched.picture.name}" if matched.picture is not None and matched.worst is None else ""
        confidence, proof = Confidence.CERTAIN, f"{seen}{example}"
    elif held is not None and held.order == other and held.certain:
        confidence, proof = None, f"their constants, {held.named}, stand in {other} order"
    else:
        return
    yield Problem(
        f"the calibration files hold {other}, and {color} is configured: {proof}",
        tensors.expected.origins.get("color") or Origin(tensors.folder),
        (Related(Origin(tensors.folder), "these files"),),
        _regenerate(tensors, f"write the files again as {color}"),
        confidence=confidence,
    )


@rule("PC615", Severity.ERROR, on=TensorSet, confidence=Confidence.LIKELY)
def other_chain(tensors: TensorSet) -> Iterator[Problem]:
    """The calibration files are not what the declared source, or without one training, makes of their pictures.

    Some files were run through the source again, from the pictures that they were made of, and came out otherwise. Most times the
    files are older than the code; sometimes another script wrote them. Where no source of the files is named, they are held against
    what training would make of their pictures, and only another part of the picture, other values or other colors are told: kernels,
    readers and borders may differ.

    Run the script again, or name the one that wrote the files.

    Bad:
        calibration_data_rgb_f32/     # written before the letterbox was mended

    Good:
        calibration_data_rgb_f32/     # written by the preprocess.py that is there now
    """
    matched = tensors.matched
    others = 0 if matched is None else matched.pairs - matched.same - matched.swapped
    if matched is None or not others or is_spoken_for(tensors) or _are_misfits(tensors, matched) or _otherwise_wrong(tensors):
        return
    training = matched.road == "training"
    if training and matched.step is None:
        return
    maker = "training makes" if training else "the declared source makes"
    far = f", up to {matched.largest:.3g} levels apart" if matched.largest is not None else ""
    worst = f"{' in' if far else ', such as'} {matched.worst}" if matched.worst else ""
    how = f": {matched.step}" if matched.step else ""
    yield Problem(
        f"{others} of {matched.pairs} files are not what {maker} of their pictures{far}{worst}{how}",
        matched.place or tensors.expected.origins.get("folder") or Origin(tensors.folder),
        (Related(Origin(tensors.folder), "these files"),),
        _AS_TRAINED if training else "run the script again, or name the one that wrote the files",
        evidence={"pairs": matched.pairs, "same": matched.same, "largest": matched.largest, "aspect": matched.aspect},
    )


def _judged(tensors: TensorSet) -> Held | None:
    """What the numbers are, where nothing else says what is wrong with them."""
    return None if is_spoken_for(tensors) or "values" in tensors.explained else tensors.held


def _garbled(tensors: TensorSet) -> bool:
    """Whether the channels are not where they are looked for."""
    return None not in (found := {stored(tensors), tensors.expected.layout}) and len(found) > 1


def _are_misfits(tensors: TensorSet, matched: Matched) -> bool:
    """Whether it is by their shape alone that files are not what the source makes, which is told of them."""
    unlike = matched.worst is not None and matched.largest is None
    return is_of_another_shape(tensors) or (unlike and any(misfit.holds is not None for misfit in tensors.misfits))


def _otherwise_wrong(tensors: TensorSet) -> bool:
    """Whether another rule says what these files are instead."""
    return _garbled(tensors) or (tensors.held is not None and not _is_right(tensors, tensors.held))


def _said(held: Held) -> str:
    named = held.named.removesuffix(", twice") if held.named and held.kind in ("normalised", "twice") else ""
    return f"{_WORDS[held.kind]}{f' with {named}' if named else ''}"


def _problem(tensors: TensorSet, held: Held, message: str, remedy: str) -> Problem:
    numbers = tensors.numbers
    return Problem(
        message,
        tensors.expected.origins.get("folder") or Origin(tensors.folder),
        (Related(Origin(tensors.folder), held.proof), *related(tensors, "values")),
        _regenerate(tensors, remedy),
        confidence=None if held.certain else Confidence.LIKELY,
        evidence={
            "kind": held.kind,
            "proof": held.proof,
            "constants": held.named,
            "scale": None if held.affine is None else list(held.affine.scale),
            "bias": None if held.affine is None else list(held.affine.bias),
            "range": None if numbers is None else [min(numbers.low), max(numbers.high)],
        },
    )


def _regenerate(tensors: TensorSet, remedy: str) -> str:
    """What to do: a script that is right need only be run again."""
    return f"{remedy}: the declared source does so now, run it again" if tensors.mended else remedy


RULES = (already_normalized, tensor_channel_order, wrong_range_tensor, other_chain)
