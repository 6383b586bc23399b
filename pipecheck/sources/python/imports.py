"""Imports: the project's own modules are read too, other packages stay names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.sources import places
from pipecheck.sources.python import assignments
from pipecheck.sources.python.frame import Frame
from pipecheck.sources.python.machine import unread
from pipecheck.sources.python.own import Own
from pipecheck.sources.pyvalues import Constant, Module, Reference, Value

ABOVE = 3
FILES = 60
_LIBRARIES = frozenset({
    "PIL", "albumentations", "argparse", "cv2", "glob", "json", "keras", "logging", "math", "mmcv", "mmengine", "numpy", "onnx",
    "onnxruntime", "os", "paddle",
    "pathlib", "random", "scipy", "skimage", "sys", "tensorflow", "timm", "torch", "torchvision", "tqdm", "transformer",
    "transformers", "typing", "ultralytics",
    "yaml",
})  # fmt: skip
"""Names that stand for packages even where a file of that name lies beside; `transformer` is the toolchain samples' own module."""


def bind(frame: Frame, node: ast.Import | ast.ImportFrom) -> None:
    """Sets the names that *node* imports."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            dotted = alias.name if alias.asname else name
            _set(frame, name, _module(frame, dotted, 0) or Reference(dotted, frame.home.origin(node)), node)
        return
    package = "." * node.level + (node.module or "")
    own = _module(frame, node.module or "", node.level)
    for alias in node.names:
        if alias.name == "*":
            _star(frame, own, package, node)
        else:
            _set(frame, alias.asname or alias.name, _member(frame, own, package, alias.name, node), node)


def _set(frame: Frame, name: str, value: Value, node: ast.stmt) -> None:
    """Imported perhaps twice: what another statement imported under the name before may be meant as well."""
    before = frame.space.names.get(name)
    top = frame.machine.once("top", frame.home.tree, lambda: {id(each) for each in frame.home.tree.body})
    if id(node) in top or before is None or (isinstance(before, Reference) and before == value):
        frame.space.names[name] = value
    else:
        assignments.store(frame, name, value, node)


def _member(frame: Frame, own: Own | None, package: str, name: str, node: ast.ImportFrom) -> Value:
    origin = frame.home.origin(node)
    if own is None:
        return Reference(f"{package}.{name}", origin)
    if name in own.space.names:
        return own.space.names[name]
    inner = _module(frame, ".".join(filter(None, (node.module, name))), node.level)
    return inner or Reference(f"{package}.{name}", origin)


def _star(frame: Frame, own: Own | None, package: str, node: ast.stmt) -> None:
    if own is not None:
        for name, value in own.space.names.items():
            if not name.startswith("_"):
                frame.space.names[name] = value
        frame.space.star = own.space.star or frame.space.star
        return
    for name, value in list(frame.space.names.items()):
        if not isinstance(value, Reference) or name[:1].isupper():  # none replaces a module
            frame.space.names[name] = unread(frame.home, node, f"this may give {name} another meaning")
    several = frame.space.star is not None and frame.space.star != package
    frame.space.star = "" if several else package


def _module(frame: Frame, dotted: str, level: int) -> Own | None:
    """The project's module *dotted*, run to its end once; None where it is another package's, or cannot be read."""
    if not dotted and not level:
        return None
    if not level and dotted.split(".", maxsplit=1)[0] in _LIBRARIES:
        return None
    modules = frame.machine.modules

    def lying() -> Path | None:
        return next((path for path in _places(frame.home, dotted, level) if path in modules or places.is_file(path)), None)

    path = frame.machine.once(f"import {level} {dotted}", frame.home.tree, lying)
    if path is None:
        return None
    return modules[path] if path in modules else _loaded(frame, path, dotted)


def _places(home: Module, dotted: str, level: int) -> Iterator[Path]:
    """Where the file of a module may lie: beside the one that imports it, or in a folder above."""
    folder = home.path.parent
    for _ in range(level - 1):
        folder = folder.parent
    folders = [folder] if level else [folder, *list(places.real(folder).parents)[:ABOVE]]
    for place in folders:
        stem = place.joinpath(*dotted.split(".")) if dotted else place
        yield from (stem.with_name(f"{stem.name}.py") if dotted else stem / "__init__.py", stem / "__init__.py")


def _loaded(frame: Frame, path: Path, dotted: str) -> Own | None:
    from pipecheck.sources import pycalls  # it reads files, and begins every reading

    machine = frame.machine
    machine.modules[path] = None  # one that imports itself on the way finds nothing
    if len(machine.modules) > FILES or machine.exhausted():
        return None
    try:
        module = pycalls.load(path)
    except SourceError:
        return None
    machine.touched += sum(map(len, module.lines))
    own = Own("module", module.tree, module, machine.space())
    own.space.names["__name__"] = Constant(dotted, module.origin(module.tree))
    machine.modules[path] = own
    machine.body(Frame(machine, module, own.space, own), module.tree.body)
    own.space.fresh = {}
    return own
