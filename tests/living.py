"""Live objects for tests: a file that is written and imported, and what a program amounts to without its places."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from pathlib import Path

from pipecheck.lower import dialect
from pipecheck.sources import pycalls
from pipecheck.spec import ASPECTS, canonical, diff

_COUNT = itertools.count()


def imported(folder: Path, source: str):
    """The module that *source* makes, from a file of its own."""
    name = f"written_{next(_COUNT)}"
    path = folder / f"{name}.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def facts(program):
    """What *program* amounts to, aspect by aspect."""
    spec = canonical(program)
    return {aspect: getattr(spec, aspect).value for aspect in ASPECTS}


def read(source: str, path: Path = Path("train.py")):
    """The program of `t` in *source*, of which nothing is run."""
    return dialect.followed(pycalls.trace(pycalls.parse(source, path), "t"), {})


def told_otherwise(source, other):
    """The aspects of the program *source* that *other* contradicts, or does not know."""
    return [each.aspect for each in diff(canonical(source), canonical(other)) if getattr(canonical(source), each.aspect).value is not None]


def made(source: str):
    """The object `t` that *source* makes."""
    space = {}
    exec(source, space)  # written in the test
    return space["t"]
