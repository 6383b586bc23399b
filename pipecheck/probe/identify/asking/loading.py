"""The object that FILE.py:NAME names, by running the file; only for who allowed it."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from pipecheck.errors import SourceError, UsageError
from pipecheck.probe.identify.asking.running import Clock, TooSlowError, run, told


def load(source: str, until: Clock) -> Callable[..., Any]:
    """The callable that *source* names; a class without arguments and a factory without arguments are called for it."""
    file, _, name = source.rpartition(":")
    if not file.endswith(".py") or not name:
        raise UsageError(f"{source}: not FILE.py:NAME")
    path = Path(file).resolve()
    if not path.is_file():
        raise SourceError(file, "no such file")
    try:
        module = run(lambda: _executed(path), until)
        found = run(lambda: _usable(_attribute(module, name, file)), until)
    except (SourceError, TooSlowError):
        raise
    except BaseException as e:  # anything may happen in a script, and SystemExit is what argparse does
        if isinstance(e, KeyboardInterrupt):
            raise
        raise SourceError(file, f"cannot be run: {told(e, path)}") from e
    if not callable(found) and not _callables(found):
        raise SourceError(file, f"{name} is {type(found).__name__}, which cannot be called with a picture")
    made: Callable[..., Any] = found
    return made


def _executed(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A script finds its neighbours, its own module by name, and no arguments that were meant for pipecheck.
    sys.path.insert(0, str(path.parent))
    before, sys.argv = sys.argv, [str(path)]
    sys.modules.setdefault(path.stem, module)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.argv = before
    return module


def _attribute(module: ModuleType, name: str, file: str) -> Any:
    found: Any = module
    for part in name.split("."):
        if not hasattr(found, part):
            raise SourceError(file, f"no variable, function or class named {name!r}")
        found = getattr(found, part)
    return found


def _usable(found: Any) -> Any:
    """*found*, or what it makes when it takes nothing: a class its instance, a factory its transform."""
    if inspect.isclass(found) or (inspect.isroutine(found) and not _wants_arguments(found)):
        return found()
    return found


def _wants_arguments(function: Callable[..., Any]) -> bool:
    try:
        return bool(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return True


def _callables(found: object) -> bool:
    return isinstance(found, list | tuple) and bool(found) and all(map(callable, found))
