"""The picture that comes first out of a data set of torchvision's, or out of a loader of one."""

from __future__ import annotations

from pipecheck.lower import datasets
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.picture import Picture
from pipecheck.lower.script import applying
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.python import samples
from pipecheck.sources.pyvalues import Call, Parameter, Value
from pipecheck.spec import Decoded, Program


def handle(sample: Value, call: Call, walk: Walk) -> Picture | None:
    """The picture that *call* takes out of *sample*; None where that is no element of such a data set."""
    found = samples.source(sample)
    if found is None or not datasets.is_set(found.data):
        return None
    picture = _transformed(found.data, walk)
    if found.loader is None:
        return picture
    if found.collate is not None:
        return picture.lose(found.loader.text, found.loader.origin)
    if picture.kind == "pil":
        raise NotReadError("a loader takes no Pillow pictures")
    return picture.do(origin=call.origin, kind="tensor", batched=found.batched)


def _transformed(data: Value, walk: Walk) -> Picture:
    """A picture of *data* after its transform."""
    from pipecheck.lower.torchvision import PIL_CONVENTION  # hardly a source reads a data set

    gray = datasets.is_gray(data)
    decoded = Decoded(library="pil", exif=False, color="gray" if gray else "rgb", origin=data.origin, assumed=PIL_CONVENTION)
    picture = Picture(program=Program(decoded), kind="pil", gray=gray)
    assert isinstance(data, Call)
    try:
        transform = datasets.transform(data)
    except NotReadError:
        return picture.lose(data.text, data.origin)
    if transform is None:
        return picture
    given = Parameter("picture", data.origin)
    walk.held.append(given)  # so that its identity stays its own
    walk.known[id(given)] = picture
    applied = applying.handle(transform, Call("()", (transform, given), {}, transform.origin, data.text), walk)
    return picture.lose(data.text, data.origin) if applied is None else applied
