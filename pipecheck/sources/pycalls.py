"""Python source to a tree of calls and constants, by its syntax alone: nothing is imported or run."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.guesses import close_to
from pipecheck.sources import pybindings, text
from pipecheck.sources.pybindings import Function
from pipecheck.sources.pyscope import Scope
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
    except SyntaxError as e:
        raise SourceError(path, f"not Python {sys.version_info[0]}.{sys.version_info[1]}: {e.msg}", e.lineno, e.offset) from e
    except (ValueError, RecursionError, MemoryError) as e:
        raise SourceError(path, f"not readable as Python: {e}") from e
    lines = tuple(line.encode() for line in re.split("\r\n|\r|\n", source))  # as Python counts them: a form feed ends no line
    return Module(path, tree, lines, _patched(tree))


def find(module: Module, name: str) -> Value:
    """What the variable *name* holds, or what the function *name* returns when it is called without arguments."""
    body = module.tree.body
    scope = Scope(module, pybindings.read(body), len(body))
    value = scope.returned(name, 0) or scope.named(name, 0)
    if value is not None:
        return value
    close = close_to(name, names(module))
    guess = f"; did you mean {close[0]!r}?" if close else ""
    raise SourceError(module.path, f"no variable or function named {name!r}{guess}")


def names(module: Module) -> list[str]:
    """The variables and functions at the top of the file."""
    bindings = pybindings.read(module.tree.body).bindings
    return sorted(name for name, found in bindings.items() if isinstance(found[-1].means, ast.expr | Function))


def _patched(tree: ast.Module) -> frozenset[str]:
    """The dotted names that the file gives another meaning: `transforms.Normalize = Mine`."""
    stores = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del))
    return frozenset(".".join(pybindings.words(node)) for node in stores)
