"""The state of a reading: spaces of names, what may still be spent, and what was noticed on the way."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from pipecheck.sources.python.own import Own, Space
from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Parameter, Reference, Table, Unread, Value

if TYPE_CHECKING:
    from pipecheck.sources.python.frame import Frame

T = TypeVar("T")
DEPTH = 90
STEPS = 60_000
TOUCHED = 40
"""So many names or elements looked at count as a step."""
SIZE = 20_000
ROUNDS = 1_000
"""Loops within loops that go round more often are no arithmetic on a picture, but anchors and the like."""
WRAPPED = 4
_VIEWS = frozenset({
    "@T", ".transpose", ".permute", ".swapaxes", ".reshape", ".view", ".squeeze", ".unsqueeze", ".numpy", ".detach", "torch.from_numpy",
    "numpy.asarray", "numpy.transpose", "numpy.moveaxis", "numpy.rollaxis", "numpy.swapaxes", "numpy.expand_dims", "numpy.squeeze",
    "numpy.reshape", "numpy.flip", "numpy.fliplr", "numpy.flipud", "torch.as_tensor", "torch.permute", "torch.unsqueeze", "torch.squeeze",
})  # fmt: skip
"""What shows the same memory in another shape."""

Body: TypeAlias = "Callable[[Frame, Sequence[ast.stmt]], object]"
Execute: TypeAlias = "Callable[[Frame, ast.FunctionDef | ast.Lambda], Value]"
Snapshot: TypeAlias = "list[tuple[Space, dict[str, Value], dict[str, Value]]]"


@dataclass(slots=True)
class Machine:
    """One reading; *calls* are all that was called of other packages, *unused* what was set and replaced or left without being read.

    *held* are the parts of expressions that are being evaluated, *rounds* how often the innermost loop is gone through in all. *body* runs
    statements, *execute* a function; they stand above this one.
    """

    body: Body
    execute: Execute
    spaces: list[Space] = field(default_factory=list)
    modules: dict[Path, Own | None] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    unused: list[Value] = field(default_factory=list)
    active: list[ast.AST] = field(default_factory=list)
    held: list[list[Value]] = field(default_factory=list)
    patched: set[str] = field(default_factory=set)
    kept: dict[tuple[str, ast.AST], Any] = field(default_factory=dict)
    rounds: int = 1
    depth: int = 0
    steps: int = 0
    touched: int = 0

    def space(self, outer: Space | None = None, local: frozenset[str] = frozenset()) -> Space:
        """A new space of names."""
        made = Space(outer, local)
        self.spaces.append(made)
        return made

    def spent(self) -> bool:
        """Whether the reading has gone too deep or too far."""
        self.steps += 1
        return self.depth > DEPTH or self.exhausted()

    def exhausted(self) -> bool:
        """Whether the reading has gone too far."""
        return self.steps + self.touched // TOUCHED > STEPS

    def call(self, made: Call) -> Call:
        """*made*, remembered."""
        if len(self.calls) < SIZE:
            self.calls.append(made)
        return made

    def once(self, what: str, node: ast.AST, find: Callable[[], T]) -> T:
        """What *find* tells of *node*, found once: a function of a thousand lines may be called a thousand times."""
        if (what, node) not in self.kept:
            self.kept[what, node] = find()
        found: T = self.kept[what, node]
        return found

    def leave(self, space: Space) -> None:
        """What *space* holds unread when it is left was made for nothing."""
        self.unused += [value for value in space.fresh.values() if isinstance(value, Call)]
        space.fresh = {}


def snapshot(machine: Machine) -> Snapshot:
    """What every space holds now."""
    machine.touched += sum(1 + len(space.names) // 2 for space in machine.spaces)
    return [(space, dict(space.names), dict(space.fresh)) for space in machine.spaces]


def restore(machine: Machine, before: Snapshot) -> None:
    """Every space as it was."""
    for space, names, fresh in before:
        space.names, space.fresh = dict(names), dict(fresh)
    del machine.spaces[len(before) :]


def merge(other: Snapshot, condition: Value, text: str) -> None:
    """Every space as either of two branches left it: *other*, where *condition* holds, or as it is."""
    for space, names, fresh in other:
        for name in {**names, **space.names}:
            mine, theirs = space.names.get(name), names.get(name)
            if mine is None or theirs is None:
                space.names[name] = mine or theirs  # type: ignore[assignment]
            else:
                space.names[name] = choose(condition, theirs, mine, text)
        space.fresh = {name: value for name, value in space.fresh.items() if name in fresh}


def choose(condition: Value, yes: Value, no: Value, text: str) -> Value:
    """Either of two values."""
    if yes is no or _alike(yes, no):
        return yes
    return Call("if", (condition, yes, no), {}, condition.origin, text)


def _alike(one: Value, other: Value) -> bool:
    match one, other:
        case Constant(value=mine), Constant(value=theirs):
            return type(mine) is type(theirs) and bool(mine == theirs)
        case Reference(name=mine), Reference(name=theirs):
            return mine == theirs
        case _:
            return False


def change(machine: Machine, old: Value, new: Value, seen: set[int] | None = None) -> None:
    """Every name and every list that holds the very thing *old* holds *new* instead; *seen* are the things changed with it already."""
    seen = set() if seen is None else seen
    if isinstance(old, Constant | Reference | Unread | Own) or id(old) in seen or machine.exhausted():
        return
    seen.add(id(old))
    for space in machine.spaces:
        for name, value in list(space.names.items()):
            replaced = _replaced(machine, value, old, new, WRAPPED)
            if replaced is not value:
                space.names[name] = replaced
            elif _shows(machine, value, old):
                space.names[name] = _doubtful(new)
    for parts in machine.held:
        parts[:] = [_replaced(machine, value, old, new, WRAPPED) for value in parts]
    match old:
        case Call(name="[]", args=(base, index)) if not isinstance(base, Items | Table):
            now = _now(machine, base)
            change(machine, now, Call("[]=", (now, index, new), {}, new.origin, getattr(new, "text", "")), seen)
        case Call(name="each", args=(base,)):
            change(machine, base, _doubtful(new), seen)
        case Call(name=name, args=(Call() | Parameter() as base, *_)) if name.startswith("@"):
            change(machine, base, _doubtful(new), seen)
        case Call(name=name, args=(Call() | Parameter() as base, *_)) if name in _VIEWS:
            change(machine, base, _doubtful(new), seen)
        case Call(name="if", args=(_, yes, no)):
            change(machine, yes, _doubtful(new), seen)
            change(machine, no, _doubtful(new), seen)
        case _:
            pass


def _shows(machine: Machine, value: Value, old: Value) -> bool:
    """Whether *value* is another view of the memory of *old*, which is changed in place."""
    while isinstance(value, Call) and value.args and (value.name in _VIEWS or value.name == "[]"):
        value = value.args[0]
        machine.touched += 1
        if value is old:
            return True
    return False


def _is_view(part: Value) -> bool:
    """Whether *part* is what stands in brackets, changed in place: what is done to it further is done to the whole as well."""
    while isinstance(part, Call) and part.args and part.name.endswith(("_", "=")):
        part = part.args[0]
    return isinstance(part, Call) and part.name == "[]"


def _now(machine: Machine, base: Value) -> Value:
    """*base* after other parts of it were set."""
    held = [value for space in machine.spaces for value in space.names.values()]
    for value in held:
        inner = value
        while isinstance(inner, Call) and inner.name == "[]=" and inner is not base:
            inner = inner.args[0]
            machine.touched += 1
        if inner is base and value is not base:
            return value
    return base


def _doubtful(new: Value) -> Unread:
    return Unread(getattr(new, "text", ""), "it may be changed here", new.origin)


def _replaced(machine: Machine, value: Value, old: Value, new: Value, depth: int) -> Value:
    machine.touched += 1
    if value is old:
        return new
    if depth == 0 or not isinstance(value, Items | Table | Call):  # most are neither, and this is asked of every name
        return value
    match value:
        case Items(items=items, origin=origin):
            parts = tuple(_replaced(machine, item, old, new, depth - 1) for item in items)
            return value if all(map(_is, parts, items)) else Items(parts, origin)
        case Table(pairs=pairs, origin=origin):
            table = {key: _replaced(machine, item, old, new, depth - 1) for key, item in pairs.items()}
            return value if all(map(_is, table.values(), pairs.values())) else Table(table, origin)
        case Call(name="[]=", args=(base, index, part), origin=origin, text=text) if part is old and _is_view(part):
            return Call("[]=", (base, index, new), {}, origin, text)
        case Call(name=name, args=args, kwargs=kwargs, origin=origin, text=text) if isinstance(old, Items | Table):
            inner = tuple(_replaced(machine, item, old, new, depth - 1) for item in args)
            words = {key: _replaced(machine, item, old, new, depth - 1) for key, item in kwargs.items()}
            same = all(map(_is, (*inner, *words.values()), (*args, *kwargs.values())))
            return value if same else Call(name, inner, words, origin, text)
        case _:
            return value


def _is(one: object, other: object) -> bool:
    return one is other


def unread(home: Module, node: ast.AST, reason: str) -> Unread:
    """The source of *node*, with the *reason* why it cannot be followed."""
    return Unread(home.text(node), reason, home.origin(node))
