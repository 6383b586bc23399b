"""A picture on its way through a source: what has been done to it, and what the next step is handed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from pipecheck.findings import Origin
from pipecheck.spec import ASPECTS, Aspect, Opaque, Program, Random, Step

if TYPE_CHECKING:
    from pipecheck_transformers.ops import Op
    from pipecheck_transformers.words import DType, Layout

Kind = Literal["pil", "array", "tensor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The *program* so far, and the thing in hand: a Pillow picture, a NumPy array or a torch tensor, with its dtype and axes.

    *kind*, *dtype* and *layout* are None where they are not known; *gray* says that there is a single channel, *batched* that there is an
    axis for several pictures in front, *flat* that a single channel has no axis of its own (None: by habit a tensor's
    has one, an array's has none).
    """

    program: Program
    kind: Kind | None
    dtype: DType | None = "uint8"
    layout: Layout | None = "hwc"
    gray: bool = False
    batched: bool = False
    flat: bool | None = None

    def do(self, *ops: Op, origin: Origin | None, assumed: str | None = None, kernel_only: bool = False, **now: Any) -> Picture:
        """This picture after *ops*, and what it is *now*: `kind`, `dtype`, `layout`, `gray`, `batched`."""
        return self._with(tuple(Step(op, origin, assumed, kernel_only) for op in ops), now)

    def lose(self, text: str, origin: Origin | None, touches: frozenset[Aspect] = frozenset(ASPECTS), **now: Any) -> Picture:
        """This picture after a step that cannot be read."""
        unknown: dict[str, Any] = {aspect: None for aspect in ("dtype", "layout") if aspect in touches}
        return self._with((Step(Opaque(text, touches), origin),), {**unknown, **now})

    def chance(self, random: Random, origin: Origin | None) -> Picture:
        """This picture after a random step."""
        return self._with((Step(random, origin),), {})

    def _with(self, steps: tuple[Step, ...], now: dict[str, Any]) -> Picture:
        return replace(self, program=replace(self.program, steps=self.program.steps + steps), **now)
