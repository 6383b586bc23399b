"""What outputs say for a preprocessing where there are no labels: whether answers tell pictures apart, and fit what batch norms learned.

Measured on trained networks: the information that answers hold about pictures is largest for the right preprocessing, and channel order
shows in it; what flows into batch norms shows wrong constants, and hardly the channel order. How sure the answers are shows nothing: the
surest come from pixels that were not normalised at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper

from pipecheck.probe.hypotheses.running import Outputs
from pipecheck.probe.scores import answers
from pipecheck.sources import onnxfile
from pipecheck_transformers.pixels import Array

LAYERS = 6
"""So many batch norms are looked at, the first ones."""
_INPUTS = 5
_DUST = 1e-12
_EPSILON = 1e-5
_FEWEST = 3
_ROUNDED = 0.01
_LEAST = 1e-30
_SPREAD = 3.0
"""How far scores are spread before they are compared; a network that was trained to be sure has as much."""
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
    """What the outputs for one picture hold: a *score* for each class, and first and second *moments* of what batch norms take."""

    scores: Array | None
    moments: tuple[Array, ...]


def exposed(path: Path) -> tuple[str, ...]:
    """The tensors of the model *path* that tell more where there are no labels, to be exposed when it is loaded."""
    return tuple(norm.tensor for norm in norms(path))


def norms(path: Path) -> tuple[Norm, ...]:
    """The first batch norms of the model *path* that were not folded, but for those that take an input as it comes."""
    graph = onnxfile.model(path).graph
    made = {name for node in graph.node for name in node.output}
    weights = {tensor.name: tensor for tensor in graph.initializer if tensor.data_location == onnx.TensorProto.DEFAULT}
    nodes = (node for node in graph.node if node.op_type == "BatchNormalization" and len(node.input) == _INPUTS and node.input[0] in made)
    learned = (norm for node in nodes if (norm := _norm(node.input[0], [weights.get(name) for name in node.input[3:]])) is not None)
    return tuple(islice(learned, LAYERS))


def _norm(tensor: str, held: Sequence[Any]) -> Norm | None:
    """The norm of *tensor* with the mean and the variance that are *held* in the file; None where they are not, or are broken."""
    try:
        mean, variance = (numpy_helper.to_array(each).astype(np.float64).reshape(-1) for each in held if each is not None)
    except ValueError:
        return None
    return Norm(tensor=tensor, mean=mean, variance=variance) if len(mean) == len(variance) else None


def sign(outputs: Outputs, learned: Sequence[Norm], *, classes: bool) -> Sign:
    """What *outputs* hold, those for batch norms apart, which *learned* are there; *classes*: the others may be a list of classes."""
    inner = {norm.tensor for norm in learned}
    outer = {name: array for name, array in outputs.items() if name not in inner}
    return Sign(scores=_scores(outer) if classes else None, moments=tuple(_moments(outputs[norm.tensor]) for norm in learned))


def per_picture(signs: Sequence[Sign], learned: Sequence[Norm]) -> Array:
    """What each picture adds to the signal of a preprocessing, whose mean it is nearly, and to what confirms it: layers × pictures.

    These are the pseudo-values of the jackknife: a signal is no mean, and still two preprocessings can be compared picture by picture.
    What confirms it are the answers alone with as much contrast as those of every other preprocessing: pixels with more contrast make a
    network surer that is not sure enough, and its answers not better.
    """
    scores = _together(signs)
    fits = _fit_without(signs, learned)
    whole = signal(signs, learned)
    if len(signs) < _FEWEST or (scores is None and fits is None):
        return np.full((1, len(signs)), whole)
    if scores is None:
        return _pseudo(whole, np.asarray(fits))[np.newaxis]
    told = _told_without(_softmax(scores))
    even = _softmax(_evened(scores))
    return np.stack((_pseudo(whole, told if fits is None else told * fits), _pseudo(_told(even), _told_without(even))))


def signal(signs: Sequence[Sign], learned: Sequence[Norm]) -> float:
    """Between 0 and 1 how much the outputs for all pictures speak for what made them."""
    scores = _together(signs)
    parts = [] if scores is None else [_told(_softmax(scores))]
    parts += [_fit(_means(signs), learned)] if signs[0].moments else []
    return float(np.prod(parts)) if parts else 0.0


def _pseudo(whole: float, without: Array) -> Array:
    return np.asarray(len(without) * whole - (len(without) - 1) * without)


def _together(signs: Sequence[Sign]) -> Array | None:
    found = [each.scores for each in signs if each.scores is not None]
    return np.stack(found) if len(found) == len(signs) else None


def _softmax(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _evened(scores: Array) -> Array:
    """*scores* that are spread alike over the classes, on average over the pictures."""
    return np.asarray(_SPREAD * (scores - scores.mean(axis=1, keepdims=True)) / (scores.std(axis=1).mean() + _DUST))


def _told(shares: Array) -> float:
    """Which part of what answers could tell about pictures they tell: none if all are alike, none if all are undecided."""
    return float(_information(shares.mean(axis=0)[np.newaxis], _entropies(shares).mean(keepdims=True), shares.shape)[0])


def _told_without(shares: Array) -> Array:
    """The same with each picture left out."""
    count, entropies = len(shares), _entropies(shares)
    rest = (shares.sum(axis=0) - shares) / (count - 1)
    return _information(rest, (entropies.sum() - entropies) / (count - 1), shares.shape)


def _information(marginals: Array, entropies: Array, shape: tuple[int, ...]) -> Array:
    return np.asarray(np.clip((_entropies(marginals) - entropies) / np.log(max(min(shape), 2)), 0.0, 1.0))


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


def _scores(outputs: Mapping[str, Array]) -> Array | None:
    """A score for each class, of which softmax makes probabilities, where the outputs are one list of classes."""
    lists = list(_lists(outputs))
    if len(lists) != 1:
        return None
    scores = lists[0]
    if not np.isfinite(scores).all():
        return np.zeros(len(scores))  # says nothing about the picture
    known = scores.min() >= 0 and abs(scores.sum() - 1) < _ROUNDED
    return np.log(np.maximum(scores, _LEAST)) if known else np.asarray(scores)


def _lists(outputs: Mapping[str, Array]) -> Iterator[Array]:
    for name, array in outputs.items():
        found = answers.said({name: array})
        if found is not None and found.whole:
            yield found.scores


def _entropies(shares: Array) -> Array:
    return np.asarray(-np.sum(shares * np.log(shares + _DUST), axis=1))
