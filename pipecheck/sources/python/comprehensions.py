"""Lists and dictionaries written as loops in brackets."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from pipecheck.sources.python import samples
from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.loops import elements
from pipecheck.sources.python.machine import unread
from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Value

Evaluate = Callable[[Frame, ast.expr], Value]
Comprehension = ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp


def run(frame: Frame, node: Comprehension, evaluate: Evaluate) -> Value:
    """The list or dictionary that *node* makes; one element, any number of times, where the rounds are not known."""
    inner = Frame(frame.machine, frame.home, frame.machine.space(frame.space), frame.running)
    if any(isinstance(part, ast.NamedExpr) for part in ast.walk(node)) or any(loop.is_async for loop in node.generators):
        return unread(frame.home, node, "this kind of expression is not followed")
    origin = frame.home.origin(node)
    if isinstance(node, ast.DictComp):
        pairs: dict[object, Value] = {}
        for exact in _rounds(inner, node.generators, evaluate):
            key, value = evaluate(inner, node.key), evaluate(inner, node.value)
            if not exact or not isinstance(key, Constant):
                return unread(frame.home, node, "its keys are computed")
            pairs[key.value] = value
        return Table(pairs, origin)
    found: list[Value] = []
    for exact in _rounds(inner, node.generators, evaluate):
        value = evaluate(inner, node.elt)
        found.append(value if exact else Call("each", (value,), {}, value.origin, frame.home.text(node)))
    return Items(tuple(found), origin)


def _rounds(frame: Frame, loops: list[ast.comprehension], evaluate: Evaluate) -> Iterator[bool]:
    """Sets the targets for every round; whether the rounds are known."""
    if not loops:
        yield True
        return
    first, *rest = loops
    given = evaluate(frame, first.iter)
    known = elements(given)
    each = Call("each", (given,), {}, frame.home.origin(first.iter), frame.home.text(first.iter))
    for item in (samples.drawn(frame, each, first.iter),) if known is None else known:
        unpack(frame, first.target, item)
        kept = [_kept(frame, test, evaluate) for test in first.ifs]
        if False in kept:
            continue
        for exact in _rounds(frame, rest, evaluate):
            yield exact and known is not None and None not in kept


def _kept(frame: Frame, test: ast.expr, evaluate: Evaluate) -> bool | None:
    match evaluate(frame, test):
        case Constant(value=value):
            return bool(value)
        case _:
            return None


def unpack(frame: Frame, target: ast.expr, value: Value) -> None:
    """Sets the names in *target* to *value* or to its parts."""
    match target, value:
        case ast.Name(id=name), _:
            frame.space.names[name] = value
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), Items(items=items)) if len(targets) == len(items):
            for part, item in zip(targets, items, strict=True):
                unpack(frame, part, item)
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
            for index, part in enumerate(targets):
                place = Constant(index, value.origin)
                unpack(frame, part, Call("[]", (value, place), {}, value.origin, frame.home.text(target)))
        case _:
            pass
