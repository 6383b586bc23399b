"""Python source to a tree of calls and constants, by its syntax alone: nothing is imported or run."""

from __future__ import annotations

import ast
import difflib
import sys
import warnings
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import text
from pipecheck.sources.pyscope import Scope, assigned
from pipecheck.sources.pyvalues import Module, Value


def load(path: Path) -> Module:
    """The module in the file *path*."""
    return parse(text.read(path), path)


def parse(source: str, path: Path) -> Module:
    """The module in *source*; *path* stands in its origins and in complaints."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in the user's string is not our subject
            tree = ast.parse(source)
        return Module(path, source, tree, _imports(tree))
    except SyntaxError as e:
        raise SourceError(path, f"not Python {sys.version_info[0]}.{sys.version_info[1]}: {e.msg}", e.lineno, e.offset) from e
    except (ValueError, RecursionError, MemoryError) as e:
        raise SourceError(path, f"not readable as Python: {e}") from e


def find(module: Module, name: str) -> Value:
    """What the variable *name* holds, or what the function *name* returns."""
    value = Scope(module, module.tree.body, None).named(name, 0)
    if value is not None:
        return value
    close = difflib.get_close_matches(name, names(module), 1)
    guess = f"; did you mean {close[0]!r}?" if close else ""
    raise SourceError(module.path, f"no variable or function named {name!r}{guess}")


def names(module: Module) -> list[str]:
    """The variables and functions at the top of the file."""
    body = module.tree.body
    return sorted({*assigned(body), *(node.name for node in body if isinstance(node, ast.FunctionDef))})


def _imports(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.split(".")[0]] = alias.name if alias.asname else alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module or ''}.{alias.name}"
    return found
