"""PC603 and PC604: what the labels say of the pictures."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.calibration import Coverage, PictureSet
from pipecheck.findings import Confidence, Origin, Problem, Severity
from pipecheck.rules.calibration import shares
from pipecheck.rules.calibration.words import few
from pipecheck.rules.rule import rule

_NAMED = 8


@rule("PC603", Severity.ERROR, on=PictureSet)
def class_missing(pictures: PictureSet) -> Iterator[Problem]:
    """A class, a scene or a branch of the task has no calibration picture.

    What a network computes for a kind of picture that calibration never saw may lie outside the ranges that were found, and is cut off:
    that class loses first.

    It is an error where the list of classes is known and the set is large enough to show each. Where training's labels are known and a
    random choice of so many pictures would miss as many, or where pictures without a label may show them, it is a warning; where there
    are more classes than pictures, a note.

    Add pictures of what is missing, or correct the list of classes.

    Bad:
        calibration/cat/  calibration/dog/                       # the network also tells birds

    Good:
        calibration/cat/  calibration/dog/  calibration/bird/
    """
    for coverage in pictures.coverage:
        missing = [name for name, count in coverage.counts if not count]
        if pictures.whole and coverage.unlabelled >= pictures.whole:
            yield _unlabelled(pictures, coverage)
        elif missing and pictures.whole:
            yield _missing(pictures, coverage, missing)


def _unlabelled(pictures: PictureSet, coverage: Coverage) -> Problem:
    return Problem(
        f"the labels name the {coverage.title} of none of the {pictures.whole} pictures, such as {few(coverage.without, 2)}",
        coverage.origin or Origin(pictures.folder),
        hint="labels and pictures are matched by their paths, else by their names; name the labels of this set",
        severity=Severity.WARNING,
    )


def _missing(pictures: PictureSet, coverage: Coverage, missing: list[str]) -> Problem:
    total = len(coverage.counts)
    return Problem(
        f"{len(missing)} of {total} {shares.plural(coverage.title)} {'is' if len(missing) == 1 else 'are'} in no calibration picture: "
        f"{few(missing, _NAMED)}{f'; {coverage.unlabelled} have no label' if coverage.unlabelled else ''}",
        coverage.origin or Origin(pictures.folder),
        hint=f"add pictures of {few(missing, 3)}",
        severity=_severity(pictures, coverage, len(missing)),
        evidence={"missing": missing, "title": coverage.title},
    )


def _severity(pictures: PictureSet, coverage: Coverage, missing: int) -> Severity | None:
    if len(coverage.counts) > pictures.whole:
        return Severity.NOTE
    if coverage.unlabelled:
        return Severity.WARNING
    if coverage.trained and missing <= shares.missed_at_random(coverage, pictures.whole):
        return Severity.WARNING
    return None


@rule("PC604", Severity.WARNING, on=PictureSet)
def class_imbalance(pictures: PictureSet) -> Iterator[Problem]:
    """One class fills the calibration set, or has far less of it than its share.

    Ranges are found over all samples, so they fit what most of them show. Where training's labels are known, a class counts as too
    frequent where its share is more than twice that of training *and* more than twice an even one, and chance does not explain it; so a
    set that follows training and one that is balanced are both fine. Without them only a class that fills more than half of the set
    and three times its even share (of few classes, three quarters of the set) is told, and only where a picture shows one class.

    Choose a balanced part of the training set: `pipecheck calibration FOLDER --select 100`.

    Bad:
        calibration/person/     # 97 pictures
        calibration/bicycle/    # 3 pictures

    Good:
        calibration/person/     # 50 pictures
        calibration/bicycle/    # 50 pictures
    """
    for coverage in pictures.coverage:
        unfair = list(shares.unfair(coverage))
        if unfair:
            told = ", ".join(f"{name} {count} of {coverage_total(coverage)}{trained}" for name, count, trained in unfair[:_NAMED])
            yield Problem(
                f"{shares.plural(coverage.title)} are out of balance: {told}",
                coverage.origin or Origin(pictures.folder),
                hint="choose a balanced part of the training set: `pipecheck calibration FOLDER --select N`",
                confidence=None if coverage.trained else Confidence.LIKELY,
                evidence={"counts": dict(coverage.counts), "trained": dict(coverage.trained), "title": coverage.title},
            )


def coverage_total(coverage: Coverage) -> int:
    """How many times a class was seen in all."""
    return sum(count for _, count in coverage.counts)


RULES = (class_missing, class_imbalance)
