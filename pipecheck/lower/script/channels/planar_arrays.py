"""Index arrays through the NumPy calls of a source: where every number of a planar picture ends up."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.script.measures.sizes import Sample
from pipecheck.sources.pyvalues import Call, Constant, Items, Reference, Value

Places = npt.NDArray[np.int64]
_SAME = (".copy", "numpy.array", "numpy.asarray", "numpy.ascontiguousarray", ".tobytes", "numpy.copy")
_FLAT = (".flatten", ".ravel", "numpy.ravel")
_LIKE = ("numpy.zeros_like", "numpy.empty_like", "numpy.ones_like", "numpy.full_like")
_EMPTY = ("numpy.zeros", "numpy.empty", "numpy.ones")
_JOINS = {
    "numpy.concatenate": np.concatenate, "numpy.hstack": np.hstack, "numpy.vstack": np.vstack, "numpy.stack": np.stack,
    "numpy.dstack": np.dstack,
    "numpy.column_stack": np.column_stack,
}  # fmt: skip


def arrangement(value: Value, planes: Call, size: tuple[int, int], at: Sample, *, v_first: bool) -> Literal["nv12", "whole", "part"]:
    """How *value* holds the numbers of *planes*, a picture of *size* in three planes: as NV12, in another order, or not all of them."""
    try:
        made = _Follower(planes, size, at).array(value).ravel()
    except (ValueError, IndexError, TypeError) as e:
        raise NotReadError(str(e)) from e
    luma, quarter = size[0] * size[1], size[0] * size[1] // 4
    first, second = (np.arange(luma + quarter * place, luma + quarter * (place + 1)) for place in (0, 1))
    chroma = np.stack([second, first] if v_first else [first, second], axis=-1).ravel()
    packed = np.concatenate([np.arange(luma), chroma])
    if made.shape == packed.shape and (made == packed).all():
        return "nv12"
    return "whole" if np.array_equal(np.sort(made), np.arange(luma + 2 * quarter)) else "part"


class _Follower:
    """Follows the numbers of *planes* through calls; those that are made elsewhere count as −1."""

    def __init__(self, planes: Call, size: tuple[int, int], at: Sample) -> None:
        height, width = size
        self.at = at
        self.known: dict[int, Places] = {id(planes): np.arange(height * 3 // 2 * width).reshape(height * 3 // 2, width)}

    def array(self, value: Value) -> Places:
        """The places of *value*."""
        if id(value) not in self.known:
            if not isinstance(value, Call):
                raise NotReadError("this is no array of numbers")
            self.known[id(value)] = self._made(value)
        return self.known[id(value)]

    def _made(self, call: Call) -> Places:
        name, args = call.name, call.args
        if name in _JOINS and isinstance(args[0], Items):
            words: dict[str, Any] = {word: self.at.value(value) for word, value in call.kwargs.items()}
            join: Any = _JOINS[name]
            joined: Places = join([self.array(part) for part in args[0].items], *map(self.at.value, args[1:]), **words)
            return joined
        if name in _EMPTY:
            empty: Places = np.full(self.at.value(args[0]), -1)
            return empty
        if name == "[]=":
            changed: Places = self.array(args[0]).copy()
            changed[self._index(args[1])] = self.array(args[2])
            return changed
        return self._of_one(name, self.array(args[0]), args[1:], call)

    def _of_one(self, name: str, inner: Places, rest: tuple[Value, ...], call: Call) -> Places:
        match name:
            case _ if name in _SAME or (name == ".astype" and _is_bytes(rest)):
                return inner
            case _ if name in _FLAT:
                return inner.ravel()
            case _ if name in _LIKE:
                return np.full_like(inner, -1)
            case "[]":
                part: Places = inner[self._index(rest[0])]
                return part
            case ".reshape" | "numpy.reshape" | ".transpose" | "numpy.transpose" | ".swapaxes" if not call.kwargs:
                turned: Places = getattr(inner, name.rsplit(".", 1)[-1])(*self._numbers(rest))
                return turned
            case "@T":
                upturned: Places = np.transpose(inner)
                return upturned
            case _:
                raise NotReadError(f"{name} is not followed")

    def _numbers(self, rest: tuple[Value, ...]) -> tuple[int, ...]:
        made = tuple(self.at.value(value) for value in rest)
        return made[0] if len(made) == 1 and isinstance(made[0], tuple) else made

    def _index(self, value: Value) -> Any:
        match value:
            case Items(items=items):
                return tuple(map(self._index, items))
            case Call(name="slice", args=args):
                return slice(*(self.at.value(arg) for arg in args))
            case Constant(value=inner) if inner is ... or inner is None:
                return inner
            case _:
                return self.at.value(value)


def _is_bytes(rest: tuple[Value, ...]) -> bool:
    return len(rest) == 1 and isinstance(rest[0], Reference) and rest[0].name == "numpy.uint8"
