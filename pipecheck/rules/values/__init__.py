"""PC3: mean, scale and range."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison, Configured
from pipecheck.findings import Problem, Severity
from pipecheck.rules.rule import rule
from pipecheck.rules.values import recipes
from pipecheck.rules.values.faults import Fault
from pipecheck.rules.values.wording import faults_of, formula, problem, referee, remedy, scale, seen
from pipecheck.spec.affine import reach

WARNING_BELOW, NOTE_BELOW = 2.0, 0.3
"""Below so many 8-bit levels other constants are a warning, or only a note: rounding a pixel to a whole level costs 0.29."""


@rule("PC301", Severity.ERROR, on=Comparison)
def double_normalization(comparison: Comparison) -> Iterator[Problem]:
    """The picture is normalised twice.

    The script normalises, and so do the nodes that the toolchain puts in front of the model from `mean_value` and `scale_value`. What
    reaches the network is nearly constant: a MobileNetV2 that scores .838 falls to .026.

    With hb_mapper, write calibration files that hold 0..255 and leave the normalisation to the YAML. With hb_compile the files meet no
    nodes and must be normalised.

    Bad:
        tensor = (picture / 255 - mean) / std        # preprocess.py
        norm_type: data_mean_and_scale               # config.yaml, march: bayes-e

    Good:
        tensor = picture.astype(np.float32)
        norm_type: data_mean_and_scale
    """
    for found in faults_of("twice", comparison):
        alone = "in this script" if found.by == "script" else "by the YAML alone"
        where = "here and again by the nodes from the YAML" if found.also else alone
        hint = "hand over pixels 0..255 and leave mean and scale to the YAML" if found.also else f"normalise once: {remedy(found)}"
        yield problem(found, f"the picture is normalised twice, {where}: {seen(found)}", hint)


@rule("PC302", Severity.ERROR, on=Comparison)
def missing_normalization(comparison: Comparison) -> Iterator[Problem]:
    """Training normalises the picture, this road does not.

    The network gets 0..255 where it was trained on a few units around zero; accuracy is lost altogether.

    With hb_mapper, and at run time with either toolchain, set `mean_value` and `scale_value` in the YAML. For calibration with
    hb_compile normalise in the script.

    Bad:
        norm_type: no_preprocess

    Good:
        norm_type: data_mean_and_scale
        mean_value: 123.675 116.28 103.53
        scale_value: 0.01712 0.01751 0.01743
    """
    for found in faults_of("missing", comparison):
        hint = remedy(found) if found.by == "nodes" else f"{remedy(found)} here: no nodes follow that would"
        yield problem(found, f"{referee(found)} normalises, this road does not: {seen(found)}", hint)


@rule("PC303", Severity.ERROR, on=Comparison)
def values_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """Mean and scale are not those of training.

    Below two 8-bit levels (the constants of two neighbouring recipes) this is a warning, below 0.3 (constants cut off after
    three digits) a note.

    Take the constants of the training code: `mean_value` is 255 · mean, `scale_value` is 1 / (255 · std).

    Bad:
        mean_value: 127.5        # the network was trained with ImageNet's mean

    Good:
        mean_value: 123.675 116.28 103.53
    """
    for found in faults_of("other", comparison):
        severity = Severity.NOTE if found.gap < NOTE_BELOW else Severity.WARNING if found.gap < WARNING_BELOW else Severity.ERROR
        far = f"up to {found.gap:.3g} levels away" if found.gap < 256 else seen(found)
        there, wanted = formula(found.found, found.claim), formula(found.wanted, found.claim)
        message = f"{there} where the nodes expect {wanted}: {far}" if found.also else f"{there} instead of {wanted}: {far}"
        yield problem(found, message, remedy(found), severity)


@rule("PC304", Severity.ERROR, on=Comparison | Configured)
def std_used_as_scale(evidence: Comparison | Configured) -> Iterator[Problem]:
    """The scale is a standard deviation.

    `scale_value` multiplies. A standard deviation divides, so its reciprocal belongs there (hb_compile also knows `std_value`).

    Bad:
        scale_value: 58.395 57.12 57.375

    Good:
        scale_value: 0.01712 0.01751 0.01743
    """
    if isinstance(evidence, Configured):
        yield from recipes.deviation_as_scale(evidence)
        return
    for found in faults_of("std as scale", evidence):
        message = f"pixels are multiplied by the standard deviation {scale(found)} instead of divided by it: {seen(found)}"
        yield problem(found, message, remedy(found))


@rule("PC305", Severity.ERROR, on=Comparison | Configured)
def wrong_range(evidence: Comparison | Configured) -> Iterator[Problem]:
    """Constants for 0..1 meet pixels of 0..255, or the reverse.

    The tensor is 255 (or 256) times too large or too small.

    The YAML's constants always count for 0..255: multiply a 0..1 mean by 255 and divide its scale by 255. With hb_mapper the calibration
    files hold 0..255 too.

    Bad:
        mean_value: 0.485 0.456 0.406
        scale_value: 4.367 4.464 4.444

    Good:
        mean_value: 123.675 116.28 103.53
        scale_value: 0.01712 0.01751 0.01743
    """
    if isinstance(evidence, Configured):
        yield from recipes.unit_constants(evidence)
        return
    for found in faults_of("range", evidence):
        fact = "where the nodes expect 0..255" if found.also else "is off by the factor between 0..1 and 0..255"
        there = f"{formula(found.found, found.claim)} {fact}"
        message = "nothing divides the pixels by 255" if found.found.identity else there
        yield problem(found, f"{message}: {seen(found)}", remedy(found))


@rule("PC307", Severity.ERROR, on=Comparison)
def shifted_integers(comparison: Comparison) -> Iterator[Problem]:
    """The shift by 128 between unsigned and signed pixels is missing or made twice.

    The toolchain subtracts 128 itself. A script that does it too, or a cast that wraps around, turns dark into bright.

    Bad:
        tensor = (picture.astype(np.float32) - 128)     # calibration data for hb_mapper

    Good:
        tensor = picture.astype(np.float32)
    """
    for found in faults_of("shifted", comparison):
        hint = f"{remedy(found)}: the toolchain makes signed pixels itself" if found.also else remedy(found)
        yield problem(found, _cast(found) or _shift(found), hint)


def _cast(found: Fault) -> str | None:
    """The cast to integers that takes part, on this road or on the other."""
    for spec in (found.claim, found.reference):
        if spec is not None and spec.values.value is not None and spec.values.value.casts:
            lost = spec.values.value.casts[-1]
            low, high = reach(lost.before)
            there = "" if spec is found.claim else f" by {referee(found)}, not on this road"
            return f"values of {low:.3g}..{high:.3g} are cast to {lost.dtype}, which cannot hold them{there}".replace("-", "−")
    return None


def _shift(found: Fault) -> str:
    levels = (found.found.bias[0] - found.wanted.bias[0]) / found.wanted.scale[0]
    return f"pixels are shifted by {levels:g}: {seen(found)}".replace("by -", "by −")


RULES = (double_normalization, missing_normalization, values_mismatch, std_used_as_scale, wrong_range, shifted_integers)
