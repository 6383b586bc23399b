"""Which statements of a block give a name its meaning, and which change what it holds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipecheck.sources import pychanges

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Function:
    """A function and the block of its body."""

    node: ast.FunctionDef
    block: Block


Means = ast.expr | Function | str | None
"""An expression, a function, the dotted name of an import, or nothing that can be followed."""


@dataclass(frozen=True, slots=True)
class Binding:
    """Statement number *index* of a block, a parameter before them all, makes a name mean *means*; *node* is the place."""

    index: int
    node: ast.AST
    means: Means


@dataclass(frozen=True, slots=True)
class Block:
    """The *bindings* of every name in the order written, what *changes* the thing a name holds, and the star imports."""

    bindings: Mapping[str, Sequence[Binding]]
    changes: Mapping[str, ast.AST]
    stars: Sequence[Binding]


def read(statements: Iterable[ast.stmt], parameters: ast.arguments | None = None) -> Block:
    """The block made of *statements*: a module, or the body of what takes *parameters*."""
    found = list(_parameters(parameters)) if parameters else []
    changes: dict[str, ast.AST] = {}
    links: list[tuple[str, str]] = []
    foreign: set[str] = set()  # names that belong to a block around this one
    for index, statement in enumerate(statements):
        for home, node in _within(statement):
            inner = _inner(node)
            found += [(name, Binding(index, home, means)) for name, means in _bound(node, inner, straight=home is statement)]
            for name, place in (*pychanges.changed(node, home), *_changed_within(node, inner)):
                changes.setdefault(name, place)
            links += pychanges.links(node)
            foreign.update(node.names if parameters and isinstance(node, ast.Global | ast.Nonlocal) else ())
    return _block(found, changes, links, foreign)


def words(node: ast.AST) -> list[str]:
    """The words of a dotted name, none where *node* is something else."""
    found: list[str] = []
    while isinstance(node, ast.Attribute):
        found.append(node.attr)
        node = node.value
    return [node.id, *reversed(found)] if isinstance(node, ast.Name) else []


def _block(found: list[tuple[str, Binding]], changes: dict[str, ast.AST], links: list[tuple[str, str]], foreign: set[str]) -> Block:
    bindings: dict[str, list[Binding]] = {}
    for name, binding in found:
        if name in foreign:
            changes.setdefault(name, binding.node)
        else:
            bindings.setdefault(name, []).append(binding)
    stars = bindings.pop("*", [])
    return Block(bindings, pychanges.spread(changes, links), stars)


def _within(statement: ast.stmt) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Every node of *statement* that runs in its scope, after the innermost statement around it."""
    waiting: list[tuple[ast.AST, ast.AST]] = [(statement, statement)]
    while waiting:
        home, node = waiting.pop()
        yield home, node
        children = _outside(node) if isinstance(node, _SCOPES) else ast.iter_child_nodes(node)
        told = _told(node, straight=node is statement)
        inner = [(child if isinstance(child, ast.stmt) else home, child) for child in children if child not in told]
        waiting += reversed(inner)


def _outside(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterable[ast.AST]:
    """What of a function or class runs in the scope around it: decorators, defaults, bases."""
    if isinstance(node, ast.ClassDef):
        return [*node.decorator_list, *node.bases, *node.keywords]
    return [*node.decorator_list, *node.args.defaults, *(default for default in node.args.kw_defaults if default)]


def _told(node: ast.AST, *, straight: bool) -> Sequence[ast.AST]:
    """The targets in *node* that bind nothing in this scope, or that `_bound` tells of with their value."""
    match node:
        case ast.comprehension(target=target) | ast.AnnAssign(target=target, value=None):
            return [target]
        case ast.Assign(targets=targets) if straight and _are_names(targets):
            return targets
        case ast.AnnAssign(target=ast.Name() as target) if straight:
            return [target]
        case _:
            return ()


def _are_names(targets: Iterable[ast.AST]) -> bool:
    return all(isinstance(target, ast.Name) for target in targets)


def _inner(node: ast.AST) -> Block | None:
    """The block of a function or class."""
    match node:
        case ast.FunctionDef(body=body, args=parameters) | ast.AsyncFunctionDef(body=body, args=parameters):
            return read(body, parameters)
        case ast.ClassDef(body=body):
            return read(body, ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[]))
        case _:
            return None


def _bound(node: ast.AST, inner: Block | None, *, straight: bool) -> Iterator[tuple[str, Means]]:
    """The names that *node* binds; what they mean is known only in a *straight* line."""
    match node:
        case ast.Assign(targets=targets, value=value) if straight and _are_names(targets):
            yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if straight:
            yield name, value
        case ast.Import(names=aliases):
            yield from ((alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2 for alias in aliases)
        case ast.ImportFrom(names=aliases, module=module, level=level):
            package = "." * level + (module or "")
            yield from ((alias.asname or alias.name, f"{package}.{alias.name}") for alias in aliases)
        case ast.FunctionDef(name=name):
            yield name, Function(node, inner) if straight and inner else None
        case ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, None
        case (
            ast.ExceptHandler(name=str(name))
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
        ):
            yield name, None
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name, None
        case _:
            return


def _parameters(given: ast.arguments) -> Iterator[tuple[str, Binding]]:
    positional = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    named = [*zip(positional, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    rest = [(parameter, None) for parameter in (given.vararg, given.kwarg) if parameter]
    yield from ((parameter.arg, Binding(-1, parameter, default)) for parameter, default in (*named, *rest))


def _changed_within(node: ast.AST, inner: Block | None) -> Iterator[tuple[str, ast.AST]]:
    """What a function or class changes that is not its own; a function that changes what it is given is named as a call."""
    if inner is None:
        return
    for name, place in inner.changes.items():
        own = () if isinstance(node, ast.ClassDef) else inner.bindings.get(name, ())
        if not own:
            yield name, place
        elif isinstance(node, ast.FunctionDef) and own[0].index < 0:
            yield f"{node.name}()", place
