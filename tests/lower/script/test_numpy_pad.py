"""Borders that NumPy adds: read as the step that adds them to pictures of every size, in any layout, or not at all."""

from __future__ import annotations

import textwrap

import pytest
from agreeing import agrees
from followed import program
from spelled import step_told


def function(body):
    return "def f(x):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n    return x\n"


def told(found):
    return "; ".join(map(step_told, found.steps))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            function("x = np.pad(x, ((80, 80), (0, 0), (0, 0)), mode='constant', constant_values=114)"),
            "Pad(top=80, bottom=80, fill=114.0)",
            id="written out",
        ),
        pytest.param(function("x = np.pad(x, [(1, 2), (3, 4), (0, 0)])"), "Pad(top=1, bottom=2, left=3, right=4)", id="of nothing"),
        pytest.param(
            function("x = np.pad(x, ((1, 2), (3, 4), (0, 0)), 'edge')"), "Pad(top=1, bottom=2, left=3, right=4, mode='edge')", id="edge"
        ),
        pytest.param(
            function("x = np.pad(x, ((1, 2), (3, 4), (0, 0)), mode='reflect')"),
            "Pad(top=1, bottom=2, left=3, right=4, mode='reflect')",
            id="reflect",
        ),
        pytest.param(
            function("x = np.pad(x.transpose(2, 0, 1), ((0, 0), (1, 2), (3, 4)))"),
            "Transpose('chw'); Pad(top=1, bottom=2, left=3, right=4)",
            id="channels first",
        ),
        pytest.param(
            function("x = np.pad(x[None], ((0, 0), (1, 2), (3, 4), (0, 0)))"), "Pad(top=1, bottom=2, left=3, right=4)", id="a batch"
        ),
        pytest.param(
            function("x = np.pad(cv2.cvtColor(x, cv2.COLOR_BGR2GRAY), 3, constant_values=9)"),
            "ToColor('gray', source='bgr'); Pad(top=3, bottom=3, left=3, right=3, fill=9.0)",
            id="one number for all sides",
        ),
        pytest.param(
            function("x = np.pad(cv2.cvtColor(x, cv2.COLOR_BGR2GRAY), (3, 4))"),
            "ToColor('gray', source='bgr'); Pad(top=3, bottom=4, left=3, right=4)",
            id="one pair for both axes",
        ),
        pytest.param(
            function("x = np.pad(x.astype(np.float32) / 255, ((1, 1), (1, 1), (0, 0)), constant_values=0.5)"),
            "Cast('float32'); Affine(std=255.0); Pad(top=1, bottom=1, left=1, right=1, fill=0.5)",
            id="of floats",
        ),
        pytest.param(
            function("""
                h, w = x.shape[:2]
                r = min(64 / h, 64 / w)
                nh, nw = int(round(h * r)), int(round(w * r))
                x = cv2.resize(x, (nw, nh))
                top, left = (64 - nh) // 2, (64 - nw) // 2
                x = np.pad(x, ((top, 64 - nh - top), (left, 64 - nw - left), (0, 0)), constant_values=114)
            """),
            "Letterbox(64, 64)",
            id="a letterbox",
        ),
        pytest.param(
            function("""
                h, w = x.shape[:2]
                x = np.pad(x, ((0, -h % 32), (0, -w % 32), (0, 0)), mode="constant")
            """),
            "PadToMultiple(32)",
            id="to whole strides",
        ),
        pytest.param(
            function("x = np.pad(x, ((0, 300 - x.shape[0]), (0, 300 - x.shape[1]), (0, 0)), mode='edge')"),
            "PadTo(300, 300, position='corner', mode='edge')",
            id="to a size",
        ),
    ],
)
def test_it_adds_what_numpy_adds(source, expected):
    assert told(agrees(source)).replace("()", "") == expected.replace("()", "")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("np.pad(x, ((1, 1), (1, 1), (0, 0)), mode='symmetric')", id="another mode"),
        pytest.param("np.pad(x, ((1, 1), (1, 1), (0, 1)))", id="another channel"),
        pytest.param("np.pad(x, 2)", id="all axes"),
        pytest.param("np.pad(x, ((1, 1), (1, 1), (0, 0)), constant_values=300)", id="a number that bytes do not hold"),
        pytest.param("np.pad(x, ((1, 1), (1, 1), (0, 0)), constant_values=((1, 2), (3, 4), (0, 0)))", id="a number per side"),
        pytest.param("np.pad(x, ((1, 1), (1, 1), (0, 0)), 'reflect', reflect_type='odd')", id="reflected otherwise"),
        pytest.param("np.pad(x, size)", id="widths that nobody knows"),
        pytest.param("np.pad(x, ((1, 1), (1, 1)))", id="an axis that is missing"),
    ],
)
def test_what_no_operation_says_is_unread(call):
    assert told(program(f"def f(x, size):\n    x = {call}\n    return x\n")) == f"?{call} geometry"
