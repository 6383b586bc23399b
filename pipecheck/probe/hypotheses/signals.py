"""What outputs say for a preprocessing where there are no labels: whether answers tell pictures apart, and fit what batch norms learned.

Measured on trained networks: the information that answers hold about pictures is largest for the right preprocessing, and channel order
shows in it; what flows into batch norms shows wrong constants, and hardly the channel order. How sure the answers are shows nothing: the
surest come from pixels that were not normalised at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from onnx import numpy_helper

from pipecheck.probe.hypotheses.running import Outputs
from pipecheck.probe.scores import answers
from pipecheck.sources import onnxfile
from pipecheck_transformers.pixels import Array

LAYERS = 6
"""So many batch norms are looked at, the first ones."""
_DUST = 1e-12
_EPSILON = 1e-5
_FEWEST = 3
_FAR = 1e6
"""What numbers that are none count as."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Norm:
    """What a batch norm learned of the *tensor* that flows into it, channel by channel."""

    tensor: str
    mean: Array
    variance: Array


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sign:
    """What the outputs for one picture hold: a probability for each class, and first and second *moments* of what batch norms take."""

    shares: Array | None
    moments: tuple[Array, ...]


def exposed(path: Path) -> tuple[str, ...]:
    """The tensors of the model *path* that tell more where there are no labels, to be exposed when it is loaded."""
    return tuple(norm.tensor for norm in norms(path))


def norms(path: Path) -> tuple[Norm, ...]:
    """The first batch norms of the model *path* that were not folded."""
    graph = onnxfile.model(path).graph
    weights = {tensor.name: tensor for tensor in graph.initializer if tensor.data_location == 0}
    nodes = [node for node in graph.node if node.op_type == "BatchNormalization" and len(node.input) == 5]
    learned = [node for node in nodes if all(name in weights for name in node.input[3:])]
    return tuple(
        Norm(
            tensor=node.input[0],
            mean=numpy_helper.to_array(weights[node.input[3]]).astype(np.float64),
            variance=numpy_helper.to_array(weights[node.input[4]]).astype(np.float64),
        )
        for node in learned[:LAYERS]
    )


def sign(outputs: Outputs, learned: Sequence[Norm], *, classes: bool) -> Sign:
    """What *outputs* hold, those for batch norms apart, which *learned* are there; *classes*: the others may be a list of classes."""
    inner = {norm.tensor for norm in learned}
    outer = {name: array for name, array in outputs.items() if name not in inner}
    return Sign(shares=_shares(outer) if classes else None, moments=tuple(_moments(outputs[norm.tensor]) for norm in learned))


def per_picture(signs: Sequence[Sign], learned: Sequence[Norm]) -> Array:
    """What each picture adds to the signal of a preprocessing, whose mean it is nearly.

    These are the pseudo-values of the jackknife: the signal is no mean, and still two preprocessings can be compared picture by picture.
    """
    count, whole = len(signs), signal(signs, learned)
    parts = [part for part in (_told_without(signs), _fit_without(signs, learned)) if part is not None]
    if count < _FEWEST or not parts:
        return np.full(count, whole)
    return np.asarray(count * whole - (count - 1) * np.prod(parts, axis=0))


def signal(signs: Sequence[Sign], learned: Sequence[Norm]) -> float:
    """Between 0 and 1 how much the outputs for all pictures speak for what made them."""
    parts = []
    if all(each.shares is not None for each in signs):
        shares = np.stack([each.shares for each in signs if each.shares is not None])
        parts.append(_told(shares.mean(axis=0), _entropies(shares).mean(), len(signs), shares.shape[1]))
    if signs[0].moments:
        parts.append(_fit(_means(signs), learned))
    return float(np.prod(parts)) if parts else 0.0


def _told(marginal: Array, mean_entropy: float, count: int, classes: int) -> float:
    """Which part of what answers could tell about pictures they tell: none if all are alike, none if all are undecided."""
    entropy = -float(np.sum(marginal * np.log(marginal + _DUST)))
    return float(np.clip((entropy - mean_entropy) / np.log(max(min(count, classes), 2)), 0.0, 1.0))


def _told_without(signs: Sequence[Sign]) -> Array | None:
    """The same with each picture left out."""
    if any(each.shares is None for each in signs):
        return None
    shares = np.stack([each.shares for each in signs if each.shares is not None])
    total, entropies, count = shares.sum(axis=0), _entropies(shares), len(signs)
    rest = (entropies.sum() - entropies) / (count - 1)
    return np.array([_told((total - one) / (count - 1), left, count, len(total)) for one, left in zip(shares, rest, strict=True)])


def _fit(moments: Sequence[Array], learned: Sequence[Norm]) -> float:
    """How well what flows into batch norms fits what they learned, 1 where it is the same."""
    return float(np.exp(-np.mean([_gap(pair, norm) for pair, norm in zip(moments, learned, strict=True)])))


def _fit_without(signs: Sequence[Sign], learned: Sequence[Norm]) -> Array | None:
    if not signs[0].moments:
        return None
    means, count = _means(signs), len(signs)
    return np.array(
        [_fit([(mean * count - own) / (count - 1) for mean, own in zip(means, one.moments, strict=True)], learned) for one in signs]
    )


def _means(signs: Sequence[Sign]) -> list[Array]:
    return [np.mean([each.moments[layer] for each in signs], axis=0) for layer in range(len(signs[0].moments))]


def _gap(moments: Array, norm: Norm) -> float:
    """The divergence of two normal distributions, the median of the channels: a few of them are often dead."""
    mean, square = moments
    with np.errstate(all="ignore"):  # a wrong preprocessing may make numbers that are none
        seen, known = np.maximum(square - mean**2, _DUST) + _EPSILON, norm.variance + _EPSILON
        gaps = 0.5 * (np.log(known / seen) + (seen + (mean - norm.mean) ** 2) / known - 1)
    return float(np.median(np.nan_to_num(gaps, nan=_FAR, posinf=_FAR)))


def _moments(array: Array) -> Array:
    """Mean and mean square of every channel of a picture."""
    flat = array.reshape(array.shape[0], array.shape[1], -1)[0].astype(np.float64)
    return np.stack((flat.mean(axis=1), np.square(flat).mean(axis=1)))


def _shares(outputs: Mapping[str, Array]) -> Array | None:
    """A probability for each class, where the outputs are one list of classes."""
    lists = list(_lists(outputs))
    if len(lists) != 1:
        return None
    scores = lists[0]
    if not np.isfinite(scores).all():
        return np.full(len(scores), 1 / len(scores))  # says nothing about the picture
    if scores.min() >= 0 and abs(scores.sum() - 1) < 0.01:
        return np.asarray(scores / scores.sum())
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def _lists(outputs: Mapping[str, Array]) -> Iterator[Array]:
    for name, array in outputs.items():
        found = answers.said({name: array})
        if found is not None and found.whole:
            yield found.scores


def _entropies(shares: Array) -> Array:
    return np.asarray(-np.sum(shares * np.log(shares + _DUST), axis=1))
