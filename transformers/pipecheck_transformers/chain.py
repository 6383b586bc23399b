"""A preprocessing chain: immutable, comparable, and callable on a picture, a path or a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, overload, runtime_checkable

from pipecheck_transformers import readers, spelling
from pipecheck_transformers.errors import ReadError, StepError, ToolkitError
from pipecheck_transformers.ops import Layout, Op, Read, Reinterpret, Transpose

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array, Pixels

Progress = Callable[[int, int], None]
Broken = Callable[[ReadError | StepError], None]


@runtime_checkable
class Fragment(Protocol):
    """One step to its user, several operations to a chain."""

    def after(self, layout: Layout) -> tuple[Op, ...]:
        """The operations on a picture in *layout*; `StepError` where they were written for the other one."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Chain:
    """The operations *ops* after the reader *read*; another chain or a fragment among the operations gives its own."""

    ops: tuple[Op, ...]
    read: Read

    def __init__(self, ops: Iterable[Op | Chain | Fragment] = (), *, read: Read | None = None) -> None:
        object.__setattr__(self, "ops", tuple(_flat(ops)))
        object.__setattr__(self, "read", read or readers.opencv())

    @overload
    def __call__(self, source: Array) -> Array: ...
    @overload
    def __call__(self, source: list[Array]) -> list[Array]: ...
    @overload
    def __call__(self, source: str | os.PathLike[str]) -> Any: ...
    def __call__(self, source: Any) -> Any:
        """The tensor made of a picture or of a picture file; of a list, a list; of a folder, what `over` gives."""
        if isinstance(source, list):
            return [self(picture) for picture in source]
        if isinstance(source, str | os.PathLike) and os.path.isdir(source) and os.fspath(source):  # noqa: PTH112  # takes any name
            return self.over(source)
        *_, (_, last) = self.steps(source)
        return last.array

    def steps(self, source: Array | str | os.PathLike[str]) -> Iterator[tuple[Op | Read, Pixels]]:
        """The picture as it was read, then as it stands after each operation."""
        from pipecheck_transformers.apply import apply

        pixels = self._start(source)
        yield self.read, pixels
        for index, op in enumerate(self.ops):
            try:
                pixels = apply(op, pixels)
            except StepError as e:
                raise StepError(f"step {index + 1}, {spelling.spell(op)}: {e}") from e
            yield op, pixels

    def over(
        self,
        source: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
        *,
        threads: int | None = None,
        progress: Progress | None = None,
        broken: Broken | None = None,
    ) -> Iterator[tuple[Path, Array]]:
        """The pictures of a folder (or the listed ones) with their tensors, in order, never more than a few in memory.

        *progress* is told how many of how many are done. A picture that cannot be read, or does not fit, raises, or is passed to
        *broken* and left out.
        """
        from pipecheck_transformers.folder import run

        return run(self, source, threads=threads, progress=progress, broken=broken)

    def __add__(self, other: Chain) -> Chain:
        return Chain([self, other], read=self.read)

    def __repr__(self) -> str:
        lines = "".join(f"    {spelling.spell(op)},\n" for op in self.ops)
        return f"Chain([\n{lines}], read={spelling.spell(self.read)})"

    def to_yaml(self) -> str:
        """This chain as a YAML document that `from_yaml` reads back."""
        import yaml

        steps = [{type(op).__name__: spelling.to_data(op)} if spelling.to_data(op) else type(op).__name__ for op in self.ops]
        return str(yaml.safe_dump({"read": spelling.to_data(self.read), "steps": steps}, sort_keys=False))

    @classmethod
    def from_yaml(cls, text: str, name: str = "chain") -> Chain:
        """The chain that *text* spells; *name* stands in front of complaints about it."""
        import yaml

        try:
            data = yaml.safe_load(text)
        except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError) as e:  # the library lets odd scalars through
            raise ToolkitError(f"{name}: not YAML: {' '.join(str(e).split())}") from e
        return cls.from_data(data, name)

    @classmethod
    def from_data(cls, data: object, name: str = "chain") -> Chain:
        """The chain in *data*, as `to_yaml` spells it."""
        match data:
            case {"steps": list(steps), **rest} if not set(rest) - {"read"}:
                read = spelling.read_from_data(rest["read"], f"{name}: read") if "read" in rest else None
                return cls([spelling.step_from_data(step, f"{name}: step {i}") for i, step in enumerate(steps, 1)], read=read)
            case _:
                raise ToolkitError(f"{name}: a chain is `steps: [...]` with an optional `read: {{...}}`")

    def _start(self, source: Array | str | os.PathLike[str]) -> Pixels:
        from pipecheck_transformers.pixels import Pixels  # a chain that is only compared needs no arrays

        array = readers.read(self.read, source) if isinstance(source, str | os.PathLike) else self._array(source)
        if array.ndim == 2:  # a gray picture as most libraries hold it
            array = array[:, :, None]
        expected = 1 if self.read.color == "gray" else 3
        if array.ndim != 3 or array.shape[2] != expected:
            shape = "×".join(map(str, array.shape))
            raise StepError(f"a {self.read.color} picture is height × width × {expected}, this one is {shape}")
        if not array.size:
            raise StepError("a picture without a single pixel")
        return Pixels(array, self.read.color)

    def _array(self, source: Any) -> Array:
        """*source* as an array; a Pillow picture is converted to the color that this chain reads."""
        if hasattr(source, "convert") and hasattr(source, "mode"):
            import numpy as np

            array: Array = np.asarray(source.convert("L" if self.read.color == "gray" else "RGB"))
            return array[:, :, ::-1] if self.read.color == "bgr" else array
        if not hasattr(source, "ndim"):
            raise ToolkitError(
                f"a chain takes an array, a Pillow picture, a path, a folder or a list of arrays, not {type(source).__name__}"
            )
        return source  # type: ignore[no-any-return]


def _flat(parts: Iterable[Op | Chain | Fragment]) -> Iterator[Op]:
    layout: Layout = "hwc"  # every reader's
    for part in parts:
        match part:
            case Chain():
                ops = part.ops
            case Fragment():
                ops = part.after(layout)
            case _:
                ops = (part,)
        yield from map(spelling.checked, ops)
        layout = next((op.layout for op in reversed(ops) if isinstance(op, Transpose | Reinterpret)), layout)
