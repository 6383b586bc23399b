"""What a preprocessing node computes: every channel of the network's input as a sum of those handed over, and a constant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import Conversion, InputClaims
from pipecheck.sources.onnxconstants import Constant
from pipecheck.spec import canonical
from pipecheck_transformers.kernels import color_horizon
from pipecheck_transformers.pixels import Array
from pipecheck_transformers.words import Color, YuvRange

TOLERANCE = 0.5
"""In 8-bit levels: the toolchain writes its color matrix with four digits, which no pixel can tell from the exact one."""
_TRAINED: tuple[Color, ...] = ("rgb", "bgr")
_CLOSE = 0.01
"""How far, as a part of a row's largest weight, its weights may be from a color matrix to be called by its name."""


@dataclass(frozen=True, slots=True)
class Mixing:
    """`matrix · x + bias` for pixels x of −128..127, one row for each channel of the network's input."""

    matrix: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]

    @property
    def weights(self) -> tuple[float, ...]:
        """The largest weight of each row."""
        return tuple(max(map(abs, row)) for row in self.matrix)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A mixing in the words of a configuration: a *conversion* of the color, then `(x − mean) · scale`."""

    conversion: str
    mean: tuple[float, ...]
    scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Decoding:
    """How YUV becomes *color* of 0..255 in a node, before anything is normalised."""

    color: Color
    mixing: Mixing

    def encoded(self, picture: Array) -> Array:
        """The YUV of −128..127, unrounded, that becomes *picture*, channels first."""
        back, black = np.linalg.inv(np.array(self.mixing.matrix)), np.array(self.mixing.bias)
        levels = picture.astype(np.float64) - black[:, None, None]
        found: Array = np.tensordot(back, levels, axes=1).astype(np.float32)
        return found


def of_weights(weight: Constant, bias: Constant | None, channels: int | None) -> Mixing | None:
    """The mixing of a node with these numbers; None where they are none for *channels* channels."""
    sides = [side for side in weight.shape if side != 1]
    if len(sides) == 2:
        rows, columns = sides
        if weight.shape not in ((rows, columns), (rows, columns, 1, 1), (rows, 1, 1, columns)) or channels not in (None, columns):
            return None
        matrix = np.reshape(weight.numbers, sides)
    elif len(sides) > 2:
        return None
    elif channels == 1:
        matrix = np.reshape(weight.numbers, (-1, 1))
    else:
        matrix = np.diag(np.resize(weight.numbers, channels or len(weight.numbers)))
        if len(weight.numbers) not in (1, len(matrix)):
            return None
    added = bias.numbers if bias is not None else (0.0,)
    return _made(matrix, np.resize(added, len(matrix))) if len(added) in (1, len(matrix)) else None


def of_config(config: Conversion, claims: InputClaims) -> Mixing | None:
    """What the configuration says of the node; None where there would be none, or it does not say all."""
    program = horizon.evaluation(config, claims)
    if program is None or program.decoded.color is None:
        return None
    spec = canonical(program)
    color, values = spec.color.value, spec.values.value
    handed = program.decoded.color
    if color is None or values is None or (handed != color.name and (handed == "gray" or color.name not in ("rgb", "bgr"))):
        return None
    matrix, black = _converted(handed, color.name, program.decoded.range)
    if len(values.affine.scale) not in (1, len(matrix)):
        return None
    scale, bias = (np.resize(part, len(matrix)) for part in (values.affine.scale, values.affine.bias))
    return _made(matrix * scale[:, None], black * scale + bias)


def apart(first: Mixing, second: Mixing) -> float:
    """By how many 8-bit levels the two differ at most, over all pixels."""
    left, right = np.array(first.matrix), np.array(second.matrix)
    if left.shape != right.shape:
        return float("inf")
    largest = np.maximum(np.abs(left).max(axis=1), np.abs(right).max(axis=1))
    gaps = np.abs(left - right).sum(axis=1) * 128 + np.abs(np.subtract(first.bias, second.bias))
    return float(np.max(np.divide(gaps, largest, out=np.where(gaps > 0, np.inf, 0.0), where=largest > 0)))


def meaning(mixing: Mixing) -> Meaning | None:
    """What a configuration would say of *mixing*; None where none can."""
    matrix = np.array(mixing.matrix)
    if matrix.shape not in ((1, 1), (3, 3)):
        return None
    for words, standard, black in _conversions(len(matrix)):
        scale = (matrix * standard).sum(axis=1) / (standard * standard).sum(axis=1)
        misses = np.abs(matrix - standard * scale[:, None]).max(axis=1)
        if (scale != 0).all() and (misses <= _CLOSE * np.abs(matrix).max(axis=1)).all():
            return Meaning(words, tuple(black - np.array(mixing.bias) / scale), tuple(scale))
    return None


def decoding(mixing: Mixing, said: Mixing | None = None) -> Decoding | None:
    """How *mixing* decodes YUV, with the digits of its own matrix; None where it does not.

    What normalises after that is as *said*, where a configuration says the same, else what the weights of the luma tell.
    """
    found = meaning(mixing)
    if found is None:
        return None
    for words, standard, black in _conversions(len(mixing.matrix)):
        for color in _TRAINED:
            if words == found.conversion and words.startswith(f"makes {color} of"):
                scale = np.array((said or mixing).matrix)[:, :1] / standard[:, :1]
                shift = np.subtract(mixing.bias, said.bias) / scale[:, 0] if said is not None else 0.0
                return Decoding(color, _made(np.array(mixing.matrix) / scale, black + shift))
    return None


def differences(node: Mixing, said: Mixing) -> list[str]:
    """What a node does otherwise than a configuration said, in words; nothing where no pixel tells."""
    gap = apart(node, said)
    if gap <= TOLERANCE:
        return []
    here, there = meaning(node), meaning(said)
    if here is None or there is None or len(here.scale) != len(there.scale):
        return [f"makes values up to {gap:.3g} levels away from what the configuration says"]
    return list(_differences(here, there)) or [f"makes values up to {gap:.3g} levels away from what the configuration says"]


def _differences(here: Meaning, there: Meaning) -> Iterator[str]:
    if here.conversion != there.conversion:
        yield f"{here.conversion}, and by the configuration it {there.conversion}"
    if any(abs(a - b) * 255 > TOLERANCE * max(abs(a), abs(b)) for a, b in zip(here.scale, there.scale, strict=True)):
        yield f"multiplies by {listed(here.scale)}, and the configuration says {listed(there.scale)}"
    if any(abs(a - b) > TOLERANCE for a, b in zip(here.mean, there.mean, strict=True)):
        yield f"subtracts {listed(here.mean)}, and the configuration says {listed(there.mean)}"


def listed(numbers: Sequence[float]) -> str:
    """*numbers* as a configuration writes them: a single one where all are alike."""
    written = [f"{0.0 if abs(number) < 1e-9 else number:.4g}" for number in numbers]
    return " ".join(written[:1] if len(set(written)) == 1 else written)


def _conversions(channels: int) -> Iterator[tuple[str, Array, Array]]:
    """Every conversion that a node may hold: what it does in words, its matrix, and what it makes of the node's zero."""
    yield "keeps the channels as they are", np.eye(channels), np.full(channels, 128.0)
    if channels == 3:
        yield "swaps red and blue", *_converted("rgb", "bgr", "full")
        for trained in _TRAINED:
            yield f"makes {trained} of full-range yuv444", *_converted("yuv444", trained, "full")
            yield f"makes {trained} of video-range yuv444", *_converted("yuv444", trained, "video")


def _converted(handed: Color, trained: Color, yuv_range: YuvRange) -> tuple[Array, Array]:
    """The matrix of a conversion, and what it makes of the pixel 128, 128, 128, which is the node's zero."""
    channels = 1 if handed == "gray" else 3
    matrix, black = np.eye(channels), np.full(channels, 128.0)
    if handed == trained:
        return matrix, black
    if handed == "yuv444":
        corners = np.concatenate([matrix, np.zeros((1, 3))])[None] * 128 + 128
        decoded = color_horizon.decode(corners, "yuv444", yuv_range)[0].astype(np.float64)
        matrix, black = (decoded[:3] - decoded[3]).T / 128, decoded[3]
    return (matrix, black) if handed == "yuv444" and trained == "rgb" else (matrix[::-1], black[::-1])


def _made(matrix: Array, bias: Array) -> Mixing:
    return Mixing(tuple(tuple(map(float, row)) for row in matrix), tuple(map(float, bias)))
