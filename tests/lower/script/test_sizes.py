"""Arithmetic on sizes is done as Python and NumPy do it; conditions that hold for every size are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures import sizes
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.lower.script.walk import Walk
from pipecheck.sources import pycalls

SIZES = ((480, 640), (427, 333), (5, 7), (1080, 1921))
HEAD = "import math\nimport cv2\nimport numpy as np\nfrom PIL import Image\n"


def value(body, returned):
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return pycalls.find(pycalls.parse(f"{HEAD}def f(x):\n{lines}    return {returned}\n", Path("a.py")), "f")


NUMBERS = [
    ("", "x.shape"),
    ("", "x.shape[0] * 2 + x.shape[1] // 3 - x.shape[0] % 7"),
    ("h, w, c = x.shape", "(h / w, w ** 2, -h, c)"),
    ("h, w = x.shape[:2]\nr = min(300 / h, 200 / w)", "int(round(w * r)), int(h * r + 0.5), math.ceil(h * r), math.floor(h * r)"),
    (
        "h, w = x.shape[:2]",
        "np.round(h / 2), np.floor(w / 3), np.ceil(w / 3), np.rint(h * 1.5), np.mod(h, 32), np.maximum(h, w), np.minimum(h, 500)",
    ),
    (
        "h, w = x.shape[:2]",
        "round(h / 2), round(w / 3, 2), max(h, w, 100), min([h, w]), min(x.shape[:2]), max(x.shape[:2][::-1]), abs(h - w)",
    ),
    ("h, w = x.shape[:2]\nif h > w:\n    a, b = 1, w / h\nelse:\n    a, b = h / w, 1", "a * 10, b * 10"),
    ("h, w = x.shape[:2]\nw *= 2\nh -= 1\nh /= 2", "h, w, x.shape[0]"),
    ("h, w = x.shape[:2]\nkeep = h\nkeep //= 2", "h, keep"),
    ("size = np.array(x.shape[:2]) * 0.5", "int(size[0]), float(size[1])"),
    ("size = (np.array(x.shape[:2]) * 0.3).astype(int)", "tuple(size)"),
    ("h, w = x.shape[:2]\nbig = h if h > 500 and w > 500 else w if not h == w or h < 0 else 3", "big"),
    ("", "len(x.shape), x.ndim, len(x)"),
    ("x = cv2.resize(x, (int(x.shape[1] * 0.5) + 1, 33))", "x.shape[:2]"),
    ("x = cv2.copyMakeBorder(x, 0, x.shape[0] % 5, 1, 0, 0)", "x.shape"),
    ("x = x[1:-1, x.shape[1] // 4:]", "x.shape"),
    ("x = cv2.cvtColor(x, cv2.COLOR_BGR2GRAY)", "x.shape"),
    ("x = x.transpose(2, 0, 1)", "x.shape"),
    ("x = x.transpose(2, 0, 1)[None]", "x.shape"),
    ("x = Image.fromarray(x)", "x.size, x.width, x.height, x.mode"),
    ("c = np.full((x.shape[0] + 1, 4, 3), 7, np.uint8)", "c.shape"),
    ("a = divmod(x.shape[0], 32)", "a[0], a[1], sorted(x.shape[:2])[0], math.sqrt(x.shape[0]), np.clip(x.shape[0], 10, 500)"),
]


@pytest.mark.parametrize(("body", "returned"), NUMBERS)
def test_numbers_are_those_of_python(body, returned):
    import numpy as np

    lines = "".join(f"    {line}\n" for line in body.splitlines())
    space = {}
    exec(f"{HEAD}def f(x):\n{lines}    return {returned}\n", space)
    tree = value(body, returned)
    for height, width in SIZES:
        expected = space["f"](np.zeros((height, width, 3), np.uint8))
        made = Sample(Walk(), height, width).value(tree)
        assert made == expected
        assert repr(made) == repr(np.array(expected, dtype=object).tolist() if not isinstance(expected, tuple) else plain(expected))


def plain(parts):
    return tuple(part.item() if hasattr(part, "item") else part for part in parts)


NOT_NUMBERS = [
    ("", "x.mean()"),
    ("", "x.shape[0] * np.float32(0.3)"),
    ("import os", "int(os.environ['SIZE'])"),
    ("", "x.shape[0] ** 100"),
    ("x = cv2.remap(x, a, b, 1)", "x.shape[0]"),
    ("", "unknown(x.shape[0])"),
]


@pytest.mark.parametrize(("body", "returned"), NOT_NUMBERS)
def test_what_is_no_arithmetic_is_refused(body, returned):
    with pytest.raises(NotReadError):
        Sample(Walk(), 480, 640).value(value(body, returned))


CONDITIONS = [
    ("len(x.shape) == 3", True),
    ("x.ndim == 2", False),
    ("x.shape[2] == 4", False),
    ("x.shape[-1] == 3 and x.dtype == np.uint8", True),
    ("x is None", False),
    ("x is not None and x.shape[2] in (1, 4)", False),
    ("x.shape[0] > 0", True),
    ("not x.shape[0]", False),
    ("isinstance(cv2.flip(x, 1), np.ndarray)", True),
    ("isinstance(Image.fromarray(x), Image.Image)", True),
    ("Image.fromarray(x).mode != 'RGB'", False),
    ("x.shape[0] > x.shape[1]", None),
    ("x.shape[:2] != (640, 640)", None),
    ("x.max() > 1", None),
    ("unknown", None),
]


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
def test_conditions_that_hold_for_every_size(condition, expected):
    assert sizes.holds(value("", condition), Walk()) is expected


def test_conditions_that_speak_of_sizes():
    assert sizes.speaks_of_sizes(value("", "x.shape[0] > x.shape[1]"), Walk())
    assert not sizes.speaks_of_sizes(value("", "x.max() > x.shape[1]"), Walk())
