"""The order of red and blue in a calibration file, where nothing can be run: held against the colors of its picture, from afar."""

from __future__ import annotations

from typing import Literal

import numpy as np

from pipecheck.probe.tensors.matching import looks
from pipecheck.probe.tensors.matching.looks import Look

_SEEN = 0.95
"""The channels of a file are so much alike to those of its picture, in the one order or in the other."""
_TIMES = 4.0
"""The wrong order leaves so many times as much unexplained as the right one."""
_COLORED = 0.01
"""Of a picture that is all but gray both orders explain everything."""


def order(tensor: Look, picture: tuple[Look, Look]) -> Literal["rgb", "bgr"] | None:
    """The order of the channels of *tensor*; None where its picture has too little color to tell, or does not explain it."""
    if tensor.channels is None or tensor.channels.shape[1] != 3 or picture[0].channels is None:
        return None
    mine, theirs = looks.meeting(tensor, picture)
    agree = tensor.channels[mine].astype(np.float64) @ picture[0].channels[theirs].T.astype(np.float64)
    missed = {"rgb": 1 - (agree[0, 0] + agree[2, 2]) / 2, "bgr": 1 - (agree[0, 2] + agree[2, 0]) / 2}
    right: Literal["rgb", "bgr"] = "rgb" if missed["rgb"] < missed["bgr"] else "bgr"
    wrong = missed["bgr" if right == "rgb" else "rgb"]
    clear = 1 - missed[right] >= _SEEN and wrong >= max(_TIMES * missed[right], _COLORED)
    return right if clear else None
