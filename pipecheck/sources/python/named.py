"""What a source is called with: `get_transforms('val')`, with plain constants alone."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources.python import own_calls
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Constant, Items, Module, Table, Value

_PLAIN = "a source may be called with plain constants only, such as build('val', size=224)"


def parted(module: Module, name: str) -> tuple[str, Given | None]:
    """The dotted name in *name*, and what it is called with; None where it is not called."""
    bare, called, _ = name.partition("(")
    if not called:
        return name, None
    try:
        node = ast.parse(name.strip(), mode="eval").body
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != bare.strip() or any(word.arg is None for word in node.keywords):
            raise SourceError(module.path, f"{name}: {_PLAIN}")
        args = tuple(_value(ast.literal_eval(arg), module) for arg in node.args)
        words = {str(word.arg): _value(ast.literal_eval(word.value), module) for word in node.keywords}
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError) as e:
        raise SourceError(module.path, f"{name}: {_PLAIN}") from e
    return bare.strip(), Given(args, words)


def _value(plain: Any, module: Module) -> Value:
    origin = Origin(module.path)
    match plain:
        case list() | tuple():
            return Items(tuple(_value(each, module) for each in plain), origin)
        case dict():
            return Table({key: _value(each, module) for key, each in plain.items()}, origin)
        case None | bool() | int() | float() | str():
            return Constant(plain, origin)
        case _:
            raise ValueError("no plain constant")


def check(frame: Frame, value: Value | None, name: str, given: Given) -> None:
    """SourceError where *value*, called *name*, does not take what is *given*."""
    start = own_calls.member(frame, value, "__init__") if isinstance(value, Own) and value.kind == "class" else value
    if isinstance(value, Own) and value.kind == "class" and start is None:
        return  # a dataclass, or one that another package begins
    if not isinstance(start, Own) or not isinstance(start.node, ast.FunctionDef | ast.Lambda):
        raise SourceError(frame.home.path, f"{name} is neither a function nor a class, so it cannot be called")
    bound = start.of is not None or start is not value
    try:
        _signature(start.node.args, bound=bound).bind_partial(*given.args, **given.kwargs)
    except TypeError as e:
        raise SourceError(frame.home.path, f"{name}: {e}", getattr(start.node, "lineno", None)) from e


def _signature(takes: ast.arguments, *, bound: bool) -> inspect.Signature:
    kinds = inspect.Parameter
    made = [kinds(each.arg, kinds.POSITIONAL_ONLY) for each in takes.posonlyargs]
    made += [kinds(each.arg, kinds.POSITIONAL_OR_KEYWORD) for each in takes.args]
    made = made[1:] if bound else made
    made += [kinds(takes.vararg.arg, kinds.VAR_POSITIONAL)] if takes.vararg else []
    made += [kinds(each.arg, kinds.KEYWORD_ONLY) for each in takes.kwonlyargs]
    made += [kinds(takes.kwarg.arg, kinds.VAR_KEYWORD)] if takes.kwarg else []
    return inspect.Signature(made)
