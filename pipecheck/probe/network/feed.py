"""One picture's tensor as an input of a network takes it: with a batch, in its dtype, NV12 as one plane or two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from pipecheck.errors import SourceError
from pipecheck.probe.network.network import Network
from pipecheck.sources.onnxfile import Tensor
from pipecheck_transformers.pixels import Array

_LUMA, _CHROMA = "_y", "_uv"
_MOST = 1 << 31
"""So many bytes are fed at most where a picture has to be repeated."""
_DTYPES = frozenset(("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"))


def given(network: Network, name: str, tensor: Array) -> dict[str, Array]:
    """*tensor*, which has no batch yet, as the input *name* of *network* takes it, or as the two planes that it is made of."""
    found = next((each for each in network.inputs if each.name == name), None)
    pair = planes(network, name)
    if pair is not None and not (found is not None and _is_one(found, tensor)):
        parts = _parted(network, pair, tensor)
        return {each.name: _taken(network, each, part) for each, part in zip(pair, parts, strict=True)}
    if found is None and len(network.inputs) == 1:
        found = network.inputs[0]
    if found is None:
        raise SourceError(network.path, f"has no input {name}; its inputs are {', '.join(each.name for each in network.inputs)}")
    return {found.name: _taken(network, found, tensor)}


def _is_one(taker: Tensor, tensor: Array) -> bool:
    """Whether *tensor* is just what this input takes, however much it looks like a plane of NV12."""
    sides = () if taker.shape is None else taker.shape[1:]
    return sides in (tensor.shape, tensor.shape[1:])


def planes(network: Network, name: str) -> tuple[Tensor, Tensor] | None:
    """The two inputs that take luma and chroma of the picture *name*, or of the one of which *name* is a plane; None where one takes it."""
    pairs = list(_pairs(network))
    for luma, chroma in pairs:
        if name in (luma.name, chroma.name, luma.name.removesuffix(_LUMA)):
            return luma, chroma
    known = any(each.name == name for each in network.inputs)
    return pairs[0] if len(pairs) == 1 and not known and len(network.inputs) == 2 else None


def _pairs(network: Network) -> Iterator[tuple[Tensor, Tensor]]:
    """Inputs of which one has a channel, and one two channels of half its sides; by name where several would do."""
    lumas = [each for each in network.inputs if _plane(each, 1) is not None]
    for luma in lumas:
        fitting = [each for each in network.inputs if _halved(_plane(luma, 1), _plane(each, 2))]
        named = [each for each in fitting if each.name.removesuffix(_CHROMA) == luma.name.removesuffix(_LUMA)]
        if len(named or fitting) == 1 and (named or len(lumas) == 1):
            yield luma, (named or fitting)[0]


def _plane(tensor: Tensor, channels: int) -> tuple[int | str, int | str] | None:
    """Height and width of an input with so many *channels*, first or last; None where it has others."""
    shape = tensor.shape
    if shape is None or len(shape) != 4:
        return None
    if shape[3] == channels:
        return shape[1], shape[2]
    return (shape[2], shape[3]) if shape[1] == channels else None


def _halved(whole: tuple[int | str, int | str] | None, half: tuple[int | str, int | str] | None) -> bool:
    if whole is None or half is None:
        return False
    return all(isinstance(a, str) or isinstance(b, str) or a == 2 * b for a, b in zip(whole, half, strict=True))


def _parted(network: Network, pair: tuple[Tensor, Tensor], tensor: Array) -> tuple[Array, Array]:
    """Luma and chroma of an NV12 plane, each with its channels where its input has them."""
    rows, width = (tensor.shape[:2] if tensor.shape[-1:] == (1,) else tensor.shape[-2:]) if tensor.ndim > 1 else (1, 1)
    if tensor.size != rows * width or rows % 3 or width % 2:
        wanted = " and ".join(f"{each.name} {_written(each.shape)}" for each in pair)
        raise SourceError(network.path, f"takes the two planes of NV12 ({wanted}), and was given {_written(tensor.shape)}")
    plane = tensor.reshape(rows, width)
    height = rows * 2 // 3
    luma, chroma = plane[:height, :, None], plane[height:].reshape(height // 2, width // 2, 2)
    return _arranged(luma, pair[0], 1), _arranged(chroma, pair[1], 2)


def _arranged(plane: Array, taker: Tensor, channels: int) -> Array:
    return plane if taker.shape is not None and taker.shape[3] == channels else np.moveaxis(plane, -1, 0)


def _taken(network: Network, taker: Tensor, tensor: Array) -> Array:
    shaped = _shaped(network, taker, tensor)
    return shaped if taker.dtype in _DTYPES and shaped.dtype == taker.dtype else _cast(network, taker, shaped)


def _shaped(network: Network, taker: Tensor, tensor: Array) -> Array:
    """*tensor* with the axes and as many pictures as the input has."""
    if taker.shape is None:
        return tensor[None]
    batched = tensor if tensor.ndim == len(taker.shape) else tensor[None]
    if len(taker.shape) != batched.ndim or not all(map(_fits, taker.shape[1:], batched.shape[1:])):
        raise _misfit(network, taker, tensor)
    count = taker.shape[0] if taker.shape else 1
    if isinstance(count, str) or batched.ndim == 0 or batched.shape[0] == count:
        return batched
    if batched.shape[0] != 1:
        raise _misfit(network, taker, tensor)
    if count * batched.nbytes > _MOST:
        raise SourceError(network.path, f"its input {taker.name} takes {count} pictures at once, too many for the memory")
    return np.repeat(batched, count, axis=0)


def _fits(wanted: int | str, there: int) -> bool:
    return isinstance(wanted, str) or wanted == there


def _misfit(network: Network, taker: Tensor, tensor: Array) -> SourceError:
    return SourceError(network.path, f"its input {taker.name} takes {_written(taker.shape)}, and was given {_written(tensor.shape)}")


def _cast(network: Network, taker: Tensor, array: Array) -> Array:
    """*array* in the dtype of the input; whole numbers never lose anything, floats only digits."""
    if taker.dtype not in _DTYPES:
        raise SourceError(network.path, f"its input {taker.name} takes {taker.dtype}, which no picture is")
    wanted = np.dtype(taker.dtype)
    if array.dtype.kind in "fiub":
        with np.errstate(invalid="ignore", over="ignore"):
            made = array.astype(wanted)
        kept = np.isfinite(made) | ~np.isfinite(array) if wanted.kind == "f" else made == array
        if np.all(kept):
            return made
    lost = f"{array.dtype.name} values that are no {taker.dtype}"
    raise SourceError(network.path, f"its input {taker.name} takes {taker.dtype}, and was given {lost}")


def _written(shape: tuple[int | str, ...] | None) -> str:
    return "anything" if shape is None else "×".join(map(str, shape)) or "a number"
