"""What was measured so far, place by place and sample by sample, and a file that keeps it for a run that goes on from there."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import keeping
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck.probe.quant.simulate.write import whole

_MARK = "pipecheck-sensitivity"
_VERSION = 1
_PAUSE = 5.0
"""Seconds between two writings, at least."""
_SHARE = 20
"""And so many times as long as a writing takes."""
Values = dict[str, list[float]]
"""The figures of every output."""


@dataclass(slots=True, kw_only=True)
class Record:
    """The *values* of every place on every sample, by their names; the digest of each sample in *seen*.

    *broken* are samples, *failed* places that cannot be run. It is kept in the file *path*, which belongs to what *key* stands for.
    """

    key: str = ""
    path: Path | None = None
    values: dict[str, dict[str, Values]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    next_time: float = 0.0

    def add(self, place: str, sample: str, values: Values) -> None:
        """Take in what was found at *place* on *sample*."""
        self.values.setdefault(place, {})[sample] = values

    def has(self, place: str, sample: str) -> bool:
        """Whether nothing is left to be done."""
        return place in self.failed or sample in self.values.get(place, ())

    def sample(self, name: str, feed: Feed) -> None:
        """Note what is fed for the sample *name*; what was found with other numbers is forgotten."""
        digest = keeping.digest(feed) if self.path is not None else ""
        if self.seen.setdefault(name, digest) != digest:
            self.seen[name] = digest
            for samples in self.values.values():
                samples.pop(name, None)

    def keep(self, *, now: bool = False) -> None:
        """Write the file, unless that was just done or there is none; one that cannot be written any more does not spoil what was found."""
        if self.path is not None and (now or time.monotonic() >= self.next_time):
            with suppress(SourceError):
                self.write(self.path)

    def write(self, path: Path) -> None:
        """Write the file *path*."""
        start = time.monotonic()
        with whole(path) as (made,):
            content = {_MARK: _VERSION, "key": self.key, "seen": self.seen, "values": self.values}
            made.write_text(json.dumps(content), encoding="ascii")
        end = time.monotonic()
        self.next_time = end + max(_PAUSE, _SHARE * (end - start))


def begun(path: Path | None, prepared: Prepared, plan: Plan, samples: Samples, asked: Sequence[object]) -> Record:
    """What the file *path* has of the same network, *plan* and whatever else was *asked*; nothing of *samples* that have changed."""
    keeper = keeping.keeper(prepared, path)
    if path is None or keeper is None:
        return Record()
    key = _key(keeper.key, plan, asked)
    found = Record(key=key, path=path)
    held = _read(path)
    if isinstance(held, dict) and held.get("key") == key:
        with suppress(KeyError, TypeError, ValueError, AttributeError):
            values = {place: {name: _values(each) for name, each in samples.items()} for place, samples in held["values"].items()}
            found.seen.update({str(name): str(digest) for name, digest in held["seen"].items()})
            found.values.update(values)
    for name in list(found.seen):
        feed = _loaded(samples, name)
        if feed is None:
            found.seen.pop(name)
        else:
            found.sample(name, feed)
    found.write(path)
    return found


def _loaded(samples: Samples, name: str) -> Feed | None:
    """What is fed for the sample *name*; None where it is not one of *samples* any more, or cannot be read."""
    try:
        return samples.load(name) if name in samples.names else None
    except SourceError:
        return None


def _values(held: Mapping[str, Iterable[Any]]) -> Values:
    return {str(output): [float(value) for value in values] for output, values in held.items()}


def _key(network: str, plan: Plan, asked: Sequence[object]) -> str:
    found = hashlib.blake2b(network.encode(), digest_size=16)
    ranges = sorted((name, repr(covered)) for name, covered in plan.ranges.items())
    taken = sorted((name, repr(each)) for name, each in plan.taken.items())
    found.update(repr((ranges, taken, sorted(plan.outputs.items()), sorted(plan.per_channel), asked)).encode(errors="backslashreplace"))
    for name in sorted(plan.biases):
        found.update(name.encode(errors="backslashreplace") + np.ascontiguousarray(plan.biases[name]).tobytes())
    return found.hexdigest()


def _read(path: Path) -> Any:
    """What is in the file; None where there is none, or where it was cut off. Refuses what pipecheck did not write."""
    try:
        if not path.exists():
            return None
        if not path.is_file():
            raise SourceError(path, "is no regular file, and nothing can be kept in it")
        with path.open("rb") as file:
            head = file.read(len(_MARK) + 2)
            if head and head != f'{{"{_MARK}'.encode():
                raise SourceError(path, "was not written by pipecheck to keep what it has measured, and would be overwritten")
            return json.loads(head + file.read()) if head else None
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    except (ValueError, RecursionError):
        return None
