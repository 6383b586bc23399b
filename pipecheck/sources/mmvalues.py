"""The dictionaries of a config: how they are spelled, taken apart, and laid over one another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from pipecheck.sources.pyvalues import Call, Constant, Items, Table, Unread, Value, spelled

BASE = "_base_"
DEPTH = 30
Lookup: TypeAlias = "Callable[[str, bool], Value | None]"
"""What the files that a config inherits from hold under a name; the truth value says that the file changes it itself afterwards."""
_TABLES = ("dict", "ConfigDict")
_OLDER = re.compile(rf"\{{\{{\s*{BASE}((?:\.\w+)+)\s*\}}\}}")
_DELETE = "_delete_"


def table(value: Value) -> Mapping[Any, Value] | None:
    """The pairs of a dictionary, however it is spelled; None where *value* is none."""
    match value:
        case Table(pairs=pairs):
            return pairs
        case Call(name=name, args=args, kwargs=kwargs) if name.rsplit(".", 1)[-1] in _TABLES and len(args) <= 1 and "**" not in kwargs:
            first = table(args[0]) if args else {}
            return None if first is None else {**first, **kwargs}
        case _:
            return None


def deletes(value: Value) -> bool:
    """Whether *value* replaces what it would be merged with."""
    match (table(value) or {}).get(_DELETE):
        case Constant(value=True):
            return True
        case _:
            return False


def merged(child: Value, base: Value | None) -> Value:
    """*child* over *base*: dictionaries key by key unless `_delete_` is set, everything else replaced."""
    new = table(child)
    if new is None:
        return child
    if isinstance(base, Unread) and not deletes(child):
        return base
    old = None if base is None else table(base)
    kept = {} if old is None or deletes(child) else dict(old)
    for key, value in new.items():
        if key != _DELETE:
            kept[key] = merged(value, kept.get(key))
    return Table(kept, child.origin)


def folded(value: Value, root: Value | None, lookup: Lookup, depth: int = 0) -> Value:
    """*value* with what it takes from `_base_`, which stands for *root*, in its place."""
    if depth > DEPTH:
        return value
    if (older := _older(value)) is not None:
        return _walked(older, lookup) or Unread(spelled(value), f"no {BASE} file sets it", value.origin)
    match value:
        case Items(items=items):
            return Items(tuple(folded(each, root, lookup, depth + 1) for each in items), value.origin)
        case Call() if table(value) is None:
            return _followed(value, root, lookup, depth + 1)
        case _:
            pairs = table(value)
            made = None if pairs is None else {key: folded(each, root, lookup, depth + 1) for key, each in pairs.items()}
            return value if made is None else Table(made, value.origin)


def _followed(call: Call, root: Value | None, lookup: Lookup, depth: int, *, changes: bool = False) -> Value:
    """What an attribute, an index, a sum or a changed part amounts to once what is inherited is known."""

    def inner(value: Value, *, changing: bool = False) -> Value:
        if isinstance(value, Call) and table(value) is None:
            return _followed(value, root, lookup, depth + 1, changes=changing)
        return folded(value, root, lookup, depth + 1)

    key = _key(call)
    if depth > DEPTH or not call.args:
        return call
    if key is not None and root is not None and call.args[0] == root and isinstance(key, str):
        return lookup(key, changes) or Unread(call.text, f"no {BASE} file sets it", call.origin)
    match call.name, call.args:
        case "+", (left, right):
            return _sum(inner(left), inner(right), call)
        case "[]=", (holder, Constant(value=place), part):
            return _set(inner(holder, changing=True), place, inner(part, changing=True), call)
        case _ if key is not None:
            return _part(inner(call.args[0], changing=changes), key, call)
        case _:
            return call


def _key(call: Call) -> str | int | None:
    """The key that `x.key` and `x['key']` ask for."""
    match call.name, call.args:
        case "[]", (_, Constant(value=str() | int() as key)):
            return key
        case name, (_,) if name.startswith("@"):
            return name[1:]
        case _:
            return None


def _part(holder: Value, key: str | int, call: Call) -> Value:
    if isinstance(holder, Items) and isinstance(key, int) and -len(holder.items) <= key < len(holder.items):
        return holder.items[key]
    if isinstance(holder, Unread):
        return holder
    found = (table(holder) or {}).get(key)
    return Unread(call.text, "it has no such part", call.origin) if found is None else found


def _set(holder: Value, key: Any, part: Value, call: Call) -> Value:
    if isinstance(holder, Items) and isinstance(key, int) and -len(holder.items) <= key < len(holder.items):
        items = list(holder.items)
        items[key] = part
        return Items(tuple(items), holder.origin)
    pairs = table(holder)
    return Unread(call.text, "what it changes is not known", call.origin) if pairs is None else Table({**pairs, key: part}, holder.origin)


def _sum(left: Value, right: Value, call: Call) -> Value:
    match left, right:
        case Items(items=before), Items(items=after):
            return Items((*before, *after), call.origin)
        case _:
            return call


def _older(value: Value) -> tuple[str, ...] | None:
    """The names after `_base_` in `{{_base_.a.b}}`, with or without quotes; Python takes it for a set in a set."""
    match value:
        case Items(items=(Items(items=(Call(text=text),)),)):
            found = _OLDER.fullmatch(f"{{{{{text}}}}}")
        case Constant(value=str(text)):
            found = _OLDER.fullmatch(text)
        case _:
            return None
    return tuple(found[1][1:].split(".")) if found else None


def _walked(names: tuple[str, ...], lookup: Lookup) -> Value | None:
    found = lookup(names[0], False)
    for name in names[1:]:
        found = found if isinstance(found, Unread) else (None if found is None else (table(found) or {}).get(name))
    return found
