"""Pictures with the statistics of photographs, documents and digits, their files, and surveys of either."""

from functools import cache
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipecheck.probe.sets.measure import of
from pipecheck.probe.sets.record import RECORD, WHOLE
from pipecheck.probe.sets.survey import Survey, survey


def photographs(count=30, change=None):
    """The first *count*, each *change*d."""
    return [photograph(seed) if change is None else change(photograph(seed)) for seed in range(count)]


@cache
def photograph(seed, height=288, width=384):
    """Colored shapes of all sizes, the small ones weaker, as height × width × RGB."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((height, width, 3), np.float32)
    cells = 2
    while cells < height:
        noise = rng.normal(0, 1, (cells, cells * 4 // 3, 3)).astype(np.float32) @ np.float32([[1, 0.8, 0.7], [0.3, 0.6, 0], [0, 0, 0.5]])
        picture += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) * np.float32(cells**-0.4)
        cells *= 2
    picture = (picture - picture.mean()) / picture.std() * rng.uniform(40, 60) + rng.uniform(95, 150)
    picture = picture.clip(0, 255).astype(np.uint8)
    picture.flags.writeable = False
    return picture


def page(seed, height=560, width=400):
    """Lines of words on white paper."""
    rng = np.random.default_rng(seed)
    paper = np.full((height, width, 3), 255, np.uint8)
    for top in range(40, height - 40, 14):
        left, end = 40, width - 40 - int(rng.integers(0, 200) if rng.random() < 0.3 else 0)
        while left < end:
            word = int(rng.integers(10, 50))
            paper[top : top + 7, left : min(left + word, end)] = rng.integers(0, 2, (7, max(0, min(word, end - left)), 1)) * 255
            left += word + 8
    return paper


def digit(seed):
    """A digit of 28 × 28 in white on black, written another way each time."""
    rng = np.random.default_rng(seed)
    large = np.zeros((112, 112), np.uint8)
    cv2.putText(large, str(seed % 10), (24, 92), cv2.FONT_HERSHEY_SIMPLEX, 3, 255, int(rng.integers(6, 14)), cv2.LINE_AA)
    corners = np.float32([[0, 0], [112, 0], [0, 112]])
    bent = cv2.warpAffine(large, cv2.getAffineTransform(corners, corners + rng.normal(0, 7, (3, 2)).astype(np.float32)), (112, 112))
    return np.repeat(cv2.resize(bent, (28, 28), interpolation=cv2.INTER_AREA)[..., np.newaxis], 3, axis=2)


def jpeg(picture, quality=92):
    return _saved(picture, "JPEG", quality=quality)


def png(picture):
    return _saved(picture, "PNG")


def _saved(picture, form, **options):
    out = BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(out, form, **options)
    return out.getvalue()


def measured(pictures, save=jpeg, *, full=False):
    """The survey of *pictures*, arrays or whole files, by name; a list is numbered."""
    named = pictures if isinstance(pictures, dict) else {f"{index:04d}": each for index, each in enumerate(pictures)}
    files = {name: each if isinstance(each, bytes) else save(each) for name, each in sorted(named.items())}
    rows = [of(data, name, full=full).row for name, data in files.items()]
    return Survey(root=Path("set"), names=tuple(files), rows=np.array(rows, RECORD))


def on_disk(folder, files, *, full=False):
    """The survey of *files*, by name, that are written below *folder*."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return survey([folder / name for name in files], folder, full=full)


def drawn(count, seed=0, **fields):
    """A survey of *count* rows that no file made: usual photographs, but for *fields*."""
    rng = np.random.default_rng(seed)
    rows = np.zeros(count, RECORD)
    rows["width"], rows["height"] = 640, 480
    rows["luma"] = luma = rng.normal(115, 30, count).clip(5, 250)
    rows["mean"] = luma[:, np.newaxis] + rng.normal(0, 8, (count, 3))
    rows["contrast"] = rng.normal(52, 12, count).clip(10, 120)
    rows["saturation"] = rng.normal(40, 20, count).clip(2, 250)
    rows["sharpness"] = (rows["contrast"] * np.exp(rng.normal(-1.2, 0.4, count))) ** 2
    rows["low"], rows["high"], rows["common"] = 15, 235, 0.05
    rows["thumbnail"] = rng.integers(0, 256, (count, 8, 8, 3))
    rows["pattern"], rows["gradient"] = rng.integers(0, 1 << 63, (2, count))
    rows["digest"] = [b"%d" % index for index in range(1, count + 1)]
    rows["histogram"] = rng.multinomial(WHOLE, np.full(32, 1 / 32), (count, 3))
    for name, values in fields.items():
        rows[name] = values
    return Survey(root=Path("set"), names=tuple(f"{index:05d}.jpg" for index in range(count)), rows=rows)
