"""The project's own functions, classes and instances: what calling them gives, and what they hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from pipecheck.sources.python import layers
from pipecheck.sources.python.frame import Frame, Given
from pipecheck.sources.python.machine import unread
from pipecheck.sources.python.own import Own, lineage
from pipecheck.sources.python.syntax import stored
from pipecheck.sources.pyvalues import Call, Items, Parameter, Reference, Table, Value

_HARMLESS = (
    "staticmethod", "classmethod", "property", "abstractmethod", "lru_cache", "cache", "cached_property", "wraps", "no_grad",
    "inference_mode", "jit",
    "njit", "function", "dataclass", "override", "timer", "torch.no_grad",
    "command", "option", "argument",
)  # fmt: skip
ABOVE = " above"
"""Under this name, which no program can spell, an object keeps what the class of another package above its own would have made."""


def invoke(frame: Frame, function: Own, given: Given, node: ast.AST) -> Value:
    """What calling *function* gives."""
    match function:
        case Own(kind="class"):
            return _instance(frame, function, given, node)
        case Own(kind="instance"):
            return _object(frame, function, given, node)
        case Own(kind="function", node=ast.FunctionDef() | ast.Lambda() as defined):
            return _run(frame, function, defined, given, node)
        case _:
            return unread(frame.home, node, "this is no function that can be followed")


def _object(frame: Frame, value: Own, given: Given, node: ast.AST) -> Value:
    """What calling an object gives; a network is not gone into."""
    method = member(frame, value, "__call__") or member(frame, value, "forward")
    if method is None or layers.is_network(value):
        callee = value if method else value.space.names.get(ABOVE, value)
        return frame.machine.call(Call("()", (callee, *given.args), given.kwargs, frame.home.origin(node), frame.home.text(node)))
    return invoke(frame, method, given, node) if isinstance(method, Own) else unread(frame.home, node, "it is computed")


def member(frame: Frame, value: Own, name: str) -> Own | Value | None:
    """What *value* holds as *name*: its own, or that of its classes, bound to it."""
    for holder in lineage(value):
        if name in holder.space.names:
            holder.space.fresh.pop(name, None)
            return _bound(frame, value, holder, holder.space.names[name])
    return None


def parent(frame: Frame, name: str, given: Given, node: ast.expr) -> Value:
    """What the method *name* of the class above the running one gives."""
    running = frame.running
    instance = running.of if running else None
    if instance is not None and running is not None:
        above = [holder for holder in lineage(instance) if holder is not instance]
        start = next((index for index, holder in enumerate(above) if running.node in _functions(holder)), 0)
        for holder in above[start + 1 :]:
            if name in holder.space.names:
                found = _bound(frame, instance, holder, holder.space.names[name])
                if isinstance(found, Own):
                    return invoke(frame, found, given, node)
        if name == "__init__":
            _begun(frame, instance, given, node)
        elif name in ("__call__", "forward") and (made := instance.space.names.get(ABOVE)) is not None:
            return Call("()", (made, *given.args), given.kwargs, frame.home.origin(node), frame.home.text(node))
    return Call(f"super.{name}", given.args, given.kwargs, frame.home.origin(node), frame.home.text(node))


def _begun(frame: Frame, instance: Own, given: Given, node: ast.AST) -> None:
    """Remembers what the class of another package makes, from which that of *instance* is derived."""
    above = next((base for holder in lineage(instance) for base in holder.bases if isinstance(base, Reference)), None)
    if above is not None:
        made = Call(above.name, given.args, given.kwargs, frame.home.origin(node), frame.home.text(node))
        instance.space.names[ABOVE] = made


def _functions(holder: Own) -> list[ast.AST]:
    return [value.node for value in holder.space.names.values() if isinstance(value, Own)]


def _bound(frame: Frame, value: Own, holder: Own, found: Value) -> Value:
    """A function of a class bound to its instance; a property as what it returns."""
    if not isinstance(found, Own) or found.kind != "function" or holder.kind != "class" or found.of is not None:
        return found
    kinds = {word.rsplit(".", 1)[-1] for word in _decorators(found.node)}
    if "staticmethod" in kinds:
        return found
    bound = replace(found, of=holder if "classmethod" in kinds and value.kind != "class" else value)
    if value.kind == "class" and "classmethod" not in kinds:
        return found
    return invoke(frame, bound, Given(), found.node) if kinds & {"property", "cached_property"} else bound


def _decorators(node: ast.AST) -> list[str]:
    found = []
    for decorator in getattr(node, "decorator_list", []):
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        found.append(ast.unparse(called))
    return found


def _instance(frame: Frame, made_of: Own, given: Given, node: ast.AST) -> Value:
    made = Own("instance", node, frame.home, frame.machine.space(), of=made_of, bases=())
    start = member(frame, made, "__init__")
    if isinstance(start, Own):
        invoke(frame, start, given, node)
    elif "dataclass" in " ".join(_decorators(made_of.node)):
        fields = list(_annotated(made_of.node))
        made.space.names.update(zip(fields, given.args, strict=False))
        made.space.names.update(given.kwargs)
    else:
        _begun(frame, made, given, node)
    return made


def _annotated(node: ast.AST) -> Iterator[str]:
    """The fields of a dataclass."""
    for part in getattr(node, "body", []):
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id


def inside(frame: Frame, function: Own, name: str) -> Value | None:
    """What the variable *name* of *function* holds when it is left, called by somebody whom nobody has seen."""
    if not isinstance(function.node, ast.FunctionDef):
        return None
    inner = _entered(frame, function, function.node, Given())
    if inner is None:
        return None
    _execute(inner, function.node)
    return inner.space.names.get(name)


def _run(frame: Frame, function: Own, defined: ast.FunctionDef | ast.Lambda, given: Given, node: ast.AST) -> Value:
    machine = frame.machine
    strange = [word for word in _decorators(defined) if word.rsplit(".", 1)[-1] not in _HARMLESS]
    if strange or defined in machine.active or machine.spent():
        return unread(frame.home, node, "it calls itself, or is wrapped in something that is not followed")
    inner = _entered(frame, function, defined, given)
    if inner is None:
        return unread(frame.home, node, "it is called with other arguments than it takes")
    made = _execute(inner, defined)
    machine.leave(inner.space)
    return made


def _entered(frame: Frame, function: Own, defined: ast.FunctionDef | ast.Lambda, given: Given) -> Frame | None:
    """The frame in which *function* runs; None where the arguments do not fit."""
    machine = frame.machine
    local = machine.once("locals", defined, lambda: _locals(defined))
    inner = Frame(machine, function.home, machine.space(function.space, local), function)
    return inner if _bind(inner, function, defined.args, given) else None


def _execute(inner: Frame, defined: ast.FunctionDef | ast.Lambda) -> Value:
    machine = inner.machine
    machine.active.append(defined)
    machine.depth += 1
    try:
        return machine.execute(inner, defined)
    finally:
        machine.active.pop()
        machine.depth -= 1


def _bind(inner: Frame, function: Own, takes: ast.arguments, given: Given) -> bool:
    """Sets the parameters; False where the arguments do not fit."""
    names, rest = inner.space.names, dict(given.kwargs)
    positional = [parameter.arg for parameter in (*takes.posonlyargs, *takes.args)]
    filled: list[Value] = [function.of, *given.args] if function.of is not None else [*given.args]
    if len(filled) > len(positional) and takes.vararg is None:
        return False
    names.update(zip(positional, filled, strict=False))
    origin = function.origin
    if takes.vararg is not None:
        names[takes.vararg.arg] = Items(tuple(filled[len(positional) :]), origin)
    known = {*positional, *(parameter.arg for parameter in takes.kwonlyargs)}
    names.update({name: rest.pop(name) for name in list(rest) if name in known})
    spread = rest.pop("**", None)
    if rest and takes.kwarg is None:
        return False
    if takes.kwarg is not None:
        names[takes.kwarg.arg] = Table(rest, origin)
    for name, value in function.defaults:
        names.setdefault(name, value if spread is None else Parameter(name, value.origin))
    for name in known:
        names.setdefault(name, Parameter(name, origin))
    return True


def _locals(defined: ast.FunctionDef | ast.Lambda) -> frozenset[str]:
    """The names that a function sets itself."""
    if isinstance(defined, ast.Lambda):
        return frozenset()
    found: set[str] = set()
    waiting: list[ast.AST] = list(defined.body)
    while waiting:
        node = waiting.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                pass
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                return frozenset(found - set(names))
            case ast.Name():
                found.update(stored(node))
            case _:
                waiting += ast.iter_child_nodes(node)
    return frozenset(found)
