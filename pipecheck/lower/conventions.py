"""Marks what rests on a convention."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.lower.picture import Picture


def resting(after: Picture, before: Picture, assumed: str | None) -> Picture:
    """*after*, with *assumed* behind every step that came since *before* and rests on nothing else."""
    if assumed is None:
        return after
    steps, known = after.program.steps, len(before.program.steps)
    marked = tuple(step if step.assumed else replace(step, assumed=assumed) for step in steps[known:])
    return replace(after, program=replace(after.program, steps=steps[:known] + marked))
