"""OpenMMLab's configs as values: a file and those that its `_base_` names, merged as mmengine merges them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources import pycalls
from pipecheck.sources.mmvalues import BASE, deletes, folded, merged, table
from pipecheck.sources.places import real
from pipecheck.sources.pyvalues import Constant, Items, Module, Table, Unread, Value, spelled
from pipecheck.sources.yamldoc import Document

DEPTH = 20
FILES = 100
"""So many files are read for one config."""
Names: TypeAlias = "Callable[[str], Value | None]"
"""What a file sets under a name, None where it does not."""


@dataclass(frozen=True, slots=True)
class Config:
    """The names that the file at *path* sets itself, and the configs that it inherits from.

    *root* is its `_base_`; *broken* says why one of those cannot be read. *changed* are names whose inherited content the file changes in
    place; *aliased* are those that it changes through a name of its own, where only that name shows the change.
    """

    path: Path
    own: Names
    root: Value | None = None
    bases: tuple[Config, ...] = ()
    broken: Unread | None = None
    changed: Mapping[str, Unread] = field(default_factory=dict)
    aliased: Mapping[str, Unread] = field(default_factory=dict)

    def get(self, name: str) -> Value | None:
        """What *name* holds in the end; None where no file sets it."""
        own = self.own(name)
        if own is None:
            return self.changed.get(name) or self._inherited(name)
        value = folded(own, self.root, self._taken)
        return merged(value, None if table(value) is None or deletes(value) else self._inherited(name))

    def _taken(self, name: str, changes: bool) -> Value | None:
        """What `_base_.name` stands for, where the file *changes* it itself afterwards or leaves it alone."""
        return self.changed.get(name) or (None if changes else self.aliased.get(name)) or self._inherited(name)

    def _inherited(self, name: str) -> Value | None:
        return self.broken or next((value for base in self.bases if (value := base.get(name)) is not None), None)


def load(path: Path) -> Config:
    """The config in the file *path*."""
    return _load(path, (), iter(range(FILES)))


def of_document(document: Document) -> Names:
    """The names at the top of a YAML or JSON config."""
    data = document.data if isinstance(document.data, dict) else {}
    return lambda name: _value(document, data[name], (name,)) if name in data else None


def of_module(module: Module) -> Names:
    """The names at the top of a Python config."""
    return pycalls.variables(module).get


def _load(path: Path, above: tuple[Path, ...], left: Iterator[int]) -> Config:
    module = None if path.suffix.lower() in (".json", ".yaml", ".yml") else pycalls.load(path)
    own = of_document(_document(path)) if module is None else of_module(module)
    changed, aliased = ({}, {}) if module is None else _changes(module)
    bases: list[Config] = []
    named = (None if module is None else _written(module)) or own(BASE)
    for part in () if named is None else named.items if isinstance(named, Items) else (named,):
        base = _base(part, path, above, left)
        if isinstance(base, Unread):
            return Config(path, own, named, (), base)
        bases.append(base)
    return Config(path, own, named, tuple(bases), None, changed, aliased)


def _base(named: Value, path: Path, above: tuple[Path, ...], left: Iterator[int]) -> Config | Unread:
    """The config that *named* names, or why it cannot be read."""

    def unread(reason: str) -> Unread:
        return Unread(f"{BASE} = {spelled(named)}", reason, named.origin)

    if not isinstance(named, Constant) or not isinstance(named.value, str):
        return unread("which file is meant is computed")
    if "::" in named.value:
        return unread("it lies in an installed package")
    target = path.parent / named.value
    if real(target) in map(real, (*above, path)):
        return unread("it inherits from itself")
    if len(above) >= DEPTH or next(left, None) is None:
        return unread("too many files inherit from one another")
    try:
        return _load(target, (*above, path), left)
    except SourceError as e:
        return unread(str(e))


def _document(path: Path) -> Document:
    if path.suffix.lower() == ".json":
        from pipecheck.sources import jsondoc

        return jsondoc.load(path)
    from pipecheck.sources import yamldoc

    return yamldoc.load(path)


def _value(document: Document, data: Any, place: tuple[Any, ...]) -> Value:
    origin: Origin = document.origin(*place)
    match data:
        case dict():
            return Table({key: _value(document, each, (*place, key)) for key, each in data.items()}, origin)
        case list():
            return Items(tuple(_value(document, each, (*place, index)) for index, each in enumerate(data)), origin)
        case _:
            return Constant(data, origin)


def _written(module: Module) -> Value | None:
    """`_base_` as it is written, whatever is done afterwards to what it gives; None where it is no list of texts."""
    origin = module.origin
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="_base_")], value=ast.Constant(value=str(text)) as whole):
                return Constant(text, origin(whole))
            case ast.Assign(targets=[ast.Name(id="_base_")], value=ast.List(elts=parts) | ast.Tuple(elts=parts) as whole):
                texts = [Constant(part.value, origin(part)) for part in parts if isinstance(part, ast.Constant)]
                return Items(tuple(texts), origin(whole)) if len(texts) == len(parts) else None
            case _:
                pass
    return None


def _changes(module: Module) -> tuple[dict[str, Unread], dict[str, Unread]]:
    """The inherited names that the file changes in place: directly, and through names of its own."""
    direct: dict[str, Unread] = {}
    aliased: dict[str, Unread] = {}
    owners: dict[str, str] = {}
    for node in ast.walk(module.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (path := _path(value)) and path[0] == BASE and len(path) > 1:
                owners[name] = path[1]
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                _note(module, node, owners, direct, aliased)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=holder))):
                _note(module, holder, owners, direct, aliased)
            case _:
                pass
    return direct, aliased


def _note(module: Module, node: ast.expr, owners: Mapping[str, str], direct: dict[str, Unread], aliased: dict[str, Unread]) -> None:
    path = _path(node)
    change = Unread(module.text(node), "what it inherits is changed here", module.origin(node))
    if len(path) > 1 and path[0] == BASE:
        direct[path[1]] = change
    elif path and path[0] in owners:
        aliased[owners[path[0]]] = change


def _path(node: ast.expr) -> tuple[str, ...]:
    """The first two words of `a.b[0].c`."""
    words: list[str] = []
    while True:
        match node:
            case ast.Attribute(value=holder, attr=word):
                words.append(word)
            case ast.Subscript(value=holder, slice=index):
                words.append(str(index.value) if isinstance(index, ast.Constant) else "")
            case ast.Name(id=word):
                return (word, *reversed(words))[:2]
            case _:
                return ()
        node = holder
