"""Outputs that are two maps per grid, the sides of boxes and the classes, as YOLOv8, v10, 11 and 26 end before they are decoded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected, detected
from pipecheck.probe.scores.detection.decoders.asking import (
    Asked,
    Form,
    Map,
    Shapes,
    are_chances,
    log_odds,
    misfit,
    picked,
    places,
    sigmoid,
)

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_GRIDS = range(2, 6)
_SPREAD = 64
"""Each side of a box is spread over so many numbers, and four of them make a box."""
_PLAIN = 4


_Pair: TypeAlias = "tuple[Map, Map]"


def _count(shapes: Shapes, asked: Asked, sides: int) -> int | None:
    pairs = _pairs(shapes, asked, sides)
    return None if pairs is None else pairs[1][0][1].numbers


def _read(outputs: Mapping[str, Array], asked: Asked, sides: int) -> Detected:
    """The boxes around the cells whose classes are likely enough."""
    found = _pairs({name: each.shape for name, each in outputs.items()}, asked, sides)
    if found is None or asked.size is None:
        misfit(outputs, asked)
    first, pairs = found
    likely = [_rows(outputs[classes.name], first=first) for _, classes in pairs]
    ready = are_chances(likely)
    corners, scores, kinds = [], [], []
    for scored, (box, _) in zip(likely, pairs, strict=True):
        rows, classes, values = picked(scored, asked.floor if ready else log_odds(asked.floor), several=asked.several)
        reach = _reach(_rows(outputs[box.name], first=first)[rows].astype(np.float64))
        middles = places(box.height, box.width)[rows] + 0.5
        with np.errstate(over="ignore", invalid="ignore"):
            corners.append(np.concatenate([middles - reach[:, :2], middles + reach[:, 2:]], axis=1) * box.stride(asked.size))
        scores.append(values if ready else sigmoid(values))
        kinds.append(classes)
    return detected(np.concatenate(corners), np.concatenate(scores), np.concatenate(kinds))


def _reach(sides: Array) -> Array:
    """How far a box reaches to the left, top, right and bottom, in cells: the mean of what its numbers say where it is spread."""
    if sides.shape[1] == _PLAIN:
        return sides
    spread = sides.reshape(len(sides), 4, sides.shape[1] // 4)
    with np.errstate(invalid="ignore", over="ignore"):
        weights = np.exp(spread - spread.max(axis=2, keepdims=True))
        made: Array = (weights * np.arange(spread.shape[2])).sum(axis=2) / weights.sum(axis=2)
    return made


def _rows(array: Array, *, first: bool) -> Array:
    """The map with a row per cell; its numbers stand before rows and columns if *first*."""
    rows: Array = array[0].reshape(array.shape[1], -1).T if first else array.reshape(-1, array.shape[3])
    return rows


def _pairs(shapes: Shapes, asked: Asked, sides: int) -> tuple[bool, list[_Pair]] | None:
    """Whether numbers stand first, and each grid's maps of sides and of classes, the finest first; None where none can be told."""
    for first in (True, False):
        maps = [_map(name, shape, first=first) for name, shape in shapes.items() if len(shape) == 4 and shape[0] == 1 and all(shape)]
        if asked.classes is not None:
            maps = [each for each in maps if each.numbers in (sides, asked.classes)]
        grids: dict[tuple[int, int], list[Map]] = {}
        for each in maps:
            grids.setdefault((each.height, each.width), []).append(each)
        pairs = [pair for key in sorted(grids, reverse=True) if (pair := _pair(grids[key], sides)) is not None]
        if len(pairs) == len(grids) and _are_one_network(pairs, asked):
            return first, pairs
    return None


def _map(name: str, shape: tuple[int, ...], *, first: bool) -> Map:
    channels, height, width = (shape[1], shape[2], shape[3]) if first else (shape[3], shape[1], shape[2])
    return Map(name=name, height=height, width=width, numbers=channels)


def _pair(maps: list[Map], sides: int) -> _Pair | None:
    boxes, classes = ([each for each in maps if (each.numbers == sides) == wanted] for wanted in (True, False))
    return (boxes[0], classes[0]) if len(boxes) == len(classes) == 1 else None


def _are_one_network(pairs: list[_Pair], asked: Asked) -> bool:
    if len(pairs) not in _GRIDS or len({classes.numbers for _, classes in pairs}) != 1:
        return False
    return asked.size is None or None not in {box.stride(asked.size) for box, _ in pairs}


SPREAD = Form(partial(_count, sides=_SPREAD), partial(_read, sides=_SPREAD))
PLAIN = Form(partial(_count, sides=_PLAIN), partial(_read, sides=_PLAIN))
