"""What is changed in place is changed under all its names; numbers are not, for an operator makes another one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.sources import pycalls

HEAD = "import cv2\nimport numpy as np\n"


def told(body, returned):
    lines = "".join(f"    {line}\n" for line in body.split("; "))
    return value_told(pycalls.find(pycalls.parse(f"{HEAD}def f(x):\n{lines}    return {returned}\n", Path("a.py")), "f"))


CASES = [
    pytest.param("h, w = x.shape[:2]; h *= 2", "x", "$x", id="a side is no part of the picture"),
    pytest.param("h = x.shape[0]; keep = h; h -= 1", "keep", "[](@shape($x), 0)", id="another name keeps the number"),
    pytest.param("d = min(x.shape[0], 9) - 3; e = d; d /= 2", "e", "-(min([](@shape($x), 0), 9), 3)", id="what was computed"),
    pytest.param("y = x; y -= 1", "x", "-=($x, 1)", id="a picture under two names"),
    pytest.param("cv2.rectangle(x, a, b, c)", "x", "cv2.rectangle($x, <a>, <b>, <c>)", id="drawn on"),
    pytest.param("cv2.cvtColor(x, cv2.COLOR_BGR2RGB, x)", "x", "cv2.cvtColor($x, <cv2.COLOR_BGR2RGB>, $x)", id="into itself"),
    pytest.param("cv2.cvtColor(x, cv2.COLOR_BGR2GRAY, x)", "x", "$x", id="what does not fit goes elsewhere"),
    pytest.param("cv2.subtract(x, m, dst=x)", "x", "cv2.subtract($x, <m>, dst=$x)", id="by name"),
    pytest.param("y = cv2.resize(x, (3, 4), cv2.INTER_AREA)", "x", "$x", id="a flag is no target"),
    pytest.param("np.divide(x, 2, out=x)", "x", "numpy.divide($x, 2, out=$x)", id="out"),
    pytest.param("x.paste(y, (0, 0))", "x", ".paste($x, <y>, [0, 0])", id="pasted"),
    pytest.param("x.mystery()", "x", "?4:5 x.mystery()", id="a method that nobody knows"),
]


@pytest.mark.parametrize(("body", "returned", "expected"), CASES)
def test_what_a_name_holds_afterwards(body, returned, expected):
    assert told(body, returned) == expected
