"""Whether two networks agree, in words: to how many decimals, in which outputs they do not, and where they part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipecheck.evidence.agreeing import LEVEL, Likeness, likeness
from pipecheck.evidence.pair import Agreement, OutputGap, Part
from pipecheck.evidence.pixels import Parting, Taken, levels
from pipecheck.report.network.samples import samples
from pipecheck.report.words import counted, listed
from pipecheck.rules.network.figures import percent, short

_STEADY = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How far apart one output is, in words."""

    name: str
    decimals: str
    largest: str
    reach: str
    cosine: str
    same: str


def title(each: Agreement) -> str:
    """`agreement of model.onnx and original_float.onnx on data/val`."""
    road = "" if each.road == "evaluation" else f" ({each.road} road)"
    return f"agreement of {each.source.name} and {each.model.name} on {each.folder}{road}"


def judged(each: Agreement) -> Likeness | None:
    """How alike the two are; None where nothing was compared."""
    return likeness(each) if each.count and (each.outputs or each.missing) else None


def summary(each: Agreement) -> str:
    """To how many decimals, on how many pictures, and in which output the least."""
    found = judged(each)
    if found is None:
        return "nothing could be compared"
    if not each.outputs:
        return "they have no output in common"
    same = _same(each)
    if found == "equal":
        return f"{decimals(each)} on {counted(each.count, 'picture')}{same}"
    least = min(each.outputs, key=lambda gap: (not gap.fault, gap.decimals))
    whose = f" in {least.name}" if len(each.outputs) > 1 else ""
    if least.fault:
        return f"they part: {least.fault}{whose}, on {counted(each.count, 'picture')}"
    apart = f"up to {short(least.largest, 2)} apart{whose}, cosine {short(least.cosine, 4)}"
    return f"they {'part' if found == 'different' else 'differ by what inputs lose'}: {apart}, on {counted(each.count, 'picture')}{same}"


def decimals(each: Agreement) -> str:
    """`to 5 decimals`, and in how many outputs, where one of the models lacks some."""
    count = min(gap.decimals for gap in each.outputs)
    several = len(each.outputs) + len(each.missing)
    return f"to {counted(count, 'decimal')}{f' in {len(each.outputs)} of {several} outputs' if each.missing else ''}"


def _same(each: Agreement) -> str:
    """How many pictures get the same answer, where outputs name one."""
    shares = [gap.same for gap in each.outputs if gap.same is not None]
    return f", the same answer on {'all' if min(shares) == 1 else percent(min(shares))}" if shares else ""


def rows(each: Agreement) -> tuple[Row, ...]:
    """Every output, where there is more to say than that they agree."""
    if judged(each) == "equal":
        return ()
    return tuple(map(_row, each.outputs))


def _row(gap: OutputGap) -> Row:
    return Row(
        name=gap.name,
        decimals=str(gap.decimals),
        largest=short(gap.largest, 2),
        reach=short(gap.reach, 2),
        cosine=short(gap.cosine, 4),
        same="" if gap.same is None else percent(gap.same),
    )


def details(each: Agreement) -> Iterator[str]:
    """Where the two part, on which pictures most, and what only one of them has."""
    faults = dict.fromkeys(f"{gap.name}: {gap.fault}" for gap in each.outputs if gap.fault)
    yield from faults if len(each.outputs) > 1 else ()
    if each.missing:
        yield f"only one of them has {'the output' if len(each.missing) == 1 else 'the outputs'} {listed(each.missing)}"
    if judged(each) != "equal":
        yield from _where(each)
        yield from _worst(each)
    if each.unsteady is not None and each.unsteady > _STEADY:
        yield f"two runs on the same picture are up to {short(each.unsteady, 2)} apart"


def _where(each: Agreement) -> Iterator[str]:
    if each.inputs is not None:
        yield _given(each, each.inputs)
    if each.alike is not None and each.part is None:
        yield f"given the very same, they agree to {counted(each.alike, 'decimal')}"
    if each.part is not None:
        yield _graphs(each.part)
    if each.parting is not None:
        yield _roads(each.parting)


def _given(each: Agreement, apart: float) -> str:
    if apart == 0:
        return "both are given the same"
    why = ", which is what NV12 takes from the colors" if each.halved else ", which rounding to bytes does" if apart <= LEVEL else ""
    return f"what they are given is up to {levels(apart)} {'level' if apart == 1 else 'levels'} apart{why}"


def _graphs(part: Part) -> str:
    named = f"{part.operator} {part.node}".strip()
    unlike = "".join(f"; {what}: {there} in the model, {here} in the source" for what, here, there in part.unlike)
    return (
        f"given the same, they part at {named}: {part.tensor} is up to {short(part.largest, 2)} apart, "
        f"the first of {counted(part.compared, 'tensor')} that were compared{unlike}"
    )


def _roads(parting: Parting) -> str:
    apart = "" if parting.largest is None else f", {levels(parting.largest)} levels at most"
    return f"the roads part at {_steps(parting.right)}, where training has {_steps(parting.left)}{apart}"


def _steps(taken: tuple[Taken, ...]) -> str:
    from pipecheck_transformers.spelling import spell  # takes time, and there is seldom anything to say

    return " → ".join(f"{spell(each.op)}{f' ({each.origin})' if each.origin else ''}" for each in taken) or "nothing more"


def _worst(each: Agreement) -> Iterator[str]:
    for gap in each.outputs:
        whose = f" in {gap.name}" if len(each.outputs) > 1 else ""
        yield from samples(f"farthest apart{whose}: ", [f"{name} ({short(largest, 2)})" for name, largest in gap.worst])
