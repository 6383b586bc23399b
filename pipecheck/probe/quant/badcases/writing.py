"""The file `badcase.txt`: the worst sample of every output by every metric, its figure, and the worst of all outputs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.probe.quant.layers.tables import plain
from pipecheck.probe.quant.simulate.write import whole

NAME = "badcase.txt"


def write(found: BadCases, folder: Path) -> Path:
    """The file in *folder*."""
    path = folder / NAME
    with whole(path) as (made,):
        made.write_text(text(found), encoding="utf-8")
    return path


def text(found: BadCases) -> str:
    """What stands in the file."""
    return "\n\n".join(_parts(found)) + "\n"


def _parts(found: BadCases) -> Iterator[str]:
    heads = ("Name/Index", *found.metrics)
    yield f"The bad case input index of each output:\n{plain(heads, [_row(found, output, 'index') for output in found.outputs])}"
    yield f"The metric results of each badcase:\n{plain(heads, [_row(found, output, 'value') for output in found.outputs])}"
    rows = [(metric, str(head[1].index), head[0]) for metric in found.metrics if (head := found.overall(metric)) is not None]
    yield f"The bad case input index of the worst output:\n{plain(('metric', 'dataloader index', 'output'), rows)}"
    names = {case.index: case.sample for cases in found.worst.values() for case in cases}
    yield f"The samples:\n{plain(('index', 'sample'), [(str(index), names[index]) for index in sorted(names)])}"
    yield "\n".join(_remarks(found))


def _row(found: BadCases, output: str, field: str) -> tuple[str, ...]:
    cells = [found.worst.get((output, metric), ())[:1] for metric in found.metrics]
    said = (("" if not cell else str(cell[0].index) if field == "index" else f"{cell[0].value:.6g}") for cell in cells)
    return output, *said


def _remarks(found: BadCases) -> Iterator[str]:
    yield f"{found.count} of {found.total} samples compared" + (f", {len(found.broken)} could not be run" if found.broken else "")
    for each in found.cut:
        before = ", ".join(each.before)
        yield f"{each.op} {each.node} chooses, and the least difference makes it choose otherwise: compared is what goes into it ({before})"
    for each in found.stays:
        yield f"{each.op} {each.node} chooses what later layers compute with: what comes after it may differ for that alone"
