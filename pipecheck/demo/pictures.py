"""The pictures of the demo: signs at a road, drawn in whole numbers, so that they are the same pixels everywhere."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Picture: TypeAlias = npt.NDArray[np.uint8]

HEIGHT, WIDTH = 80, 96
CLASSES = ("exit", "parking", "stop", "works")
"""By the names of their folders, which is the order of the network's outputs."""
_COLORS = ((24, 128, 70), (28, 80, 180), (196, 34, 40), (236, 184, 30))
_FADED = 8
"""Of so many signs one has lost most of its color: what a network gets wrong even where nothing else is."""


def picture(number: int, seed: int) -> Picture:
    """A picture with a sign of class *number* as height × width × RGB; each *seed* gives another one."""
    import numpy as np

    rng = np.random.default_rng((number, seed))
    scene = _scene(rng)
    _plant(scene, number, rng)
    light = int(rng.integers(70, 116))
    noise = rng.integers(-4, 5, (HEIGHT, WIDTH, 1))
    shown: Picture = np.clip(scene * light // 100 + noise, 0, 255).astype(np.uint8)
    return shown


def dark(seed: int) -> Picture:
    """A picture that was taken with the lens covered."""
    import numpy as np

    return (picture(seed % len(CLASSES), seed) // 12).astype(np.uint8)


def _scene(rng: Any) -> Any:
    """Sky, road and a few houses of muted colors."""
    import numpy as np

    rows = np.arange(HEIGHT)[:, np.newaxis, np.newaxis]
    top, bottom = rng.integers(120, 220) + rng.integers(-20, 21, 3), rng.integers(60, 140) + rng.integers(-20, 21, 3)
    scene = np.repeat((top * (HEIGHT - rows) + bottom * rows) // HEIGHT, WIDTH, axis=1)
    for _ in range(4):
        row, column, height, width = (int(each) for each in rng.integers((10, 0, 10, 10), (50, 80, 40, 40)))
        scene[row : row + height, column : column + width] = rng.integers(60, 190) + rng.integers(-24, 25, 3)
    return scene


def _plant(scene: Any, number: int, rng: Any) -> None:
    """Draws a sign of class *number* with a white mark on it, somewhere near the middle."""
    import numpy as np

    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    half = int(rng.integers(9, 20))
    down, right = rows - int(rng.integers(30, 51)), columns - int(rng.integers(36, 61))
    shape = (
        (abs(down) * 2 <= half) & (abs(right) <= half),
        (abs(down) <= half) & (abs(right) <= half),
        down**2 + right**2 <= half**2,
        abs(down) + abs(right) <= half,
    )[number]
    color = np.array(_COLORS[number]) + rng.integers(-22, 23, 3)
    if rng.integers(_FADED) == 0:
        color = (color + int(color.sum())) // 4
    scene[shape] = color
    scene[shape & (abs(down) * 6 <= half) & (abs(right) * 2 <= half)] = 225


def png(shown: Picture) -> bytes:
    """*shown* as a file."""
    from PIL import Image

    file = BytesIO()
    Image.fromarray(shown).save(file, "PNG", compress_level=1)
    return file.getvalue()
