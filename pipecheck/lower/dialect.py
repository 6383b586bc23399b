"""Which dialect a named source is written in, and its program; only the dialects that are met are loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.lower.packages import DIALECTS
from pipecheck.sources import yamldoc
from pipecheck.spec import Opaque, Program

if TYPE_CHECKING:
    from pipecheck.sources.pycalls import Trace
    from pipecheck.sources.pyvalues import Module, Value
    from pipecheck.sources.yamldoc import Document

PUBLISHED = ("timm", "torchvision", "ultralytics")
"""The libraries whose models can be named: `timm:resnet50.a1_in1k`."""
FORMS = (
    "FILE.py:NAME, a chain in YAML, the JSON of a processor or a model, an OpenMMLab or Paddle config, 02_preprocess.sh, "
    "or a published model as timm:NAME, torchvision:NAME, ultralytics:TASK"
)
_CODE = ("timm", "torchvision", "albumentations", "huggingface", "keras", "vendor", "ultralytics")
_CALLED = re.compile(r"(?P<file>.+?\.py):(?P<call>[^()]*\(.*\)\s*)", re.DOTALL)
"""A source that is called with something, in which there may be further colons."""
_MM_MARKS = (b"pipeline", b"data_preprocessor", b"_base_", b"read_base")
"""One of these words stands in every config of OpenMMLab's."""
SEEN = 4_000


def lower(name: str, folder: Path, given: Mapping[str, Any] | None = None) -> Program:
    """The program of the source *name*, with paths relative to *folder*.

    *given* are arguments that the toolchain's samples hand over, and as `model_shapes` the shapes of the project's models.
    """
    try:
        return _lower(name, folder, given or {})
    except RecursionError as e:
        raise SourceError(name, "nested too deep to be followed") from e
    except OSError as e:  # a name that no file can have
        raise SourceError(name, e.strerror or str(e)) from e


def _lower(name: str, folder: Path, given: Mapping[str, Any]) -> Program:
    library, _, model = name.partition(":")
    if library in PUBLISHED and not (folder / library).exists():
        program: Program = import_module(f"pipecheck.lower.{library}").named(model)
        return program
    file, inner = parts(name, folder)
    path = folder / file
    match path.suffix.lower():
        case ".py":
            return _python(path, inner, given)
        case ".sh":
            from pipecheck.lower.vendor import script

            return script.lower(path, inner)
        case ".json":
            return _json(path)
        case ".yaml" | ".yml":
            return _yaml(path, inner)
        case _ if path.is_dir():
            return _folder(path)
        case _:
            raise SourceError(name, f"not a source that can be read: {FORMS}")


def read_by(program: Program, reader: str, origin: Origin) -> Program | None:
    """*program* with *reader* before it, where it is a list of the toolchain's transformers, to which the reader makes a difference."""
    first = program.steps[0].op if program.steps else None
    if not isinstance(first, Opaque):
        return None
    from pipecheck.lower import vendor

    return vendor.read_as(program, "PIL" if reader == "pil" else reader, origin) if first.text == vendor.UNSAID else None


def parts(name: str, folder: Path) -> tuple[str, str | None]:
    """The file, and what in it is meant."""
    if (called := _CALLED.fullmatch(name)) is not None and not (folder / name).exists():
        return called["file"], called["call"]
    file, colon, inner = name.rpartition(":")
    if colon and file and not (folder / name).exists():
        return file, inner or None
    return name, None


def _folder(path: Path) -> Program:
    from pipecheck.lower import huggingface

    file = next((path / file for file in (*huggingface.FILES, "config.json") if (path / file).is_file()), None)
    if file is None:
        raise SourceError(path, f"a folder without {' or '.join(huggingface.FILES)}")
    return _json(file)


def _json(path: Path) -> Program:
    from pipecheck.lower import huggingface
    from pipecheck.sources import jsondoc

    document = jsondoc.load(path)
    match document.data:
        case data if huggingface.sniff(data):
            return huggingface.lower(document)
        case dict() as data if "pretrained_cfg" in data or {"architecture", "mean"} <= data.keys():
            from pipecheck.lower import timm

            return timm.lower_config(data, document.origin)
        case {"steps": list(steps), **rest} if not set(rest) - {"read"} and not any(map(_named_step, steps)):
            return _chain(document)
        case _:
            from pipecheck.lower import settings

            if settings.sniff(document.data):
                return settings.lower(document)
    raise SourceError(path, "JSON without preprocessing: neither a Hugging Face processor, a timm config nor mean and std")


