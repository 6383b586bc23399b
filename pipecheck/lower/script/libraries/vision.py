"""torchvision's functions on a picture, and its readers."""

from __future__ import annotations

from pipecheck.lower import torchvision
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.libraries import reading
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* makes."""
    if (read := reading.handle(call, walk)) is not None:
        return read
    subject = torchvision.subject(call)
    if subject is None:
        return None
    picture = walk.subject(subject)
    if picture.kind is None:
        picture = picture.do(origin=None, kind="pil")
    return torchvision.apply(call, picture)
