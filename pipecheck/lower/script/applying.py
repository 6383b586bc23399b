"""A transform that is called on a picture: the dialect that speaks it goes on from there."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from pipecheck.lower.packages import DIALECTS
from pipecheck.lower.picture import Picture
from pipecheck.lower.script import branches
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Parameter, Reference, Value
from pipecheck.spec import Opaque

_LOCAL = ("vendor", "ultralytics")
"""Dialects whose names come from files that lie beside the user's."""
_PILLOW = ("torchvision", "timm", "huggingface")
_WORDS = ("image", "images", "img", "x", "input", "inputs", "sample", "picture")


def handle(callee: Value, call: Call, walk: Walk) -> Picture | None:
    """The picture that *callee* makes of what *call* gives it."""
    if isinstance(callee, Call) and callee.name == "if":
        yes, no = (replace(call, args=(each, *call.args[1:])) for each in callee.args[1:])
        return branches.chosen(callee.args[0], yes, no, walk)
    given, subject = next(((value, picture) for value in _given(call) if (picture := walk.picture(value)) is not None), (None, None))
    if subject is None:
        return None
    if isinstance(callee, Call) and callee.name == "lambda":
        from pipecheck.lower import script

        return script.after(callee.args[1], callee.args[0], subject)
    for name in _dialects(callee):
        dialect = import_module(f"pipecheck.lower.{name}")
        if dialect.speaks(callee):
            picture = _in_hand(subject, callee, name)
            made: Picture = dialect.apply(call, picture) if name == "huggingface" else dialect.run(callee, picture)
            return made.do(origin=None, batched=True) if isinstance(given, Items) else made  # a list is answered by a list
    lost = subject.lose(call.text, call.origin)
    return lost if not isinstance(callee, Parameter) else _lacking(lost, callee.name)


def _lacking(lost: Picture, name: str) -> Picture:
    """*lost*, whose last step is the argument *name* that nobody gave."""
    *before, last = lost.program.steps
    assert isinstance(last.op, Opaque)
    step = replace(last, op=replace(last.op, lacks=name))
    return replace(lost, program=replace(lost.program, steps=(*before, step)))


def _given(call: Call) -> tuple[Value, ...]:
    return (*call.args[1:], *(call.kwargs[word] for word in _WORDS if word in call.kwargs))


def _dialects(callee: Value) -> tuple[str, ...]:
    """The dialects that are worth loading: only those whose package is named."""
    root = callee
    while True:
        match root:
            case Call(name=name, args=(inner, *_)) if name.startswith(("[]", "@", ".", "()")):
                root = inner
            case Items(items=(inner, *_)):
                root = inner
            case Call(name=name) | Reference(name=name):
                first = name.split(".", 1)[0]
                return (DIALECTS[first],) if first in DIALECTS else _LOCAL
            case _:
                return ()


def _in_hand(picture: Picture, callee: Value, name: str) -> Picture:
    """A picture that nobody has seen is of the kind that the dialect takes, unless a function of the project's has it first."""
    if picture.kind is not None or _begins_with_ones_own(callee):
        return picture
    return picture.do(origin=None, kind="pil" if name in _PILLOW else "array")


def _begins_with_ones_own(callee: Value) -> bool:
    match callee:
        case Call(name="lambda"):
            return True
        case Call(args=(first, *_)) | Items(items=(first, *_)) if isinstance(first, Call | Items):
            return _begins_with_ones_own(first)
        case _:
            return False
