"""Which files of an earlier build lie beside a conversion YAML, and whether they are older than it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

Age = Literal["older", "newer"]
LOG = "hb_mapper_makertbin.log"
SAME_TIME = 60.0
PREFIX, WORKING_DIR = "model", "model_output"
"""What the toolchain uses where the YAML names neither."""


def find(folder: Path, prefix: str | None = None, working_dir: str | None = None) -> list[Path]:
    """The quant_info of the model *prefix* and the logs, in *folder* and in *working_dir* seen from there; no folder is searched."""
    names = (f"{prefix or PREFIX}_quant_info.json", LOG)
    places = [folder / name for folder in (folder, folder / (working_dir or WORKING_DIR)) for name in names]
    return sorted({os.path.realpath(path): path for path in reversed(places) if is_file(path)}.values())


def float_model(folder: Path, prefix: str | None = None, working_dir: str | None = None) -> Path | None:
    """The float model that the last build of the model *prefix* left, in *working_dir* seen from *folder*, or there."""
    name = f"{prefix or PREFIX}_original_float_model.onnx"
    return next((path for place in (folder / (working_dir or WORKING_DIR), folder) if is_file(path := place / name)), None)


def age(artefact: Path, source: Path) -> Age | None:
    """Whether *artefact* was written before or after *source*; None where the two are hardly apart, as in a fresh checkout."""
    try:
        apart = artefact.stat().st_mtime - source.stat().st_mtime
    except (OSError, ValueError):
        return None
    if abs(apart) < SAME_TIME:
        return None
    return "older" if apart < 0 else "newer"


def is_file(path: Path) -> bool:
    """Whether *path* is a file that can be looked at."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, a NUL in it
        return False
