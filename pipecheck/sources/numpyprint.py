"""What NumPy prints of picture tensors to the least and the largest value of every channel, piece by piece."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

DISTINCT, DEPTH, MOST = 16, 32, 400_000
_CHANNEL_AXIS = {"NCHW": 1, "NHWC": 3}
_TOKEN = re.compile(
    r"'(?P<name>[^'\n]*)'\s*:|(?P<end>\})|(?P<bracket>[\[\]])|dtype=\w+|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extremes:
    """What was printed of one channel: *distinct* are its values, as long as there are only a few; *whole* if all are integers."""

    lowest: float
    highest: float
    whole: bool
    distinct: tuple[float, ...] | None


@dataclass(slots=True)
class _Channel:
    """A channel that is still being read, changed in place because a log holds a million numbers."""

    lowest: float = float("inf")
    highest: float = float("-inf")
    whole: bool = True
    distinct: set[float] = field(default_factory=set)

    def take(self, value: float) -> None:
        self.lowest, self.highest = min(self.lowest, value), max(self.highest, value)
        self.whole = self.whole and value.is_integer()
        if len(self.distinct) <= DISTINCT:
            self.distinct.add(value)

    def result(self) -> Extremes:
        few = tuple(sorted(self.distinct)) if len(self.distinct) <= DISTINCT else None
        return Extremes(lowest=self.lowest, highest=self.highest, whole=self.whole, distinct=few)


def extremes(pieces: Iterable[str], layouts: Mapping[str, str | None]) -> dict[str, tuple[Extremes, ...]]:
    """The channels of each tensor in `{'name': [array(…), …], …}`, from the text after its opening brace to the brace that closes it.

    Only tensors named in *layouts* count; without a known layout, or with other than four axes, all values are one channel.
    """
    channels: dict[str, dict[int, _Channel]] = {}
    for name, axes, value in itertools.islice(_numbers(pieces), MOST):
        axis = _CHANNEL_AXIS.get(layouts.get(name) or "")
        index = axes[axis] if axis is not None and len(axes) == 4 else 0
        if name in layouts and index < DISTINCT:
            channels.setdefault(name, {}).setdefault(index, _Channel()).take(value)
    return {name: tuple(found[index].result() for index in sorted(found)) for name, found in channels.items()}


def _numbers(pieces: Iterable[str]) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Every number with the tensor it belongs to and its index on each axis; an axis that is printed with a gap counts on after it."""
    name, axes = "", [0]  # the first two count what is inside the dictionary and the list of arrays
    for token in (token for piece in pieces for token in _TOKEN.finditer(piece)):
        match token.lastgroup:
            case "name":
                name, axes = token["name"], [0]
            case "end":
                return
            case "bracket" if token[0] == "[" and len(axes) < DEPTH:
                axes.append(0)
            case "bracket" if token[0] == "]" and len(axes) > 1:
                axes.pop()
                axes[-1] += 1
            case "number" if len(axes) > 2:  # not those of `shape=(1, 3, 224, 224)`
                yield name, tuple(axes[2:]), float(token["number"])
                axes[-1] += 1
            case _:
                pass
