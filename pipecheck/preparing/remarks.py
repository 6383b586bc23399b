"""What to know about calibration files besides where they are: what contradicts them, and what was not written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipecheck.evidence import Configuration
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.preparing.form import Form
from pipecheck.spec import Spec

_IDLE = ("skip", "load")


def of_all(whole: Configuration, inputs: Sequence[InputClaims], named: str | None) -> Iterator[str]:
    """What concerns the project: a calibration that reads no files, and the feature maps that stay to be written, unless one is *named*."""
    said = str(whole.document.get("calibration_parameters", "calibration_type")).strip().lower()
    if said in _IDLE:
        yield f"{whole.conversion.path}: calibration_type: {said} reads no calibration files"
    for claims in whole.conversion.inputs.values():
        if named is None and claims not in inputs:
            yield f"{claims.name}: a feature map, which is not made of pictures; write its files yourself"


def of_one(form: Form, claims: InputClaims, folder: Path, training: tuple[str, Spec | None] | None) -> Iterator[str]:
    """What concerns the files of one input in *folder*: *training*, by name, that ends in another order, and a name of another type."""
    name, spec = training or ("", None)
    state, wanted = spec.color.value if spec is not None else None, form.color.name
    if state is not None and state.name != wanted:
        yield f"{name} ends in {state.name}, and input_type_train is {wanted}: written as {wanted}; see `pipecheck check`"
    named_f32 = folder.name.endswith("_f32")
    if form.tool != "hb_mapper" or named_f32 == (form.dtype == "float32"):
        return
    if claims.calibration_dtype.absent:
        reads = "float32" if named_f32 else "uint8"
        yield f"{folder}: by this name hb_mapper reads {reads}, and the files are {form.dtype}: say cal_data_type: {form.dtype} in the YAML"
    elif named_f32:
        yield f"{folder}: the name says float32, and the files are {form.dtype}, as cal_data_type says"
