"""What picture files, callables and tensors are, found out by reading, running and measuring them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipecheck.errors import PipecheckError, UsageError

if TYPE_CHECKING:
    from pipecheck.probe.identify import Taker, Way
    from pipecheck.report.identified import Answer
    from pipecheck.report.imread import SideBySide
    from pipecheck_transformers.ops import Read


def imread(
    paths: Sequence[str | Path],
    *,
    progress: Callable[[int, int], None] | None = None,
    unreadable: Callable[[PipecheckError], None] | None = None,
) -> SideBySide:
    """What each reader makes of the picture files at *paths*; a path that leads nowhere raises, or is passed to *unreadable*.

    >>> found = pipecheck.imread(["photos"])
    >>> found
    <SideBySide 1 of 2 files is read differently: b.jpg>
    >>> found.different[0].header.hazards
    ('turned',)
    """
    from pipecheck.probe.images import scan, sidebyside
    from pipecheck.report.imread import SideBySide

    def below(path: str | Path) -> list[Path]:
        try:
            return scan.files(Path(path))
        except PipecheckError as e:
            if unreadable is None:
                raise
            unreadable(e)
            return []

    found = dict.fromkeys(file for path in paths for file in below(path))
    return SideBySide(tuple(sidebyside.files(list(found), progress)))


def identify(
    taker: Taker | None = None, *, image: str | Path | None = None, dump: str | Path | None = None, shape: tuple[int, ...] | None = None,
    dtype: str | None = None, way: Way | None = None, read: Read | None = None, seconds: float = 60.0,
) -> Answer:  # fmt: skip
    """What *taker* (a callable, or FILE.py:NAME, which is then run) does to pictures, or what made the tensor in *dump* of *image*.

    *way* and *read* say how a callable takes pictures and who reads them, *shape* and *dtype* what a raw dump is; all may be left out.

    >>> def preprocess(picture):  # height × width × 3, as OpenCV reads it
    ...     return picture[:, :, ::-1] / 127.5 - 1
    >>> found = pipecheck.identify(preprocess, way="array")
    >>> found
    <Identified RGB, size unchanged, x / 127.5 − 1, HWC float64; proven on 5 fresh pictures, largest difference 0>
    >>> [type(op).__name__ for op in found.chain.ops]
    ['ToColor', 'Affine']
    """
    from pipecheck.probe.identify import explain, identify
    from pipecheck.report.identified import Answer

    if taker is not None and image is None and dump is None:
        return Answer.of(identify(taker, seconds=seconds, way=way, read=read))
    if taker is None and image is not None and dump is not None:
        return Answer.of(explain(image, dump, shape=shape, dtype=dtype, seconds=seconds))
    raise UsageError("identify takes a callable, or image and dump")
