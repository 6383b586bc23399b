"""The ways in which a picture can reach the network: reading and geometry, which several share, and what follows for each alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipecheck.lower import chain
from pipecheck.sources.onnxfile import Tensor
from pipecheck.spec import Program, Spec, Step, diff
from pipecheck.spec.completing import started
from pipecheck_transformers.ops import Cast, Geometry, Layout, Op, Read, ToColor

_CHANNELS = (1, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What *spec* says as operations: *read*, then *head* up to the last one that moves pixels, then *tail*; *halved*: through NV12."""

    spec: Spec
    read: Read
    head: tuple[Op, ...]
    tail: tuple[Op, ...]
    halved: bool = False

    def same(self, other: Way) -> bool:
        """Whether no picture can tell the two apart."""
        return self.halved == other.halved and not any(diff(self.spec, other.spec))


def way(spec: Spec, training: Program, *, halved: bool = False) -> Way | None:
    """The way that makes what *spec* says of the pictures that *training* reads, its chroma *halved* if asked for; None where none does."""
    program = started(spec, training)
    if program is None:
        return None
    last = max((index for index, step in enumerate(program.steps) if isinstance(step.op, Geometry)), default=-1) + 1
    if halved:
        if spec.color.value is None or spec.color.value.colorless:
            return None  # gray has no chroma to lose
        program = replace(program, steps=(*program.steps[:last], *_through_nv12(), *program.steps[last:]))
    runs = chain.runnable(program)
    return None if runs is None else Way(spec=spec, read=runs.read, head=runs.ops[:last], tail=runs.ops[last:], halved=halved)


def halves(program: Program) -> bool:
    """Whether pictures are NV12 somewhere on *program*."""
    return program.decoded.color == "nv12" or any(isinstance(step.op, ToColor) and step.op.color == "nv12" for step in program.steps)


def fitted(spec: Spec, taker: Tensor | None) -> Spec:
    """*spec* with its axes and its floats as *taker* has them, which no number in the tensor depends on."""
    layout, dtype = axes(taker), spec.dtype
    turned = spec.layout if layout is None or spec.layout.value not in ("hwc", "chw") else replace(spec.layout, value=layout)
    return replace(spec, layout=turned, dtype=replace(dtype, value="float32") if dtype.value == "float64" else dtype)


def axes(taker: Tensor | None) -> Layout | None:
    """The order of the axes in which *taker* takes a picture; None where its shape does not tell."""
    shape = taker.shape if taker is not None else None
    if shape is None or len(shape) != 4 or (shape[1] in _CHANNELS) == (shape[3] in _CHANNELS):
        return None
    return "chw" if shape[1] in _CHANNELS else "hwc"


def _through_nv12() -> tuple[Step, ...]:
    """What a camera and the chip do to the colors of a picture of bytes."""
    camera = ToColor("nv12", source="rgb", range="full", library="horizon")
    chip = ToColor("rgb", source="nv12", range="full", library="horizon")
    return Step(Cast("uint8", rounding="half-even", overflow="clip")), Step(camera), Step(chip)
