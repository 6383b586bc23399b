"""The project that the examples of docs and docstrings play in."""

from __future__ import annotations

import shutil
from pathlib import Path

from paged import MAKE

from pipecheck import demo

BOARD = """
import numpy as np


def preprocess(picture):
    return picture[:, :, ::-1].astype(np.float32) / 127.5 - 1
"""


def project(folder: Path) -> Path:
    """Writes the project of the demo into *folder*, with the pictures and the code that examples look at."""
    demo.write(folder)
    (folder / "board.py").write_text(BOARD, encoding="utf-8")
    (folder / "photos").mkdir()
    for name, original in MAKE.PHOTOS.items():
        shutil.copy(MAKE.ROOT / "fixtures" / "pictures" / original, folder / "photos" / name)
    return folder
