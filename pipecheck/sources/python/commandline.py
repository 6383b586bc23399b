"""The defaults of a command line, by argparse or by click."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Reference, Table, Value

_MARK = " options"
"""Where a parser keeps its options: a name that no program can spell."""


def parser(frame: Frame, node: ast.AST) -> Own:
    """A parser without options."""
    made = Own("instance", node, frame.home, frame.machine.space())
    made.space.names[_MARK] = Table({}, frame.home.origin(node))
    return made


def is_parser(value: Own) -> bool:
    """Whether *value* is a parser, or a group of one."""
    return _MARK in value.space.names


def method(frame: Frame, made: Own, name: str, given: Given, node: ast.AST) -> Value:
    """What the method *name* of a parser gives: options are noted, and parsed to their defaults."""
    origin = frame.home.origin(node)
    known = made.space.names[_MARK]
    options = dict(known.pairs) if isinstance(known, Table) else {}
    match name:
        case "add_argument":
            option, default = _option(given, Parameter("", origin))
            if option:
                made.space.names[_MARK] = Table({**options, option: default}, origin)
            return Constant(None, origin)
        case "set_defaults":
            made.space.names[_MARK] = Table({**options, **given.kwargs}, origin)
            return Constant(None, origin)
        case "add_argument_group" | "add_mutually_exclusive_group":
            return made
        case "parse_args":
            return _namespace(frame, node, options)
        case "parse_known_args":
            return Items((_namespace(frame, node, options), Items((), origin)), origin)
        case _:
            return Constant(None, origin)


def clicked(decorators: Iterable[Value]) -> tuple[tuple[str, Value], ...]:
    """The options that the *decorators* of a function declare by click, with their defaults."""
    found = []
    for each in decorators:
        match each:
            case Call(name="click.option" | "click.argument", args=args, kwargs=kwargs, origin=origin):
                named = [word.value for word in args if isinstance(word, Constant) and str(word.value).isidentifier()]
                flag = {"action": Constant("store_true", origin)} if _is_true(kwargs.get("is_flag")) else {}
                option, default = _option(Given(args, {**kwargs, **flag}), Parameter("", origin))
                found += [(str(named[0]) if named else option, default)] if option else []
            case _:
                pass
    return tuple(found)


def _is_true(value: Value | None) -> bool:
    return isinstance(value, Constant) and value.value is True


def _namespace(frame: Frame, node: ast.AST, options: Mapping[str, Value]) -> Own:
    made = Own("instance", node, frame.home, frame.machine.space())
    made.space.names.update(options)
    return made


def _option(given: Given, asked: Parameter) -> tuple[str | None, Value]:
    """The name under which an option is found, and its default; without one it is what the caller says."""
    kwargs = given.kwargs
    spelled = [each.value for each in given.args if isinstance(each, Constant) and isinstance(each.value, str)]
    long = [word for word in spelled if word.startswith("--")] or spelled
    dest = kwargs.get("dest")
    name = str(dest.value) if isinstance(dest, Constant) else long[0].lstrip("-").replace("-", "_") if long else None
    if name is None:
        return None, asked
    match kwargs.get("action"), kwargs.get("default"):
        case Constant(value="store_true"), None:
            return name, Constant(value=False, origin=asked.origin)
        case Constant(value="store_false"), None:
            return name, Constant(value=True, origin=asked.origin)
        case _, None:
            return name, Parameter(name, asked.origin)
        case _, default:
            return name, _typed(default, kwargs.get("type"))


def _typed(default: Value, kind: Value | None) -> Value:
    """A default in quotes goes through the type."""
    match default, kind:
        case Constant(value=str(text), origin=origin), Reference(name="int" | "float" as name):
            try:
                return Constant(int(text) if name == "int" else float(text), origin)
            except ValueError:
                return default
        case _:
            return default
