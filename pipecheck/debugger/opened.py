"""What every function of the debugger begins with: a calibrated model and the samples that it was calibrated with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pipecheck.errors import UsageError
from pipecheck.gather.networks.how import USUAL
from pipecheck.gather.networks.known import Known
from pipecheck.gather.quant.asking import Asking
from pipecheck.gather.quant.calibrated import calibrated
from pipecheck.gather.quant.noted import Noted, noted
from pipecheck.gather.quant.samples import stream
from pipecheck.probe.network.handed import Handed, handed
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.graph.prepared import Prepared
from pipecheck.probe.quant.observe.observe import Observed, watch
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.trial.spread import evenly
from pipecheck.quantizing import gathered

if TYPE_CHECKING:
    from onnx import ModelProto

Model: TypeAlias = "str | os.PathLike[str] | ModelProto"
Data: TypeAlias = "str | os.PathLike[str]"
SAVED = "./debug_result/"
"""Where the toolchain writes what it is not told where to write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The float network *prepared*, the *plan* by which it is quantised, and its *samples*."""

    prepared: Prepared
    plan: Plan
    samples: Samples

    def few(self, count: int) -> Samples:
        """So many of the samples, evenly spread."""
        names = self.samples.names
        return Samples(tuple(evenly(names, min(count, len(names)))), self.samples.load)

    def observed(self, samples: Samples, names: Sequence[str]) -> Observed:
        """The values of the tensors *names* over *samples*."""
        fed = {tensor.name for tensor in self.prepared.inputs}
        network = prepare.session(self.prepared, expose=[name for name in names if name not in fed], plain=True)
        return watch(network, names, samples)


@contextmanager
def opened(model_or_file: Model | None, calibrated_data: Data | None) -> Iterator[Opened]:
    """What a caller names by these two: a model that pipecheck calibrated, with its plan, or a float one, which is calibrated first."""
    if model_or_file is None or calibrated_data is None:
        missing = "model_or_file" if model_or_file is None else "calibrated_data"
        raise UsageError(f"{missing} is missing: name the model, and the folder of its calibration samples")
    if not isinstance(calibrated_data, (str, os.PathLike)):
        raise UsageError(f"calibrated_data is the name of a folder, not {type(calibrated_data).__name__}")
    with handed(model_or_file) as given:
        before = noted(given.path, moved=given.moved)
        yield _calibrated(given, Path(calibrated_data)) if before is None else _again(before, Path(calibrated_data))


def _calibrated(given: Handed, data: Path) -> Opened:
    """A float model, calibrated by the toolchain's own search."""
    found = gathered(given.path, model=None, config=None)
    made = calibrated(found.plan, found.known, Asking(data=data), USUAL)
    return Opened(prepared=made.prepared, plan=made.plan, samples=made.stream.samples)


def _again(before: Noted, data: Path) -> Opened:
    """A calibrated model, as it is."""
    prepared = before.prepared
    found = gathered(prepared.path, model=None, config=None)
    known = Known(plan=found.plan, evidence=())
    return Opened(prepared=prepared, plan=before.found.plan, samples=stream(known, prepare.session(prepared), data).samples)


def count(given: Any, what: str) -> int | None:
    """The number *given* for the parameter *what*, 1 at least; None for all there are."""
    if given is not None and (isinstance(given, bool) or not isinstance(given, int) or given < 1):
        raise UsageError(f"{what} is a number from 1 on, or None for all, not {given!r}")
    return given
