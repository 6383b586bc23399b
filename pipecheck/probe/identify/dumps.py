"""A dumped tensor: its numbers, and where a raw file does not say so, the shapes and dtypes that would make a picture of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt, prod
from pathlib import Path
from tokenize import TokenError
from typing import Literal

import numpy as np

from pipecheck.errors import SourceError, UsageError
from pipecheck.probe.identify.asking.answers import NoTensorError, tensor
from pipecheck.probe.identify.values.samples import Axes
from pipecheck.probe.tensors.contents import head
from pipecheck.probe.tensors.forms import header
from pipecheck_transformers.pixels import Array

DTYPES = ("float32", "uint8", "float16", "int8", "float64", "int16", "uint16", "int32")
_MAX_BYTES = 1 << 30
_SMALLEST, _WIDEST = 16, 4.0
_MOST = 6
_ROUGH = 0.75
"""Neighbouring rows of noise differ by more than this part of what far ones do."""
_REACH = 1e5


@dataclass(frozen=True, slots=True)
class Dump:
    """*array* as height × width × channels once its *axes* are brought in order; *planar* is NV12."""

    array: Array
    axes: Axes
    planar: bool = False


def load(path: Path, shape: tuple[int, ...] | None, dtype: str | None) -> list[Dump]:
    """What the file at *path* may hold, the likeliest first; nothing where its bytes look like no picture in any shape."""
    try:
        size = path.stat().st_size  # which complains where there is nothing
        if not path.is_file():
            raise SourceError(path, "not a regular file")
        if size == 0:
            raise SourceError(path, "empty")
        if size > _MAX_BYTES:
            raise SourceError(path, "larger than 1 GB, which is no tensor of one picture")
        if path.suffix == ".npy":
            _check(path, size)
            return _of_array(path, np.load(path, allow_pickle=False))
        data = path.read_bytes()
    except OSError as e:
        raise SourceError(path, (e.strerror or str(e)).lower()) from e
    except (
        ValueError,
        TypeError,
        EOFError,
        SyntaxError,
        OverflowError,
        MemoryError,
        RecursionError,
        TokenError,
    ) as e:  # its header is Python text
        raise SourceError(path, f"not an npy file: {e}") from e
    dtypes = DTYPES if dtype is None else (_known(dtype),)
    if shape is not None:
        return _shaped(path, data, shape, dtypes)
    found = [(rough, one) for each in dtypes for one in _guessed(data, each) if (rough := _roughness(one)) < _ROUGH]
    found.sort(key=lambda pair: pair[0])
    return [one for _, one in found[:_MOST]]


def _check(path: Path, size: int) -> None:
    """Complain of a header that says more than there is, which numpy would make room for first."""
    form = header(head(path), size)
    if isinstance(form, str) and form.startswith("cut short"):
        raise SourceError(path, f"not an npy file: {form}")


def _known(dtype: str) -> str:
    if dtype not in DTYPES:
        raise UsageError(f"dtype {dtype} is none of {', '.join(DTYPES)}")
    return dtype


def _shaped(path: Path, data: bytes, shape: tuple[int, ...], dtypes: tuple[str, ...]) -> list[Dump]:
    """*data* in *shape*, as every one of *dtypes* that has so many bytes."""
    needs = {dtype: prod(shape) * np.dtype(dtype).itemsize for dtype in dtypes}
    fitting = [dtype for dtype, count in needs.items() if count == len(data)]
    if not fitting:
        *others, most = map(str, sorted(set(needs.values())))
        takes = f"{', '.join(others)} or {most} by its dtype" if others else f"{most} in {dtypes[0]}"
        raise SourceError(path, f"{len(data)} bytes do not fit the shape {'x'.join(map(str, shape))}, which takes {takes}")
    return [one for dtype in fitting for one in _of_array(path, np.frombuffer(data, dtype).reshape(shape))]


def _of_array(path: Path, array: Array) -> list[Dump]:
    try:
        alone = tensor(array)
    except NoTensorError as e:
        raise SourceError(path, str(e).replace("returns", "holds")) from e
    return list(_readings(alone))


def _readings(array: Array) -> Iterator[Dump]:
    """The ways to read the axes of one array."""
    channels_first = array.ndim == len("chw") and array.shape[0] in (1, 3) and array.shape[-1] not in (1, 3)
    axes: Axes = "chw" if channels_first else "hwc"
    plane = array if array.ndim == len("hw") else array[0] if channels_first else array[:, :, 0]
    if array.dtype == np.uint8 and array.size == plane.size and plane.shape[0] % 3 == 0 and plane.shape[1] % 2 == 0:
        yield Dump(array, axes, planar=True)
    yield Dump(array, axes)
    if channels_first and array.shape[0] == len("rgb"):
        yield Dump(array, "reshaped")


def _guessed(data: bytes, dtype: str) -> Iterator[Dump]:
    if len(data) % np.dtype(dtype).itemsize:
        return
    flat = np.frombuffer(data, dtype)
    if dtype.startswith("float") and not _plausible(flat):
        return
    for height, width in _sizes(flat.size, 3):
        yield Dump(flat.reshape(3, height, width), "chw")
        yield Dump(flat.reshape(height, width, 3), "hwc")
    for height, width in _sizes(flat.size, 1):
        yield Dump(flat.reshape(1, height, width), "chw")
    if dtype == "uint8" and flat.size % 3 == 0:
        for height, width in _sizes(flat.size * 2 // 3, 1):
            if height % 2 == width % 2 == 0:
                yield Dump(flat.reshape(height * 3 // 2, width), "hwc", planar=True)


def _plausible(flat: Array) -> bool:
    """Whether *flat* looks like numbers rather than like bytes of something else."""
    with np.errstate(all="ignore"):
        sample = flat[:: max(flat.size // 4096, 1)].astype(np.float64)
    return bool(np.isfinite(sample).all() and np.abs(sample).max() < _REACH and np.ptp(sample) > 1e-3)


def _sizes(numbers: int, channels: int) -> Iterator[tuple[int, int]]:
    """The sides of pictures with so many numbers, none of them a thin strip."""
    if numbers % channels:
        return
    pixels = numbers // channels
    for short in range(max(isqrt(int(pixels / _WIDEST)), _SMALLEST), isqrt(pixels) + 1):
        if pixels % short == 0:
            yield from dict.fromkeys(((short, pixels // short), (pixels // short, short)))


def _roughness(dump: Dump) -> float:
    """How much neighbouring rows differ, against rows that lie far apart: small for a picture, 1 for noise and for a wrong width."""
    array = dump.array.astype(np.float64)
    if dump.planar:
        array = array[: array.shape[0] * 2 // 3]
    rows: Literal[0, 1] = 1 if dump.axes == "chw" else 0
    near = np.abs(np.diff(array, axis=rows)).mean()
    far = np.abs(array - np.roll(array, array.shape[rows] // 2, axis=rows)).mean()
    sideways = np.abs(np.diff(array, axis=rows + 1)).mean()
    return float(max(near, sideways) / far) if far else 1.0
