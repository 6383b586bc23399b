"""Two sources side by side, and on pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pipecheck.report.pair import Pair
from pipecheck.spec import Opaque, Program, Random, Step, canonical


def pair(
    names: tuple[str, str],
    programs: tuple[Program, Program],
    images: Sequence[str | Path],
    *,
    draw: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Pair:
    """Two sources side by side, and what they make of *images*, files or folders; *draw* them too."""
    left, right = programs
    probe = None
    if images:
        from pipecheck.probe.images import scan
        from pipecheck.probe.pixels import together

        paths = list(dict.fromkeys(file for image in images for file in scan.files(Path(image))))
        probe = together.compare(left, right, paths, names=names, progress=progress, draw=draw)
    return Pair(
        left_name=names[0],
        right_name=names[1],
        left=canonical(left),
        right=canonical(right),
        unread=(*(("left", step) for step in _unread(left)), *(("right", step) for step in _unread(right))),
        pixels=probe,
    )


def _unread(program: Program) -> list[Step]:
    return [step for step in program.steps if isinstance(step.op, Opaque | Random)]
