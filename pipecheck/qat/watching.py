"""A network watched while it runs, by hooks on its modules and on the functions that it calls besides; it need not be traced for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from pipecheck.qat import batches, kinds, library, quantisers
from pipecheck.qat.events import FUNCTION, Event, See, Watched, Watcher


def watch(module: Any, run: Callable[[], Any], see: See | None = None) -> Watched:
    """What happens in *module* while it is *run*; *see* is shown every tensor that comes out, while it is there."""
    watcher = Watcher(see=see, stored=frozenset(map(id, (*module.parameters(), *module.buffers()))))
    with ExitStack() as stack:
        for name, each in _hooked(module):
            watcher.called[name] += 0
            stack.enter_context(_hooks(watcher, name, each))
        for name, each, owner in _taps(module):
            stack.enter_context(_removed(each.register_forward_pre_hook(_entering(watcher))))
            stack.enter_context(_removed(each.register_forward_hook(_tapping(watcher, name, owner))))
        for name, each in _around(module):
            stack.enter_context(_named(watcher, name, each))
        stack.enter_context(_functions(watcher))
        result = run()
    for _, trace in watcher.taken(result):
        if trace is not None and trace.event is not None:
            trace.event.given += 1
            trace.event.out = True
    return Watched(tuple(watcher.events), dict(watcher.called), result)


def _walk(module: Any, name: str = "") -> Iterator[tuple[str, Any, bool]]:
    """Every module that is called by its own name, and whether it computes itself; taps and what is in one that does are left out."""
    leaf = kinds.is_leaf(module)
    yield name, module, leaf
    for key, each in () if leaf else module.named_children():
        path = f"{name}.{key}" if name else key
        if not kinds.is_tap(path, each):
            yield from _walk(each, path)


def _unique(module: Any) -> Iterator[tuple[str, Any, bool]]:
    seen: set[int] = set()
    for name, each, leaf in _walk(module):
        if id(each) not in seen:
            seen.add(id(each))
            yield name or type(each).__name__, each, leaf


def _hooked(module: Any) -> Iterator[tuple[str, Any]]:
    """The modules that compute; a compiled one cannot be looked at."""
    script = library.torch().jit.ScriptModule
    yield from ((name, each) for name, each, leaf in _unique(module) if leaf and not isinstance(each, script))


def _around(module: Any) -> Iterator[tuple[str, Any]]:
    yield from ((name, each) for name, each, leaf in _unique(module) if not leaf)


def _taps(module: Any) -> Iterator[tuple[str, Any, tuple[str, Any] | None]]:
    """What rounds or watches a tensor, by name, and the module to which it belongs, where its methods are called and not itself."""
    modules = dict(module.named_modules())
    outer = quantisers.every(module)
    for name, each in modules.items():
        inside = name not in outer and quantisers.is_quantiser(each)
        if inside or not kinds.is_tap(name, each) or name.endswith(quantisers.WEIGHT):
            continue
        owner = modules.get(name.rpartition(".")[0])
        yield name, each, (name.rpartition(".")[0], owner) if type(owner).__name__ in kinds.FUNCTIONAL else None


@contextmanager
def _removed(handle: Any) -> Iterator[None]:
    try:
        yield
    finally:
        handle.remove()


@contextmanager
def _hooks(watcher: Watcher, name: str, module: Any) -> Iterator[None]:
    """*watcher* told of every call of *module*, with nothing of what happens inside."""

    def before(_: Any, args: Any, kwargs: Any) -> None:
        watcher.within += 1
        watcher.pending.append(watcher.taken(args, kwargs))

    def after(_: Any, __: Any, ___: Any, result: Any) -> None:
        given = watcher.pending.pop()
        if watcher.within == 1:  # what is done with the tensors here is not told
            watcher.called[name] += 1
            own = getattr(module, quantisers.ACTIVATION, None)
            quantiser = own if own is not None and quantisers.is_quantiser(own) else None
            event = Event(name=name, kind=str(type(module)), word=kinds.word(module), module=module, quantiser=quantiser)
            watcher.add(event, given, result)
        watcher.within -= 1

    with (
        _removed(module.register_forward_pre_hook(before, with_kwargs=True)),
        _removed(module.register_forward_hook(after, with_kwargs=True)),
    ):
        yield


@contextmanager
def _named(watcher: Watcher, name: str, module: Any) -> Iterator[None]:
    """*watcher* told when *module*, which only calls others, begins and ends."""

    def before(*_: Any) -> None:
        watcher.path.append(name)

    def after(*_: Any) -> None:
        watcher.path.pop()

    with _removed(module.register_forward_pre_hook(before)), _removed(module.register_forward_hook(after)):
        yield


def _entering(watcher: Watcher) -> Callable[[Any, Any], None]:
    def entered(*_: Any) -> None:
        watcher.within += 1

    return entered


def _tapping(watcher: Watcher, name: str, owner: tuple[str, Any] | None) -> Callable[[Any, Any, Any], None]:
    def tapped(module: Any, args: Any, result: Any) -> None:
        given, made = ([tensor for _, tensor in batches.tensors(value)] for value in (args, result))
        if watcher.within == 1 and given and made:
            watcher.tap(name, owner, module, given[0], made[0])
        watcher.within -= 1

    return tapped


@contextmanager
def _functions(watcher: Watcher) -> Iterator[None]:
    """*watcher* told of the functions that are called outside of the modules that compute."""
    torch = library.torch()

    def called(_: Any, function: Any, __: Any, args: Any = (), kwargs: Any = None) -> Any:
        if watcher.within:
            return function(*args, **(kwargs or {}))
        given = watcher.taken(args, kwargs or {})
        result = function(*args, **(kwargs or {}))
        if given and any(tensor.is_floating_point() for _, tensor in batches.tensors(result)):
            word = str(getattr(function, "__name__", FUNCTION)).strip("_").lower()
            inner = f"{watcher.path[-1]}." if len(watcher.path) > 1 else ""
            number = watcher.generated[inner + word]
            watcher.generated[inner + word] += 1
            watcher.add(Event(name=f"{inner}_generated_{word}_{number}", kind=FUNCTION, word=word), given, result)
        return result

    mode = type("Functions", (torch.overrides.TorchFunctionMode,), {"__torch_function__": called})
    with mode():
        yield
