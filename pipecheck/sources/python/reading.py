"""Reads a module from the top, and calls what a name in it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipecheck.sources.python import named, own_calls, samples, statements
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.machine import Machine
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Call, Constant, Items, Module, Parameter, Value

_ENTRIES = (
    "__call__", "__getitem__", "preprocess", "pre_process", "preprocessing", "preprocess_image", "prepare_input", "transform", "__next__",
    "get_next", "forward", "infer", "inference", "predict", "detect", "detect_image",
)  # fmt: skip
"""The methods by which an object takes a picture, the likeliest first; with an underscore in front they count as well."""
_HOOK = re.compile(r"transform|preproc|process|augment|(^|_)augs?($|_)|pipeline", re.IGNORECASE)
"""Parameters of these names take a transform."""
AGAIN = 3


def begin(module: Module, *, main: bool = False) -> tuple[Machine, Frame]:
    """The module run to its end, as a script or as something that is imported."""
    machine = Machine(statements.run, statements.execute)
    top = Own("module", module.tree, module, machine.space())
    machine.modules[module.path] = top
    origin = module.origin(module.tree)
    top.space.names["__name__"] = Constant("__main__" if main else module.path.stem, origin)
    frame = Frame(machine, module, top.space, top)
    for statement in module.tree.body:  # what leaves a module early is not taken to happen
        statements.run(frame, [statement])
    return machine, frame


def answer(frame: Frame, name: str, given: Given | None = None) -> Value | None:
    """What the variable *name* holds; of a function what it returns, of a class or an object what it makes of what it is given.

    A dotted name is one of a class or an object, or of a variable in a function; None where there is nothing of that name. *given* is
    what a function or a class is called with.
    """
    first, *inner = name.split(".")
    value: Value | None = frame.space.names.get(first)
    for part in inner:
        value = _part(frame, value, part)
    if given is not None and value is not None:
        named.check(frame, value, name, given)
        value = own_calls.invoke(frame, value, given, value.node) if isinstance(value, Own) else value
    for _ in range(AGAIN):
        called = _called(frame, value)
        if called is None:
            break
        value = called
    return value


def _part(frame: Frame, value: Value | None, name: str) -> Value | None:
    """What is called *name* in *value*."""
    if not isinstance(value, Own):
        return None
    if value.kind == "function":
        return own_calls.inside(frame, value, name)
    holder = _made(frame, value)
    return None if holder is None else own_calls.member(frame, holder, name)


def _called(frame: Frame, value: Value | None) -> Value | None:
    """What *value* gives when somebody calls it; None where it cannot be called."""
    match value:
        case Own(kind="function"):
            return own_calls.invoke(frame, value, Given(kwargs=_hooks(value)), value.node)
        case Own(kind="class"):
            return _made(frame, value)
        case Own(kind="instance"):
            names = (prefix + entry for entry in _ENTRIES for prefix in ("", "_"))
            methods = (own_calls.member(frame, value, each) for each in names)
            method = next((each for each in methods if isinstance(each, Own) and each.kind == "function"), None)
            return None if method is None else own_calls.invoke(frame, method, Given(), method.node)
        case Call() if isinstance(data := samples.held(value).data, Own):
            return _called(frame, data)
        case Items(items=items) if items and all(isinstance(item, Own) and item.kind in ("function", "instance") for item in items):
            return _one_after_another(frame, items)
        case _:
            return None


def _made(frame: Frame, value: Own) -> Own | None:
    """The object that a call of the class *value* makes; an object itself."""
    if value.kind != "class":
        return value
    start = own_calls.member(frame, value, "__init__")
    made = own_calls.invoke(frame, value, Given(kwargs=_hooks(start) if isinstance(start, Own) else {}), value.node)
    return made if isinstance(made, Own) else None


def _one_after_another(frame: Frame, functions: Sequence[Value]) -> Value:
    """What the project's own *functions* make of a picture, each of what the one before it made."""
    made: Value = Parameter("picture", functions[0].origin)
    for function in functions:
        if isinstance(function, Own):
            made = own_calls.invoke(frame, function, Given((made,)), function.node)
    return made


def _hooks(function: Own) -> dict[str, Value]:
    """The parameters that take a transform and have none by default: what is given to them nobody has seen."""
    empty = (name for name, value in function.defaults if isinstance(value, Constant) and value.value is None)
    return {name: Parameter(name, function.origin) for name in empty if _HOOK.search(name)}
