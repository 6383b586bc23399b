"""What a script computed from a picture and never used."""

from __future__ import annotations

from collections.abc import Iterable

from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call
from pipecheck.spec import Step
from pipecheck_transformers.ops import ToColor


def unused(calls: Iterable[Call], walk: Walk) -> tuple[Step, ...]:
    """The conversions of color among *calls* whose result nobody read: they look done and are not."""
    found = []
    for call in calls:
        picture = walk.picture(call)
        last = picture.program.steps[-1] if picture is not None and picture.program.steps else None
        if last is not None and isinstance(last.op, ToColor) and last.origin == call.origin:
            found.append(last)
    return tuple(found)
