"""Reads a module from the top, and calls what a name in it stands for."""

from __future__ import annotations

from pipecheck.sources.python import own_calls, statements
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.machine import Machine
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Constant, Module, Parameter, Value

_ENTRIES = ("__call__", "__getitem__", "forward", "preprocess", "preprocess_image", "transform")
"""The methods by which an object takes a picture, the likeliest first."""
_HOOKS = ("transform", "transforms", "preprocess", "augment", "aug", "target_transform", "processor")
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


def answer(frame: Frame, name: str) -> Value:
    """What the variable *name* holds; of a function what it returns, of a class or an object what it makes of what it is given."""
    value = frame.space.names[name]
    for _ in range(AGAIN):
        if not isinstance(value, Own):
            break
        called = _called(frame, value)
        if called is None:
            break
        value = called
    return value


def _called(frame: Frame, value: Own) -> Value | None:
    """What *value* gives when somebody calls it; None where it cannot be called."""
    match value.kind:
        case "function":
            return own_calls.invoke(frame, value, Given(kwargs=_hooks(value)), value.node)
        case "class":
            start = own_calls.member(frame, value, "__init__")
            hooks = _hooks(start) if isinstance(start, Own) else {}
            return own_calls.invoke(frame, value, Given(kwargs=hooks), value.node)
        case "instance":
            methods = (own_calls.member(frame, value, entry) for entry in _ENTRIES)
            method = next((each for each in methods if isinstance(each, Own) and each.kind == "function"), None)
            return None if method is None else own_calls.invoke(frame, method, Given(), method.node)
        case _:
            return None


def _hooks(function: Own) -> dict[str, Value]:
    """The parameters that take a transform and have none by default: what is given to them nobody has seen."""
    empty = (name for name, value in function.defaults if isinstance(value, Constant) and value.value is None)
    return {name: Parameter(name, function.origin) for name in empty if name in _HOOKS}
