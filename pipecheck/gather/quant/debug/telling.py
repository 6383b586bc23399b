"""What to do about lost accuracy, from what was measured of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pipecheck.evidence.debug.accumulated import Accumulated
from pipecheck.evidence.debug.distributions import Distributions
from pipecheck.evidence.debug.layers import Layers
from pipecheck.evidence.debug.mixed import Mixed
from pipecheck.evidence.debug.recommended import Course, Recommended
from pipecheck.evidence.debug.remedies import Remedies, Remedy
from pipecheck.evidence.quant import Loss, Simulated
from pipecheck.gather.quant.debug.bench import Bench
from pipecheck.gather.quant.debug.steps import Measured
from pipecheck.probe.quant.accumulated import writing as accumulated
from pipecheck.probe.quant.mixed import saying
from pipecheck.probe.quant.mixed import writing as mixed_files

M = TypeVar("M")
_SHOWN, _PASTED = 3, 40


def recommended(bench: Bench, found: Sequence[Measured], *, explained: bool, written: Sequence[Path]) -> Recommended:
    """The course to take, given all that was *found*."""
    course, sentence = _course(bench, found, explained=explained)
    return Recommended(
        model=bench.made.prepared.path,
        course=course,
        sentence=sentence,
        reasons=tuple(_reasons(found)),
        paste=tuple(_paste(bench, found, course)),
        tried=tuple(_tried(found)),
        written=tuple(written),
    )


def _one(found: Sequence[Measured], kind: type[M]) -> M | None:
    return next((each for each in found if isinstance(each, kind)), None)


def _course(bench: Bench, found: Sequence[Measured], *, explained: bool) -> tuple[Course, str]:
    simulated, remedies, mixed = _one(found, Simulated), _one(found, Remedies), _one(found, Mixed)
    share = f"{100 * bench.target.share:g} %"
    if explained:
        return "pipeline", "mend what is wrong with the calibration samples first: they are not what the network was trained on"
    if simulated is not None and simulated.least is not None and bench.reached(simulated.loss, simulated.least):
        return "fine", f"nothing is to be mended: {_left(simulated.loss, simulated.least)}, and {_asked(bench, simulated.loss)}"
    if remedies is not None and (best := remedies.best) is not None:
        return "calibration", f"calibrate otherwise: {best.words} leaves {_left(best.loss, best.cosine)}{_between(best.loss)}"
    if mixed is not None and mixed.branch != "none" and mixed.chosen.reached:
        return "mixed", _mixed(mixed)
    if mixed is not None and mixed.stopped is None:
        return "qat", f"no number types reach {share} of the float network: train it for quantisation (QAT)"
    return "unknown", "there was no time to find out what reaches the target"


def _mixed(mixed: Mixed) -> str:
    """`put head on the CPU (float32): 100.0 % of the float accuracy is left, with 0.1 % of the multiplications in more than int8`."""
    kinds = list(dict.fromkeys(each.qtype for each in mixed.raised))
    said = " and ".join(_group([each.node for each in mixed.raised if each.qtype == kind], kind) for kind in kinds)
    others = "" if mixed.chosen.base == "int8" else f"all others in {mixed.chosen.base}"
    cost = f"with {100 * mixed.chosen.macs:.1f} % of the multiplications in more than int8"
    return f"{' and '.join(filter(None, (said, others)))}: {_share(mixed)}, {cost}"


def _group(names: Sequence[str], kind: str) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    where = "on the CPU (float32)" if kind == "float32" else f"in {kind}"
    return f"put {', '.join(names[:_SHOWN])}{more} {where}"


def _share(mixed: Mixed) -> str:
    """What is left of the accuracy, else how near the outputs are."""
    if mixed.accuracy and mixed.chosen.accuracy is not None:
        return f"{100 * mixed.chosen.accuracy / mixed.accuracy:.1f} % of the float accuracy is left"
    return saying.figure(mixed.chosen, mixed)


def _left(loss: Loss | None, cosine: float) -> str:
    """What is left of the accuracy, else how near the outputs are."""
    if loss is None:
        return f"an output cosine of {cosine:.6g}"
    return f"{100 * (1 - loss.lost):.1f} % of the float {loss.before.metric}"


def _between(loss: Loss | None) -> str:
    """` (96.0 to 101.2 % with 95 % confidence)`: what is left of the figure on so many pictures."""
    return "" if loss is None else f" ({100 * (1 - loss.high):.1f} to {100 * (1 - loss.low):.1f} % with 95 % confidence)"


def _asked(bench: Bench, loss: Loss | None) -> str:
    """What the target is, by labels or without."""
    if loss is None:
        return f"without labels {bench.target.similarity:g} is asked for"
    return f"{100 * bench.target.share:g} % are asked for"


def _reasons(found: Sequence[Measured]) -> Iterator[str]:
    blame = _one(found, Accumulated)
    if blame is not None:
        yield from accumulated.words(blame)
    spread, layers = _one(found, Distributions), _one(found, Layers)
    told = (
        [f"{each.name}: {verdict.said}" for each in spread.tensors for verdict in each.verdicts if verdict.word != "unimodal"]
        if spread
        else []
    )
    yield from told[:_SHOWN]
    if layers is not None:
        yield from layers.said[:_SHOWN]


def _tried(found: Sequence[Measured]) -> Iterator[str]:
    """What was tried, and what each gave."""
    simulated, remedies, mixed = _one(found, Simulated), _one(found, Remedies), _one(found, Mixed)
    if simulated is not None and simulated.least is not None:
        yield f"as it is ({simulated.method}): {_left(simulated.loss, simulated.least)}"
    for each in remedies.tried if remedies is not None else ():
        if each.loss is not None or each.reached:
            yield f"{each.words}: {_left(each.loss, each.cosine)}"
    if mixed is not None:
        yield from (line for line in mixed.words if line.startswith("All ") and not line.startswith("All others"))


def _paste(bench: Bench, found: Sequence[Measured], course: Course) -> Iterator[str]:
    remedies, mixed = _one(found, Remedies), _one(found, Mixed)
    if course == "calibration" and remedies is not None and remedies.best is not None:
        yield from _keys(bench, remedies.best)
    if course == "mixed" and mixed is not None:
        made = dict(mixed_files.files(mixed, bench.made.prepared, bench.folder or Path(), **bench.configuration))
        text: Mapping[str, str] = {name: made[name] for name in (mixed_files.INFO, mixed_files.CONFIG) if name in made}
        name = next(iter(text), None)
        yield from text[name].splitlines()[:_PASTED] if name is not None else ()


def _keys(bench: Bench, best: Remedy) -> Iterator[str]:
    """The lines for the YAML; hb_compile takes them as a part of quant_config."""
    conversion = bench.made.known.conversion
    if conversion is None or conversion.generation == "hb_mapper":
        yield "calibration_parameters:"
        yield from (f"  {key}: {value}" for key, value in best.keys)
        return
    said = dict(best.keys)
    words = said.pop("optimization", "").split(";")
    activation = [*(f"{key}: {value}" for key, value in said.items()), *(["asymmetric: true"] if "asymmetric" in words else [])]
    yield "calibration_parameters:"
    yield "  quant_config:"
    yield f"    model_config: {{activation: {{{', '.join(activation)}}}" + (
        ", weight: {bias_correction: {}}}" if "bias_correction" in words else "}"
    )
