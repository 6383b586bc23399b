"""What a transformer of the toolchain's samples is here: a step of a chain that also works by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from pipecheck_transformers.errors import StepError
from pipecheck_transformers.ops import Layout, Op

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array, Pixels

_LAYOUTS: dict[str, Layout] = {"CHW": "chw", "HWC": "hwc"}


@dataclass(frozen=True, slots=True)
class Transformer:
    """The operations *ops* that go by *name*, written for pictures in *layout*, or in either where it is None.

    A chain knows what its picture is. Called by itself, a transformer takes an array for what it was written for, unless the shape
    says otherwise.
    """

    name: str
    ops: tuple[Op, ...]
    layout: Layout | None = None

    @overload
    def __call__(self, data: Array) -> Array: ...
    @overload
    def __call__(self, data: list[Array]) -> list[Array]: ...
    def __call__(self, data: Any) -> Any:
        """The array that the operations make of an array; of a list, a list, as the samples hand their pictures on."""
        if isinstance(data, list):
            return [self(array) for array in data]
        from pipecheck_transformers.apply import applied

        try:
            return applied(self.ops, self._start(data)).array
        except StepError as e:
            raise StepError(f"{self.name}: {e}") from e

    def after(self, layout: Layout) -> tuple[Op, ...]:
        """The operations on a picture in *layout*; `StepError` where they were written for the other one."""
        if self.layout not in (None, layout):
            raise StepError(f"{self.name}: written for {self.layout}, the picture is {layout} here")
        return self.ops

    def _start(self, array: Array) -> Pixels:
        from pipecheck_transformers.pixels import Pixels

        if array.ndim == 2:  # a gray picture as most libraries hold it
            array = array[None] if self.layout == "chw" else array[:, :, None]
        shape = "×".join(map(str, array.shape))
        if array.ndim != 3:
            raise StepError(f"a picture has three axes, this one is {shape}")
        seen = _layout_of_shape(array)
        if self.layout and seen and self.layout != seen:
            raise StepError(f"written for {self.layout}, a picture of {shape} is {seen}")
        # The samples' conversions all name their source, so the color that a picture starts with is never looked at.
        return Pixels(array, "bgr", self.layout or seen or "hwc")


def layout_of(data_format: str) -> Layout:
    """The layout that the samples' *data_format* means."""
    if data_format not in _LAYOUTS:
        raise ValueError(f"data_format is {data_format!r}, not 'CHW' or 'HWC'")
    return _LAYOUTS[data_format]


def _layout_of_shape(array: Array) -> Layout | None:
    """The layout that the shape gives away, None where it could be both or neither."""
    first, last = (array.shape[axis] in (1, 3) for axis in (0, 2))
    if first == last:
        return None
    return "chw" if first else "hwc"
