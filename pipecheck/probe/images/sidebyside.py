"""Picture files as every reader gives them, side by side."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, islice
from pathlib import Path

from pipecheck.probe.images import libraries
from pipecheck.probe.images.header import Header, of
from pipecheck.probe.images.levels import ROUNDING, Levels, apart, levels
from pipecheck.probe.images.libraries import OPENCV, PIL, SKIMAGE, UPRIGHT, Made
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.sets.room import Room
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError

USUAL = {OPENCV: "OpenCV", PIL: "PIL", SKIMAGE: "scikit-image"}
_AT_ONCE = 16
_REAL = "buif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one *reader* makes of a file: the array's form, how far it is from OpenCV's in levels, or the *error*.

    *turned*: whether the picture is upright although EXIF says that it is stored otherwise; None where that cannot be told.
    """

    reader: str
    shape: tuple[int, ...] | None = None
    order: str = ""
    dtype: str = ""
    low: float | None = None
    high: float | None = None
    largest: float | None = None
    turned: bool | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file and what the readers make of it; *largest* is how far apart the usual three are, *differs* in whose words."""

    path: Path
    header: Header
    rows: tuple[Row, ...] = ()
    largest: float | None = None
    differs: str | None = None


def files(paths: Sequence[Path], progress: Progress | None = None) -> Iterator[File]:
    """Every file in order, a few of them at once."""
    room = Room(readers.MAX_PIXELS)  # every reader's picture is held beside the others
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        try:
            waiting, done = iter(paths), 0
            while batch := list(islice(waiting, _AT_ONCE)):
                for found in pool.map(partial(one, room=room), batch):
                    yield found
                    done += 1
                    if progress is not None:
                        progress(done, len(paths))
        finally:
            pool.shutdown(cancel_futures=True)


def one(path: Path, *, room: Room | None = None) -> File:
    """The file at *path* by every reader; one that is no picture, or too large a one, by none."""
    try:
        data = readers.content(path)
    except ReadError as e:
        return File(path=path, header=Header(fault=e.reason))
    header = of(data, path.name)
    if header.form is None or readers.excess(data):
        return File(path=path, header=header)
    width, height = header.size or (0, 0)
    with (room or Room()).taken(width * height):
        return _compared(path, header, libraries.every(path, data, header))


def _compared(path: Path, header: Header, every: Iterator[Made]) -> File:
    kept: dict[str, Levels | None] = {}
    rows: list[Row] = []
    for made in every:
        as_levels = None if made.array is None else levels(made.array, made.order)
        if made.reader in (*USUAL, UPRIGHT):
            kept[made.reader] = as_levels
        colorless = made.order == "gray" and header.traits.channels != "gray"
        rows.append(_row(made, as_levels, None if colorless else kept.get(OPENCV)))
    if header.traits.orientation != 1:
        rows = [_turned(row, kept, tiff=header.form == "TIFF") for row in rows]
    usual = {row.reader: row for row in rows if row.reader in USUAL}
    largest, differs = _verdict(usual, kept)
    return File(path=path, header=header, rows=tuple(rows), largest=largest, differs=differs)


def _row(made: Made, mine: Levels | None, reference: Levels | None) -> Row:
    if made.array is None:
        return Row(reader=made.reader, error=made.error)
    gap = None if mine is None or reference is None else apart(mine, reference)
    numbers = made.array if made.array.size and made.array.dtype.kind in _REAL else None
    return Row(
        reader=made.reader,
        shape=made.array.shape,
        order=made.order,
        dtype=str(made.array.dtype),
        low=None if numbers is None else float(numbers.min()),
        high=None if numbers is None else float(numbers.max()),
        largest=None if gap is None else gap[0],
    )


def _turned(row: Row, kept: dict[str, Levels | None], *, tiff: bool) -> Row:
    """*row* with whether its picture stands as EXIF asks; of a picture that is the same both ways nobody can tell."""
    mine, upright, stored = kept.get(row.reader), kept.get(UPRIGHT), kept.get(PIL)
    if row.reader not in USUAL or mine is None or upright is None or stored is None:
        return row
    shows = tiff or not _same(upright, stored)  # a TIFF is turned by PIL as it is opened, and nothing is left to do
    return replace(row, turned=_same(mine, upright)) if shows else row


def _same(left: Levels, right: Levels) -> bool:
    gap = apart(left, right)
    return gap is not None and gap[0] <= ROUNDING


def _verdict(usual: dict[str, Row], kept: dict[str, Levels | None]) -> tuple[float | None, str | None]:
    """How far apart the usual readers are, and in words where they do not give the same picture."""
    failed = [USUAL[name] for name, row in usual.items() if row.error is not None]
    if failed:
        return None, f"{' and '.join(failed)} cannot read it" if len(failed) < len(usual) else None
    strange = [f"{USUAL[name]} gives {_form(usual[name])}" for name in usual if kept[name] is None]
    if strange:
        return None, " and ".join(strange)
    if all(row.largest == 0 for row in usual.values()):
        return 0.0, None
    pictures = [found for name in usual if (found := kept[name]) is not None]
    gaps = [apart(left, right) for left, right in combinations(pictures, 2)]
    largest = max((gap[0] for gap in gaps if gap is not None), default=0.0)
    if None in gaps:
        return None, "height and width differ"
    return largest, f"up to {largest:.3g} levels apart" if largest > ROUNDING else None


def _form(row: Row) -> str:
    """What an array is that is no picture."""
    shape = row.shape or ()
    if row.order == "CMYK":
        return "four inks"
    return f"{shape[0]} pictures in one array" if len(shape) == 4 else f"{' × '.join(map(str, shape))} numbers of {row.dtype}"
