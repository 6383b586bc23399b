"""Python's own functions and the methods of its lists, dictionaries and texts, on what is known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from pipecheck.sources.python import samples
from pipecheck.sources.python.bounds import bounded
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.loops import ROUNDS, elements, several
from pipecheck.sources.python.machine import SIZE, change, unread
from pipecheck.sources.pyvalues import WIDTH, Call, Constant, Items, Module, Reference, Table, Unread, Value

_NUMBERS: dict[str, Callable[..., Any]] = {"int": int, "float": float, "round": round, "abs": abs, "min": min, "max": max, "bool": bool}
_NUMBERS |= {"math.ceil": lambda x: -int(-x // 1), "math.floor": lambda x: int(x // 1)}
_LISTS = ("list", "tuple", "set", "sorted", "iter")
_SAME = ("copy.deepcopy", "copy.copy", "easydict.EasyDict", "types.SimpleNamespace", "typing.cast")
_TEXTS = ("lower", "upper", "strip", "rstrip", "lstrip", "removeprefix", "removesuffix", "replace")


def function(frame: Frame, name: str, given: Given, node: ast.AST) -> Value | None:
    """What the function *name* gives, None where it is none of Python's, or its arguments are not known."""
    home, args, kwargs = frame.home, list(given.args), given.kwargs
    origin = home.origin(node)
    match name, args:
        case "dict" | "easydict.EasyDict" | "types.SimpleNamespace" | "argparse.Namespace", [] if "**" not in kwargs:
            return Table(dict(kwargs), origin)
        case "dict" | "easydict.EasyDict" | "copy.copy" | "copy.deepcopy", [Table(pairs=pairs)] if "**" not in kwargs:
            return Table({**pairs, **kwargs}, origin)
        case "dict", [Items(items=items)] if not kwargs:
            return _paired(items, home, node)
        case _, [Items(items=items)] if name in _LISTS or name in _SAME:
            return None if name == "sorted" else Items(items, origin)
        case "list" | "tuple", [] if not kwargs:
            return Items((), origin)
        case ("list" | "tuple", [Call(name="zip" | "enumerate") as inner]) if (known := elements(inner)) is not None:
            return bounded(frame, node, Items(known, origin))
        case "map", [Reference(name=each), *columns] if each in (*_NUMBERS, "str") and len(columns) == 1:
            return _mapped(frame, each, columns[0], node)
        case (("int" | "float"), [Constant(value=str(text))]) if not kwargs:
            return _spelled(name, text, home, node)
        case "reversed", [Items(items=items)]:
            return Items(items[::-1], origin)
        case "len", [Items(items=items)] if not any(map(several, items)):
            return Constant(len(items), origin)
        case "range", numbers if numbers and all(isinstance(each, Constant) and isinstance(each.value, int) for each in numbers):
            return _range([each.value for each in numbers if isinstance(each, Constant)], home, node)
        case "isinstance", [Items(), _] | [Constant(), _]:
            return _instance(args[0], args[1], home, node)
        case "str", [Constant(value=value)]:
            return Constant(str(value), origin)
        case "next", [source]:
            return samples.element(frame, source, node)
        case "getattr", [Table(pairs=pairs), Constant(value=str(word)), *_] if word in pairs:
            return pairs[word]
        case _, [Items(items=parts)] if name in ("min", "max") and not kwargs:
            return _number(name, parts, home, node)
        case _ if name in _NUMBERS and not kwargs and args:
            return _number(name, args, home, node)
        case _:
            return None


def _mapped(frame: Frame, name: str, given: Value, node: ast.AST) -> Value | None:
    known = elements(given)
    made = [function(frame, name, Given((item,)), node) for item in known or ()]
    parts = tuple(each for each in made if each is not None)
    return None if known is None or len(parts) < len(made) else Items(parts, frame.home.origin(node))


def _spelled(name: str, text: str, home: Module, node: ast.AST) -> Value:
    """The number that *text* spells."""
    try:
        return Constant(_NUMBERS[name](text), home.origin(node))
    except ValueError as e:
        return unread(home, node, str(e))


def _paired(items: tuple[Value, ...], home: Module, node: ast.AST) -> Value | None:
    pairs: dict[Any, Value] = {}
    for each in items:
        match each:
            case Items(items=(Constant(value=str(key)), value)):
                pairs[key] = value
            case _:
                return None
    return Table(pairs, home.origin(node))


def _range(numbers: list[int], home: Module, node: ast.AST) -> Value | None:
    try:
        given = range(*numbers)
    except (TypeError, ValueError) as e:
        return unread(home, node, str(e))
    return Items(tuple(Constant(each, home.origin(node)) for each in given), home.origin(node)) if len(given) <= ROUNDS else None


def _instance(value: Value, kind: Value, home: Module, node: ast.AST) -> Value | None:
    """Only numbers and texts: a list and a tuple are alike here."""
    names = [getattr(each, "name", "") for each in (kind.items if isinstance(kind, Items) else (kind,))]
    known: dict[str, type] = {"int": int, "float": float, "str": str, "bool": bool}
    if isinstance(value, Items):
        lists = {"list", "tuple", "collections.abc.Sequence"}
        answer = True if lists <= set(names) else None if lists & set(names) else False
    else:
        answer = any(isinstance(value.value, known[name]) for name in names if name in known) if isinstance(value, Constant) else None
    return None if answer is None else Constant(answer, home.origin(node))


