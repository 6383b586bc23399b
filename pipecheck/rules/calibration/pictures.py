"""PC605, PC606, PC607 and PC613: what the pictures of a calibration set show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipecheck.evidence.calibration import Alike, Odd, Oddity, PictureSet, Shift
from pipecheck.evidence.tensors import TensorSet
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.calibration.words import few, means, telling
from pipecheck.rules.rule import rule

_NAMED = 5
_GROUPS = 3
_HARMLESS: frozenset[Oddity] = frozenset({"odd size", "odd shape"})
_OF: dict[Oddity, str] = {"one color": "of one color", "odd size": "of an odd size", "odd shape": "of an odd shape"}
"""How a picture is, where its oddity is not the word for it."""


@rule("PC605", Severity.WARNING, on=PictureSet)
def exceptional_image(pictures: PictureSet) -> Iterator[Problem]:
    """The set holds pictures that are hardly ever seen: over- or under-exposed, of one color, nearly empty, blurred.

    A single such picture can stretch the range of a layer for all others, and a set made of them teaches ranges that ordinary pictures
    leave. Pictures of which training holds as many are not exceptional, nor are the darkest of a set that is darker than training
    throughout, of which PC607 speaks. Pictures of an unusual size or shape are a note.

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
    names = dict.fromkeys(each.name for each in odd)
    first = {kind: next(each for each in odd if each.oddity == kind) for kind, _ in kinds.most_common()}
    rest = [each for each in odd if each not in first.values()]
    yield Problem(
        f"{_share(len(names), pictures.whole)} {'is' if len(names) == 1 else 'are'} {_kinds(kinds, first)}",
        Origin(pictures.folder),
        tuple(Related(Origin(pictures.folder / each.name), f"{each.oddity}: {each.figure}") for each in rest[:_NAMED]),
        _remedy(pictures, len(names)),
        severity=Severity.NOTE if set(kinds) <= _HARMLESS else None,
        evidence={each.name: {"oddity": each.oddity, "figure": each.figure} for each in odd},
    )


def _share(count: int, whole: int) -> str:
    return f"all {whole} pictures" if count == whole > 1 else f"{count} of {whole} pictures"


def _kinds(kinds: Counter[Oddity], first: Mapping[Oddity, Odd]) -> str:
    """How the pictures are, with the *first* of each kind."""
    told = [(f"{count} ", _OF.get(kind, kind), f" ({first[kind].name}: {first[kind].figure})") for kind, count in kinds.most_common()]
    return "".join(told[0][1:]) if len(told) == 1 else f"exceptional: {'; '.join(map(''.join, told))}"


def _remedy(pictures: PictureSet, count: int) -> str:
    if count == 1:
        return "look at it, and drop it unless the board will see such pictures"
    if 2 * count < pictures.whole:
        return "look at them, and drop those that the board will not see"
    take = "look at them, and calibrate with pictures from the training set"
    name = "; if training has such pictures too, name its folder with `--training` or in pipecheck.toml"
    return take if pictures.compared else take + name


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
    Exceptional pictures, of which PC605 speaks, are left aside.

    Calibrate with pictures from the training set, or with what the board will see if that is what training should have had.

    Bad:
        images = "data/night"          # trained on days and nights

    Good:
        images = "data/sample_of_train"
    """
    shifts = telling(pictures.shifts)
    if not shifts:
        return
    others = len({each.name for each in pictures.odd if each.oddity not in _HARMLESS})
    yield Problem(
        f"{f'apart from the exceptional {others}, ' if others else ''}these pictures are not like those of training: "
        f"{'; '.join(map(_shift, shifts[:3]))}",
        pictures.origin or Origin(pictures.folder),
        hint="calibrate with pictures from the training set, or with more of what it shows",
        evidence={
            shift.quantity: {"here": shift.here, "there": shift.there, "distance": shift.distance, "bound": shift.bound} for shift in shifts
        },
    )


def _shift(shift: Shift) -> str:
    what, here, there, unit = means(shift)
    return f"{what} {here} against {there}{unit} on average, at least {shift.bound:.1f} standard deviations apart"


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
            f"{_share(count, pictures.whole)} also {'measures' if count == 1 else 'measure'} the accuracy, "
            f"in {pictures.validation}: {few(pictures.overlapping, 3)}",
            pictures.origin or Origin(pictures.folder),
            hint="calibrate with pictures from the training set",
            evidence={"count": count, "names": list(pictures.overlapping)},
        )


RULES = (exceptional_image, duplicates, distribution_shift, calibration_is_validation)
