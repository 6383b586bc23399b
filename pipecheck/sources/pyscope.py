"""Follows names through straight-line Python the way a reader would."""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from pipecheck.sources.pybindings import Binding, Block, Function, words
from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Reference, Unread, Value

DEPTH = 40
SIZE = 20_000
LARGE = 10**15
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_SIGNS: dict[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_NUMBERS: dict[str, Callable[[Any], Any]] = {"int": int, "float": float, "round": round}
_COLLECTIONS = ("list", "tuple")


@dataclass(frozen=True, slots=True)
class Scope:
    """The names of one block after its first *upto* statements, and the scope around it, where its function is statement *born*."""

    module: Module
    block: Block
    upto: int
    outer: Scope | None = None
    born: int = 0
    _steps: Iterator[int] = field(default_factory=count)

    def named(self, name: str, depth: int) -> Value | None:
        """What *name* stands for here, None where nothing here or around it defines it; a function is not called."""
        known = self.block.bindings.get(name, ())
        before = [binding for binding in known if binding.index < self.upto]
        if before:
            return self._meaning(name, before, depth)
        if known and self.outer:  # a local that is not set yet
            return self._unread(known[0].node, f"{name} is set only here")
        return self.outer.named(name, depth) if self.outer else None

    def returned(self, name: str, depth: int) -> Value | None:
        """What the function *name* returns when it is called without arguments; None where *name* is no function that is read here."""
        before = [binding for binding in self.block.bindings.get(name, ()) if binding.index < self.upto]
        if not before:
            return self.outer.returned(name, depth) if self.outer and name not in self.block.bindings else None
        last = before[-1]
        if not isinstance(last.means, Function):
            return None
        return self._changed(name, last) or self._result(last, last.means, depth)

    def value(self, node: ast.expr, depth: int) -> Value:
        """What the expression *node* stands for."""
        if depth > DEPTH or next(self._steps) > SIZE:
            return self._unread(node, "it refers to itself, or is nested too deep")
        match node:
            case ast.Constant(value=value) if not isinstance(value, int) or abs(value) <= LARGE:
                return Constant(value, self.module.origin(node))
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return Items(tuple(self._parts(parts, depth)), self.module.origin(node))
            case ast.Name():
                return self._name(node, depth)
            case ast.Attribute():
                dotted = self._dotted(node, depth)
                return Reference(dotted, self.module.origin(node)) if dotted else self._unread(node, "an attribute of something computed")
            case ast.Call():
                return self._call(node, depth)
            case ast.UnaryOp(op=op, operand=operand):
                return self._computed(node, _SIGNS.get(type(op)), self.value(operand, depth + 1))
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(node, op, self.value(left, depth + 1), self.value(right, depth + 1))
            case _:
                return self._unread(node, "this kind of expression is not followed")

    def _meaning(self, name: str, before: list[Binding], depth: int) -> Value:
        last = before[-1]
        if isinstance(last.means, str):
            return self._imported(name, last.means, before)
        if changed := self._changed(name, last):
            return changed
        if last.means is None or isinstance(last.means, Function):
            return self._unread(last.node, f"{name} is not set in a straight line to something that can be read")
        scope = replace(self, upto=last.index)
        if last.index < 0 and self.outer:  # the default of a parameter
            scope = replace(self.outer, upto=min(self.outer.upto, self.born))
        return scope.value(last.means, depth + 1)

    def _imported(self, name: str, target: str, before: list[Binding]) -> Value:
        """An import, which may stand under a condition as long as nothing else gives the name another meaning."""
        last = before[-1]
        star = self._star_after(last) if target.rsplit(".", 1)[-1][:1].isupper() else None  # none replaces a module
        if star or any(binding.means != target for binding in before):
            return self._unread((star or last).node, f"{name} may be another one")
        return Reference(target, self.module.origin(last.node))

    def _changed(self, name: str, last: Binding) -> Unread | None:
        if place := self.block.changes.get(name):
            return self._unread(place, f"what {name} holds is changed here")
        if star := self._star_after(last):
            return self._unread(star.node, f"this may give {name} another meaning")
        return None

    def _star_after(self, last: Binding) -> Binding | None:
        return next((star for star in self.block.stars if last.index < star.index < self.upto), None)

    def _name(self, node: ast.Name, depth: int) -> Value:
        found = self.named(node.id, depth)
        if found is None or isinstance(found, Reference):
            return Reference(found.name if found else self._undefined(node.id), self.module.origin(node))
        return found

    def _dotted(self, node: ast.expr, depth: int) -> str | None:
        """The full name of what the file imports or leaves undefined."""
        first, *rest = words(node) or [""]
        found = self.named(first, depth) if first else None
        if not first or self.module.redefines(".".join([first, *rest])) or not (found is None or isinstance(found, Reference)):
            return None
        return ".".join([found.name if found else self._undefined(first), *rest])

    def _undefined(self, name: str) -> str:
        """A name that nothing here defines: a built-in one, or what the only star import brings."""
        outermost = self
        while outermost.outer:
            outermost = outermost.outer
        stars = {str(star.means).removesuffix("*") for star in outermost.block.stars}
        return f"{stars.pop()}{name}" if len(stars) == 1 and not hasattr(builtins, name) else name

    def _call(self, node: ast.Call, depth: int) -> Value:
        if isinstance(node.func, ast.Name) and not node.args and not node.keywords:
            own = self.returned(node.func.id, depth)
            if own is not None:
                return own
        name = self._dotted(node.func, depth)
        args = tuple(self._parts(node.args, depth))
        if name is None or any(word.arg is None for word in node.keywords):
            return self._unread(node, "what is called, or with what, is computed")
        kwargs = {word.arg: self.value(word.value, depth + 1) for word in node.keywords if word.arg is not None}
        match args:
            case (Items(items=items),) if name in _COLLECTIONS and not kwargs:
                return Items(items, self.module.origin(node))
            case (Constant(),) if name in _NUMBERS and not kwargs:
                return self._computed(node, _NUMBERS[name], *args)
            case _:
                return Call(name, args, kwargs, self.module.origin(node), self.module.text(node))

    def _parts(self, nodes: Iterable[ast.expr], depth: int) -> Iterator[Value]:
        """The values of *nodes*, a starred list in place."""
        for node in nodes:
            if not isinstance(node, ast.Starred):
                yield self.value(node, depth + 1)
            elif isinstance(inner := self.value(node.value, depth + 1), Items):
                yield from inner.items
            else:
                yield self._unread(node, "how many these are is computed")

    def _binary(self, node: ast.BinOp, op: ast.operator, left: Value, right: Value) -> Value:
        match left, op, right:
            case Items(items=before), ast.Add(), Items(items=after) if len(before) + len(after) <= SIZE:
                return Items(before + after, self.module.origin(node))
            case (Items(items=items), ast.Mult(), Constant(value=int(times))) if 0 <= len(items) * times <= SIZE:
                return Items(items * times, self.module.origin(node))
            case _:
                return self._computed(node, _ARITHMETIC.get(type(op)), left, right)

    def _computed(self, node: ast.expr, function: Callable[..., Any] | None, *parts: Value) -> Value:
        numbers = [part.value for part in parts if isinstance(part, Constant) and isinstance(part.value, int | float)]
        if function is None or len(numbers) != len(parts) or any(abs(number) > LARGE for number in numbers):
            return self._unread(node, "it is not made of numbers that stand in the file")
        try:
            return Constant(function(*numbers), self.module.origin(node))
        except (ArithmeticError, ValueError) as e:
            return self._unread(node, str(e))

    def _result(self, binding: Binding, function: Function, depth: int) -> Value:
        node = function.node
        match [inner for inner in ast.walk(node) if isinstance(inner, ast.Return | ast.Yield | ast.YieldFrom)]:
            case [ast.Return(value=ast.expr() as result) as last] if last in node.body and not node.decorator_list:
                inside = Scope(self.module, function.block, node.body.index(last), self, binding.index, self._steps)
                return inside.value(result, depth + 1)
            case _:
                return self._unread(node, f"{node.name} does not simply return one thing")

    def _unread(self, node: ast.AST, reason: str) -> Unread:
        return Unread(self.module.text(node), reason, self.module.origin(node))
