"""Python source to a tree of calls and constants, by its syntax alone: nothing is imported or run."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.guesses import close_to
from pipecheck.sources import text
from pipecheck.sources.pyvalues import Call, Constant, Module, Reference, Value

LIMIT = 512 * 1024
"""Larger files hold data: their syntax tree would be five hundred times as large."""
_COOKIE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_PLAIN = re.compile(r"(?:utf[-_]?8|ascii|latin[-_]1|iso[-_]8859[-_]1|iso[-_]latin[-_]1)(?:$|[-_])", re.IGNORECASE)
"""Encodings as Python knows them, whatever an editor adds to the name."""


def load(path: Path, limit: int = LIMIT) -> Module:
    """The module in the file *path*."""
    return parse(text.read(path, limit), path)


def parse(source: str, path: Path) -> Module:
    """The module in *source*; *path* stands in its origins and in complaints."""
    _honest(source, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in the user's string is not our subject
            tree = ast.parse(source)
    except SyntaxError as e:
        raise SourceError(path, f"not Python {sys.version_info[0]}.{sys.version_info[1]}: {e.msg}", e.lineno, e.offset) from e
    except (ValueError, RecursionError, MemoryError) as e:
        raise SourceError(path, f"not readable as Python: {e}") from e
    lines = tuple(line.encode() for line in re.split("\r\n|\r|\n", source))  # as Python counts them: a form feed ends no line
    return Module(path, tree, lines)


def _honest(source: str, path: Path) -> None:
    """Refuses code that Python would not read as it stands here, for its first lines name an encoding in which it means something else."""
    for number, line in enumerate(re.split("\r\n|\r|\n", source[:1000], maxsplit=2)[:2], 1):
        if (found := _COOKIE.match(line)) is not None:
            if not _PLAIN.match(found[1]) and not _alike(source, found[1]):
                raise SourceError(path, f"not to be trusted: its code reads otherwise in {found[1]}, the encoding that it names", number)
            return
        if line.strip() and not line.lstrip().startswith("#"):
            return


def _alike(source: str, encoding: str) -> bool:
    """Whether the ASCII in *source* is the same in *encoding*; what else there is stands in texts and comments."""
    plain = source.encode("ascii", "replace")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes, in the encodings that have some
            return plain.decode(encoding) == plain.decode("ascii")
    except (LookupError, UnicodeError):
        return False


@dataclass(frozen=True, slots=True)
class Trace:
    """What a name stands for; *calls* are all that was called on the way, *unused* what was computed and never read."""

    value: Value
    calls: tuple[Call, ...]
    unused: tuple[Call, ...]


def find(module: Module, name: str) -> Value:
    """What the variable *name* holds, or what the function or class *name* gives when it is called."""
    return trace(module, name).value


def trace(module: Module, name: str) -> Trace:
    """What *name* stands for in *module*, and what was noticed on the way to it; it may be called, `build('val', size=224)`."""
    from pipecheck.sources.python import named, reading

    name, given = named.parted(module, name)
    machine, top = reading.begin(module)
    value = reading.answer(top, name, given)
    if value is None:
        close = [inner] if (inner := _inside(module, name)) is not None else close_to(name, names(module))
        guess = f"; did you mean {close[0]!r}?" if close else ""
        raise SourceError(module.path, f"no variable or function named {name!r}{guess}")
    return Trace(value, tuple(machine.calls), tuple(each for each in machine.unused if isinstance(each, Call)))


def _inside(module: Module, name: str) -> str | None:
    """How a variable of that name in a function is named, where it is one."""
    for function in (node for node in module.tree.body if isinstance(node, ast.FunctionDef)):
        if any(isinstance(part, ast.Name) and part.id == name and isinstance(part.ctx, ast.Store) for part in ast.walk(function)):
            return f"{function.name}.{name}"
    return None


def script(module: Module) -> Trace:
    """What *module* does when it is run."""
    from pipecheck.sources.python import reading

    machine, top = reading.begin(module, main=True)
    nothing = Constant(None, module.origin(module.tree))
    machine.leave(top.space)
    return Trace(nothing, tuple(machine.calls), tuple(each for each in machine.unused if isinstance(each, Call)))


def variables(module: Module) -> Mapping[str, Value]:
    """Every name at the top of the file, and what it stands for; functions are not called."""
    from pipecheck.sources.python import reading

    return reading.begin(module)[1].space.names


def names(module: Module) -> list[str]:
    """The variables, functions and classes at the top of the file."""
    found = variables(module)
    return sorted(name for name, value in found.items() if not isinstance(value, Reference) and not name.startswith("__"))
