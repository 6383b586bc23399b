"""Keeps what a search has measured in a file, so that one that was broken off need not measure it again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.probe.quant.mixed.ladder import Setting
from pipecheck.probe.quant.observe import keeping
from pipecheck.probe.quant.partial.gauge import Gauge, Measured
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.simulate.write import whole
from pipecheck_transformers.errors import ToolkitError

_KIND = "pipecheck mixed precision"
_VERSION = 1
_LIMIT = 1 << 28
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
Orders = Mapping[str, Sequence[str]]


@dataclass(slots=True, kw_only=True)
class Memory:
    """What was measured of each setting, and how its nodes were ranked; kept in the file *path*, if any, for what *key* stands for."""

    path: Path | None
    key: str
    measured: dict[str, Measured | str] = field(default_factory=dict)
    orders: dict[str, Orders] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def keep(self) -> None:
        """Write the file; one that cannot be written any more does not spoil the search."""
        if self.path is None:
            return
        found = {name: each if isinstance(each, str) else asdict(each) for name, each in self.measured.items()}
        ranked = {name: {output: list(order) for output, order in orders.items()} for name, orders in self.orders.items()}
        content = {"kind": _KIND, "version": _VERSION, "key": self.key, "measured": found, "orders": ranked}
        try:
            with whole(self.path) as (made,):
                made.write_text(json.dumps(content), encoding="ascii")
        except SourceError as e:
            self.path = None
            self.remarks.append(str(e))


def memory(path: Path | None, gauge: Gauge, plan: Plan, given: object) -> Memory:
    """What the file *path* still has of the search that *gauge*, *plan* and what is *given* beside make."""
    if path is None:
        return Memory(path=None, key="")
    made = Memory(path=path, key=_key(path, gauge, plan, given))
    content = _read(path)
    if content is None:
        return made
    if content.get("key") != made.key:
        made.remarks.append(f"{path}: was written for another network, other settings or samples, so all is measured again")
        return made
    try:
        made.measured.update((name, _measured(each)) for name, each in content["measured"].items())
        made.orders.update(
            (name, {str(output): [*map(str, order)] for output, order in each.items()}) for name, each in content["orders"].items()
        )
    except _DAMAGE:
        made.measured.clear()
        made.orders.clear()
        made.remarks.append(f"{path}: is damaged, so all is measured again")
    return made


def name(setting: Setting) -> str:
    """A name for *setting*."""
    return json.dumps([setting.base, sorted(setting.nodes.items())])


def _measured(kept: Any) -> Measured | str:
    if isinstance(kept, str):
        return kept
    outputs = {str(output): {str(metric): float(value) for metric, value in each.items()} for output, each in kept["outputs"].items()}
    return Measured(outputs, None if kept["accuracy"] is None else float(kept["accuracy"]))


def _read(path: Path) -> dict[str, Any] | None:
    """What is in the file; nothing where there is none. Only a file of this kind is ever replaced."""
    try:
        if not path.exists():
            return None
        if path.stat().st_size > _LIMIT:
            raise ValueError
        content = json.loads(path.read_text(encoding="ascii"))
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    except _DAMAGE as e:
        raise SourceError(path, "was not written by pipecheck to keep a search, and would be overwritten") from e
    if not isinstance(content, dict) or content.get("kind") != _KIND:
        raise SourceError(path, "was not written by pipecheck to keep a search, and would be overwritten")
    return content if content.get("version") == _VERSION else {}


def _key(path: Path, gauge: Gauge, plan: Plan, given: object) -> str:
    """A number for all that what is measured depends on."""
    found = hashlib.blake2b(digest_size=16)
    kept = keeping.keeper(gauge.prepared, path)
    parts = (
        kept.key if kept is not None else "",
        sorted(plan.ranges.items()),
        sorted(plan.taken.items(), key=lambda item: item[0]),
        sorted(plan.outputs.items()),
        sorted(plan.per_channel),
        keeping.digest(plan.biases),
        gauge.best,
        given,
    )
    found.update(repr(parts).encode(errors="surrogatepass"))
    for sample in gauge.samples.names:
        found.update(repr((sample, _digest(gauge, sample))).encode(errors="surrogatepass"))
    return found.hexdigest()


def _digest(gauge: Gauge, sample: str) -> str:
    try:
        return keeping.digest(gauge.samples.load(sample))
    except (SourceError, ToolkitError, OSError):
        return ""
