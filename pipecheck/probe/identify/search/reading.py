"""Which reader opens the files: the readers agree on plain pictures, so odd ones are made."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.running import TooSlowError
from pipecheck.probe.identify.search.elimination import EXACT, Candidate
from pipecheck.probe.identify.search.progress import Progress
from pipecheck.probe.identify.search.trials import Trial, levels
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Op, Read, ToColor
from pipecheck_transformers.pixels import Array

_ORIENTATION, _TURNED = 0x0112, 6


def read_back(known: Progress) -> Progress:
    """*known* with the readers that explain how odd files came out, and its candidates written for the first of them."""
    if known.subject.way != "path" or not known.candidates:
        return known
    readers = list(_readers())
    for path in _odd_files(known.subject.folder, *known.seen[0].source):
        try:
            made = known.subject.answer(partial(known.subject.taker, str(path)))
        except TooSlowError:
            raise
        except PipecheckError:  # refuses it, which the readers here do not tell apart
            continue
        left = [read for read in readers if _explains(known, read, path, made)]
        readers = left or readers
    first = readers[0]
    return replace(
        known,
        subject=replace(known.subject, read=first),
        candidates=tuple(replace(one, ops=written_for(one.ops, first)) for one in known.candidates),
        trials=tuple(replace(trial, handed=_swapped(trial.handed) if first.color == "bgr" else trial.handed) for trial in known.trials),
        readers=tuple(readers),
    )


def _readers() -> Iterator[Read]:
    yield Read(library="opencv", color="bgr", exif=True)
    yield Read(library="opencv", color="bgr", exif=False)
    yield Read(library="pil", color="rgb", exif=False)
    yield Read(library="pil", color="rgb", exif=True)
    yield Read(library="skimage", color="rgb", exif=False)


def written_for(ops: tuple[Op, ...], read: Read) -> tuple[Op, ...]:
    """*ops*, which were written for RGB, as they are after *read*."""
    if read.color == "rgb":
        return ops
    if ToColor("bgr") in ops:
        return tuple(op for op in ops if op != ToColor("bgr"))
    if any(isinstance(op, ToColor) for op in ops):  # gray and YUV take the true order, or the one that was wrong for RGB
        return tuple(replace(op, source="rgb") if isinstance(op, ToColor) and op.source == "bgr" else op for op in ops)
    return (ToColor("rgb"), *ops)


def for_rgb(ops: tuple[Op, ...], read: Read) -> tuple[Op, ...]:
    """*ops*, which were written for *read*, as they are after a reader of RGB."""
    if read.color == "rgb":
        return ops
    if ops[:1] == (ToColor("rgb"),):
        return ops[1:]
    if any(isinstance(op, ToColor) for op in ops):
        return tuple(replace(op, source="bgr") if isinstance(op, ToColor) and op.source == "rgb" else op for op in ops)
    return (ToColor("bgr"), *ops)


def _swapped(picture: Array) -> Array:
    return picture[:, :, ::-1]


def _odd_files(folder: Path, height: int, width: int) -> Iterator[Path]:
    """A JPEG that lies on its side, and gray in 16 bits."""
    picture = pictures.natural(height, width, seed=11)
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURNED
    held = io.BytesIO()
    Image.fromarray(picture).save(held, "JPEG", quality=95, exif=exif)
    yield _written(folder / "turned.jpg", held.getvalue())
    fine = np.random.default_rng(12).integers(0, 256, picture.shape[:2])
    deep = (picture[:, :, 0].astype(np.uint16) * 128 + fine.astype(np.uint16)).astype(np.uint16)
    yield _written(folder / "deep.png", cv2.imencode(".png", deep)[1].tobytes())


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _explains(known: Progress, read: Read, path: Path, made: Array) -> bool:
    best: Candidate = known.candidates[0]
    try:
        mine = Chain(written_for(best.ops, read), read=read)(path)
    except ToolkitError:
        return False
    return levels(mine, Trial(mine, made, known.trials[0].steps)).largest <= max(EXACT, best.miss.largest * 2 + EXACT)
