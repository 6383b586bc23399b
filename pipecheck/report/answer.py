"""The first line of `pipecheck diff`: what sets two sources apart, by what is written and by what they make of pictures."""

from __future__ import annotations

from pipecheck.evidence.pixels import levels
from pipecheck.probe.pixels.found import Cause, Probe
from pipecheck.report.apart import words
from pipecheck.report.pair import Pair
from pipecheck.report.words import listed
from pipecheck_transformers.ops import Read

SAME = "the same tensor"
_DUST = 0.01
"""So many levels apart are floats that were multiplied in another order."""
_BY_NUMBERS: dict[Cause | None, str] = {
    "halved": "the same but for NV12, which halves the colors",
    "swapped": "red and blue swapped",
    "shifted": "shifted by a pixel or two",
    "scaled": "other values of the same picture",
    None: "other pixels",
}


def answer(pair: Pair) -> str:
    """What sets the two apart, in one line."""
    told = dict(words(pair.left, pair.right, pair.verdicts))
    if pair.pixels is None or not pair.pixels.whole:
        seen = "" if pair.pixels is None else f"{_so_far(pair.pixels)}; "
        return seen + _written(pair, list(told.values()))
    if pair.pixels.same:
        return _alike(pair.pixels, list(told.values()))
    if not (pair.pixels.parting and any(isinstance(each.op, Read) for each in pair.pixels.parting.left)):
        told.pop("decode", None)  # another reader, but of the same pixels
    if pair.pixels.cause == "shifted" and "geometry" in told and not told["geometry"].startswith("shifted"):
        told["geometry"] = _BY_NUMBERS["shifted"]
    if pair.pixels.gap is None:
        return "; ".join([_shapes(pair.pixels), *(each for each in told.values() if not each.startswith("another size"))])
    return f"{'; '.join(told.values()) or _BY_NUMBERS[pair.pixels.cause]}: {levels(pair.pixels.gap.mean)} levels on average"


def where(probe: Probe) -> str:
    """The pictures that were looked at."""
    return f"on {probe.worst}" if probe.images == 1 else f"on {probe.images} pictures"


def _written(pair: Pair, told: list[str]) -> str:
    """By what is written alone."""
    unknown = [aspect for aspect, verdict in pair.verdicts.items() if verdict == "unverifiable"]
    if not unknown:
        return "; ".join(told) or SAME
    return f"{'; '.join(told) or 'nothing differs as far as can be known'}; cannot be compared: {', '.join(unknown)}"


def _so_far(probe: Probe) -> str:
    if probe.idle and probe.parting is None:
        return f"{where(probe)} no step of {listed(probe.idle)} could be run"
    return f"{where(probe)} {'the two part' if probe.parting else 'the same'} as far as both can be run"


def _shapes(probe: Probe) -> str:
    return f"another size: {' against '.join('×'.join(map(str, shape)) for shape in (probe.left_shape, probe.right_shape))}"


def _alike(probe: Probe, told: list[str]) -> str:
    largest = probe.gap.largest if probe.gap else 0.0
    exact = SAME if largest < _DUST else f"the same up to rounding ({levels(largest)} {'level' if levels(largest) == '1' else 'levels'})"
    return f"{exact} {where(probe)}; may differ on others: {'; '.join(told)}" if told else exact
