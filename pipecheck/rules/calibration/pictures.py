"""PC605, PC606, PC607 and PC613: what the pictures of a calibration set show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipecheck.evidence.calibration import Alike, Odd, Oddity, PictureSet, Quantity, Shift
from pipecheck.evidence.tensors import TensorSet
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.calibration.words import few
from pipecheck.rules.rule import rule

_NAMED = 5
_GROUPS = 3
_HARMLESS: frozenset[Oddity] = frozenset({"odd size", "odd shape"})
_SHOWS: dict[Oddity, tuple[Quantity, ...]] = {
    "dark": ("brightness", "contrast", "red", "green", "blue", "saturation"),
    "bright": ("brightness", "contrast", "red", "green", "blue", "saturation"),
    "one color": ("contrast", "sharpness", "saturation", "red", "green", "blue"),
    "nearly empty": ("contrast", "sharpness"),
    "blurred": ("sharpness", "contrast"),
    "odd size": ("size",),
    "odd shape": ("shape",),
}
"""In which quantities a set of such pictures differs from training for this reason alone."""
_UNITS: dict[Quantity, str] = {"size": "pixels", "shape": "wide for each high"}


@rule("PC605", Severity.WARNING, on=PictureSet)
def exceptional_image(pictures: PictureSet) -> Iterator[Problem]:
    """The set holds pictures that are hardly ever seen: over- or under-exposed, of one color, nearly empty, blurred.

    A single such picture can stretch the range of a layer for all others, and a set made of them teaches ranges that ordinary pictures
    leave. Pictures of which training holds as many are not exceptional. Pictures of an unusual size or shape are a note.

    Look at them, and drop those that the board will not see.

    Bad:
        calibration/0001.jpg     # the lens cap was on

    Good:
        calibration/0001.jpg     # what the camera sees at work
    """
    odd = pictures.odd
    if not odd:
        return
    kinds = Counter(each.oddity for each in odd)
    told = "; ".join(_kind(kind, count, odd) for kind, count in kinds.most_common())
    names = dict.fromkeys(each.name for each in odd)
    yield Problem(
        f"{len(names)} of {pictures.whole} pictures {'is' if len(names) == 1 else 'are'} exceptional: {told}",
        Origin(pictures.folder),
        tuple(Related(Origin(pictures.folder / each.name), f"{each.oddity}: {each.figure}") for each in odd[:_NAMED]),
        "look at them, and drop those that the board will not see; where all pictures are like that, name those of training",
        severity=Severity.NOTE if set(kinds) <= _HARMLESS else None,
        evidence={each.name: {"oddity": each.oddity, "figure": each.figure} for each in odd},
    )


def _kind(kind: Oddity, count: int, odd: tuple[Odd, ...]) -> str:
    first = next(each for each in odd if each.oddity == kind)
    return f"{count} {kind} ({first.name}: {first.figure})"


@rule("PC606", Severity.WARNING, on=PictureSet | TensorSet)
def duplicates(samples: PictureSet | TensorSet) -> Iterator[Problem]:
    """Some pictures show the same as others.

    A copy adds nothing to the ranges, so the set is smaller than its count; frames of one video differ hardly more. Byte for byte the
    same (=) is told apart from the same to the eye (≈). It is an error where too few samples are left without the copies: int8 accuracy
    falls from .81 to .71 when a network is calibrated with one picture.

    Keep one of each group, and replace the others.

    Bad:
        calibration/frame_0001.jpg  calibration/frame_0002.jpg     # a tenth of a second apart

    Good:
        calibration/frame_0001.jpg  calibration/frame_0500.jpg
    """
    if not samples.alike or (isinstance(samples, TensorSet) and _are_broken(samples)):
        return
    whole, noun = (samples.whole, "pictures") if isinstance(samples, PictureSet) else (samples.count, "files")
    copies = sum(group.count - 1 for group in samples.alike)
    rest = len(samples.alike) - _GROUPS
    told = [*map(_group, samples.alike[:_GROUPS]), *([f"and {rest} more groups"] if rest > 0 else [])]
    yield Problem(
        f"{copies} of {whole} {noun} {'adds' if copies == 1 else 'add'} nothing to the others: {'; '.join(told)}",
        Origin(samples.folder),
        hint="keep one of each group, and replace the others by pictures that show something else",
        severity=Severity.ERROR if whole - copies < samples.advice.at_least <= whole else None,
        evidence={"copies": copies, "groups": [{"names": list(group.names), "exact": group.exact} for group in samples.alike]},
    )


def _are_broken(tensors: TensorSet) -> bool:
    """Whether files are alike because they hold no pictures."""
    wrong = sum(misfit.count for misfit in tensors.misfits) + tensors.unfinite_count + tensors.constant_count
    return wrong >= sum(group.count for group in tensors.alike)


def _group(group: Alike) -> str:
    sign = " = " if group.exact else " ≈ "
    rest = group.count - len(group.names[:3])
    return sign.join(group.names[:3]) + (f" and {rest} more" if rest else "")


@rule("PC607", Severity.WARNING, on=PictureSet, confidence=Confidence.LIKELY)
def distribution_shift(pictures: PictureSet) -> Iterator[Problem]:
    """The calibration pictures are of another kind than those of training.

    Darker, paler, sharper or smaller pictures give other ranges than the network was trained for. The distance is that between the two
    distributions, in standard deviations of training; for each quantity by itself it is at least what is told, with 99 % certainty.

    Calibrate with pictures from the training set, or with what the board will see if that is what training should have had.

    Bad:
        images = "data/night"          # trained on days and nights

    Good:
        images = "data/sample_of_train"
    """
    explained = _explained(pictures)
    shifts = sorted((shift for shift in pictures.shifts if shift.quantity not in explained), key=lambda shift: -shift.bound)
    if not shifts:
        return
    yield Problem(
        f"these pictures are not like those of training: {'; '.join(map(_shift, shifts[:3]))}",
        pictures.origin or Origin(pictures.folder),
        hint="calibrate with pictures from the training set, or with more of what it shows",
        evidence={
            shift.quantity: {"here": shift.here, "there": shift.there, "distance": shift.distance, "bound": shift.bound} for shift in shifts
        },
    )


def _explained(pictures: PictureSet) -> set[Quantity]:
    """What of the set differs because half of its pictures are exceptional, or because they are darker or brighter as a whole."""
    kinds = Counter(each.oddity for each in pictures.odd)
    found = {quantity for kind, count in kinds.items() if 2 * count >= pictures.whole for quantity in _SHOWS[kind]}
    if any(shift.quantity == "brightness" for shift in pictures.shifts):
        found |= {"red", "green", "blue"}
    return found


def _shift(shift: Shift) -> str:
    unit = _UNITS.get(shift.quantity)
    digits = ".0f" if max(abs(shift.here), abs(shift.there)) >= 10 else ".2g"
    return (
        f"{shift.quantity} {shift.here:{digits}} against {shift.there:{digits}}{f' {unit}' if unit else ''} on average, "
        f"at least {shift.bound:.1f} standard deviations apart"
    )


@rule("PC613", Severity.WARNING, on=PictureSet)
def calibration_is_validation(pictures: PictureSet) -> Iterator[Problem]:
    """The same pictures calibrate the network and measure its accuracy.

    The ranges then fit the very pictures that are counted, and the figure says more than the board will hold.

    Calibrate with pictures from the training set.

    Bad:
        [calibration] images = "data/val"
        [evaluation]  images = "data/val"

    Good:
        [calibration] images = "data/train_sample"
        [evaluation]  images = "data/val"
    """
    if pictures.overlapping and pictures.validation is not None:
        count = len(pictures.overlapping)
        yield Problem(
            f"{count} of {pictures.whole} pictures also measure the accuracy, in {pictures.validation}: {few(pictures.overlapping, 3)}",
            pictures.origin or Origin(pictures.folder),
            hint="calibrate with pictures from the training set",
            evidence={"count": count, "names": list(pictures.overlapping)},
        )


RULES = (exceptional_image, duplicates, distribution_shift, calibration_is_validation)
