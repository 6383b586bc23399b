"""A chain of the toolkit to a program, and a program that holds no unknown back to a chain that runs."""

from __future__ import annotations

from collections.abc import Sequence

from pipecheck.findings import Origin
from pipecheck.spec import Opaque, Program, Random, Step
from pipecheck.spec.program import reading
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Op, Read


def lower(chain: Chain, origin: Origin | None = None, places: Sequence[Origin] = ()) -> Program:
    """The program of *chain*, read from *origin*; *places* are those of its steps, where it has one for each."""
    start = reading(chain.read, origin)
    origins = places if len(places) == len(chain.ops) else [origin] * len(chain.ops)
    return Program(start.decoded, start.steps + tuple(map(Step, chain.ops, origins)))


def runnable(program: Program) -> Chain | None:
    """The chain that does what *program* says; None where a step is unknown or random, or where it does not start from a picture."""
    decoded = program.decoded
    ops: list[Op] = []
    for step in program.steps:
        if isinstance(step.op, Opaque | Random):
            return None
        ops.append(step.op)
    match decoded.library, decoded.color:
        case ("opencv" | "pil" | "skimage") as library, ("rgb" | "bgr" | "gray") as color:
            return Chain(ops, read=Read(library=library, color=color, exif=bool(decoded.exif)))
        case _:
            return None
