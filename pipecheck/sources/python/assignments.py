"""What statements set: names, parts of lists and arrays, attributes; and what a call that nobody keeps changes."""

from __future__ import annotations

import ast

from pipecheck.sources.python import arithmetic, inplace
from pipecheck.sources.python.expressions import evaluate, home
from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.machine import change, unread
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Table, Value

_LOOKS = frozenset({
    "eval", "train", "cuda", "cpu", "to", "load", "close", "show", "save", "verify", "tofile", "numpy", "run", "write", "info",
    "debug", "warning", "print", "flush",
    "release", "mkdir", "open", "load_state_dict", "seed", "start", "join", "astype", "copy", "set_grad_enabled", "requires_grad_",
    "update_from", "set_description",
})  # fmt: skip
"""Methods that are called for what they do elsewhere."""


def store(frame: Frame, name: str, value: Value, node: ast.AST) -> None:
    """Gives *name* the *value*; one that was set before and never read was made for nothing."""
    space = home(frame, name)
    before = space.fresh.pop(name, None)
    if isinstance(before, Call):
        frame.machine.unused.append(before)
    space.names[name] = value
    if isinstance(value, Call) and not isinstance(node, ast.For):
        space.fresh[name] = value


def assign(frame: Frame, node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Delete) -> None:
    """Runs an assignment."""
    match node:
        case ast.Assign(targets=targets, value=value):
            made = evaluate(frame, value)
            for target in targets:
                bind(frame, target, made, node)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            bind(frame, target, evaluate(frame, value), node)
        case ast.AugAssign(target=target, op=op, value=value):
            _augment(frame, node, target, op, evaluate(frame, value))
        case ast.Delete(targets=targets):
            for target in targets:
                _delete(frame, target, node)
        case _:
            pass


def bind(frame: Frame, target: ast.expr, value: Value, node: ast.AST) -> None:
    """Makes *target* stand for *value*."""
    match target, value:
        case ast.Name(id=name), _:
            store(frame, name, value, node)
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
            _unpack(frame, targets, value, node)
        case ast.Attribute(value=holder, attr=name), _:
            _set_attribute(frame, evaluate(frame, holder), name, value, target)
        case ast.Subscript(value=holder, slice=index), _:
            _set_item(frame, evaluate(frame, holder), evaluate(frame, index), value, target)
        case _:
            pass


def _unpack(frame: Frame, targets: list[ast.expr], value: Value, node: ast.AST) -> None:
    starred = any(isinstance(target, ast.Starred) for target in targets)
    if isinstance(value, Items) and len(value.items) == len(targets) and not starred:
        for target, item in zip(targets, value.items, strict=True):
            bind(frame, target, item, node)
        return
    for index, target in enumerate(targets):
        place = Constant(index, value.origin)
        part: Value = Call("[]", (value, place), {}, frame.home.origin(target), frame.home.text(node))
        if starred or isinstance(value, Items):
            part = unread(frame.home, node, "which part this is cannot be told")
        bind(frame, target.value if isinstance(target, ast.Starred) else target, part, node)


def _set_attribute(frame: Frame, holder: Value, name: str, value: Value, target: ast.expr) -> None:
    match holder:
        case Own():
            holder.space.names[name] = value
        case Reference(name=dotted):
            frame.machine.patched.add(f"{dotted}.{name}")
        case Table(pairs=pairs, origin=origin):
            change(frame.machine, holder, Table({**pairs, name: value}, origin))
        case _:
            change(frame.machine, holder, unread(frame.home, target, "an attribute of it is set here"))


def _set_item(frame: Frame, holder: Value, index: Value, value: Value, target: ast.expr) -> None:
    origin, text = frame.home.origin(target), frame.home.text(target)
    match holder, index:
        case Items(items=items), Constant(value=int(place)) if -len(items) <= place < len(items):
            parts = list(items)
            parts[place] = value
            change(frame.machine, holder, Items(tuple(parts), holder.origin))
        case Table(pairs=pairs), Constant(value=key) if isinstance(key, str | int):
            change(frame.machine, holder, Table({**pairs, key: value}, holder.origin))
        case (Items() | Table(), _):
            change(frame.machine, holder, unread(frame.home, target, "which part is set is computed"))
        case _:
            change(frame.machine, holder, Call("[]=", (holder, index, value), {}, origin, text))


def _augment(frame: Frame, node: ast.AugAssign, target: ast.expr, op: ast.operator, value: Value) -> None:
    loaded = ast.copy_location(_as_load(target), target)
    before = evaluate(frame, loaded)
    made = arithmetic.binary(frame.home, node, op, before, value)
    if isinstance(made, Call):  # arrays are changed in place, so that their dtype stays
        made = Call(f"{made.name}=", made.args, {}, made.origin, made.text)
    if isinstance(target, ast.Name) and not inplace.is_number(before):
        change(frame.machine, before, made)
    bind(frame, target, made, node)


def _as_load(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(value, name, ast.Load())
        case ast.Subscript(value=value, slice=index):
            return ast.Subscript(value, index, ast.Load())
        case _:
            return target


def _delete(frame: Frame, target: ast.expr, node: ast.AST) -> None:
    match target:
        case ast.Name(id=name):
            space = home(frame, name)
            space.names[name] = unread(frame.home, node, f"{name} is deleted here")
            space.fresh.pop(name, None)
        case ast.Subscript(value=holder, slice=index):
            held, place = evaluate(frame, holder), evaluate(frame, index)
            match held, place:
                case Items(items=items), Constant(value=int(number)) if -len(items) <= number < len(items):
                    parts = list(items)
                    del parts[number]
                    change(frame.machine, held, Items(tuple(parts), held.origin))
                case _:
                    change(frame.machine, held, unread(frame.home, node, "a part of it is deleted here"))
        case ast.Attribute(value=holder):
            change(frame.machine, evaluate(frame, holder), unread(frame.home, node, "an attribute of it is deleted here"))
        case _:
            pass


def effect(frame: Frame, node: ast.expr) -> None:
    """Runs an expression for what it does: a method that nobody knows may change what it is called on."""
    made = evaluate(frame, node)
    match made:
        case Call(name=name, args=(root, *_)) if name in inplace.METHODS:
            change(frame.machine, root, made)
        case Call(name=name, args=(root, *_)) if name.startswith(".") and name[1:] not in _LOOKS:
            if name.endswith("_") and not name.endswith("__"):
                return  # changed already
            changed = unread(frame.home, node, "this may change what it is called on")
            while isinstance(root, Call) and root.name.startswith("@") and root.args:
                change(frame.machine, root, changed)
                root = root.args[0]
            change(frame.machine, root, changed)
        case _:
            pass
