"""Keeps what was seen in a file, so that a run that was broken off goes on from there."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.probe import streaming
from pipecheck.probe.network import outside
from pipecheck.probe.network.runtime import onnxruntime
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe import packing
from pipecheck.probe.quant.observe.histogram import Histogram
from pipecheck.probe.quant.samples import Feed, Samples
from pipecheck_transformers.errors import ToolkitError

_PAUSE = 5.0
"""Seconds between two writings, at least."""
_SHARE = 20
"""And so many times as long as a writing takes."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """What was seen so far: the digest of each sample in *seen*, and the values of all of them together in *tensors*.

    It is *whole* unless an interrupt came just when something was added.
    """

    seen: dict[str, str] = field(default_factory=dict)
    tensors: dict[str, Histogram] = field(default_factory=dict)
    whole: bool = True

    def add(self, name: str, digested: str, tensors: Mapping[str, Histogram]) -> None:
        """Take in what the sample *name* has shown."""
        self.whole = False
        for tensor, values in tensors.items():
            if tensor in self.tensors:
                self.tensors[tensor].merge(values)
            else:
                self.tensors[tensor] = values
        self.seen[name] = digested
        self.whole = True


@dataclass(slots=True, kw_only=True)
class Keeper:
    """The file *path*, in which is kept what belongs to the network *key*."""

    path: Path
    key: str
    written: int = -1
    next_time: float = 0.0
    failed: bool = False

    def found(self, samples: Samples, threads: int, remarks: list[str]) -> Kept:
        """What the file has of *samples*, if they are still the same; nothing otherwise, and why is added to *remarks*."""
        kept, remark = self._read()
        if not (kept.seen.keys() <= set(samples.names) and _same(kept.seen, samples, threads)):
            kept, remark = Kept(), f"{self.path}: was written for other samples, or they have changed since, so all are run again"
        if remark is not None:
            remarks.append(remark)
        self.write(kept)
        return kept

    def _read(self) -> tuple[Kept, str | None]:
        try:
            content = packing.read(self.path)
        except packing.DamagedError as e:
            return Kept(), f"{self.path}: {e}, so all samples are run again"
        if content is None:
            return Kept(), None
        if content.key != self.key:
            return Kept(), f"{self.path}: was written for another network, so all samples are run again"
        return Kept(seen=dict(content.seen), tensors=dict(content.tensors)), None

    def write(self, kept: Kept) -> None:
        """Put *kept* into the file, which is whole at any moment."""
        start = time.monotonic()
        packing.write(self.path, packing.Content(key=self.key, seen=kept.seen, tensors=kept.tensors))
        end = time.monotonic()
        self.written, self.next_time = len(kept.seen), end + max(_PAUSE, _SHARE * (end - start))

    def now_and_then(self, kept: Kept, remarks: list[str]) -> None:
        """Write if that was some time ago."""
        if time.monotonic() >= self.next_time:
            self.at_last(kept, remarks)

    def at_last(self, kept: Kept, remarks: list[str]) -> None:
        """Write if there is anything new; a file that cannot be written any more does not spoil what was seen."""
        if self.failed or not kept.whole or self.written == len(kept.seen):
            return
        try:
            self.write(kept)
        except SourceError as e:
            self.failed = True
            remarks.append(str(e))


def keeper(prepared: Prepared, path: Path | None) -> Keeper | None:
    """What keeps the values of *prepared* in the file *path*; nothing without one."""
    return None if path is None else Keeper(path=path, key=_key(prepared))


def digest(feed: Feed) -> str:
    """A number for what is fed."""
    found = hashlib.blake2b(digest_size=16)
    for name in sorted(feed):
        array = np.ascontiguousarray(feed[name])
        found.update(repr((name, array.dtype.str, array.shape)).encode())
        found.update(array.reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def _key(prepared: Prepared) -> str:
    """A number for the network and what computes it."""
    model: Any = prepared.model
    found = hashlib.blake2b(digest_size=16)
    found.update(repr((onnxruntime.__version__, prepared.activations, prepared.outputs)).encode())
    for part in (*model.opset_import, *model.graph.input, *model.graph.initializer, *model.graph.node, *model.functions):
        found.update(part.SerializeToString(deterministic=True))
    for location in outside.files(model, prepared.path):
        status = (prepared.path.parent / location).stat()
        found.update(repr((location, status.st_size, status.st_mtime_ns)).encode())
    return found.hexdigest()


def _same(seen: Mapping[str, str], samples: Samples, threads: int) -> bool:
    """Whether all that was *seen* is as it was."""

    def same(name: str) -> bool:
        try:
            return digest(samples.load(name)) == seen[name]
        except (ToolkitError, PipecheckError, OSError):
            return False

    with closing(streaming.each(same, seen, threads)) as results:
        return all(results)
