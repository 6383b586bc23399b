"""The files of a calibration directory as the toolchain reads them: in the order of their names, each held against what the input takes."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.evidence.tensors import Expected, Misfit
from pipecheck.probe.tensors import fits
from pipecheck.probe.tensors.contents import Peek, head, look
from pipecheck.probe.tensors.fits import Judged
from pipecheck.probe.tensors.forms import MAGIC, Form, header, name, spelled
from pipecheck.probe.tensors.samples import whole
from pipecheck_transformers.pixels import Array

Progress = Callable[[int, int], None]
MOST = 20_000
"""So many files are opened, spread evenly over the set; the others are judged by their size alone."""
LARGEST = 1 << 30
NAMES = 5
_LARGE = "larger than 1 GB, which no sample is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The regular files in *folder*: their *names* in order, and how the numbers of each lie in it, None where that is not sure.

    Not among them are *hidden* files, *folders*, and *strangers* of an ending that somebody else speaks of. *unopened* files were
    judged by their size alone.
    """

    folder: Path
    expected: Expected
    names: tuple[str, ...]
    forms: tuple[Form | None, ...] = field(repr=False)
    misfits: tuple[Misfit, ...] = ()
    hidden: int = 0
    folders: int = 0
    strangers: int = 0
    unopened: int = 0

    def load(self, path: Path) -> Array | None:
        """The numbers of the first sample in the file at *path*, in their shape; None where it holds none that are sure."""
        place = bisect_left(self.names, path.name)
        form = self.forms[place] if self.names[place : place + 1] == (path.name,) else None
        return whole(path, form) if form is not None else None


