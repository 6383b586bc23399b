"""Are the calibration files what the declared source makes of their pictures? Held against them, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipecheck.evidence.tensors import Expected, Matched
from pipecheck.findings import Road
from pipecheck.probe.identify.asking.running import clock
from pipecheck.probe.tensors.matching import declared, judging, looks, pairing
from pipecheck.probe.tensors.matching.judging import Load, Task
from pipecheck.probe.tensors.matching.looks import Look, View
from pipecheck.probe.tensors.matching.pairing import Hunt, Unmatched
from pipecheck.spec import Program, canonical
from pipecheck.spec.deviation import final_size
from pipecheck.spec.likeness import written
from pipecheck_transformers.pixels import Array

_FOUND, _JUDGED = 0.45, 0.7
"""The parts of the time after which pictures are no longer looked for, and pairs no longer judged; the rest is for the worst of them."""
_MOST = 2**25
"""More numbers than this are no picture that a network takes, and every copy of them takes a quarter of a gigabyte."""


def matched(
    files: Sequence[Path],
    load: Load,
    pictures: Sequence[Path],
    program: Program,
    expected: Expected,
    *,
    road: Road = "calibration",
    seconds: float = 20.0,
    progress: Callable[[int, int], None] | None = None,
) -> Matched | Unmatched | None:
    """How *files* compare with what *program* makes of *pictures*, or why they show none of these; None where nobody can say.

    *load* gives the numbers in a file as they are stored, None where it holds none. The program is that of *road*: what training makes
    is no more than a likeness of what files should be. It ends after *seconds*.
    """
    if not files or not pictures or expected.feature:
        return None
    spec = canonical(program)
    chains = declared.chains(program, expected)
    color = spec.color.value.name if spec.color.value else expected.color

    def loaded(file: Path) -> Array | None:
        tensor = load(file)
        return tensor if tensor is not None and tensor.dtype.kind in "buif" and 0 < tensor.size <= _MOST else None

    def look(file: Path) -> Look | None:
        tensor = loaded(file)
        return None if tensor is None else looks.of_tensor(tensor, planar=color == "nv12", yuv=color == "yuv444")

    view = View(steps=spec.geometry.value, sides=final_size(spec.geometry.value or ()))
    hunt = Hunt(files=files, pictures=pictures, look=look, view=view, until=clock(_FOUND * seconds), progress=progress)
    judged, until = clock(_JUDGED * seconds), clock(seconds)
    found = pairing.pairs(hunt)
    if found is None or isinstance(found, str):
        return found
    task = Task(
        load=loaded, look=look, view=view, chains=chains, blames=written(spec), expected=expected, judged=judged, until=until, road=road
    )
    told = judging.by_chain(task, *found) if chains else judging.by_order(task, *found)
    return "late" if told is None and found[0] and judged.left <= 0 else told
