"""OpenMMLab's configs (mmpretrain, mmdet, mmseg, mmpose, mmyolo; all generations) to programs, read as data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.guesses import close_to
from pipecheck.lower.openmmlab import preprocessor, steps
from pipecheck.lower.openmmlab.entry import Entry, entry
from pipecheck.lower.picture import Picture
from pipecheck.sources import mmconfig
from pipecheck.sources.mmconfig import Config
from pipecheck.sources.mmvalues import BASE, table
from pipecheck.sources.pyvalues import Items, Module, Value, spelled
from pipecheck.sources.yamldoc import Document
from pipecheck.spec import Decoded, Program

PIPELINES = ("test_pipeline", "val_pipeline")
_DATASETS = ("test_dataloader", "val_dataloader")
_MARKS = (*PIPELINES, *_DATASETS, "data", "model", "data_preprocessor", "img_norm_cfg", "train_pipeline")


def sniff(source: Module | Document) -> bool:
    """Whether *source* is a config of OpenMMLab: it inherits by `_base_`, or holds a pipeline of dictionaries or what normalises."""
    own = mmconfig.of_module(source) if isinstance(source, Module) else mmconfig.of_document(source)
    return own(BASE) is not None or any(_is_config(own(name)) for name in _MARKS)


def lower(path: Path, name: str | None = None) -> Program:
    """The program of the config at *path*: of the pipeline *name*, or of that with which it is tested, and of what the model does first."""
    config = mmconfig.load(path)
    pipeline = _named(config, name) if name else _tested(config)
    if not isinstance(pipeline, Items):
        start = Picture(program=Program(Decoded(layout=None, dtype=None)), kind=None)
        return start.lose(spelled(pipeline), pipeline.origin).program
    entries = [entry(each) for each in pipeline.items]
    first = _preprocessor(config, entries)
    picture = steps.run(entries, _begin(pipeline, entries), newer=first is not None)
    return preprocessor.run(first, picture).program


def _begin(pipeline: Items, entries: list[Entry]) -> Picture:
    """A picture of which nothing is known until a step loads it."""
    loads = any(each.name in steps.LOADS for each in entries)
    decoded = Decoded(origin=pipeline.origin, dtype="uint8" if loads else None)
    return Picture(program=Program(decoded), kind="array", dtype=decoded.dtype)


def _tested(config: Config) -> Value:
    """The pipeline with which the network is tested."""
    for value in _candidates(config):
        if value is not None:
            return value
    raise SourceError(config.path, f"no {' or '.join(PIPELINES)}, and no test dataset with a pipeline")


def _candidates(config: Config) -> Iterator[Value | None]:
    for name in _DATASETS:
        yield _pipeline_of(config.get(name))
    data = config.get("data")
    pairs = None if data is None else table(data)
    if data is not None and pairs is None:
        yield data
    for key in ("test", "val"):
        yield _pipeline_of((pairs or {}).get(key))
    for name in PIPELINES:
        yield config.get(name)


def _pipeline_of(value: Value | None) -> Value | None:
    """The pipeline of a data set, or of that which a loader or another data set wraps; what cannot be followed stands for itself."""
    for _ in range(mmconfig.DEPTH):
        if isinstance(value, Items) and value.items:
            value = value.items[0]
        pairs = None if value is None else table(value)
        if pairs is None:
            return value if value is not None and not steps.is_nothing(value) else None
        if "pipeline" in pairs:
            return pairs["pipeline"]
        value = next((pairs[key] for key in ("dataset", "datasets") if key in pairs), None)
    return None


def _named(config: Config, name: str) -> Value:
    """What *name* holds, a dotted path of names; of a data set, its pipeline."""
    first, *rest = name.split(".")
    value = config.get(first)
    for word in rest:
        pairs = None if value is None else table(value)
        value = value if pairs is None and value is not None else (pairs or {}).get(word)
    if value is None:
        close = close_to(name, (*PIPELINES, "train_pipeline"))
        raise SourceError(config.path, f"no {name} in it{f'; did you mean {close[0]!r}?' if close else ''}")
    found = _pipeline_of(value) if table(value) is not None else value
    return value if found is None else found


def _preprocessor(config: Config, entries: list[Entry]) -> Value | None:
    """What the model does to a batch before its first layer; a config of the older generation has no such thing."""
    model, beside = config.get("model"), config.get("data_preprocessor")
    pairs = None if model is None else table(model)
    if pairs is not None and not steps.is_nothing(inner := pairs.get("data_preprocessor")):
        return inner
    if beside is not None or pairs is not None or not steps.packs(entries):
        return beside
    return model


def _is_config(value: Value | None) -> bool:
    match value:
        case None:
            return False
        case Items(items=items):
            return any("type" in (table(each) or {}) for each in items)
        case _:
            known = {"pipeline", "dataset", "test", "val", "train", "type", "mean", "data_preprocessor", "to_rgb", "bgr_to_rgb"}
            return bool(known & set(table(value) or {}))
