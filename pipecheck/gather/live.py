"""The programs of live objects: read where they can be read, found out by running them where they cannot."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from pipecheck.errors import PipecheckError
from pipecheck.findings import Origin
from pipecheck.lower import chain, dialect
from pipecheck.sources import objects
from pipecheck.spec import Aspect, Opaque, Program, Random, canonical
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ToolkitError

AGAIN = 3
"""So often what a factory returns may be a factory itself."""
BEGINS = "that this begins with"
"""So ends what a dialect says of a picture that comes from elsewhere: running a step on pictures of ours would not tell."""


def program(thing: object, name: str) -> Program:
    """Everything that *thing* does to a picture; *name* is what it goes by in places and complaints."""
    origin = Origin(Path(f"<{name}>"))
    if isinstance(thing, Chain):
        return chain.lower(thing, origin)
    things = thing if isinstance(thing, list | tuple) else (thing,)
    if things and all(type(part).__module__.startswith("pipecheck_transformers.") for part in things):
        return _transformers(things, origin)
    return _followed(thing, name, AGAIN)


def _transformers(things: Sequence[Any], origin: Origin) -> Program:
    """The toolkit's transformers one after the other, of which none says what reads the picture."""
    from pipecheck.lower import vendor
    from pipecheck.sources.pyvalues import Items

    try:
        made = Chain(things)
    except ToolkitError as e:
        raise PipecheckError(f"{origin}: {e}") from e
    return vendor.begin(Items((), origin)).do(*made.ops, origin=origin).program


def _followed(thing: object, name: str, depth: int) -> Program:
    if _is_class(thing):
        return _followed(_made(thing, name), name, depth)
    listed = isinstance(thing, list | tuple) and bool(thing) and all(map(callable, thing))
    if not callable(thing) and not listed:
        hint = f"; its `{held}` may be what is meant" if (held := _held(thing)) else ""
        raise PipecheckError(f"<{name}>: {type(thing).__name__} cannot be called with a picture{hint}")
    read = dialect.followed(objects.trace(thing, name), {})
    lost, takes = unread(read), _takes(thing)
    if lost and takes == "nothing" and depth:
        return _followed(_made(thing, name), name, depth - 1)
    try:
        return _completed(read, lost, thing) if lost else read
    except PipecheckError as e:
        if takes == "options" and depth:
            return _followed(_made(thing, name), name, depth - 1)
        if lost >= {"geometry", "values"} and all(isinstance(step.op, Opaque) for step in read.steps):
            raise PipecheckError(f"<{name}>: cannot be read, and cannot be run: {e}") from e
        return read


def unread(program: Program) -> frozenset[Aspect]:
    """The aspects of *program* that a step which could not be read left unknown; nothing where chance hides them as well."""
    if any(isinstance(step.op, Random) and step.op.touches for step in program.steps):
        return frozenset()
    spec = canonical(program)
    touched = [step.op.touches for step in program.steps if isinstance(step.op, Opaque) and not step.op.text.endswith(BEGINS)]
    return frozenset(aspect for aspect in frozenset[Aspect]().union(*touched) if getattr(spec, aspect).value is None)


def _completed(read: Program, lost: frozenset[Aspect], thing: Any) -> Program:
    """*read* with what running *thing* tells of the aspects that are *lost*."""
    from pipecheck.gather import measured
    from pipecheck.probe.identify import identify

    return measured.completed(read, lost, identify(thing), _told(thing))


def _told(thing: object) -> str:
    return str(getattr(thing, "__name__", None) or type(thing).__name__)


def _is_class(thing: object) -> bool:
    return isinstance(thing, type) or (isinstance(thing, functools.partial) and isinstance(thing.func, type))


def _takes(thing: Any) -> Literal["nothing", "options", "something"]:
    """What *thing* is called with: a factory takes nothing, or nothing that it needs."""
    if not inspect.isroutine(thing) and not isinstance(thing, functools.partial):
        return "something"
    try:
        wanted = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return "something"
    if not wanted:
        return "nothing"
    return "options" if all(each.default is not each.empty for each in wanted) else "something"


def _made(factory: Any, name: str) -> object:
    """What the class or function *factory* makes without arguments."""
    make: Callable[[], object] = factory
    try:
        return make()
    except Exception as e:
        said = " ".join(str(e).split())
        raise PipecheckError(f"<{name}>: {_told(factory)}() fails: {type(e).__name__}: {said}") from e


def _held(thing: object) -> str | None:
    """The attribute of a data set that holds its transform."""
    return next(
        (word for word in ("transform", "transforms", "image_processor") if callable(inspect.getattr_static(thing, word, None))), None
    )
