"""PC601 and PC602: how many samples there are."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.calibration import Advice, PictureSet
from pipecheck.evidence.tensors import TensorSet
from pipecheck.findings import Origin, Problem, Severity
from pipecheck.rules.rule import rule

_ADD = "add pictures that show what the board will see; `pipecheck calibration FOLDER --select N` chooses them from the training set"
_WRITE = "`pipecheck prepare` writes them from pictures that show what the board will see"


@rule("PC601", Severity.ERROR, on=PictureSet | TensorSet)
def too_few_samples(samples: PictureSet | TensorSet) -> Iterator[Problem]:
    """There are too few calibration samples to find the range of every layer.

    Quantisation takes the range of each tensor in the network from the samples. With a handful, the first unusual picture on the board
    goes beyond these ranges and is cut off. The toolchain's advice is 20 to 100, and 100 or more by its newer pages; fewer than 20 are
    an error here, fewer than 100 a note. `[calibration] at_least` and `advised` in pipecheck.toml say otherwise.

    Add pictures that show what the board will see. `pipecheck calibration FOLDER --select 100` chooses some from the training set.

    Bad:
        calibration_data_rgb_f32/     # 5 files

    Good:
        calibration_data_rgb_f32/     # 100 files
    """
    advice, count = samples.advice, _count(samples)
    if count is None or count >= advice.advised:
        return
    few = count < advice.at_least
    yield Problem(
        _said(count, advice),
        _place(samples),
        hint=_WRITE if count == 0 and isinstance(samples, TensorSet) else _ADD,
        severity=None if few else Severity.NOTE,
        evidence={"count": count, "at_least": advice.at_least, "advised": advice.advised},
    )


@rule("PC602", Severity.NOTE, on=PictureSet | TensorSet)
def too_many_samples(samples: PictureSet | TensorSet) -> Iterator[Problem]:
    """There are more calibration samples than help.

    Ranges hardly change after some hundred samples, while the time and the memory of calibration grow with each. More than 1,000 are
    noted; `[calibration] at_most` says otherwise.

    Choose a diverse part: `pipecheck calibration FOLDER --select 200`.

    Bad:
        calibration_data_rgb_f32/     # 20,000 files

    Good:
        calibration_data_rgb_f32/     # 200 files
    """
    advice, count = samples.advice, _count(samples)
    if count is not None and count > advice.at_most:
        yield Problem(
            f"{count} calibration samples; more than {advice.at_most} cost time and hardly change the ranges",
            _place(samples),
            hint="choose a diverse part: `pipecheck calibration FOLDER --select 200`",
            evidence={"count": count, "at_most": advice.at_most},
        )


def _said(count: int, advice: Advice) -> str:
    if count == 0:
        return "there is no calibration sample"
    samples = f"{count} calibration {'sample' if count == 1 else 'samples'}"
    return f"only {samples}, fewer than {advice.at_least}" if count < advice.at_least else f"{samples}, {advice.advised} are advised"


def _count(samples: PictureSet | TensorSet) -> int | None:
    """How many there are; None where others are the samples."""
    match samples:
        case TensorSet():
            return samples.count
        case PictureSet():
            return samples.whole + samples.left_out if samples.samples else None


def _place(samples: PictureSet | TensorSet) -> Origin:
    """Where the set is named."""
    origin = samples.origin if isinstance(samples, PictureSet) else samples.expected.origins.get("folder")
    return origin or Origin(samples.folder)


RULES = (too_few_samples, too_many_samples)
