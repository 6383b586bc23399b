"""A picture drawn by the same rules whatever the user's own are: the same figures give the same bytes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError
from pipecheck.probe.quant.simulate.write import whole

WIDTH, HEIGHT = 10.0, 5.0
_DPI = 100
_METADATA = {"Software": None}
"""Without the version of what drew it."""


@contextmanager
def canvas(path: Path, *, panels: int = 1) -> Iterator[list[Any]]:
    """The axes to draw on, one above the other; the picture is written to *path* in the end."""
    try:
        from matplotlib import style
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as e:
        raise PipecheckError(f"{path}: drawing needs matplotlib, which is not installed") from e
    with style.context("default"):
        figure = Figure(figsize=(WIDTH, HEIGHT if panels == 1 else 3.4 * panels), layout="constrained")
        yield list(figure.subplots(panels, 1, sharex=True, squeeze=False)[:, 0])
        with whole(path) as (made,), boxed():
            FigureCanvasAgg(figure).print_figure(made, dpi=_DPI, metadata=_METADATA, format="png")


@contextmanager
def boxed() -> Iterator[None]:
    """In it, signs of names that the font does not have are drawn as boxes without a word of it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph .* missing from", UserWarning)
        yield


def shown(text: str, most: int = 60) -> str:
    """*text* so that the picture shows it as it is, the beginning of it where it is long."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text).replace("$", r"\$")
    return plain if len(plain) <= most else f"{plain[:most]}…"
