"""Brackets on a picture: what is read of them, and what is not."""

from __future__ import annotations

import numpy as np
import pytest
from followed import ours, program, same, theirs, unread

PICTURES = [np.random.default_rng(2).integers(0, 256, (*size, 3), np.uint8) for size in ((40, 50), (31, 64), (48, 37))]
GRAY = "g = cv2.cvtColor(x, cv2.COLOR_BGR2GRAY)\n"
SMALL = "x = cv2.resize(x, (20, 30))\n"


def source(body):
    return "def f(x):\n" + "".join(f"    {line}\n" for line in body.split("\n")) + "    return x\n"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = x[2:30, 3:29]", id="a crop"),
        pytest.param("x = x[2:30, 3:29, ::-1]", id="a crop and a swap"),
        pytest.param("x = x.transpose(2, 0, 1)[:, 2:30, 3:29]", id="a crop of planes"),
        pytest.param("x = x[None][0, 2:30, 3:29]", id="a crop of the first of a batch"),
        pytest.param("x = x[None][:, 2:30, 3:29]", id="a crop of a batch"),
        pytest.param(SMALL + "h, w = x.shape[:2]\nt, l = (h - 24) // 2, (w - 12) // 2\nx = x[t:t + 24, l:l + 12]", id="a centre crop"),
        pytest.param("x = x[:, ::-1]", id="a mirror"),
        pytest.param("x = x[::-1, :, :]", id="upside down"),
        pytest.param("x = x[:, ::-1, ::-1]", id="a mirror and a swap"),
        pytest.param("x = x[...]", id="everything"),
        pytest.param("x = x[:, :]", id="all rows and columns"),
        pytest.param("x = x[:, :, 0:3]", id="three channels"),
        pytest.param("x = x[:, :, -1]", id="the last channel"),
        pytest.param("x = x[:, :, 2::-1]", id="a swap from the last channel"),
        pytest.param("x = x[:, :, -1::-1]", id="a swap from the end"),
        pytest.param(GRAY + "x = g[None, None] / 255.0", id="gray in a batch"),
        pytest.param(GRAY + "x = g[:, :, None]", id="gray with an axis behind"),
        pytest.param(GRAY + "x = g[None, :, :, None]", id="gray in a batch with an axis behind"),
        pytest.param(GRAY + "x = g[None][..., None]", id="gray with axes one by one"),
        pytest.param(GRAY + "x = np.expand_dims(np.expand_dims(g, 0), 0)", id="gray expanded twice"),
        pytest.param(GRAY + "x = np.expand_dims(g, axis=-1).transpose(2, 0, 1)", id="gray turned"),
        pytest.param(GRAY + "x = g[2:30, 3:29]", id="a crop of gray"),
        pytest.param(GRAY + "x = np.squeeze(g[None, ..., None])", id="gray squeezed"),
        pytest.param(GRAY + "x = g.astype(np.float32) - 128.0", id="numbers on gray"),
        pytest.param(SMALL + "x = x.reshape(3, 30, 20)", id="a reshape for a transpose"),
        pytest.param(SMALL + "x = x.reshape(1, 3, 30, 20)", id="a reshape for a transpose and a batch"),
        pytest.param(SMALL + "x = np.reshape(x, (1, 30, 20, 3))", id="a reshape for a batch"),
        pytest.param(SMALL + "x = x.transpose(2, 0, 1).reshape(1, 3, 30, 20)", id="a reshape of planes"),
        pytest.param(SMALL + "x = x.reshape(-1, 30, 20, 3)", id="a reshape with a length left out"),
        pytest.param("h, w, c = x.shape\nx = x.reshape(1, h, w, c)", id="a reshape by its own shape"),
        pytest.param("h, w = x.shape[:2]\nx = x.reshape(3, h, w)", id="a wrong reshape by its own shape"),
        pytest.param(SMALL + GRAY + "x = g.reshape(1, 1, 30, 20)", id="a reshape of gray"),
    ],
)  # fmt: skip
def test_the_same_bits(body):
    written = source(body)
    for picture in PICTURES:
        mine, other = ours(written, picture.copy()), theirs(written, picture.copy())
        assert other is not None
        assert mine is not None, unread(program(written))
        same(mine, other)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("x = x[0]", id="a row"),
        pytest.param("x = x[:, 0]", id="a column"),
        pytest.param("x = x[::2, ::2]", id="every other"),
        pytest.param("x = x[:, :, 1:]", id="two channels"),
        pytest.param("x = x[:, :, [0, 2, 1]]", id="another order"),
        pytest.param("x = x[[2, 1, 0]]", id="rows by a list"),
        pytest.param("x = x[x > 3]", id="by a mask"),
        pytest.param("x = x[i]", id="by a name that nobody set"),
        pytest.param("x = x[..., ::-1, ...]", id="two dots"),
        pytest.param("x = x[0, 0, 0, 0]", id="more brackets than axes"),
        pytest.param("x = x[None, None]", id="two new axes"),
        pytest.param("x = x[:, None]", id="a new axis in between"),
        pytest.param("x = x[None][1]", id="the second of a batch"),
        pytest.param(GRAY + "x = g[..., ::-1][..., 0]", id="a column of gray"),
        pytest.param(GRAY + "x = g - np.array([1.0, 2.0, 3.0])", id="three numbers on gray"),
        pytest.param("x = x.reshape(3, 20, 30)", id="a reshape to a size that nobody gave"),
        pytest.param(SMALL + "x = x.reshape(3, 20, 30)", id="a reshape that exchanges the sides"),
        pytest.param(SMALL + "x = x.reshape(30 * 20, 3)", id="a reshape to rows"),
        pytest.param("x = x.reshape(3, -1, 20)", id="a reshape that depends on the picture"),
        pytest.param("x[0] = 0", id="a row is set"),
        pytest.param("x[10:20, 10:20] = 0", id="a part is set"),
        pytest.param("x[..., 0] = x[..., 1]", id="a channel is copied"),
        pytest.param("x[..., 0] = 7", id="a channel is filled"),
        pytest.param("y = x * 2.0\nx[..., 0] = y[..., 0]", id="a channel of another"),
        pytest.param("x[x > 3] = 0", id="what a mask says is set"),
        pytest.param("x = x.astype(np.float32)\nx[:, 0] -= 1.0", id="a column is changed"),
    ],
)
def test_what_is_not_followed_is_said(body):
    assert unread(program(source(body)))
