"""Functions of libraries that have a dialect of their own."""

from __future__ import annotations

from pipecheck.lower.picture import Picture
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call

LETTERBOX = ".letterbox"
"""YOLOv5's function, wherever it lies; it gives the picture first, and then numbers."""


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes, by the dialect that speaks it."""
    if call.name.endswith(LETTERBOX):
        from pipecheck.lower import ultralytics

        return ultralytics.apply(call, walk.subject(call.args[0])) if call.args else None
    if not call.name.startswith(("tensorflow.", "keras.")):
        return None
    from pipecheck.lower import keras

    if keras.reads(call):
        return keras.read(call)
    return keras.apply(call, walk.subject(call.args[0])) if call.args and keras.applies(call) else None
