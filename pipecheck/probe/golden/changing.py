"""What sets the tensors of today apart from those that were kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pipecheck.evidence.pixels import Gap
from pipecheck.probe.golden.keeping import Kept
from pipecheck.probe.golden.making import Make
from pipecheck.probe.pixels import gaps
from pipecheck.probe.pixels.found import Cause
from pipecheck.probe.pixels.stages import apply
from pipecheck.spec import Affinity, Spec, Values, affine
from pipecheck_transformers.pixels import Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The tensor of the picture *name* is another one: of another *form*, as said in words, or as far away as *gap* says.

    Where it is not known what a level of 8 bits is, gaps are *bare*: in the units of the tensor. *cause* is what would explain most of it.
    """

    name: str
    form: str | None = None
    gap: Gap | None = None
    bare: bool = False
    cause: Cause | None = None

    @property
    def size(self) -> float:
        """By how much; another form is more than any difference."""
        return float("inf") if self.gap is None else self.gap.largest


def changes(kept: Kept, pictures: Mapping[str, Path], make: Make, spec: Callable[[], Spec | None], atol: float) -> Iterator[Change]:
    """The *pictures*, which go by name, of which *make* makes something that is more than *atol* levels from what is *kept*.

    What the tensors mean, *spec*, is asked for only where there is a difference.
    """
    for name in (each for each in kept.names if each not in pictures):
        yield Change(name=name, form="kept, but no picture of today")
    for name, picture in pictures.items():
        if name not in kept.names:
            yield Change(name=name, form="not kept")
            continue
        before, after = kept[name], make(picture)
        if (found := _change(name, before, after, spec)) is not None and not found.size <= atol:
            yield found


def _change(name: str, before: Array, after: Array, spec: Callable[[], Spec | None]) -> Change | None:
    if (before.shape, before.dtype) != (after.shape, after.dtype):
        return Change(name=name, form=f"{_form(before)} before, {_form(after)} now")
    if np.array_equal(before, after, equal_nan=before.dtype.kind == "f"):
        return None
    if not np.array_equal(np.isnan(before), np.isnan(after)):
        return Change(name=name, form="other numbers are NaN")
    means = spec()
    one, two = (_channels_last(np.nan_to_num(array), means) for array in (before, after))
    if means is None or means.values.value is None or len(gaps.level(means)) not in (1, one.shape[2]):
        apart = np.abs(one.astype(np.float64) - two)
        return Change(name=name, gap=Gap(largest=float(apart.max()), mean=float(apart.mean()), share=1.0), bare=True)
    return Change(name=name, gap=gaps.gap(one, two, means), cause=_cause(one, two, means, means.values.value))


def _cause(before: Array, after: Array, spec: Spec, values: Values) -> Cause | None:
    """What explains most of the difference between the pictures that the two were; constants differ from channel to channel."""
    back = affine.inverse(values.affine)
    if back is None:
        return None
    plain = replace(spec, values=replace(spec.values, value=Values(Affinity())))
    return gaps.cause(apply(back, before), apply(back, after), plain)


def _form(array: Array) -> str:
    return f"{'×'.join(map(str, array.shape)) or 'a number'} {array.dtype}"


def _channels_last(array: Array, spec: Spec | None) -> Array:
    """*array* as height × width × channels, as far as it is known how its axes lie."""
    if array.ndim != 3:
        return array.reshape(-1, 1, 1) if array.ndim != 2 else array[:, :, None]
    return np.moveaxis(array, 0, -1) if spec is not None and spec.layout.value == "chw" else array
