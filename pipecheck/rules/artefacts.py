"""PC5, last part: what the files of an earlier build and the model itself say against the YAML."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.lower.toolchain.builds import Build, CalibrationLog, ModelPrefix
from pipecheck.rules.rule import rule
from pipecheck.rules.values.tripwires import tripped
from pipecheck.spec import Affinity, Fact, Values, affine
from pipecheck.spec.kinds import normalises

FEWEST = 20
SPAN = 0.1
"""Two normalisations after another leave less than this of 0..255; one with the wrong constants leaves more."""
_INTEGERS = ("uint8", "int8", "uint16", "int16", "int32", "int64")


@rule("PC513", Severity.WARNING, on=Build)
def artefact_disagrees(build: Build) -> Iterator[Problem]:
    """A file of an earlier build was made from other settings than the YAML has now.

    The log and the quant_info beside a YAML show what the toolchain really did: march, channel order, YUV range, mean and scale. Where
    they differ from the YAML, the model that was shipped with them is not the one that the YAML describes, and figures measured on it
    say nothing about this YAML.

    Build again, or bring the YAML back to what the shipped model was made from.

    Bad:
        input_type_train: bgr        # config.yaml
        input_type_train: rgb        # hb_mapper_makertbin.log, from the day before

    Good:
        input_type_train: rgb
        input_type_train: rgb
    """
    if build.settings:
        first = build.settings[0]
        told = ", ".join(f"{setting.key} {setting.made} (the YAML says {setting.configured})" for setting in build.settings)
        related = tuple(Related(setting.said, f"{setting.key} is {setting.configured} now") for setting in build.settings if setting.said)
        hint = "build again, or bring the YAML back to what was built"
        evidence = {setting.key: {"configured": setting.configured, "made": setting.made} for setting in build.settings}
        yield Problem(f"made with {told}{_age(build)}", first.shown, related, hint, evidence=evidence)
    if build.said:
        hint = "build again, or bring the YAML back to what was built"
        message = f"was built otherwise than the YAML says: {'; '.join(build.said)}{_age(build)}"
        yield Problem(message, Origin(build.path), hint=hint, severity=Severity.ERROR)
    if build.samples is not None and build.samples.value == 0:
        yield Problem("this build was calibrated on no samples at all", build.samples.origin, hint="fill cal_data_dir, and build again")


def _age(build: Build) -> str:
    if build.age is None:
        return ""
    return f"; {build.path.name} is {build.age} than {build.config.name}"


@rule("PC514", Severity.ERROR, on=ModelPrefix, confidence=Confidence.LIKELY)
def model_normalises_already(model: ModelPrefix) -> Iterator[Problem]:
    """The model begins with a normalisation, and the YAML puts another one in front of it.

    Some exports carry mean and scale as the first layers of the graph, or take 8-bit pixels and convert them there. Nodes made of
    `mean_value` and `scale_value` then normalise what is normalised again: nearly nothing is left of the picture.

    Leave the normalisation to the model, or export it without.

    Bad:
        Div by 255                       # the first node of the ONNX file
        norm_type: data_scale
        scale_value: 0.003921568627451

    Good:
        Div by 255
        norm_type: no_preprocess
    """
    nodes, inner = model.nodes.values.value, model.inner.values.value
    if nodes is None or nodes.affine.identity:
        return
    takes = f"{model.prefix.path.name} takes {model.prefix.dtype} at {model.prefix.input}"
    if model.prefix.dtype in _INTEGERS and normalises(nodes.affine):
        yield _twice(model, f"{takes}, but these nodes hand it {_reach(nodes.affine)}", Confidence.CERTAIN)
    elif inner is not None and normalises(nodes.affine) and normalises(inner.affine) and _flat(nodes.affine, inner.affine):
        words = "the model itself normalises too, so of 0..255 its first layer sees"
        yield _twice(model, f"{words} {_reach(nodes.affine, inner.affine, model.total.values)}")


def _twice(model: ModelPrefix, message: str, confidence: Confidence | None = None) -> Problem:
    names = ", ".join(dict.fromkeys(step.node for step in model.prefix.steps))
    related = (Related(Origin(model.prefix.path), f"the model begins with {names}"),) if names else ()
    hint = "set norm_type: no_preprocess (hb_compile: remove mean_value, scale_value and std_value), or export the model without it"
    origin = model.nodes.values.origin or Origin(model.prefix.path)
    return Problem(message, origin, related, hint, confidence=confidence, evidence={"nodes": names})


def _flat(nodes: Affinity, inner: Affinity) -> bool:
    """Whether next to nothing of a picture is left behind both, whichever channels belong together."""
    return 255 * max(map(abs, nodes.scale)) * max(map(abs, inner.scale)) < SPAN


def _reach(first: Affinity, second: Affinity | None = None, total: Fact[Values] | None = None) -> str:
    known = total.value.affine if total and total.value else affine.after(first, second) if second else first
    low, high = affine.reach(known or first)
    return f"{low:.3g}..{high:.3g}".replace("-", "−")


@rule("PC515", Severity.ERROR, on=CalibrationLog)
def calibration_values_in_log(log: CalibrationLog) -> Iterator[Problem]:
    """The log shows that the build was calibrated on data that were scaled or normalised already.

    hb_mapper takes calibration files of 0..255, subtracts 128 and prints what comes out. Files of 0..1 print as values around −128,
    normalised files as values beyond it: the nodes then normalise them once more, and every threshold is found on flat pictures. Fewer
    than 20 samples are told as a note.

    Write calibration files that hold 0..255, and build again.

    Bad:
        calibration data: [[-127.98, -127.42, …       # the log
        np.float32(picture / 255).tofile(path)        # what made it

    Good:
        calibration data: [[-1., 34., …
        np.float32(picture).tofile(path)
    """
    trip = tripped(log.logged)
    if trip is not None:
        past = f"; {log.stale}" if log.stale else ""
        severity = Severity.WARNING if log.stale else None
        hint = "hand hb_mapper calibration files of 0..255 and leave mean and scale to the YAML"
        evidence = {"channels": [[channel.lowest, channel.highest] for channel in log.logged.channels]}
        yield Problem(
            f"{trip.message}{past}", log.logged.origin, hint=hint, severity=severity, confidence=trip.confidence, evidence=evidence
        )
    if log.samples is not None and 0 < log.samples.value < FEWEST and not log.stale:
        message = f"calibrated on {log.samples.value} samples, fewer than {FEWEST}"
        yield Problem(message, log.samples.origin, hint="take 100 or so, as different as the real pictures", severity=Severity.NOTE)


RULES = (artefact_disagrees, model_normalises_already, calibration_values_in_log)
