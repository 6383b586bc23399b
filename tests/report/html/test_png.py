"""PNGs that were made by hand, as a library of pictures reads them."""

import itertools
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from pipecheck.report.html.pictures import COLORS
from pipecheck.report.html.png import png


@pytest.mark.parametrize("size", [(1, 1), (1, 48), (48, 27), (45, 45)], ids=str)
def test_every_pixel_has_its_color(size):
    numbers = np.random.default_rng(3).integers(0, len(COLORS), size, np.uint8)
    with Image.open(BytesIO(png([row.tobytes() for row in numbers], COLORS))) as opened:
        read = np.array(opened.convert("RGB"))
    palette = np.array([list(bytes.fromhex(color)) for color in COLORS], np.uint8)
    assert (read == palette[numbers]).all()


def test_colors_of_heat_maps_grow_darker_step_by_step():
    light = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in map(bytes.fromhex, COLORS)]
    assert all(before - after > 8 for before, after in itertools.pairwise(light))
