"""What an expression stands for."""

from __future__ import annotations

import ast
import builtins

from pipecheck.sources.python import arithmetic, calling, comprehensions
from pipecheck.sources.python.bounds import bounded
from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.loops import SEVERAL
from pipecheck.sources.python.machine import choose, unread
from pipecheck.sources.python.own import Own, Space
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Table, Value, counts_as_true

LARGE = 10**15


def evaluate(frame: Frame, node: ast.expr) -> Value:
    """What *node* stands for."""
    if frame.machine.spent():
        return unread(frame.home, node, "it is nested too deep, or the file is too long")
    frame.machine.depth += 1
    try:
        return _evaluate(frame, node)
    finally:
        frame.machine.depth -= 1


def _evaluate(frame: Frame, node: ast.expr) -> Value:
    origin = frame.home.origin
    match node:
        case ast.Constant(value=value):
            large = isinstance(value, int) and abs(value) > LARGE
            return unread(frame.home, node, "a number of that size") if large else Constant(value, origin(node))
        case ast.Name(id=name):
            return read(frame, name, node)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return bounded(frame, node, Items(tuple(several(frame, parts)), origin(node)))
        case ast.Dict():
            return bounded(frame, node, _table(frame, node))
        case ast.Attribute(value=value, attr=name):
            return calling.attribute(frame, evaluate(frame, value), name, node)
        case ast.Call():
            return calling.call(frame, node, evaluate, several)
        case ast.Subscript(value=value, slice=index):
            return calling.item(frame, evaluate(frame, value), evaluate(frame, index), node)
        case ast.Lambda():
            return Own("function", node, frame.home, frame.space, defaults=calling.defaults(frame, node.args, evaluate))
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
            return comprehensions.run(frame, node, evaluate)
        case ast.Starred() | ast.Await() | ast.Yield() | ast.YieldFrom() | ast.NamedExpr():
            return _passing(frame, node)
        case _:
            return _operation(frame, node)


def _operation(frame: Frame, node: ast.expr) -> Value:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return bounded(frame, node, arithmetic.binary(frame.home, node, op, *several(frame, [left, right])))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            value = evaluate(frame, operand)
            known = truth(value)
            return _call(frame, "not", (value,), node) if known is None else Constant(not known, frame.home.origin(node))
        case ast.UnaryOp(op=op, operand=operand):
            return arithmetic.unary(frame.home, node, op, evaluate(frame, operand))
        case ast.BoolOp(op=op, values=parts):
            return _either(frame, node, isinstance(op, ast.Or), [evaluate(frame, part) for part in parts])
        case ast.Compare(left=left, ops=ops, comparators=others):
            return arithmetic.compare(frame.home, node, ops, several(frame, [left, *others]))
        case ast.IfExp(test=test, body=yes, orelse=no):
            condition = evaluate(frame, test)
            known = truth(condition)
            if known is not None:
                return evaluate(frame, yes if known else no)
            return choose(condition, evaluate(frame, yes), evaluate(frame, no), frame.home.text(node))
        case ast.Slice(lower=lower, upper=upper, step=step):
            empty = Constant(None, frame.home.origin(node))
            return _call(frame, "slice", tuple(evaluate(frame, part) if part else empty for part in (lower, upper, step)), node)
        case ast.JoinedStr(values=parts):
            return arithmetic.text(frame.home, node, [evaluate(frame, part) for part in parts])
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return evaluate(frame, value)
        case _:
            return unread(frame.home, node, "this kind of expression is not followed")


def _passing(frame: Frame, node: ast.expr) -> Value:
    match node:
        case ast.Yield(value=ast.expr() as value):
            frame.yielded.append(evaluate(frame, value))
            return Constant(None, frame.home.origin(node))
        case ast.NamedExpr(target=target, value=value):
            made = evaluate(frame, value)
            home(frame, target.id).names[target.id] = made
            return made
        case _:
            return unread(frame.home, node, "this kind of expression is not followed")


def _table(frame: Frame, node: ast.Dict) -> Value:
    pairs: dict[object, Value] = {}
    keys = several(frame, [key for key in node.keys if key])
    words = iter(keys)
    values = several(frame, node.values)
    for key, made in zip(node.keys, values, strict=True):
        match key and next(words), made:
            case None, Table(pairs=inner):
                pairs.update(inner)
            case Constant(value=word), _:
                pairs[word] = made
            case _:
                return _call(frame, "dict", (*keys, *values), node)
    return Table(pairs, frame.home.origin(node))


def _either(frame: Frame, node: ast.expr, stops_at: bool, values: list[Value]) -> Value:  # the word of the operator
    """`or` stops at what is true, `and` at what is false."""
    for index, value in enumerate(values[:-1]):
        known = truth(value)
        if known is None:
            return _call(frame, "or" if stops_at else "and", tuple(values[index:]), node)
        if known is stops_at:
            return value
    return values[-1]


def several(frame: Frame, nodes: list[ast.expr]) -> list[Value]:
    """The values of *nodes*, a starred list in place."""
    found: list[Value] = []
    frame.machine.held.append(found)
    for node in nodes:
        value = evaluate(frame, node.value if isinstance(node, ast.Starred) else node)
        match value:
            case Items(items=items) if isinstance(node, ast.Starred):
                found += items
            case _ if isinstance(node, ast.Starred):
                found.append(unread(frame.home, node, SEVERAL))
            case _:
                found.append(value)
    frame.machine.held.pop()
    return found


def truth(value: Value) -> bool | None:
    """Whether *value* counts as true, None where that is not known."""
    match value:
        case Constant(value=inner):
            return bool(inner)
        case Items(items=items):
            return bool(items)
        case Table(pairs=pairs):
            return bool(pairs)
        case Own():
            return True
        case _:
            return counts_as_true(value) or None


def read(frame: Frame, name: str, node: ast.expr) -> Value:
    """What *name* stands for where *node* uses it."""
    space: Space | None = home(frame, name)
    while space is not None:
        if name in space.names:
            space.fresh.pop(name, None)
            value = space.names[name]
            return Reference(value.name, frame.home.origin(node)) if isinstance(value, Reference) else value
        if name in space.local:
            return unread(frame.home, node, f"{name} is not set yet")
        if space.outer is None and space.star and not hasattr(builtins, name):
            return Reference(f"{space.star}.{name}", frame.home.origin(node))
        space = space.outer
    return Reference(name, frame.home.origin(node))


def home(frame: Frame, name: str) -> Space:
    """The space in which *name* is set."""
    return frame.space.foreign.get(name, frame.space)


def _call(frame: Frame, name: str, args: tuple[Value, ...], node: ast.expr) -> Call:
    return Call(name, args, {}, frame.home.origin(node), frame.home.text(node))
