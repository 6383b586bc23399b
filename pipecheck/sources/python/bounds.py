"""How large and how deep the things of a file may grow: a few lines can double a list until it fills the memory."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.machine import SIZE, unread
from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Value

NESTED = 60
TAKERS = ("Lambda", "Compose", "Sequential")
"""What these are given is called on a picture."""


def bounded(frame: Frame, node: ast.AST, made: Value) -> Value:
    """*made*, unless it is a list of lists of lists that would never end; so is a chain of chains."""
    waiting, seen, deepest = [(made, 0)], 0, 0
    while waiting and seen <= SIZE and deepest <= NESTED:
        value, depth = waiting.pop()
        parts = _parts(value)
        seen, deepest = seen + len(parts), max(deepest, depth)
        waiting += [(part, depth + 1) for part in parts[:SIZE] if not isinstance(part, Constant)]
    frame.machine.touched += seen
    return unread(frame.home, node, "a list of that size") if seen > SIZE or deepest > NESTED else made


def _parts(value: Value) -> Sequence[Value]:
    match value:
        case Items(items=items):
            return items
        case Table(pairs=pairs):
            return tuple(pairs.values())
        case Call(name=name, args=args) if name.endswith(TAKERS):
            return args
        case Call(args=args):
            return [part for part in args if isinstance(part, Items | Table)]
        case _:
            return ()
