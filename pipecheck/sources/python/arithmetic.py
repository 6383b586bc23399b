"""Operators on what is known, done; on anything else, a call of the operator."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from pipecheck.sources.python.machine import SIZE, unread
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import WIDTH, Call, Constant, Items, Module, Table, Value, is_made

LARGE = 10**15
POWER = 64
_BINARY: dict[type[ast.operator], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
    ast.FloorDiv: ("//", operator.floordiv),
    ast.Mod: ("%", operator.mod),
    ast.Pow: ("**", operator.pow),
    ast.BitOr: ("|", operator.or_),
    ast.BitAnd: ("&", operator.and_),
    ast.MatMult: ("@", operator.matmul),
}
_UNARY: dict[type[ast.unaryop], tuple[str, Callable[[Any], Any]]] = {
    ast.USub: ("-", operator.neg),
    ast.UAdd: ("+", operator.pos),
}
_COMPARED: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
}


def binary(home: Module, node: ast.AST, op: ast.operator, left: Value, right: Value) -> Value:
    """*left* and *right* joined by *op*."""
    origin = home.origin(node)
    name, function = _BINARY.get(type(op), ("?", None))
    match left, op, right:
        case Items(items=before), ast.Add(), Items(items=after) if len(before) + len(after) <= SIZE:
            return Items(before + after, origin)
        case (Items(items=items), ast.Mult(), Constant(value=int(times))) if 0 <= len(items) * times <= SIZE:
            return Items(items * times, origin)
        case (Constant(value=int(times)), ast.Mult(), Items(items=items)) if 0 <= len(items) * times <= SIZE:
            return Items(items * times, origin)
        case Constant(value=str(one)), ast.Add(), Constant(value=str(other)) if len(one) + len(other) <= WIDTH:
            return Constant(one + other, origin)
        case Constant(), _, Constant():
            return _computed(home, node, function, left.value, right.value)
        case (Items(), _, Constant()) | (Constant(), _, Items()):
            return unread(home, node, "this operator is not followed")
        case _:
            return Call(name, (left, right), {}, origin, home.text(node))


def unary(home: Module, node: ast.AST, op: ast.unaryop, operand: Value) -> Value:
    """*op* on *operand*."""
    name, function = _UNARY.get(type(op), ("~", None))
    if isinstance(operand, Constant):
        return _computed(home, node, function, operand.value)
    return Call(name, (operand,), {}, home.origin(node), home.text(node))


def compare(home: Module, node: ast.AST, ops: list[ast.cmpop], parts: list[Value]) -> Value:
    """Whether *parts* stand to each other as *ops* say."""
    origin = home.origin(node)
    if len(ops) == 1:
        match ops[0], parts:
            case ast.Is() | ast.IsNot(), [one, Constant(value=None)] if isinstance(one, Constant | Items | Table | Own) or is_made(one):
                nothing = isinstance(one, Constant) and one.value is None
                return Constant(nothing == isinstance(ops[0], ast.Is), origin)
            case (ast.In() | ast.NotIn(), [Constant(value=word), Table(pairs=pairs)]) if _hashable(word):
                return Constant((word in pairs) == isinstance(ops[0], ast.In), origin)
            case (ast.In() | ast.NotIn(), [Constant(value=word), Items(items=items)]) if all(isinstance(item, Constant) for item in items):
                return Constant(
                    (word in [item.value for item in items if isinstance(item, Constant)]) == isinstance(ops[0], ast.In), origin
                )
            case ast.Is() | ast.IsNot() | ast.In() | ast.NotIn(), _:
                name = {ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}[type(ops[0])]
                return Call(name, tuple(parts), {}, origin, home.text(node))
            case op, [Constant(value=one), Constant(value=other)] if type(op) in _COMPARED:
                return _computed(home, node, _COMPARED[type(op)][1], one, other, any_kind=True)
            case _:
                pass
    name = _COMPARED.get(type(ops[0]), ("compare", operator.eq))[0] if len(ops) == 1 else "compare"
    return Call(name, tuple(parts), {}, origin, home.text(node))


def text(home: Module, node: ast.AST, parts: list[Value]) -> Value:
    """A text put together."""
    words = [str(part.value) for part in parts if isinstance(part, Constant)]
    if len(words) == len(parts) and sum(map(len, words)) <= WIDTH:
        return Constant("".join(words), home.origin(node))
    return Call("text", tuple(parts), {}, home.origin(node), home.text(node))


def _computed(home: Module, node: ast.AST, function: Callable[..., Any] | None, *values: Any, any_kind: bool = False) -> Value:
    plain = all(isinstance(value, int | float) and abs(value) <= LARGE for value in values)
    power = function is operator.pow and isinstance(values[1], int | float) and abs(values[1]) > POWER
    if function is None or power or not (plain or any_kind):
        return unread(home, node, "it is not made of numbers that stand in the file")
    try:
        made = function(*values)
    except (ArithmeticError, ValueError, TypeError) as e:
        return unread(home, node, str(e))
    if isinstance(made, complex) or (isinstance(made, int) and abs(made) > LARGE**2):
        return unread(home, node, "a number of that size")
    return Constant(made, home.origin(node))


def _hashable(word: object) -> bool:
    return isinstance(word, str | int | float | bytes | bool | None)
