"""The file that a live function comes from, as long as it still says what runs."""

from __future__ import annotations

import ast
import linecache
import os
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls
from pipecheck.sources.pyvalues import Module


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A parsed file, and all the code that it compiles to."""

    module: Module
    codes: tuple[types.CodeType, ...]

    def defines(self, kind: type) -> bool:
        """Whether *kind* stands at the top of this file."""
        return any(isinstance(node, ast.ClassDef) and node.name == kind.__qualname__ for node in self.module.tree.body)


def load(name: str) -> SourceFile | None:
    """The file, or the cell of a notebook, that goes by *name*; None where there is none that can be parsed."""
    linecache.checkcache(name)
    text = "".join(linecache.getlines(name))
    try:
        module = pycalls.parse(text, _shown(Path(name)))
    except SourceError:
        return None
    return SourceFile(module, tuple(_codes(_compiled(module))))


def _shown(path: Path) -> Path:
    """*path* from the current folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _compiled(module: Module) -> types.CodeType:
    """The code of *module*, which is not run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: types.CodeType = compile(module.tree, os.fspath(module.path), "exec", dont_inherit=True)
        return made


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from _codes(part)


def definition(source: SourceFile, code: types.CodeType) -> ast.FunctionDef | ast.Lambda | None:
    """The function of *code*, without its decorators, which have done their work.

    None where the file says something else by now, and where several begin in the line.
    """
    if code not in source.codes:
        return None
    found = [node for node in ast.walk(source.module.tree) if _begins(node, code)]
    if len(found) != 1:
        return None
    node = found[0]
    if isinstance(node, ast.FunctionDef):
        node.decorator_list = []
        return node
    return node if isinstance(node, ast.Lambda) else None


def _begins(node: ast.AST, code: types.CodeType) -> bool:
    match node:
        case ast.Lambda():
            return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
        case ast.FunctionDef(name=name):
            return name == code.co_name and min([node.lineno, *(each.lineno for each in node.decorator_list)]) == code.co_firstlineno
        case _:
            return False