def _named_step(step: object) -> bool:
    """Whether *step* has a name among its keys; in a chain of the toolkit the name is the key."""
    return isinstance(step, dict) and not {"name", "type", "op", "operation"}.isdisjoint(step)


def _yaml(path: Path, section: str | None) -> Program:
    document = yamldoc.load(path)
    data = document.data
    if isinstance(data, dict) and isinstance(data.get("steps"), list):
        return _chain(document)
    from pipecheck.lower import openmmlab, paddle, ultralytics

    if ultralytics.sniff(data):
        return ultralytics.lower(document)
    if paddle.sniff(data):
        return paddle.lower(document, section)
    if openmmlab.sniff(document):
        return openmmlab.lower(path, section)
    return _chain(document)


def _chain(document: Document) -> Program:
    from pipecheck.lower import chain
    from pipecheck_transformers.chain import Chain
    from pipecheck_transformers.errors import ToolkitError

    path = document.path
    try:
        made = Chain.from_data(document.data, str(path))
        places = [_place(document, index) for index in range(len(made.ops))]
        return chain.lower(made, document.keys.get(("read",), Origin(path, 1)), places)
    except ToolkitError as e:
        raise SourceError(path, str(e).removeprefix(f"{path}: ")) from e


def _place(document: Document, index: int) -> Origin:
    """Where the step number *index* is named."""
    step = document.get("steps")[index]
    name = next(iter(step)) if isinstance(step, dict) else None
    return document.keys.get(("steps", index, name), document.origin("steps", index))


def _python(path: Path, name: str | None, given: Mapping[str, Any]) -> Program:
    from pipecheck.sources import pycalls

    module = pycalls.load(path)
    text = b"".join(module.lines)
    if any(mark in text for mark in _MM_MARKS):
        from pipecheck.lower import openmmlab

        if openmmlab.sniff(module):
            return openmmlab.lower(path, name)
    if name is None:
        return _script(module, given)
    return followed(pycalls.trace(module, name), given)


def followed(trace: Trace, given: Mapping[str, Any]) -> Program:
    """The program of what *trace* stands for, in the dialect that it is written in."""
    from pipecheck.lower import datasets

    value = datasets.unwrapped(trace.value)
    dialect = speaker(value)
    if dialect == "vendor":
        from pipecheck.lower import vendor

        return vendor.lower(value, given)
    if dialect is not None:
        program: Program = import_module(f"pipecheck.lower.{dialect}").lower(value)
        return program
    from pipecheck.lower import script

    return script.lower(trace, given.get("model_shapes"))


def _script(module: Module, given: Mapping[str, Any]) -> Program:
    """What a file does that is run as a whole."""
    from pipecheck.lower import script
    from pipecheck.sources import pycalls

    trace = pycalls.script(module)
    program = script.lower(trace, given.get("model_shapes"))
    if [step.op for step in program.steps if not isinstance(step.op, Opaque)] or program.decoded.library:
        return program
    if script.handing(trace.calls) is not None:
        return program
    found = ", ".join(pycalls.names(module)) or "none"
    either = "it writes no picture (.tofile, numpy.save) and feeds none to a network"
    raise SourceError(module.path, f"say which transform is meant, as {module.path.name}:NAME, for {either}; the file has {found}")


def speaker(value: Value) -> str | None:
    """The dialect that *value* is written in; None for plain code."""
    roots = _named(value)
    for name in _CODE:
        if name in roots and import_module(f"pipecheck.lower.{name}").speaks(value):
            return name
    return None


def _named(value: Value) -> frozenset[str]:
    """The dialects whose packages *value* names."""
    from pipecheck.sources.pyvalues import Call, Items, Reference

    found, waiting, seen = set(), [value], 0
    while waiting and seen < SEEN:
        seen += 1
        match waiting.pop():
            case Call(name=name, args=args):
                found.add(DIALECTS.get(name.split(".", 1)[0], ""))
                if name.endswith(("Transformer", "Loader", "Resize")):
                    found.add("vendor")
                waiting += args
            case Reference(name=name):
                found.add(DIALECTS.get(name.split(".", 1)[0], ""))
            case Items(items=items):
                waiting += items
            case _:
                pass
    return frozenset(found)
