"""Charts of characters: sparklines and bars, of block characters or of plain ASCII where an encoding has none."""

from __future__ import annotations

import math
from collections.abc import Sequence

BLOCKS = " ▁▂▃▄▅▆▇█▏▎▍▌▋▊▉"
"""What an encoding must have for charts of blocks."""
_LEVELS, _EIGHTHS = BLOCKS[:9], " " + BLOCKS[9:]
_INKS = " .:-=+*#@"
_DUST = 0.01
"""Less than this part of the peak is left blank in a sparkline."""


def spark(values: Sequence[float], peak: float, *, blocks: bool) -> str:
    """*values* as columns of one line, the height of *peak* full."""
    letters = _LEVELS if blocks else _INKS
    return "".join(letters[_level(value, peak, len(letters) - 1) if value >= _DUST * peak else 0] for value in values)


def bar(value: float, most: float, room: int, *, blocks: bool) -> str:
    """*value* as a bar, *most* filling *room* cells; what is not zero can be seen."""
    if not blocks:
        return "#" * _level(value, most, room)
    full, rest = divmod(_level(value, most, 8 * room), 8)
    return (_LEVELS[-1] * full + _EIGHTHS[rest]).rstrip()


def _level(value: float, most: float, steps: int) -> int:
    """*value* in so many *steps* of *most*."""
    if not value > 0 or not most > 0:
        return 0
    return min(steps, max(1, math.floor(steps * value / most + 0.5)))
