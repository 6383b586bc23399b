"""Keys without effect that say something else than what happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipecheck.findings import Severity
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import Inputs, spelled

_USED = {"mean_value": "mean", "scale_value": "scale", "std_value": "std"}


def graver(faults: Iterable[KeyFault], inputs: Inputs) -> Iterator[KeyFault]:
    """*faults*, where a key without effect misleads as a warning that says what counts instead."""
    for fault in faults:
        truth = _truth(fault, inputs) if fault.kind == "idle" and inputs.schema.tool == "hb_compile" else None
        yield replace(fault, message=f"{fault.message}; {truth}", severity=Severity.WARNING, fix=None) if truth else fault


def _truth(fault: KeyFault, inputs: Inputs) -> str | None:
    """What happens instead of what the key says, None where that is the same."""
    said = spelled(inputs.document.get(*fault.place)).lower()
    if fault.place[-1] == "preprocess_on" and said == "true":
        return "pictures in cal_data_dir are not turned into tensors"
    if fault.place[-1] != "norm_type" or ";" in said or not inputs.knows(*_USED):
        return None
    given = [name for name in _USED if inputs.parts(name)]
    for name, word in _USED.items():
        if name in given and word not in said.replace("_and_", " ").replace("data_", "").split():
            return f"{name} counts though {said} does not name it"
        if name not in given and word in said.replace("_and_", " ").replace("data_", "").split():
            return f"{said} names {word}, and no {name} is given" if word == "mean" or len(given) == 0 else None
    return None
