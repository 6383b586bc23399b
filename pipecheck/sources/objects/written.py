"""Functions and objects of the user's, read from the file that defines them, as they are now: their attributes, defaults and closures."""

from __future__ import annotations

import ast
import functools
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pipecheck.findings import Origin
from pipecheck.sources.objects import plain, sourcefiles
from pipecheck.sources.objects.libraries import NAMES
from pipecheck.sources.objects.plain import Inner
from pipecheck.sources.pycalls import Trace
from pipecheck.sources.python import own_calls, reading
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Module, Parameter, Value

Reader: TypeAlias = "Callable[[object, str], Value]"
_ENTRIES = ("__call__", "forward", "call")


@dataclass(frozen=True, slots=True)
class Found:
    """A function of the user's and the reading *frame* of its file, with the arguments that are bound to it."""

    function: Own
    frame: Frame
    given: Given


def trace(thing: object, place: str, read: Reader) -> Trace | None:
    """What *thing* makes of a picture; None where its source cannot be read, or is not what runs."""
    found = _found(thing, lambda part, name: read(part, f"{place}{name}"))
    if found is None:
        return None
    made = own_calls.invoke(found.frame, found.function, found.given, found.function.node)
    machine = found.frame.machine
    return Trace(made, tuple(machine.calls), tuple(each for each in machine.unused if isinstance(each, Call)))


def read(thing: object, origin: Origin, inner: Inner) -> Value | None:  # noqa: ARG001  # every reader is asked alike
    """The function or object *thing* as what it makes of a picture."""
    found = _found(thing, inner)
    if found is None:
        return None
    function = found.function
    picture = Parameter("picture", function.origin)
    given = Given((*found.given.args, picture), found.given.kwargs)
    made = own_calls.invoke(found.frame, function, given, function.node)
    return Call("lambda", (picture, made), {}, function.origin, function.text)


def _found(thing: object, inner: Inner) -> Found | None:
    match thing:
        case functools.partial():
            found = _found(thing.func, inner)
            if found is None:
                return None
            args = tuple(inner(part, f".args[{index}]") for index, part in enumerate(thing.args))
            words = {name: inner(part, f".{name}") for name, part in thing.keywords.items()}
            return Found(found.function, found.frame, Given((*found.given.args, *args), {**found.given.kwargs, **words}))
        case types.FunctionType():
            return None if thing.__module__.split(".", maxsplit=1)[0] in NAMES else _function(thing, inner)
        case types.MethodType():
            return None if isinstance(thing.__self__, type) else _method(thing.__self__, thing.__name__, inner)
        case types.BuiltinFunctionType() | type() | types.ModuleType():
            return None
        case _:
            entry = _entry(type(thing))
            return None if entry is None else _method(thing, entry, inner)


def _entry(kind: type) -> str | None:
    """The method of the user's by which objects of *kind* take a picture."""
    for name in _ENTRIES:
        holder = next((each for each in kind.__mro__ if name in vars(each)), None)
        if holder is not None and not _foreign(holder) and isinstance(vars(holder)[name], types.FunctionType):
            return name
    return None


def _foreign(kind: type) -> bool:
    return kind.__module__.split(".", maxsplit=1)[0] in (*NAMES, "abc", "typing")


def _function(function: types.FunctionType, inner: Inner) -> Found | None:
    source = sourcefiles.load(function.__code__.co_filename)
    node = None if source is None else sourcefiles.definition(source, function.__code__)
    if source is None or node is None:
        return None
    frame = _begun(source.module, function.__globals__, inner)
    around = frame.machine.space(frame.space)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        if held := _held(cell):
            around.names[name] = inner(held[0], f".{name}")
    return Found(Own("function", node, source.module, around, defaults=_defaults(function, inner)), frame, Given())


def _held(cell: types.CellType) -> tuple[object, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # not set yet
        return ()


def _defaults(function: types.FunctionType, inner: Inner) -> list[tuple[str, Value]]:
    code, stated = function.__code__, function.__defaults__ or ()
    names = code.co_varnames[: code.co_argcount]
    pairs = [*zip(names[len(names) - len(stated) :], stated, strict=True), *(function.__kwdefaults__ or {}).items()]
    return [(name, inner(part, f".{name}")) for name, part in pairs]


def _method(thing: object, name: str, inner: Inner) -> Found | None:
    """The method *name* of an object whose classes lie at the top of their files, with its attributes as they are now."""
    kind = type(thing)
    own = [each for each in kind.__mro__ if not _foreign(each)]
    codes = [member.__code__ for each in own for member in vars(each).values() if isinstance(member, types.FunctionType)]
    written = [code for code in codes if code.co_filename[:1] != "<"]  # and not made by a decorator
    files = {file: sourcefiles.load(file) for file in {code.co_filename for code in written}}
    home = next((file for file in files.values() if file is not None and file.defines(kind)), None)
    if home is None or not all(code in (file.codes if (file := files[code.co_filename]) else ()) for code in written):
        return None
    frame = _begun(home.module, vars(sys.modules[kind.__module__]) if kind.__module__ in sys.modules else {}, inner)
    made_of = frame.space.names.get(kind.__name__)
    if not isinstance(made_of, Own) or made_of.kind != "class":
        return None
    instance = Own("instance", made_of.node, home.module, frame.machine.space(), of=made_of)
    instance.space.names.update({key: inner(part, f".{key}") for key, part in _attributes(thing).items()})
    method = own_calls.member(frame, instance, name)
    return Found(method, frame, Given()) if isinstance(method, Own) and isinstance(method.node, ast.FunctionDef) else None


def _attributes(thing: Any) -> Mapping[str, Any]:
    """What *thing* holds; of a module of torch, its modules and buffers too."""
    held = dict(getattr(thing, "__dict__", {}))
    slots = [name for each in type(thing).__mro__ for name in getattr(each, "__slots__", ()) if isinstance(name, str)]
    held.update({name: getattr(thing, name) for name in slots if name not in held and hasattr(thing, name)})
    for name in ("_modules", "_buffers"):
        inside = held.pop(name, None)
        held.update(inside if isinstance(inside, dict) else {})
    return {name: part for name, part in held.items() if not name.startswith("__")}


def _begun(module: Module, live: Mapping[str, Any], inner: Inner) -> Frame:
    """The reading of *module*, the plain values at its top as they are now."""
    _, frame = reading.begin(module)
    for name, part in live.items():
        known = frame.space.names.get(name)
        if name.startswith("__") or not _is_plain(part) or (isinstance(known, Constant) and known.value == part):
            continue
        value = plain.read(part, Origin(module.path), inner)
        if value is not None:
            frame.space.names[name] = value
    return frame


def _is_plain(part: object) -> bool:
    if isinstance(part, tuple | list):
        return len(part) <= 64 and all(isinstance(each, bool | int | float | str) for each in part)
    return isinstance(part, bool | int | float | str)
