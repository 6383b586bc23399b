"""A tensor on its way through a program, as far as it can be known without running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipecheck.findings import Origin
from pipecheck.spec.facts import Arrangement, ColorState, Decode, Fact, Placed, Values
from pipecheck.spec.program import Aspect, Decoded, Step
from pipecheck_transformers.words import Color, DType

_DECODED: tuple[Aspect, ...] = ("decode", "color", "layout", "dtype")
"""The aspects that decoding settles; the other two begin as nothing done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The six aspects so far (None: unknown), and per aspect the places and the convention behind it."""

    decode: Decode | None
    geometry: tuple[Placed, ...] | None
    color: ColorState | None
    values: Values | None
    layout: Arrangement | None
    dtype: DType | None
    origins: Mapping[Aspect, tuple[Origin, ...]] = field(default_factory=dict)
    assumed: Mapping[Aspect, str] = field(default_factory=dict)

    def touched(self, aspect: Aspect, step: Step, **changes: Any) -> State:
        """This state with *changes*, and *step* as one more reason for *aspect*."""
        origins = dict(self.origins)
        if step.origin is not None and step.origin not in self.origins_of(aspect):
            origins[aspect] = (*self.origins_of(aspect), step.origin)
        assumed = {**self.assumed, aspect: step.assumed} if step.assumed else self.assumed
        return replace(self, **changes, origins=origins, assumed=assumed)

    def forget(self, touches: frozenset[Aspect], step: Step) -> State:
        """This state after a step that made the aspects in *touches* unknown."""
        origin = () if step.origin is None else (step.origin,)
        unknown: dict[str, Any] = dict.fromkeys(touches)
        return replace(
            self,
            **unknown,
            origins={**self.origins, **dict.fromkeys(touches, origin)},
            assumed={aspect: text for aspect, text in self.assumed.items() if aspect not in touches},
        )

    def fact(self, aspect: Aspect) -> Fact[Any]:
        """What is known of *aspect*."""
        return Fact(getattr(self, aspect), self.origins_of(aspect), self.assumed.get(aspect))

    def origins_of(self, aspect: Aspect) -> tuple[Origin, ...]:
        return self.origins.get(aspect, ())


def begin(decoded: Decoded) -> State:
    """The state of what was decoded."""
    color = decoded.color
    return State(
        decode=None if decoded.library is None else Decode(decoded.library, decoded.exif),
        geometry=(),
        color=None if color is None else _known_color(color, decoded),
        values=Values(),
        layout=decoded.layout,
        dtype=decoded.dtype,
        origins={} if decoded.origin is None else dict.fromkeys(_DECODED, (decoded.origin,)),
        assumed={"color": decoded.assumed, "decode": decoded.assumed} if decoded.assumed else {},
    )


def _known_color(color: Color, decoded: Decoded) -> ColorState:
    """The color state of a freshly decoded picture."""
    return ColorState(color, range=decoded.range if color in ("yuv444", "nv12") else None, colorless=color == "gray")
