"""Where the configurations of PaddlePaddle's kits keep their preprocessing, and which of their lists is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pipecheck.errors import SourceError
from pipecheck.guesses import close_to
from pipecheck.sources import yamldoc
from pipecheck.sources.yamldoc import Document

Kit = Literal["detection", "classification", "ocr", "segmentation"]
DEEPEST = 5
"""So many files deep `_BASE_` is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list of transforms: its *place*, the *kit* whose words it uses, and what is done around it.

    *decodes*: an entry of the list reads the file. *transposes*: the channels come first afterwards, whatever the list says.
    """

    place: tuple[str, ...]
    kit: Kit
    decodes: bool = False
    transposes: bool = False

    @property
    def name(self) -> str:
        """The place in one word."""
        return ".".join(self.place)


@dataclass(frozen=True, slots=True)
class Found:
    """A *section* in the *document* that holds it."""

    document: Document
    section: Section


_SECTIONS = (
    Section(place=("EvalReader", "sample_transforms"), kit="detection", decodes=True),
    Section(place=("TestReader", "sample_transforms"), kit="detection", decodes=True),
    Section(place=("Preprocess",), kit="detection"),
    Section(place=("DataLoader", "Eval", "dataset", "transform_ops"), kit="classification", decodes=True, transposes=True),
    Section(place=("Eval", "dataset", "transforms"), kit="ocr", decodes=True),
    Section(place=("val_dataset", "transforms"), kit="segmentation", transposes=True),
    Section(place=("test_dataset", "transforms"), kit="segmentation", transposes=True),
    Section(place=("Infer", "transforms"), kit="classification", decodes=True),
    Section(place=("PreProcess", "transform_ops"), kit="classification"),
    Section(place=("Deploy", "transforms"), kit="segmentation", transposes=True),
    Section(place=("TrainReader", "sample_transforms"), kit="detection", decodes=True),
    Section(place=("DataLoader", "Train", "dataset", "transform_ops"), kit="classification", decodes=True, transposes=True),
    Section(place=("Train", "dataset", "transforms"), kit="ocr", decodes=True),
    Section(place=("train_dataset", "transforms"), kit="segmentation", transposes=True),
)
"""In the order in which one is chosen where none is named: evaluation, then inference, then training."""


def sniff(data: object) -> bool:
    """Whether *data* is a configuration with such a list, or one that takes it from another file."""
    return isinstance(data, dict) and (any(_holds(data, section) for section in _SECTIONS) or bool(data.get("_BASE_")))


def find(document: Document, name: str | None) -> Found:
    """The list called *name*, in full or by one of its words; without a name the first that there is."""
    wanted = [section for section in _SECTIONS if name is None or name == section.name or name in section.place]
    here = list(_family(document, 0))
    for section in wanted:
        for each in here:
            if _holds(each.data, section):
                return Found(each, section)
    there = [section.name for section in _SECTIONS if any(_holds(each.data, section) for each in here)]
    if name is None:
        raise SourceError(document.path, "no list of transforms that PaddlePaddle's kits have")
    close = close_to(name, [*there, *(word for section in there for word in section.split("."))])
    guess = f"; did you mean {close[0]!r}?" if close else ""
    raise SourceError(document.path, f"no transforms called {name!r}; it has {', '.join(there) or 'none'}{guess}")


def listed(found: Found) -> Iterator[tuple[Any, ...]]:
    """The places of the entries, those of the whole batch last."""
    document, place = found.document, found.section.place
    yield from ((*place, index) for index in range(len(value(document.data, place))))
    batch = (*place[:-1], "batch_transforms")
    if found.section.kit == "detection" and isinstance(value(document.data, batch), list):
        yield from ((*batch, index) for index in range(len(value(document.data, batch))))


def value(data: Any, place: tuple[Any, ...]) -> Any:
    """What stands at *place*, None where nothing does."""
    for key in place:
        if isinstance(data, dict):
            data = data.get(key)
        else:
            data = data[key] if isinstance(data, list) and isinstance(key, int) and key < len(data) else None
    return data


def _holds(data: Any, section: Section) -> bool:
    found = value(data, section.place)
    if not isinstance(found, list):
        return False
    return section.kit != "segmentation" or all(isinstance(entry, dict) and "type" in entry for entry in found)


def _family(document: Document, depth: int) -> Iterator[Document]:
    """*document*, and the files that it builds on, the last first, as it overrides those before."""
    yield document
    data = document.data if isinstance(document.data, dict) else {}
    bases = data.get("_BASE_") or data.get("_base_") or []
    for base in reversed(bases if isinstance(bases, list) else [bases]):
        path = document.path.parent / str(base)
        if depth < DEEPEST and path.is_file():
            yield from _family(yamldoc.load(path), depth + 1)
