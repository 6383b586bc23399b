"""What is said of each way in which the geometry of two roads differs: the sentence, how grave it is, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison
from pipecheck.findings import Problem, Related, Severity
from pipecheck.rules.geometry.faults import Fault, faults, place_of, problem
from pipecheck.spec import Spec, wording
from pipecheck.spec.deviation import PIXEL, Kind, final_size, last_sizing, shuffled
from pipecheck.spec.likeness import Border, channels
from pipecheck.spec.sampling import Kernel, kernel

_FAR = 1 / 16
"""A crop that shows the picture shifted or enlarged by less than this part of the tensor costs little."""


def told(comparison: Comparison, *kinds: Kind) -> Iterator[Problem]:
    """The problems of these *kinds*."""
    yield from (_problem(fault) for fault in faults(comparison, *kinds))


def sizes(comparison: Comparison) -> Iterator[Problem]:
    """The size that the script makes, and that training made, against what the network takes, and against each other."""
    script, training = comparison.script, comparison.training
    made, trained = (final_size(spec.geometry.value or ()) if spec else None for spec in (script, training))
    takes = comparison.size.value if comparison.size else None
    if takes is None:
        yield from told(comparison, "size")
    elif script is not None and made not in (None, takes, trained):
        yield _script_size(comparison, script, made or takes)
    elif training is not None and trained not in (None, takes):
        yield _network_size(comparison, training, trained or takes, made)


def _script_size(comparison: Comparison, script: Spec, made: tuple[int, int]) -> Problem:
    """The script alone makes another size than the network takes."""
    assert comparison.size is not None
    takes = wording.size(*(comparison.size.value or made))
    trained = comparison.training.geometry.value if comparison.training else None
    as_trained = trained is not None and final_size(trained) == comparison.size.value
    hint = f"do as training does: {wording.whole(trained or ())}" if as_trained else f"end in {takes}"
    related = () if comparison.size.origin is None else (Related(comparison.size.origin, f"the network's input is {takes}"),)
    step = last_sizing(script.geometry.value or ())
    return Problem(f"this makes {wording.size(*made)}, and the network takes {takes}", place_of(step, script), related, hint)


def _network_size(comparison: Comparison, training: Spec, trained: tuple[int, int], made: tuple[int, int] | None) -> Problem:
    """The network takes another size than it was trained on; often that is meant, but not where the script knows nothing of it."""
    assert comparison.size is not None
    takes, was = wording.size(*(comparison.size.value or trained)), wording.size(*trained)
    message = f"the network takes {takes}, but was trained on {was}"
    message += ", which is what the script makes" if made == trained else ""
    origin = place_of(last_sizing(training.geometry.value or ()), training)
    related = () if origin is None else (Related(origin, f"training made {was}"),)
    hint = f"export the model with an input of {was}, or train and prepare pictures of {takes}"
    severity = Severity.ERROR if made == trained else Severity.WARNING
    return Problem(message, comparison.size.origin, related, hint, severity)


def _problem(fault: Fault) -> Problem:
    deviation = fault.deviation
    found, wanted = deviation.found, deviation.wanted
    match deviation.kind:
        case "size":
            return _other_size(fault)
        case "policy":
            here, there = wording.does(found), wording.does(wanted)
            message = f"this takes a picture and {here}, but training {there}"
            if here == there:
                message = f"pictures are brought to their size in another way than in training: {_both(fault)}"
            severity = Severity.WARNING if deviation.share < 1 / 2 else None
            return problem(fault, message, _as_training(fault), severity)
        case "mirrored":
            there = "the picture is mirrored here, and not in training" if found else "training mirrors the picture, and this does not"
            return problem(fault, there, "mirror it on both roads, or on neither")
        case "order":
            severity = Severity.WARNING if deviation.pixels <= PIXEL else None
            return problem(fault, f"the steps stand in another order than in training: {_both(fault)}", _as_training(fault), severity)
        case "window":
            return _window(fault)
        case "place":
            message = f"the picture lies about {deviation.pixels:.0f} pixels from where training put it: {_both(fault)}"
            return problem(fault, message, _as_training(fault), Severity.WARNING)
        case "rounding":
            return _rounding(fault)
        case "border" | "late border":
            return _border(fault)
        case "overshoot":
            domain = {"integers": "bytes", "floats": "floats", None: "other numbers"}
            message = f"this resizes {domain[found.on if found else None]}, training {domain[wanted.on if wanted else None]}"
            hint = "resize before the pixels become floats, or after, as training does: bytes cut off what a cubic kernel overshoots"
            return problem(fault, message, hint, Severity.NOTE)
        case _:
            return _kernel(fault)


def _as_training(fault: Fault) -> str:
    return f"do as training does: {wording.whole(fault.wanted)}"


def _both(fault: Fault) -> str:
    return f"{wording.chain(fault.found)} here, {wording.chain(fault.wanted)} there"


def _other_size(fault: Fault) -> Problem:
    made, trained = (wording.size(*(final_size(steps) or (0, 0))) for steps in (fault.found, fault.wanted))
    mixed = shuffled(fault.found, fault.wanted)
    hint = f"the steps are those of training in another order: {wording.whole(fault.wanted)}" if mixed else _as_training(fault)
    return problem(fault, f"this makes {made}, but training made {trained}", hint)


def _window(fault: Fault) -> Problem:
    side = min(final_size(fault.wanted) or (1, 1))
    severity = Severity.WARNING if side > 1 and fault.deviation.pixels <= _FAR * side else None
    found, wanted = fault.deviation.found, fault.deviation.wanted
    if found is None and wanted is not None:
        message = f"training's {wording.short(wanted)} is missing here"
    elif wanted is None and found is not None:
        message = f"training has no {wording.short(found)}"
    else:
        message = f"another part of the picture is seen than in training: {_both(fault)}"
    return problem(fault, message, _as_training(fault), severity)


def _rounding(fault: Fault) -> Problem:
    deviation = fault.deviation
    shifted = "" if deviation.share > 1 / 2 else "of some sizes "
    far = "a pixel" if deviation.pixels > 1 / 2 else "part of a pixel"
    here, there = wording.rounding(deviation.found), wording.rounding(deviation.wanted)
    why = f"{here} here, {there} there" if None not in (here, there) and here != there else _both(fault)
    message = f"pictures {shifted}lie {far} from where training put them: {why}"
    hint = _as_training(fault) if there is None or here == there else f"round as training does: {there}"
    return problem(fault, message, hint, Severity.WARNING if deviation.share > 1 / 2 else Severity.NOTE)


def _border(fault: Fault) -> Problem:
    mine, theirs = fault.borders
    wild = any(not -1 <= part <= 256 for part in channels(mine.fill))
    severity = Severity.ERROR if wild else Severity.WARNING
    if fault.late is not None:
        here, there = ("after", "before") if fault.late else ("before", "after")
        message = (
            f"the border is filled {here} the pixels are normalised, in training {there}: {_filled(mine)} instead of {_filled(theirs)}"
        )
        return problem(fault, message, f"pad {there} normalising, as training does", severity)
    return problem(
        fault, f"the border is {_filled(mine)} here, {_filled(theirs)} in training", f"make the border {_filled(theirs)}", severity
    )


def _filled(border: Border) -> str:
    return f"filled with {wording.level(border.fill)}" if border.mode == "constant" else f"made of the picture ({border.mode})"


def _kernel(fault: Fault) -> Problem:
    found, wanted = fault.deviation.found, fault.deviation.wanted
    mine, theirs = kernel(found) if found else None, kernel(wanted) if wanted else None
    assert mine is not None
    assert theirs is not None
    hint = f"resize with {wording.resize_call(theirs)}"
    match fault.deviation.kind:
        case "twice":
            message = f"pictures are resized more or less often than in training: {_both(fault)}"
            return problem(fault, message, _as_training(fault))
        case "smoothing":
            message = f"{mine.library} {mine.name} {_smoothing(mine, theirs)}"
            near = (
                "; cv2.INTER_AREA comes closer than this"
                if (mine.library, mine.name, theirs.library) == ("opencv", "linear", "pil")
                else ""
            )
            return problem(fault, message, hint + near)
        case kind:
            message = f"this resizes with {mine.library} {mine.name}, but training with {theirs.library} {theirs.name}"
            return problem(fault, message, hint, Severity.NOTE if kind == "variant" else None)


def _smoothing(mine: Kernel, theirs: Kernel) -> str:
    other = f"training's {theirs.library} {theirs.name}"
    if mine.smooths == theirs.smooths:
        return f"smooths in another way than {other} when it shrinks"
    return f"smooths when it shrinks, {other} does not" if mine.smooths else f"does not smooth when it shrinks, {other} does"
