"""Calls, attributes and items: of the project's own things they are followed, of anything else they are told."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from pipecheck.sources.python import builtin, commandline, inplace, own_calls, samples
from pipecheck.sources.python.bounds import TAKERS, bounded
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.machine import change, unread
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Reference, Table, Unread, Value

Evaluate = Callable[[Frame, ast.expr], Value]
Several = Callable[[Frame, list[ast.expr]], list[Value]]


def attribute(frame: Frame, value: Value, name: str, node: ast.expr) -> Value:
    """The attribute *name* of *value*."""
    origin, text = frame.home.origin(node), frame.home.text(node)
    match value:
        case Reference(name=dotted):
            full = f"{dotted}.{name}"
            patched = any(full == other or other.startswith(f"{full}.") for other in frame.machine.patched)
            return Unread(text, "the file gives it another meaning", origin) if patched else Reference(full, origin)
        case Own():
            found = own_calls.member(frame, value, name)
            if found is not None:
                return found
            return Call(f"@{name}", (value,), {}, origin, text)
        case Table(pairs=pairs) if name in pairs:
            return pairs[name]
        case _:
            return Call(f"@{name}", (value,), {}, origin, text)


def item(frame: Frame, value: Value, index: Value, node: ast.expr) -> Value:
    """What *value* holds at *index*."""
    match value, index:
        case Items(items=items), Constant(value=int(place)) if -len(items) <= place < len(items):
            return items[place]
        case Items(items=items, origin=origin), Call(name="slice", args=args) if all(_whole(part) for part in args):
            return Items(items[slice(*(part.value for part in args if isinstance(part, Constant)))], origin)
        case Table(pairs=pairs), Constant(value=key) if isinstance(key, str | int) and key in pairs:
            return pairs[key]
        case Own(kind="instance"), _ if isinstance(method := own_calls.member(frame, value, "__getitem__"), Own):
            return own_calls.invoke(frame, method, Given((index,)), node)
        case Call(), _ if (part := samples.held(value)).data is not value and part.loader is None:
            made = samples.element(frame, value, node)
            return made or Call("[]", (value, index), {}, frame.home.origin(node), frame.home.text(node))
        case _:
            return Call("[]", (value, index), {}, frame.home.origin(node), frame.home.text(node))


def _whole(part: Value) -> bool:
    return isinstance(part, Constant) and (part.value is None or isinstance(part.value, int)) and part.value != 0


def call(frame: Frame, node: ast.Call, evaluate: Evaluate, several: Several) -> Value:
    """What the call *node* gives."""
    above = _super(node.func)
    if above and frame.running is not None:
        return own_calls.parent(frame, above, _given(frame, node, evaluate, several), node)
    if isinstance(node.func, ast.Attribute):
        receiver = evaluate(frame, node.func.value)
        return _method(frame, receiver, node.func.attr, _given(frame, node, evaluate, several), node)
    function = evaluate(frame, node.func)
    return apply(frame, function, _given(frame, node, evaluate, several), node)


def _given(frame: Frame, node: ast.Call, evaluate: Evaluate, several: Several) -> Given:
    return Given(tuple(several(frame, node.args)), _words(frame, node, evaluate))


def _super(func: ast.expr) -> str | None:
    match func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name):
            return name
        case _:
            return None


def _words(frame: Frame, node: ast.Call, evaluate: Evaluate) -> dict[str, Value]:
    """The arguments by name; what `**` spreads and is not known stays under `**`."""
    found: dict[str, Value] = {}
    for word in node.keywords:
        value = evaluate(frame, word.value)
        if word.arg is not None:
            found[word.arg] = value
        elif isinstance(value, Table) and all(isinstance(key, str) for key in value.pairs):
            found.update(value.pairs)
        else:
            found["**"] = value
    return found


def _method(frame: Frame, receiver: Value, name: str, given: Given, node: ast.Call) -> Value:
    if isinstance(receiver, Own | Reference):
        if isinstance(receiver, Own) and commandline.is_parser(receiver):
            return commandline.method(frame, receiver, name, given, node)
        return apply(frame, attribute(frame, receiver, name, node.func), given, node)
    known = builtin.method(frame, receiver, name, given, node)
    if known is not None:
        return known
    if isinstance(receiver, Table) and name in receiver.pairs:
        return apply(frame, receiver.pairs[name], given, node)
    made = _told(frame, f".{name}", (receiver,), given, node)
    if name.strip("_") + "_" == name and name[0] != "_":
        change(frame.machine, receiver, made)
    return made


def apply(frame: Frame, function: Value, given: Given, node: ast.expr) -> Value:
    """What calling *function* gives."""
    match function:
        case Reference(name="argparse.ArgumentParser"):
            return commandline.parser(frame, node)
        case Reference(name=name):
            known = builtin.function(frame, name, given, node)
            return _told(frame, name, (), given, node) if known is None else known
        case Own():
            return own_calls.invoke(frame, function, given, node)
        case Unread():
            return unread(frame.home, node, "what is called is computed")
        case Call(name="@register_buffer", args=(Own(space=space),)) if given.args and isinstance(given.args[0], Constant):
            held = given.args[1] if len(given.args) > 1 else given.kwargs.get("tensor")
            space.names[str(given.args[0].value)] = held or unread(frame.home, node, "what is held is not given")
            return Constant(None, frame.home.origin(node))
        case Call(name=name, args=(Own() as inner,)) if name.startswith("@"):  # inherited from another package
            return _told(frame, f".{name[1:]}", (inner,), given, node)
        case _:
            return _told(frame, "()", (function,), given, node)


def _told(frame: Frame, name: str, first: tuple[Value, ...], given: Given, node: ast.expr) -> Value:
    args = (*first, *given.args)
    made = Call(name, args, given.kwargs, frame.home.origin(node), frame.home.text(node))
    if name.endswith(TAKERS):
        made = replace(made, args=tuple(_opened(frame, value) for value in args))
        if isinstance(endless := bounded(frame, node, made), Unread):
            return endless
    if name.startswith("torchvision.datasets.") and "transform" in given.kwargs:
        made = replace(made, kwargs={**given.kwargs, "transform": _opened(frame, given.kwargs["transform"])})
    frame.machine.call(made)
    out = inplace.written(made)
    if out is not None:
        change(frame.machine, out, made)
    return made


def _opened(frame: Frame, value: Value) -> Value:
    """The project's own functions in *value* as what they make of what they are given."""
    match value:
        case Items(items=items, origin=origin) if any(isinstance(item, Own) for item in items):  # else it stays the list that may yet grow
            return Items(tuple(_opened(frame, item) for item in items), origin)
        case Own(kind="function" | "instance"):
            given = Parameter("picture", value.origin)
            made = own_calls.invoke(frame, value, Given((given,)), value.node)
            return Call("lambda", (given, made), {}, value.origin, value.text)
        case _:
            return value


def defaults(frame: Frame, given: ast.arguments, evaluate: Evaluate) -> tuple[tuple[str, Value], ...]:
    """The parameters that have a default, with it."""
    positional = [*given.posonlyargs, *given.args]
    named = [*zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True)]
    words = [(parameter, default) for parameter, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default]
    return tuple((parameter.arg, evaluate(frame, default)) for parameter, default in (*named, *words))
