"""Mutation testing of the code: the small changes of a module that its tests let live.

    python tests/attack/mutants.py pipecheck/rules/color.py --tests tests/rules tests/test_cases.py --sample 40 --seed 1

Nothing is written: every mutant lives in a process of its own, which loads the changed module in place of the file. Tools that can be
installed leave decorated functions alone, which every rule is, and tables of a module.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import importlib
import importlib.abc
import importlib.util
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SWAPPED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
GRADES = {"ERROR": "WARNING", "WARNING": "NOTE", "NOTE": "WARNING", "CERTAIN": "LIKELY", "LIKELY": "POSSIBLE", "POSSIBLE": "LIKELY"}
LIVED, DIED, HUNG = "lived", "died", "hung"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A *module* with one change: the *line* and *what* was done there."""

    line: int
    what: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Every small change of *source*, one at a time."""
    tree = ast.parse(source)
    for index, node in enumerate(_changed(tree)):
        for number, (what, _) in enumerate(_changes(node)):
            other = copy.deepcopy(tree)
            same = _changed(other)[index]
            before = ast.unparse(same)
            _changes(same)[number][1]()
            yield Mutant(node.lineno, f"{what}: {before.splitlines()[0]}", ast.fix_missing_locations(other))


def _changed(tree: ast.Module) -> list[ast.AST]:
    """The nodes that can be changed, in their order: no annotation, no docstring, no setting of a dataclass."""
    left = {id(inner) for node in ast.walk(tree) for part in _left(node) for inner in ast.walk(part)}
    return [node for node in ast.walk(tree) if id(node) not in left and hasattr(node, "lineno")]


def _left(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.arg(annotation=ast.AST() as part) | ast.AnnAssign(annotation=part) | ast.If(test=ast.Name("TYPE_CHECKING") as part):
            yield part
        case ast.FunctionDef(returns=part):
            yield from [part] if part else []
        case ast.ClassDef():
            yield from node.decorator_list
        case ast.Expr(ast.Constant(str())):
            yield node


def _changes(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """What can be done to *node*, each with what does it."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in SWAPPED:
            return [("comparison", lambda: node.ops.__setitem__(0, SWAPPED[type(op)]()))]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPPED:
            return [("operator", lambda: setattr(node, "op", SWAPPED[type(op)]()))]
        case ast.UnaryOp(op=ast.Not()):
            return [("not", lambda: setattr(node, "operand", ast.UnaryOp(ast.Not(), node.operand)))]
        case ast.Constant(bool() as value):
            return [("constant", lambda: setattr(node, "value", not value))]
        case ast.Constant(int() | float() as value):
            return [(f"constant {step:+}", lambda step=step: setattr(node, "value", value + step)) for step in (1, -1)]
        case ast.Return(ast.AST() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            return [("returns None", lambda: setattr(node, "value", ast.Constant(None)))]
        case ast.Expr(ast.Yield() | ast.YieldFrom()):
            return [("yields nothing", lambda: setattr(node, "value", ast.Constant(None)))]
        case ast.If(test=ast.Name("TYPE_CHECKING")):
            return []
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            return [("negated", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test)))]
        case ast.comprehension(ifs=[_, *_]):
            return [("unfiltered", lambda: setattr(node, "ifs", []))]
        case ast.Attribute(ast.Name("Severity" | "Confidence"), grade) if grade in GRADES:
            return [("grade", lambda: setattr(node, "attr", GRADES[grade]))]
    return []


@dataclass(frozen=True, slots=True)
class Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads a tree as the module *name*, whatever its file holds."""

    name: str
    path: Path
    tree: ast.Module

    def find_spec(self, name, _path=None, _target=None):
        if name != self.name:
            return None
        places = [str(self.path.parent)] if self.path.stem == "__init__" else None
        spec = importlib.util.spec_from_loader(name, self, origin=str(self.path), is_package=places is not None)
        spec.submodule_search_locations = places
        return spec

    def exec_module(self, module):
        module.__file__ = str(self.path)
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)


def judged(path: Path, tree: ast.Module, tests: list[str], seconds: float) -> str:
    """What becomes of a mutant: its tests find it, miss it, or wait for it without end."""
    child = os.fork()
    if not child:
        _tested(path, tree, tests)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return LIVED if os.waitstatus_to_exitcode(status) == 0 else DIED
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def _tested(path: Path, tree: ast.Module, tests: list[str]) -> None:
    """Runs the tests on *tree* and ends this process with their status."""
    status = 70
    with contextlib.suppress(BaseException), Path(os.devnull).open("w") as nowhere:
        for number in (1, 2):
            os.dup2(nowhere.fileno(), number)
        import hypothesis
        import pytest

        hypothesis.settings.register_profile("mutants", database=None, derandomize=True)
        hypothesis.settings.load_profile("mutants")
        parts = path.relative_to(ROOT / "transformers" if "transformers" in path.parts else ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        sys.meta_path.insert(0, Instead(name, path, tree))
        importlib.import_module(name)  # before pytest does, which has a loader of its own for the modules of plugins
        status = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-m", "not peers", "-W", "ignore:Module already imported", *tests]))
    os._exit(status)


def main() -> int:
    """Tells the mutants that live, and how many were tried."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--sample", type=int, default=20, help="mutants of each module, all where there are fewer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=120, help="for the tests of one mutant")
    given = parser.parse_args()
    os.chdir(ROOT)
    for name in ("cv2", "numpy", "onnx", "PIL.Image", "skimage", "yaml", "hypothesis", "pytest"):
        importlib.import_module(name)  # once, and not in every child
    for path in (module.resolve() for module in given.modules):
        source = path.read_text(encoding="utf-8")
        if judged(path, ast.parse(source), given.tests, 10 * given.seconds) != LIVED:
            print(f"{path.relative_to(ROOT)}: its tests fail as it is", flush=True)
            continue
        every = list(mutants(source))
        chosen = sorted(random.Random(given.seed).sample(every, min(given.sample, len(every))), key=lambda each: each.line)
        fates = []
        for mutant in chosen:
            fates.append(judged(path, mutant.tree, given.tests, given.seconds))
            if fates[-1] == LIVED:
                print(f"{path.relative_to(ROOT)}:{mutant.line}: {mutant.what}", flush=True)
        counts = ", ".join(f"{fates.count(fate)} {fate}" for fate in (DIED, HUNG, LIVED))
        print(f"{path.relative_to(ROOT)}: {len(chosen)} of {len(every)} mutants: {counts}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
