"""The toolchain samples' transformers and image loaders, from the source text of a `preprocess.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipecheck.findings import Origin
from pipecheck.lower.picture import Picture
from pipecheck.lower.vendor import loaders, transformers
from pipecheck.lower.vendor.filling import filled
from pipecheck.sources.pyvalues import Call, Items, Value, spelled
from pipecheck.spec import Decoded, Opaque, Program, Step
from pipecheck.spec.program import reading
from pipecheck_transformers.vendor import imread_mode

UNSAID = "the range of the picture that this begins with"


def speaks(value: Value) -> bool:
    """Whether *value* is one of the samples' transformers, a list of them, or one of their loaders."""
    match value:
        case Call(name="if", args=args):
            return any(map(speaks, args))
        case Call(name=name):
            return transformers.known(name) or loaders.loader(value) is not None
        case Items(items=items):
            return bool(items) and any(map(speaks, items))
        case _:
            return False


def begin(value: Value) -> Picture:
    """What the first transformer is handed: of a loader, what it reads; a list alone does not say whether it gets BGR in 0..255 or RGB
    in 0..1.
    """
    call = loaders.loader(value)
    mode = None if call is None else loaders.mode(call)
    if mode is not None and mode.value is not None:
        return read(mode.value, mode.origin, mode.assumed)
    unsaid = Step(Opaque(UNSAID, frozenset({"values", "dtype"})), value.origin)
    return Picture(program=Program(Decoded(dtype=None), (unsaid,)), kind="array", dtype=None)


def read(mode: str, origin: Origin | None, assumed: str | None = None) -> Picture:
    """The picture that the samples' reader in *mode* hands over: `opencv`, `skimage`, `caffe` or `PIL`."""
    start = reading(imread_mode(mode), origin)
    program = replace(start, decoded=replace(start.decoded, assumed=assumed))
    return Picture(program=program, kind="array", dtype="float32" if program.steps else "uint8")


def read_as(program: Program, mode: str, origin: Origin | None) -> Program:
    """*program*, which does not say what it reads, with the reader *mode* before it."""
    start = read(mode, origin).program
    rest = tuple(step for step in program.steps if not (isinstance(step.op, Opaque) and step.op.text == UNSAID))
    return replace(program, decoded=start.decoded, steps=start.steps + rest)


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after the transformers in *value*."""
    call = loaders.loader(value)
    match value if call is None else loaders.chain(call):
        case Items(items=items):
            for item in items:
                picture = run(item, picture)
            return picture
        case Call() as step if transformers.known(step.name):
            return transformers.run(step, picture)
        case other:
            unread = value if other is None else other
            return picture.lose(spelled(unread), unread.origin)


def lower(value: Value, given: Mapping[str, Any] | None = None) -> Program:
    """The program of *value*; *given* are arguments that its caller hands over, such as `input_shape` as (height, width)."""
    known = filled(value, given or {})
    return run(known, begin(known)).program
