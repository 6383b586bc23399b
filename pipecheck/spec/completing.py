"""A road that begins or ends in the middle, made whole: what its source never speaks of is done as training does it."""

from __future__ import annotations

from dataclasses import replace

from pipecheck.spec.canonical import canonical
from pipecheck.spec.executable import executable
from pipecheck.spec.facts import Decode, Fact, Spec
from pipecheck.spec.program import Program
from pipecheck.spec.variants import READERS


def completed(road: Program, training: Program) -> Program | None:
    """*road* from a picture file on; None where it holds what cannot be read, or what nobody says how to begin.

    Halved chroma is not in it, as it is in no spec.
    """
    spec = completed_spec(road, training)
    return None if spec is None else started(spec, training)


def completed_spec(road: Program, training: Program) -> Spec | None:
    """What *road* amounts to, with the reader of *training* where it has none that runs here, and what it is silent about."""
    mine, theirs = canonical(road), canonical(training)
    whole = replace(
        mine,
        decode=_decode(mine, theirs),
        geometry=theirs.geometry if "geometry" in road.silent else mine.geometry,
        # to a network these two are what it takes: another order of the axes, or another type, is no other picture
        layout=theirs.layout if mine.layout.value is None else mine.layout,
        dtype=theirs.dtype if mine.dtype.value is None else mine.dtype,
    )
    return None if started(whole, training) is None else whole


def started(spec: Spec, training: Program) -> Program | None:
    """The program that does what *spec* says to a picture that is read as *training* reads it; None where none does."""
    if spec.decode.value is None or spec.decode.value.library not in READERS:
        return None
    gray = executable(spec, "gray") if training.decoded.color == "gray" else None
    return gray or executable(spec)


def _decode(mine: Spec, theirs: Spec) -> Fact[Decode]:
    said, other = mine.decode.value, theirs.decode.value
    if said is None or other is None or said.library in READERS:
        return theirs.decode if said is None else mine.decode
    return replace(mine.decode, value=Decode(other.library, other.exif if said.exif is None else said.exif))
