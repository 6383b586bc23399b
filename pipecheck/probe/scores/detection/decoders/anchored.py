"""Outputs that are one map per grid, with three boxes to a cell, as YOLOv3, v5 and v7 end before they are decoded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from pipecheck.probe.scores.detection.boxes import Detected
from pipecheck.probe.scores.detection.decoders.asking import (
    Asked,
    Form,
    Map,
    Shapes,
    are_chances,
    centered,
    log_odds,
    misfit,
    picked,
    places,
    refuse,
    sigmoid,
)

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

Anchors: TypeAlias = "tuple[tuple[tuple[int, int], ...], ...]"
_COMMON: Anchors = (((10, 13), (16, 30), (33, 23)), ((30, 61), (62, 45), (59, 119)), ((116, 90), (156, 198), (373, 326)))
_SEVENTH: Anchors = (((12, 16), (19, 36), (40, 28)), ((36, 75), (76, 55), (72, 146)), ((142, 110), (192, 243), (459, 401)))
"""What boxes are multiples of, on the grids of 8, 16 and 32 pixels."""
_STRIDES = (8, 16, 32)
_PER_CELL = 3
_SURE = 5
Order = Literal["first", "last", "apart", "within"]
"""Where the numbers of a box stand: before rows and columns, after them, or after them with the boxes of a cell on an axis of their own."""
_ORDERS: tuple[Order, ...] = ("first", "last", "apart", "within")


def _count(shapes: Shapes, asked: Asked) -> int | None:
    found = _found(shapes, asked)
    return None if found is None else found[1][0].numbers - _SURE


def _read(outputs: Mapping[str, Array], asked: Asked, anchors: Anchors, *, powers: bool) -> Detected:
    """The boxes around every cell; *powers*: their sides are powers of e, as in YOLOv3, and not squares."""
    found = _found({name: each.shape for name, each in outputs.items()}, asked)
    if found is None or asked.size is None:
        misfit(outputs, asked)
    order, maps = found
    rows = [_rows(outputs[each.name], each, order) for each in maps]
    ready = are_chances(rows)
    if ready and powers:
        refuse("all outputs are chances, so the sides of YOLOv3's boxes are lost")
    least = asked.floor if ready else log_odds(asked.floor)
    boxes, scores = [], []
    for head, each, given in zip(rows, maps, anchors, strict=True):
        use = np.flatnonzero(head[:, _SURE - 1] > least)
        chances = head[use].astype(np.float64) if ready else sigmoid(head[use])
        with np.errstate(over="ignore", invalid="ignore"):
            sides = np.exp(head[use, 2:4].astype(np.float64)) if powers else 4 * chances[:, 2:4] ** 2
            at = places(each.height, each.width)[use // _PER_CELL]
            middles = at + (chances[:, :2] if powers else 2 * chances[:, :2] - 0.5)
            boxes.append(np.concatenate([middles * each.stride(asked.size), sides * np.asarray(given)[use % _PER_CELL]], axis=1))
        scores.append(chances[:, _SURE:] * chances[:, _SURE - 1 : _SURE])
    every = np.concatenate(boxes)
    chosen, classes, values = picked(np.concatenate(scores), asked.floor, several=asked.several)
    return centered(every[chosen, :2], every[chosen, 2:], values, classes)


def _rows(array: Array, of: Map, order: Order) -> Array:
    """The map with a row per box, cell by cell."""
    shape = of.height, of.width, _PER_CELL, of.numbers
    if order == "first":
        array = array.reshape(_PER_CELL, of.numbers, of.height, of.width).transpose(2, 3, 0, 1)
    elif order == "apart":
        array = array.reshape(_PER_CELL, of.height, of.width, of.numbers).transpose(1, 2, 0, 3)
    return array.reshape(shape).reshape(-1, of.numbers)


def _found(shapes: Shapes, asked: Asked) -> tuple[Order, list[Map]] | None:
    """The three maps, the finest first, and how they are ordered."""
    for order in _ORDERS:
        maps = [each for name, shape in shapes.items() if (each := _map(name, shape, order, asked)) is not None]
        maps.sort(key=lambda each: -each.height)
        if len(maps) == len(_STRIDES) and len({each.numbers for each in maps}) == 1 and _are_halved(maps, asked):
            return order, maps
    return None


def _map(name: str, shape: tuple[int, ...], order: Order, asked: Asked) -> Map | None:
    match order, shape:
        case ("first", (1, channels, height, width)) | ("last", (1, height, width, channels)) if channels % _PER_CELL == 0:
            numbers = channels // _PER_CELL
        case ("apart", (1, 3, height, width, numbers)) | ("within", (1, height, width, 3, numbers)):
            pass
        case _:
            return None
    fits = numbers > _SURE if asked.classes is None else numbers == _SURE + asked.classes
    return Map(name=name, height=height, width=width, numbers=numbers) if fits and height and width else None


def _are_halved(maps: list[Map], asked: Asked) -> bool:
    if asked.size is not None:
        return tuple(each.stride(asked.size) for each in maps) == _STRIDES
    fine, middle, coarse = maps
    return (fine.height, fine.width) == (2 * middle.height, 2 * middle.width) == (4 * coarse.height, 4 * coarse.width)


V3 = Form(_count, partial(_read, anchors=_COMMON, powers=True))
V5 = Form(_count, partial(_read, anchors=_COMMON, powers=False))
V7 = Form(_count, partial(_read, anchors=_SEVENTH, powers=False))
