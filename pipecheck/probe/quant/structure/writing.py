"""The file `model_check_result.txt`: how a network is put together, in the sections of the vendor's tool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipecheck.evidence.debug.structure import Called, Out, Structure
from pipecheck.probe.quant.layers import tables
from pipecheck.probe.quant.simulate.write import whole

NAME = "model_check_result.txt"
_NONE = "none"
_UNSET = "qconfig = None"
_FLAT = str.maketrans("\n\r\t", "   ")
_Row = tuple[str | int | float, ...]


def write(structure: Structure, folder: Path) -> Path:
    """Writes the file into *folder*; where it lies."""
    path = folder / NAME
    with whole(path) as (made,):
        made.write_text(text(structure), encoding="utf-8")
    return path


def text(structure: Structure) -> str:
    """What stands in the file."""
    return "\n\n".join(f"{title}\n{body}" for title, body in _sections(structure)) + "\n"


def _sections(structure: Structure) -> Iterator[tuple[str, str]]:
    fusable = [(part.name, part.kind, group.why if at == 0 else "") for group in structure.fusable for at, part in enumerate(group.parts)]
    yield "Fusable modules are listed below:", _plain(("name", "type", "why apart"), fusable)
    yield "Each module called times:", _plain(("name", "called times"), [(each.part.name, each.times) for each in structure.called])
    several = [row for each in structure.called if each.times > 1 for row in _calls(each)]
    if several:
        yield "Output ranges of modules that are called more than once:", _plain(("name", "call", "min", "max", "99.99 % within"), several)
    yield "input dtype statistics:", _statistics(structure.outs, inputs=True)
    yield "output dtype statistics:", _statistics(structure.outs, inputs=False)
    outs = [(out.part.name, out.part.kind, _listed(out.inputs), _listed(out.outputs), *_axis(out)) for out in structure.outs]
    yield "Each layer out qconfig:", _framed(("Module Name", "Module Type", "Input dtype", "out dtype", "ch_axis", "observer"), outs)
    weights = [(each.part.name, each.part.kind, each.dtype, each.axis, each.set) for each in structure.weights]
    yield "Weight qconfig:", _framed(("Module Name", "Module Type", "weight dtype", "ch_axis", "observer"), weights)
    reviews = [(each.part.name, each.part.kind, each.said) for each in structure.reviews]
    yield "Please check if these OPs qconfigs are expected.", _framed(("Module Name", "Module Type", "Msg"), reviews)
    if structure.remarks:
        yield "Remarks:", "\n".join(structure.remarks)


def _plain(heads: Sequence[str], rows: Sequence[_Row]) -> str:
    return tables.plain(heads, [_texts(row) for row in rows]) if rows else _NONE


def _framed(heads: Sequence[str], rows: Sequence[_Row]) -> str:
    return tables.framed(heads, [_texts(row) for row in rows]) if rows else _NONE


def _texts(row: _Row) -> list[str]:
    return [f"{cell:.7g}" if isinstance(cell, float) else str(cell).translate(_FLAT) for cell in row]


def _calls(called: Called) -> Iterator[_Row]:
    for call in called.calls:
        yield called.part.name, call.tensor, call.low, call.high, call.reach


def _axis(out: Out) -> tuple[str, str]:
    return (_UNSET if out.axis is None else str(out.axis)), out.set


def _listed(names: Sequence[str]) -> str:
    return f"[{', '.join(names)}]"


def _statistics(outs: Sequence[Out], *, inputs: bool) -> str:
    """How often each kind of module takes, or gives, each number type."""
    counts: dict[str, Counter[str]] = {}
    for out in outs:
        counts.setdefault(out.part.kind, Counter()).update(out.inputs if inputs else out.outputs)
    names = sorted({name for each in counts.values() for name in each}, key=lambda name: ("float" not in name, len(name), name))
    return _framed(("module type", *names), [(kind, *(each[name] for name in names)) for kind, each in counts.items()])
