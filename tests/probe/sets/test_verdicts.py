"""A set is judged alike whether every pixel of it was decoded or as few as its figures need."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from photographs import jpeg, on_disk, photograph, png

from pipecheck.probe.images.scan import files
from pipecheck.probe.sets.charts import charts
from pipecheck.probe.sets.oddities import odd
from pipecheck.probe.sets.shift import shifts
from pipecheck.probe.sets.survey import survey
from pipecheck.probe.sets.twins import alike

PICTURES = Path(__file__).parents[3] / "fixtures" / "pictures"
LARGE = {"eighth": (1030, 1320), "quarter": (560, 800), "half": (300, 400)}


def told(found):
    return [(each.oddity, each.name) for each in odd(found)], alike(found, names=None)


@pytest.fixture(scope="module", params=LARGE)
def both(request, tmp_path_factory):
    """The surveys of pictures that a JPEG decoder may make smaller, in both ways."""
    height, width = LARGE[request.param]
    pictures = {f"{seed:02d}.jpg": photograph(seed, height, width) for seed in range(11)}
    first = photograph(20, height, width)
    fine = np.random.default_rng(0).integers(0, 60, (height, width, 1), dtype=np.uint8).repeat(3, axis=2)
    made = {
        "bright.jpg": (first * 0.12 + 215).astype(np.uint8),
        "dark.jpg": (first * 0.15).astype(np.uint8),
        "hardly dark.jpg": (pictures["00.jpg"] * 0.8).astype(np.uint8),
        "plain.jpg": np.full_like(first, (20, 90, 30)),
        "grain.jpg": 20 + first // 8 + fine,
        "blurred.jpg": cv2.GaussianBlur(first, (0, 0), height / 30),
        "hardly blurred.jpg": cv2.GaussianBlur(pictures["05.jpg"], (0, 0), height / 200),
        "cropped.jpg": pictures["02.jpg"][height // 100 : -height // 100, width // 100 : -width // 100],
        "part.jpg": pictures["03.jpg"][height // 5 :, width // 5 :],
        "wide.jpg": pictures["06.jpg"][: height // 4],
    }
    data = {name: jpeg(picture) for name, picture in (pictures | made).items()}
    data |= {"again.jpg": jpeg(pictures["01.jpg"], 50), "copy.jpg": data["07.jpg"], "other form.png": png(pictures["08.jpg"])}
    folder = tmp_path_factory.mktemp(request.param)
    scaled = on_disk(folder, data)
    return scaled, survey(files(folder), folder, full=True)


def test_the_same_pictures_are_exceptional_and_alike(both):
    scaled, full = both
    assert told(scaled) == told(full)
    assert [(each.oddity, each.name) for each in odd(full)] == [
        ("one color", "plain.jpg"),
        ("dark", "dark.jpg"),
        ("bright", "bright.jpg"),
        ("blurred", "blurred.jpg"),
        ("odd shape", "wide.jpg"),
    ]
    assert {group.names for group in alike(full)} == {
        ("07.jpg", "copy.jpg"),
        ("00.jpg", "hardly dark.jpg"),
        ("01.jpg", "again.jpg"),
        ("02.jpg", "cropped.jpg"),
        ("05.jpg", "hardly blurred.jpg"),
        ("08.jpg", "other form.png"),
    }


def test_neither_way_differs_from_the_other(both):
    scaled, full = both
    assert shifts(scaled, full) == shifts(full, scaled) == ()
    assert [chart.title for chart in charts(scaled)] == [chart.title for chart in charts(full)]


def test_the_fixtures_are_judged_alike():
    every = files(PICTURES)
    scaled, full = (survey(every, PICTURES, full=full) for full in (False, True))
    assert told(scaled) == told(full)
    assert told(full)[1]
