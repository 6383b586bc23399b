"""Follows names through straight-line Python the way a reader would."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Reference, Unread, Value

DEPTH = 40
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_CHANGES = frozenset({"append", "extend", "insert", "pop", "remove", "reverse", "clear", "sort", "__setitem__"})


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one block, and the block around it."""

    module: Module
    body: list[ast.stmt]
    outer: Scope | None

    def named(self, name: str, depth: int) -> Value | None:
        """What *name* stands for here, None where nothing here or around it defines it."""
        if changed := self._changed(name):
            return self._unread(changed, f"{name} is changed here after it was made")
        if name in (values := assigned(self.body)):
            index, node = values[name]
            return Scope(self.module, self.body[:index], self.outer).value(node, depth + 1)
        for function in self.body:
            if isinstance(function, ast.FunctionDef) and function.name == name:
                return self._returned(function, depth)
        return self.outer.named(name, depth) if self.outer else None

    def value(self, node: ast.expr, depth: int) -> Value:
        """What the expression *node* stands for."""
        if depth > DEPTH:
            return self._unread(node, "it refers to itself, or is nested too deep")
        match node:
            case ast.Constant(value=value):
                return Constant(value, self.module.origin(node))
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return Items(tuple(self.value(part, depth + 1) for part in parts), self.module.origin(node))
            case ast.Name(id=name):
                return self._name(node, name, depth)
            case ast.Attribute():
                dotted = self._dotted(node)
                return Reference(dotted, self.module.origin(node)) if dotted else self._unread(node, "an attribute of a computed object")
            case ast.Call():
                return self._call(node, depth)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.value(operand, depth + 1)
                return self._computed(node, operator.neg, inner)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(node, op, self.value(left, depth + 1), self.value(right, depth + 1))
            case _:
                return self._unread(node, "this kind of expression is not followed")

    def _name(self, node: ast.expr, name: str, depth: int) -> Value:
        found = self.named(name, depth)
        if found is None and name in self.module.imports:
            return Reference(self.module.imports[name], self.module.origin(node))
        return found or Reference(name, self.module.origin(node))

    def _call(self, node: ast.Call, depth: int) -> Value:
        if isinstance(node.func, ast.Name) and not node.args and not node.keywords:
            own = self.named(node.func.id, depth + 1)
            if own is not None:
                return own
        dotted = self._dotted(node.func)
        starred = any(isinstance(arg, ast.Starred) for arg in node.args) or any(word.arg is None for word in node.keywords)
        if dotted is None or starred:
            return self._unread(node, "what is called, or with what, is computed")
        args = tuple(self.value(arg, depth + 1) for arg in node.args)
        kwargs = {word.arg: self.value(word.value, depth + 1) for word in node.keywords if word.arg is not None}
        return Call(dotted, args, kwargs, self.module.origin(node), self.module.text(node))

    def _binary(self, node: ast.BinOp, op: ast.operator, left: Value, right: Value) -> Value:
        if isinstance(left, Items) and isinstance(right, Items) and isinstance(op, ast.Add):
            return Items(left.items + right.items, self.module.origin(node))
        return self._computed(node, _ARITHMETIC.get(type(op)), left, right)

    def _computed(self, node: ast.expr, function: Callable[..., Any] | None, *parts: Value) -> Value:
        numbers = [part.value for part in parts if isinstance(part, Constant) and isinstance(part.value, int | float)]
        if function is None or len(numbers) != len(parts):
            return self._unread(node, "it is not made of numbers that stand in the file")
        try:
            return Constant(function(*numbers), self.module.origin(node))
        except (ArithmeticError, ValueError) as e:
            return self._unread(node, str(e))

    def _returned(self, node: ast.FunctionDef, depth: int) -> Value:
        returns = [inner for inner in ast.walk(node) if isinstance(inner, ast.Return)]
        if depth > DEPTH or len(returns) != 1 or returns[0] not in node.body or returns[0].value is None:
            return self._unread(node, f"{node.name} does not simply return one thing")
        return Scope(self.module, node.body, self).value(returns[0].value, depth + 1)

    def _changed(self, name: str) -> ast.AST | None:
        """A place in this block where what *name* holds is changed or made conditional."""
        for statement in self.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                continue
            for node in ast.walk(statement):
                if _changes(node, name) or (_binds(node, name) and node is not statement):
                    return node
        return None

    def _dotted(self, node: ast.expr) -> str | None:
        match node:
            case ast.Name(id=name):
                return self.module.imports.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                base = self._dotted(value)
                return None if base is None else f"{base}.{attr}"
            case _:
                return None

    def _unread(self, node: ast.AST, reason: str) -> Unread:
        return Unread(self.module.text(node), reason, self.module.origin(node))


def assigned(body: list[ast.stmt]) -> dict[str, tuple[int, ast.expr]]:
    """The names that *body* assigns in a straight line, each with its last value and the index of that line."""
    found: dict[str, tuple[int, ast.expr]] = {}
    for index, node in enumerate(body):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = index, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = index, value
            case _:
                pass
    return found


def _changes(node: ast.AST, name: str) -> bool:
    match node:
        case ast.AugAssign(target=target) | ast.Delete(targets=[target]):
            return _root(target) == name
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            return attr in _CHANGES and _root(value) == name
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Subscript | ast.Attribute) and _root(target) == name for target in targets)
        case _:
            return False


def _binds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Name) and target.id == name for target in targets)
        case ast.For(target=target) | ast.NamedExpr(target=target):
            return isinstance(target, ast.Name) and target.id == name
        case _:
            return False


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