def listed(folder: Path, expected: Expected, *, spoken_of: Collection[str] = (), progress: Progress | None = None) -> Listed:
    """What lies in *folder*; files whose ending is *spoken_of* elsewhere are counted and left alone."""
    inside = _entries(folder, frozenset(spoken_of))
    names = sorted(inside.sizes)
    step = max(-(-len(names) // MOST), 1)
    judged = []
    for index, each in enumerate(names):
        judged.append(_judged(folder / each, inside.sizes[each], expected, may_open=index % step == 0))
        if progress is not None and index % 256 == 0:
            progress(index, len(names))
    found = [one or Judged() for one in judged]
    holds = {one.reason: one.holds for one in found if one.reason is not None and one.holds is not None}
    reasons = _majority(judged, [inside.sizes[each] for each in names], expected)
    reasons.update({index: (one.reason, one.hint) for index, one in enumerate(found) if one.reason is not None})
    pairs = [(names[index], *reason) for index, reason in sorted(reasons.items())]
    return Listed(
        folder=folder,
        expected=expected,
        names=tuple(names),
        forms=tuple(one.form for one in found),
        misfits=tuple(
            replace(each, holds=holds.get(each.reason))
            for each in grouped(
                [*pairs, *((each, "a link, pipe or device, not a file that can be read", None) for each in sorted(inside.others))]
            )
        ),
        hidden=inside.hidden,
        folders=inside.folders,
        strangers=inside.strangers,
        unopened=sum(one is None for one in judged),
    )


def grouped(found: Collection[tuple[str, str, str | None]]) -> tuple[Misfit, ...]:
    """One misfit for all files, each *found* with the reason and a hint, that have the same reason; the commonest first."""
    counts = Counter(reason for _, reason, _ in found)
    first: dict[str, list[str]] = {}
    hints: dict[str, str | None] = {}
    for each, reason, hint in found:
        if len(names := first.setdefault(reason, [])) < NAMES:
            names.append(each)
        hints.setdefault(reason, hint)
    return tuple(Misfit(reason=one, names=tuple(first[one]), count=count, hint=hints[one]) for one, count in counts.most_common())


def pairing(inputs: Mapping[str, Listed]) -> tuple[Misfit, ...]:
    """Where the files of several inputs, which are read side by side in the order of their names, do not belong together."""
    counts = {each: len(one.names) for each, one in inputs.items()}
    if len(set(counts.values())) > 1:
        least, most = min(counts, key=counts.__getitem__), max(counts, key=counts.__getitem__)
        reason = f"{most} has {counts[most]} files, and {least} {counts[least]}"
        lone = _without(inputs[most], inputs[least])
        return (
            Misfit(reason=reason, names=lone[:NAMES], count=counts[most] - counts[least], hint="write one file per input for every sample"),
        )
    return tuple(_unpaired(inputs))


def _unpaired(inputs: Mapping[str, Listed]) -> Iterator[Misfit]:
    """Files beside one of another name, where most files of two inputs are named alike."""
    (first, lead), *others = inputs.items()
    for each, one in others:
        lone = _without(lead, one)
        if 0 < len(lone) * 2 < len(lead.names):
            reason = f"no file of {each} has the name of these of {first}, and files are paired in the order of their names"
            yield Misfit(reason=reason, names=lone[:NAMES], count=len(lone), hint="name the files of one sample alike")


def _without(mine: Listed, theirs: Listed) -> tuple[str, ...]:
    """The files that have no partner of the same name, whatever their endings."""
    stems = {os.path.splitext(each)[0] for each in theirs.names}  # noqa: PTH122  # many names are not made paths
    return tuple(each for each in mine.names if os.path.splitext(each)[0] not in stems)  # noqa: PTH122  # likewise


@dataclass(slots=True)
class _Inside:
    """What lies in a folder."""

    sizes: dict[str, int] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    hidden: int = 0
    folders: int = 0
    strangers: int = 0


def _entries(folder: Path, spoken_of: frozenset[str]) -> _Inside:
    inside = _Inside()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                _add(inside, entry, spoken_of)
    except (OSError, ValueError) as e:
        raise SourceError(folder, (getattr(e, "strerror", None) or str(e)).lower()) from e
    return inside


def _add(inside: _Inside, entry: os.DirEntry[str], spoken_of: frozenset[str]) -> None:
    try:
        folder, file = entry.is_dir(), entry.is_file()
        size = entry.stat().st_size if file else 0
    except OSError:  # links that go round in a circle, or the file is gone again
        folder, file, size = False, False, 0
    if entry.name.startswith("."):
        inside.hidden += 1
    elif folder:
        inside.folders += 1
    elif os.path.splitext(entry.name)[1].lower() in spoken_of:  # noqa: PTH122  # many names are not made paths
        inside.strangers += 1
    elif file:
        inside.sizes[entry.name] = size
    else:
        inside.others.append(entry.name)


def _judged(path: Path, size: int, expected: Expected, *, may_open: bool) -> Judged | None:
    """What the file at *path* is; None where only a look into it would tell, and it may not be opened."""
    bare = expected.tool == "hb_mapper" or (expected.tool is None and path.suffix != ".npy")
    if size > LARGEST:
        return Judged(reason=_LARGE)
    if bare and (fit := fits.raw(size, expected)) is not None:
        return fit
    if size == 0 or not may_open:
        return fits.misfit(0, expected, Peek(head=b"")) if size == 0 else None
    try:
        first = head(path)
        if expected.tool != "hb_mapper" and first.startswith(MAGIC):
            form = header(first, size)
            return Judged(reason=form) if isinstance(form, str) else fits.npy(form, expected)
        peek = look(path, size)
    except OSError as e:
        return Judged(reason=f"not to be read: {(e.strerror or str(e)).lower()}")
    return fits.misfit(size, expected, peek) if bare else _bare(size, expected, peek)


def _bare(size: int, expected: Expected, peek: Peek) -> Judged:
    """A file without a header where one is needed."""
    if peek.format is not None:
        return fits.misfit(size, expected, peek)
    fit = fits.raw(size, expected)
    reader = expected.tool or "a reader of .npy files"
    return Judged(
        form=fit.form if fit else None, reason=f"without the header of an .npy file, which {reader} needs", hint="write them with np.save"
    )


def _majority(judged: list[Judged | None], sizes: list[int], expected: Expected) -> dict[int, tuple[str, str | None]]:
    """Where no shape is expected: the files, by their index, that are unlike most of the others."""
    kinds = {index: _kind(one, sizes[index]) for index, one in enumerate(judged) if one is not None}
    if expected.shape is not None or not kinds:
        return {}
    lead, count = Counter(kinds.values()).most_common(1)[0]
    if count * 2 <= len(kinds):
        return {}
    return {index: (f"{kind}, and most others hold {lead}", None) for index, kind in kinds.items() if kind != lead}


def _kind(one: Judged, size: int) -> str:
    if one.form is None or (one.form.offset == 0 and len(one.form.shape) == 1):
        return f"{size} bytes"
    return f"{spelled(one.form.shape)} of {name(one.form.dtype)}"
