"""The declared source with one thing changed: who reads the picture, what it is resized with, or the color around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from typing import Any, Literal, cast

import cv2
import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.identify.geometry import fits
from pipecheck.probe.identify.geometry.kernels import Kernel, fitted, kernels, like
from pipecheck.probe.identify.geometry.policies import Guess
from pipecheck.probe.tensors.matching import comparing
from pipecheck.probe.tensors.matching.declared import Declared, ready
from pipecheck.spec import Opaque, Placed, Program, Random, Spec, Step, affine, canonical, sampling
from pipecheck.spec.frames import frame
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.ops import Geometry
from pipecheck_transformers.pixels import Array

_READERS: tuple[tuple[Literal["opencv", "pil", "skimage"], bool], ...] = (
    ("opencv", True), ("opencv", False), ("pil", False), ("pil", True), ("skimage", False),
)  # fmt: skip
_NEAR = 3.0
"""Levels in the mean between two libraries' kernels of one name."""
_EQUAL, _UNRELATED, _MOST = 0.25, 10.0, 8
"""Policies that cannot be told apart on one picture, and what is no explanation at all, in levels; so many of them are tried."""


def readers(declared: Declared, picture: Path) -> Iterator[Declared]:
    """*declared* with the readers that see something else in *picture*."""
    seen = [_decoded(declared.program, picture)]
    for library, exif in sorted(_READERS, key=lambda each: each[0] != declared.program.decoded.library):
        other = ready(replace(declared.program, decoded=replace(declared.program.decoded, library=library, exif=exif)))
        pixels = _decoded(other.program, picture) if other else None
        if other is not None and pixels is not None and not any(each is not None and np.array_equal(pixels, each) for each in seen):
            seen.append(pixels)
            yield other


def resizers(declared: Declared, picture: Path, held: Array) -> Iterator[Declared]:
    """*declared* with Pillow's and OpenCV's kernels, which are fast, then with those of others whose like come close to *held*."""
    fast: dict[Kernel, float] = {}
    rest: list[tuple[Kernel, Declared]] = []
    for kernel in kernels(None):
        other = _with_kernel(declared.program, kernel)
        if other is None:
            continue
        if like(kernel) != kernel:
            rest.append((kernel, other))
            continue
        made = other.made(picture)
        fast[kernel] = mean(other, held, made) if made is not None else np.inf
        yield other
    least = min(fast.values(), default=np.inf)
    yield from (other for kernel, other in rest if fast.get(like(kernel), 0.0) <= least + _NEAR)


def borders(declared: Declared, picture: Path, held: Array) -> Iterator[Declared]:
    """*declared* with its one border in the color that *held* has there."""
    steps = declared.program.steps
    filling = [index for index, step in enumerate(steps) if getattr(step.op, "fill", None) is not None]
    values, pixels = declared.spec.values.value, _decoded(declared.program, picture)
    back = affine.inverse(values.affine) if values is not None else None
    if len(filling) != 1 or back is None or pixels is None or (around := _around(declared.spec, pixels, held)) is None:
        return
    at = filling[0]
    before = canonical(replace(declared.program, steps=steps[:at]))
    if before.values.value is None:
        return
    levels = np.round(around * back.scale + back.bias, 2)
    mirrored = _name(before) != _name(declared.spec)
    part = before.values.value.affine
    fill = (levels[::-1] if mirrored else levels) * part.scale + part.bias
    changed = replace(cast("Any", steps[at].op), fill=tuple(map(float, fill)) if len(set(fill)) > 1 else float(fill[0]))
    other = ready(replace(declared.program, steps=(*steps[:at], replace(steps[at], op=changed), *steps[at + 1 :])))
    yield from (other,) if other is not None else ()


def _around(spec: Spec, pixels: Array, held: Array) -> Array | None:
    """The color of *held* where a picture does not show, None where it shows everywhere."""
    seen = frame(spec.geometry.value, *pixels.shape[:2]) if spec.geometry.value else None
    if seen is None or seen.size != held.shape[:2]:
        return None
    outside = np.ones(held.shape[:2], bool)
    rows, columns = (slice(max(floor(axis.begin) - 1, 0), ceil(axis.end) + 1) for axis in (seen.rows, seen.columns))
    outside[rows, columns] = False
    return np.median(held[outside].astype(np.float64), axis=0) if outside.any() else None


def _name(spec: Spec) -> str | None:
    return spec.color.value.name if spec.color.value else None


def policies(declared: Declared, picture: Path, held: Array, until: Clock) -> list[Declared]:
    """*declared* with the geometries that put *picture* where *held* shows it, and the kernel that it has."""
    pixels = _decoded(declared.program, picture)
    if pixels is None or pixels.shape[2] != held.shape[2]:
        return []
    try:
        ranked = fits.ranked(pixels, held.astype(np.float64), held.shape[:2], until)
    except (PipecheckError, ToolkitError, ValueError, MemoryError, cv2.error):  # the time is up, or the file is no picture
        return []
    close = [fit.guess for fit in ranked if fit.levels <= min(ranked[0].levels + _EQUAL, _UNRELATED)]
    found = (_with_geometry(declared, guess) for guess in close[:_MOST])
    return [each for each in found if each is not None]


def _with_geometry(declared: Declared, guess: Guess) -> Declared | None:
    steps = declared.program.steps
    moving = [index for index, step in enumerate(steps) if isinstance(step.op, Geometry)]
    kernel = next((_kernel(step) for step in declared.spec.geometry.value or () if sampling.kernel(step) is not None), None)
    at = moving[0] if moving else 0
    geometry = fitted(guess, kernel) if kernel else guess
    placed = tuple(Step(op, steps[at].origin if moving else None) for op in geometry or guess)
    rest = tuple(step for index, step in enumerate(steps) if index > at and index not in moving)
    return ready(replace(declared.program, steps=(*steps[:at], *placed, *(rest if moving else steps))))


def _kernel(step: Placed) -> Kernel | None:
    found = sampling.kernel(step)
    return Kernel(found.library, found.name, getattr(step.op, "antialias", None)) if found else None


def mean(declared: Declared, held: Array, made: Array) -> float:
    """How many levels lie between *held* and what *declared* *made*, on the average of some pixels."""
    if held.shape != made.shape:
        return np.inf
    return float(comparing.apart(held[::3, ::3], made[::3, ::3], declared.level(made)).mean())


def _decoded(program: Program, picture: Path) -> Array | None:
    read = ready(replace(program, steps=()))
    return read.made(picture) if read else None


def _with_kernel(program: Program, kernel: Kernel) -> Declared | None:
    """*program* with every resize by *kernel*; None where that changes nothing, or cannot be."""
    steps = []
    for step in program.steps:
        if isinstance(step.op, Opaque | Random):
            return None
        changed = fitted([step.op], kernel) if isinstance(step.op, Geometry) else (step.op,)
        if changed is None:
            return None
        steps.append(replace(step, op=changed[0]))
    other = replace(program, steps=tuple(steps))
    return ready(other) if other != program else None
