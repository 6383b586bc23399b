"""What every layer of a network gives on one batch, in a folder of plain arrays: any network fits into memory layer by layer."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.qat import batches, fusing, quantisers, watching
from pipecheck.qat.events import Event, Watched
from pipecheck_transformers.pixels import Array

_INDEX = "layers.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The call *number* of the layer *name*, of the class *kind* and in short *word*, and the *file* of what came out.

    It is called *times* in all. *takes* are the places of the layers that made what goes in, *behind* those that could be computed together
    with it. It was rounded to *dtype*, *scale* apart where that is one number, and nothing was cut off within what that *covers*. *out*:
    the network gives it.
    """

    name: str
    number: int
    times: int
    kind: str
    word: str
    file: str | None
    shape: tuple[int, ...]
    dtype: str
    scale: float | None
    covers: tuple[float, float] | None
    takes: tuple[int, ...]
    behind: tuple[int, ...]
    out: bool


def record(module: Any, batch: Any, folder: Path) -> tuple[Recorded, ...]:
    """What the layers of *module* give for *batch*, which it is run on as it stands, written to *folder*."""
    import numpy as np

    _emptied(folder)
    files: dict[int, str] = {}

    def see(event: Event, tensor: Any) -> None:
        values = batches.numbers(tensor)
        if values is not None:
            name = files.setdefault(id(event), f"{len(files):05d}.npy")
            np.save(folder / name, values, allow_pickle=False)

    arguments = batches.given(module, batch)
    try:
        watched = watching.watch(module, lambda: batches.run(module, arguments), see)
    except OSError as e:
        raise SourceError(folder, e.strerror or str(e)) from e
    found = tuple(_recorded(watched, files))
    with whole(folder / _INDEX) as (made,):
        made.write_text(json.dumps([asdict(each) for each in found], indent=1) + "\n", encoding="utf-8")
    return found


def read(folder: Path) -> tuple[Recorded, ...]:
    """What was recorded in *folder*."""
    path = folder / _INDEX
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return tuple(Recorded(**_tuples(row)) for row in rows)
    except OSError as e:
        raise SourceError(path, f"{e.strerror or e}: run both networks first") from e
    except (ValueError, TypeError, AttributeError) as e:
        raise SourceError(path, "is no record of layers, or is damaged") from e


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(each) if isinstance(each, list) else each for key, each in row.items()}


def array(folder: Path, each: Recorded) -> Array | None:
    """What the layer *each* gave."""
    import numpy as np

    if each.file is None:
        return None
    try:
        found: Array = np.load(folder / Path(each.file).name, allow_pickle=False)
    except (OSError, ValueError, EOFError) as e:
        raise SourceError(folder / each.file, "cannot be read: run both networks again") from e
    return found


def _emptied(folder: Path) -> None:
    """Make *folder*, without what was recorded there before."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("[0-9][0-9][0-9][0-9][0-9].npy"):
            path.unlink()
        (folder / _INDEX).unlink(missing_ok=True)
    except OSError as e:
        raise SourceError(folder, e.strerror or str(e)) from e


def _recorded(watched: Watched, files: Mapping[int, str]) -> Sequence[Recorded]:
    places = {id(event): at for at, event in enumerate(watched.events)}
    behind = {id(chain[0]): tuple(places[id(each)] for each in chain[1:]) for chain in fusing.chains(watched.events)}
    times, numbers = Counter(event.name for event in watched.events), Counter[str]()
    found = []
    for event in watched.events:
        rounded = event.quantiser if event.quantiser is not None and quantisers.rounds(event.quantiser) else None
        scales = () if rounded is None else quantisers.scales(rounded)
        found.append(
            Recorded(
                name=event.name,
                number=numbers[event.name],
                times=times[event.name],
                kind=event.kind,
                word=event.word,
                file=files.get(id(event)),
                shape=event.shape,
                dtype=event.outputs[0] if event.outputs else "",
                scale=scales[0] if len(scales) == 1 else None,
                covers=None if rounded is None else quantisers.covers(rounded),
                takes=tuple(places[id(each)] for each in event.takes if id(each) in places),
                behind=behind.get(id(event), ()),
                out=event.out,
            )
        )
        numbers[event.name] += 1
    return found
