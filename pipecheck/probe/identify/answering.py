"""What is known of a callable as an answer: a chain with its spec and what cannot be told apart from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipecheck.lower import chain as dialect
from pipecheck.probe.identify.asking.handing import WORDS
from pipecheck.probe.identify.found import Alternative, Identified
from pipecheck.probe.identify.search.elimination import ROUNDING, Candidate
from pipecheck.probe.identify.search.progress import Progress
from pipecheck.probe.identify.search.reading import for_rgb, written_for
from pipecheck.spec import ASPECTS, Opaque, Program, Spec, Step, canonical
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Op, Read, Transpose

_MOST = 5
_TIMES, _NOISE = 10.0, 2e-4
"""A miss ten times as large as the best one tells two libraries' floats apart, unless both are dust."""


def answer(known: Progress) -> Identified:
    """*known* for its readers."""
    best = known.candidates[0] if known.candidates else None
    read = known.subject.read
    return Identified(
        chain=None if best is None else Chain(best.ops, read=read),
        spec=_spec(known, best),
        residual=known.residual,
        alternatives=tuple(_alternatives(known)),
        deterministic=known.deterministic,
        unexplained=known.unexplained,
        proofs=known.proofs,
        handed=WORDS[known.subject.way],
        least=None if known.least == Progress(subject=known.subject).least else known.least,
    )


def _spec(known: Progress, best: Candidate | None) -> Spec:
    if best is not None:
        return canonical(_assuming(dialect.lower(Chain(best.ops, read=known.subject.read)), known))
    steps = [Step(Opaque("what was not found out", frozenset({"geometry"})))]
    if known.tints:
        tint = known.tints[0]
        values: tuple[Op, ...] = (*tint.ops, *tint.spellings[0].ops)
        tail = (Transpose("chw"),) if known.samples is not None and known.samples.axes == "chw" else ()
        steps = [Step(op) for op in (*values, *tail)] + steps
    else:
        steps = [Step(Opaque("what was not found out"))]
    return canonical(_assuming(Program(dialect.lower(Chain(read=known.subject.read)).decoded, tuple(steps)), known))


def _assuming(program: Program, known: Progress) -> Program:
    return replace(program, decoded=replace(program.decoded, assumed=known.subject.assumed))


def _alternatives(known: Progress) -> Iterator[Alternative]:
    """What cannot be told apart; where nothing fits, what comes closest after the answer."""
    if not known.candidates:
        return
    best, *others = known.candidates
    read = known.subject.read
    yield from runners_up(best, others, read)
    yield from (
        Alternative(Chain(written_for(for_rgb(best.ops, read), reader), read=reader), known.residual or 0.0) for reader in known.readers[1:]
    )


def runners_up(best: Candidate, others: Sequence[Candidate], read: Read) -> Iterator[Alternative]:
    """Those of *others* that are as good as *best* and mean something else; where *best* explains nothing, those that come next."""
    others = sorted(others, key=lambda other: other.kernel == best.kernel and list(map(type, other.guess)) == list(map(type, best.guess)))
    met = [canonical(dialect.lower(Chain(best.ops, read=read)))]
    for other in others:
        spec = canonical(dialect.lower(Chain(other.ops, read=read)))
        if best.miss.largest <= ROUNDING and other.miss.largest > max(best.miss.largest * _TIMES, _NOISE):
            continue
        if all(_mean_else(spec, one) for one in met):
            met.append(spec)
            yield Alternative(Chain(other.ops, read=read), other.miss.largest)
        if len(met) > _MOST:
            break


def _mean_else(left: Spec, right: Spec) -> bool:
    """Whether the two mean something else, in whatever aspect."""
    return any(getattr(left, aspect).value != getattr(right, aspect).value for aspect in ASPECTS)
