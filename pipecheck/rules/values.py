"""PC3: mean, scale and range."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison
from pipecheck.findings import Problem, Related, Severity
from pipecheck.rules.faults import Fault, Kind, faults
from pipecheck.rules.rule import rule
from pipecheck.spec import Affinity

WARNING_BELOW = 2.0
"""Below this many 8-bit levels other constants are a warning."""


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
    for found in _of("twice", comparison):
        once = "this script normalises, and the nodes from the YAML normalise again" if found.also else "this script normalises twice"
        yield _problem(
            found,
            f"normalised twice: {once}",
            "hand over pixels 0..255 and leave mean and scale to the YAML" if found.also else "normalise once",
        )


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
    for found in _of("missing", comparison):
        hint = _yaml(found.wanted) if found.by == "nodes" else f"compute {_formula(found.wanted)} here: these files meet no nodes"
        yield _problem(found, "training normalises, this road does not", hint)


@rule("PC303", Severity.ERROR, on=Comparison)
def values_mismatch(comparison: Comparison) -> Iterator[Problem]:
    """Mean and scale are not those of training.

    Below two 8-bit levels (the constants of two neighbouring recipes) this is a warning.

    Take the constants of the training code: `mean_value` is 255 · mean, `scale_value` is 1 / (255 · std).

    Bad:
        mean_value: 127.5        # the network was trained with ImageNet's mean

    Good:
        mean_value: 123.675 116.28 103.53
    """
    for found in _of("other", comparison):
        far = (
            f"pixels come out up to {found.gap:.3g} levels away from training" if found.gap < 1e4 else "the values are far from training's"
        )
        severity = Severity.WARNING if found.gap < WARNING_BELOW else None
        yield _problem(found, f"{_formula(found.found)} instead of {_formula(found.wanted)}: {far}", _hint(found), severity)


@rule("PC304", Severity.ERROR, on=Comparison)
def std_used_as_scale(comparison: Comparison) -> Iterator[Problem]:
    """The scale is a standard deviation.

    `scale_value` multiplies. A standard deviation divides, so its reciprocal belongs there (hb_compile also knows `std_value`).

    Bad:
        scale_value: 58.395 57.12 57.375

    Good:
        scale_value: 0.01712 0.01751 0.01743
    """
    for found in _of("std as scale", comparison):
        yield _problem(found, f"the scale {_list(found.found.scale)} is a standard deviation, and is multiplied", _hint(found))


@rule("PC305", Severity.ERROR, on=Comparison)
def wrong_range(comparison: Comparison) -> Iterator[Problem]:
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
    for found in _of("range", comparison):
        if found.also:
            yield _problem(found, f"hands over {_formula(found.found)} where the nodes expect 0..255", "hand over pixels 0..255")
        else:
            yield _problem(found, f"{_formula(found.found)} is off by the factor between 0..1 and 0..255", _hint(found))


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
    for found in _of("reversed", comparison):
        yield _problem(found, "mean and scale stand in the opposite channel order", "reverse the numbers")


@rule("PC307", Severity.ERROR, on=Comparison)
def shifted_integers(comparison: Comparison) -> Iterator[Problem]:
    """The shift by 128 between unsigned and signed pixels is missing or made twice.

    The toolchain subtracts 128 itself. A script that does it too, or a cast that wraps around, turns dark into bright.

    Bad:
        tensor = (picture.astype(np.float32) - 128)     # calibration data for hb_mapper

    Good:
        tensor = picture.astype(np.float32)
    """
    for found in _of("shifted", comparison):
        shift = found.found.bias[0] - found.wanted.bias[0]
        yield _problem(found, f"pixels are shifted by {shift:g}, or wrapped around by a cast", "leave the shift by 128 to the toolchain")


def _of(kind: Kind, comparison: Comparison) -> Iterator[Fault]:
    return (found for found in faults(comparison) if found.kind == kind)


def _problem(found: Fault, message: str, hint: str, severity: Severity | None = None) -> Problem:
    others = [Related(origin, "part of the same arithmetic") for origin in found.claim.origins if origin != found.place]
    if found.also:
        others += [Related(origin, "the nodes take this into account as well") for origin in found.also.origins]
    evidence = {
        "found": {"scale": list(found.found.scale), "bias": list(found.found.bias)},
        "wanted": {"scale": list(found.wanted.scale), "bias": list(found.wanted.bias)},
        "levels": found.gap,
    }
    return Problem(message, found.place, tuple(dict.fromkeys(others)), hint, severity, evidence=evidence)


def _hint(found: Fault) -> str:
    if found.by == "nodes":
        return _yaml(found.wanted)
    return f"compute {_formula(found.wanted)}" if not found.wanted.identity else "hand over pixels 0..255"


def _yaml(wanted: Affinity) -> str:
    """The keys that bring about *wanted*, channels as R, G, B."""
    means = tuple(-b / s if s else 0.0 for s, b in zip(wanted.scale, wanted.bias, strict=True))
    return f"for rgb order: mean_value: {_list(means)}; scale_value: {_list(wanted.scale)}"


def _formula(part: Affinity) -> str:
    if part.identity:
        return "0..255 as they are"
    means = tuple(-b / s if s else 0.0 for s, b in zip(part.scale, part.bias, strict=True))
    shifted = f"(x − {_list(means, ', ')})" if any(means) else "x"
    return f"{shifted} · {_list(part.scale, ', ')}"


def _list(numbers: tuple[float, ...], between: str = " ") -> str:
    return between.join(f"{number:.6g}" for number in numbers)


RULES = (double_normalization, missing_normalization, values_mismatch, std_used_as_scale, wrong_range, shifted_integers)
"""PC206 stands here because it judges values, but belongs to the family of color."""
