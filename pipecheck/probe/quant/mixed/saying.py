"""What a search for mixed precision says: which branch it took, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipecheck.evidence.debug.mixed import Mixed, Trial
from pipecheck.evidence.debug.partial import Target
from pipecheck.probe.quant.judging.metric import merit as worth
from pipecheck.probe.quant.mixed.least import TAIL
from pipecheck.probe.quant.partial.gauge import metric_of

_NAMED = 5


def said(mixed: Mixed, rungs: Sequence[str], count: int) -> Mixed:
    """*mixed*, found among *rungs* in a network of *count* units, with its words."""
    return replace(mixed, words=tuple(_words(mixed, rungs, count)))


def merit(trial: Trial, target: Target) -> float:
    """How good *trial* is: by its accuracy, else by its worst output; the larger the better."""
    if trial.failed is not None:
        return float("-inf")
    if trial.accuracy is not None:
        return trial.accuracy
    name = metric_of(target)
    return min((worth(name, each[name]) for each in trial.outputs.values()), default=float("-inf"))


def figure(trial: Trial, mixed: Mixed) -> str:
    """`accuracy 0.7921 of 0.7950 (99.6 %)`, or how far the worst output lies off."""
    if trial.failed is not None:
        return f"cannot be run ({trial.failed})"
    if trial.accuracy is not None and mixed.accuracy is not None:
        share = f" ({100 * trial.accuracy / mixed.accuracy:.2f} %)" if mixed.accuracy > 0 else ""
        return f"accuracy {trial.accuracy:.6g} of {mixed.accuracy:.6g}{share}"
    name = metric_of(mixed.target)
    output, value = min(((out, each[name]) for out, each in trial.outputs.items()), key=lambda pair: worth(name, pair[1]))
    return f"{name} {value:.6g}" + (f" of output {output}" if len(trial.outputs) > 1 else "")


def goal(mixed: Mixed) -> str:
    """`99 % of the float accuracy`, or what every output is to reach."""
    if mixed.accuracy is not None:
        return f"{100 * mixed.target.share:g} % of the float accuracy {mixed.accuracy:.6g}"
    return f"{mixed.target.metric} {mixed.target.similarity:g} of every output"


def _words(mixed: Mixed, rungs: Sequence[str], count: int) -> Iterator[str]:
    yield f"The target is {goal(mixed)}."
    bounds = {each.base: each for each in mixed.trials if not each.nodes}
    for base in (rungs[0], "int8", *rungs[1:]):
        if base in bounds:
            does = "reaches it" if bounds[base].reached else "does not"
            yield f"All {base} {does}: {figure(bounds[base], mixed)}."
    yield from _branch(mixed, rungs)
    if mixed.branch not in ("none", "int8"):
        yield from _chosen(mixed, count)
    if mixed.stopped is not None:
        yield "There was no more time: a cheaper choice may be found when the search goes on."
    if mixed.fixed:
        yield f"Left as the configuration has them: {_listed(mixed.fixed)}."


def _branch(mixed: Mixed, rungs: Sequence[str]) -> Iterator[str]:
    match mixed.branch:
        case "int8":
            yield "Nothing needs more than int8."
        case "none" if mixed.stopped is not None:
            yield "Nothing that was tried reaches the target."
        case "none":
            yield f"No type reaches it, up to {rungs[-1]}: the best of what was tried is given; quantisation-aware training may help."
        case branch:
            failed = rungs[: rungs.index(branch)]
            below = failed[-1] if failed else "int8"
            why = f"because {' and '.join(failed)} alone will not do" if failed else "because int16 is enough" * (branch == "int16")
            yield f"So {below} and {branch} are mixed{f', {why}' if why else ''}."


def _chosen(mixed: Mixed, count: int) -> Iterator[str]:
    chosen = mixed.chosen
    kinds: dict[str, list[str]] = {}
    for each in mixed.raised:
        kinds.setdefault(each.qtype, []).append(each.node)
    for qtype, nodes in kinds.items():
        yield f"{len(nodes)} of {count} nodes take {qtype}: {_listed(nodes)}."
    yield f"All others take {chosen.base}." if kinds else f"All take {chosen.base}."
    yield f"{100 * chosen.macs:.3g} % of all multiplications are then in more than int8: {figure(chosen, mixed)}."
    if chosen.accuracy is not None:
        yield "The search went by the same pictures, so that on others it may be a little less: confirm it on those."
    if len(kinds.get("float32", ())) > TAIL:
        yield f"More than {TAIL} nodes on the CPU cost speed: on the board this has to be measured."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
