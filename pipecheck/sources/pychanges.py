"""Which statements change the thing that a name holds, also by another name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

_CHANGES = frozenset({
    "add", "add_module", "append", "clear", "discard", "extend", "fill", "insert", "pop", "popitem", "register_module", "remove", "reverse",
    "setdefault", "sort", "update", "__setitem__", "__setattr__",
})  # fmt: skip


def changed(node: ast.AST, home: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The names whose things *node* changes, or may change: a method that is called for its effect."""
    match node:
        case ast.AugAssign(target=target):
            roots = _root(target)
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
            roots = _root(node)
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _CHANGES or attr.strip("_") + "_" == attr:
            roots = _root(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value))):
            roots = _root(value)
        case _:
            return
    yield from ((name, home) for name in roots)


def spread(changes: dict[str, ast.AST], pairs: Iterable[tuple[str, str]]) -> dict[str, ast.AST]:
    """*changes*, and with them what is changed along *pairs*."""
    others: dict[str, list[str]] = {}
    for one, other in pairs:
        others.setdefault(one, []).append(other)
    waiting = list(changes)
    while waiting:
        name = waiting.pop()
        for other in others.get(name, ()):
            if other not in changes:
                changes[other] = changes[name]
                waiting.append(other)
    return changes


def links(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Pairs of names: to change what the first holds, or is given, may change what the second holds."""
    match node:
        case ast.Assign(targets=targets, value=value):
            ends = [name for target in targets for name in shared(target)]
            yield from ((name, other) for name in ends for other in {*shared(value), *(ends if len(targets) > 1 else ())} - {name})
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield from ((name, other) for name in shared(target) for other in shared(value))
        case ast.For(target=target, iter=value):
            others = [other.id for other in ast.walk(value) if isinstance(other, ast.Name)]
            yield from ((name, other) for name in shared(target) for other in others)
        case ast.Call(func=ast.Name(id=function), args=args, keywords=words):
            given = [*args, *(word.value for word in words)]
            yield from ((f"{function}()", other) for part in given for other in shared(part))
        case ast.FunctionDef(name=function, args=parameters):
            defaults = [*parameters.defaults, *(default for default in parameters.kw_defaults if default)]
            yield from ((f"{function}()", other) for default in defaults for other in shared(default))
        case _:
            return


def shared(node: ast.AST) -> Iterator[str]:
    """The names of what the expression *node* may hand on without a copy."""
    waiting = [node]
    while waiting:
        match waiting.pop():
            case ast.Name(id=name):
                yield name
            case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value) | ast.NamedExpr(value=value):
                waiting.append(value)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts) | ast.BoolOp(values=parts):
                waiting += parts
            case ast.IfExp(body=one, orelse=other):
                waiting += [one, other]
            case _:
                pass


def _root(node: ast.AST) -> tuple[str, ...]:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return (node.id,) if isinstance(node, ast.Name) else ()
