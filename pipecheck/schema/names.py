"""What the name of a calibration directory says, against what the YAML says of the files in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipecheck.findings import Related, Severity
from pipecheck.schema.fault import KeyFault
from pipecheck.schema.inputs import Inputs

_TYPES = {"f32": "float32", "float32": "float32", "u8": "uint8", "uint8": "uint8"}


def names(inputs: Inputs) -> Iterator[KeyFault]:
    """The first directory whose name and configuration disagree; where no files are read, none does."""
    kind = str(inputs.value("calibration_type") or "default").strip().lower()
    if not inputs.knows("cal_data_dir", "calibration_type") or kind in ("skip", "load"):
        return
    for index in range(inputs.count):
        folder = (inputs.of("cal_data_dir", index) or "").replace("\\", "/").rstrip("/")
        found = (_dtype(inputs, index, folder) if inputs.schema.tool == "hb_mapper" else None) or _order(inputs, index, folder)
        if folder and found:
            yield found
            return


def _dtype(inputs: Inputs, index: int, folder: str) -> KeyFault | None:
    """hb_mapper goes by the end of the name where `cal_data_type` is missing; else the name only misleads people."""
    if not inputs.knows("cal_data_type") or str(inputs.value("preprocess_on")).lower() == "true":
        return None
    stated, said = inputs.word("cal_data_type", index), _type_in(folder)
    if stated is None and not folder.endswith("_f32") and said != "uint8":
        message = f"without cal_data_type hb_mapper reads files as uint8, unless the directory's name ends in _f32: {folder} does not"
        hint = "say what the files are: cal_data_type: float32, or uint8"
        return inputs.fault("name", "cal_data_dir", message, hint, doubts=())
    if stated in ("float32", "uint8") and said is not None and said != stated:
        related = (Related(inputs.origin("cal_data_type"), f"{stated} counts"),)
        message = f"the name of {folder} says {said}, and cal_data_type is {stated}"
        hint = "correct the one that is wrong: files are read as cal_data_type says"
        return inputs.fault("name", "cal_data_dir", message, hint, related=related, doubts=())
    return None


def _type_in(folder: str) -> str | None:
    """The dtype that the end of the name says."""
    return _TYPES.get(re.split(r"[_\-.]", folder.rpartition("/")[2].lower())[-1])


def _order(inputs: Inputs, index: int, folder: str) -> KeyFault | None:
    """`bgr` in the name of a directory of RGB files, or the reverse."""
    train = inputs.word("input_type_train", index)
    words = set(re.split(r"[_\-.]", folder.rpartition("/")[2].lower()))
    other = {"rgb": "bgr", "bgr": "rgb"}.get(train or "")
    if other is None or other not in words or train in words:
        return None
    related = (Related(inputs.origin("input_type_train"), f"the network is said to be trained on {train}"),)
    message = f"the name of {folder} says {other}, and input_type_train is {train}"
    hint = f"make sure that the files hold {train}"
    return inputs.fault("name", "cal_data_dir", message, hint, severity=Severity.NOTE, related=related, doubts=())