def _number(name: str, args: Sequence[Value], home: Module, node: ast.AST) -> Value | None:
    values = [each.value for each in args if isinstance(each, Constant)]
    if len(values) != len(args):
        return None
    if not values or not all(isinstance(value, int | float) for value in values):
        return unread(home, node, "it is not made of numbers that stand in the file")
    try:
        return Constant(_NUMBERS[name](*values), home.origin(node))
    except (ArithmeticError, ValueError, TypeError) as e:
        return unread(home, node, str(e))


def method(frame: Frame, receiver: Value, name: str, given: Given, node: ast.AST) -> Value | None:
    """What the method *name* of a list, dictionary or text gives; None where it is another one's, or not known."""
    args = given.args
    match receiver:
        case Items():
            return _of_list(frame, receiver, name, list(args), node)
        case Table():
            return _of_table(frame, receiver, name, given, node)
        case Constant(value=str(word)) if name in _TEXTS and all(isinstance(each, Constant) for each in args):
            return _of_text(frame, getattr(word, name), args, node)
        case Constant(value=str(word)) if name == "split" and len(args) <= 1 and all(isinstance(each, Constant) for each in args):
            return _of_text(frame, word.split, args, node)
        case _:
            return None


def _of_text(frame: Frame, function: Callable[..., Any], args: Sequence[Value], node: ast.AST) -> Value:
    origin = frame.home.origin(node)
    words = [each.value for each in args if isinstance(each, Constant)]
    if sum(len(word) for word in words if isinstance(word, str)) > WIDTH:
        return unread(frame.home, node, "a text of that size")
    try:
        made = function(*words)
    except (TypeError, ValueError) as e:
        return unread(frame.home, node, str(e))
    if isinstance(made, list):
        return bounded(frame, node, Items(tuple(Constant(part, origin) for part in made[: SIZE + 1]), origin))
    return Constant(made, origin) if len(made) <= SIZE else unread(frame.home, node, "a text of that size")


def _of_list(frame: Frame, receiver: Items, name: str, args: list[Value], node: ast.AST) -> Value | None:
    home, origin, items = frame.home, receiver.origin, receiver.items
    changed: Value | None = None
    match name, args:
        case "append", [value] if len(items) < SIZE:
            changed = Items((*items, value), origin)
        case "extend", [more] if (known := elements(more)) is not None and len(items) + len(known) <= SIZE:
            changed = Items((*items, *known), origin)
        case "insert", [Constant(value=int(place)), value]:
            parts = list(items)
            parts.insert(place, value)
            changed = Items(tuple(parts), origin)
        case "reverse", []:
            changed = Items(items[::-1], origin)
        case "clear", []:
            changed = Items((), origin)
        case "copy", []:
            return Items(items, home.origin(node))
        case "pop", [] | [Constant(value=int())] if items:
            return _popped(frame, receiver, args, node)
        case "index" | "count", _:
            return None
        case _:
            changed = unread(home, node, "what this holds is changed here")
    changed = bounded(frame, node, changed)
    change(frame.machine, receiver, changed)
    return Constant(None, home.origin(node)) if not isinstance(changed, Unread) else changed


def _popped(frame: Frame, receiver: Items, args: list[Value], node: ast.AST) -> Value:
    parts = list(receiver.items)
    place = next((each.value for each in args if isinstance(each, Constant)), -1)
    if not -len(parts) <= place < len(parts):
        return unread(frame.home, node, "it takes what is not there")
    taken = parts.pop(place)
    change(frame.machine, receiver, Items(tuple(parts), receiver.origin))
    return taken


def _of_table(frame: Frame, receiver: Table, name: str, given: Given, node: ast.AST) -> Value | None:
    home, kwargs, pairs = frame.home, given.kwargs, receiver.pairs
    origin = home.origin(node)
    match name, list(given.args):
        case "get" | "pop" | "setdefault", [Constant(value=key), *_] if key in pairs:
            if name == "pop":
                change(frame.machine, receiver, Table({word: value for word, value in pairs.items() if word != key}, receiver.origin))
            return pairs[key]
        case "get", [Constant(), default]:
            return default
        case "get", [Constant()]:
            return Constant(None, origin)
        case "keys", []:
            return Items(tuple(Constant(key, origin) for key in pairs), origin)
        case "values", []:
            return Items(tuple(pairs.values()), origin)
        case "items", []:
            return Items(tuple(Items((Constant(key, origin), value), origin) for key, value in pairs.items()), origin)
        case "copy", []:
            return Table(dict(pairs), origin)
        case "update", [Table(pairs=more)] if "**" not in kwargs:
            change(frame.machine, receiver, Table({**pairs, **more, **kwargs}, receiver.origin))
        case "update", [] if "**" not in kwargs:
            change(frame.machine, receiver, Table({**pairs, **kwargs}, receiver.origin))
        case _ if name in pairs:
            return None
        case _:
            change(frame.machine, receiver, unread(home, node, "what this holds is changed here"))
            return unread(home, node, "what this holds is changed here")
    return Constant(None, origin)
