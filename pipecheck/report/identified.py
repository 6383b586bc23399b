"""What was identified, for `pipecheck identify`: the answer in words, the chain as code, and what cannot be told apart from it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from pipecheck.probe.identify.found import Alternative, Identified
from pipecheck.report import jsonformat
from pipecheck.report.cells import visible
from pipecheck.report.words import counted, number
from pipecheck.spec import ASPECTS, Spec
from pipecheck.spec.wording import whole
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Affine, Cast, Numbers, Op
from pipecheck_transformers.spelling import spell

_DUST = 1e-3
"""Below this part of an 8-bit level two tensors are equal to every reader of a report."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Answer(Identified):
    """What was identified; printed, in a notebook too, it is the answer as text."""

    @classmethod
    def of(cls, found: Identified) -> Answer:
        """The same, to be printed."""
        return cls(**{each.name: getattr(found, each.name) for each in fields(found)})

    def to_json(self) -> str:
        """What `pipecheck identify --format json` prints."""
        return as_json(self)

    def __str__(self) -> str:
        return as_text(self).rstrip()

    def __repr__(self) -> str:
        """The first line alone: a failed assertion shows little more."""
        return f"<Identified {visible(_headline(self))}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows."""
        printer.text("…" if cycle else str(self))


def as_text(found: Identified) -> str:
    """The answer in one line, then the chain, what it rests on, and the alternatives."""
    lines = [_headline(found), *_chain(found), *_conditions(found), *_alternatives(found)]
    return "".join(f"{visible(line)}\n" if line else "\n" for line in lines)


def as_json(found: Identified) -> str:
    """The same for machines."""
    spec = jsonformat.spec_data(found.spec)
    data = {
        "schema": 1,
        "read": None if found.chain is None else asdict(found.chain.read),
        "chain": None if found.chain is None else _ops(found.chain),
        "spec": {aspect: spec[aspect]["value"] for aspect in ASPECTS},
        "residual": _finite(found.residual),
        "proofs": found.proofs,
        "alternatives": [
            {"read": asdict(other.chain.read), "chain": _ops(other.chain), "residual": _finite(other.residual)}
            for other in found.alternatives
        ],
        "deterministic": found.deterministic,
        "unexplained": found.unexplained,
    }
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _headline(found: Identified) -> str:
    known = words(found.spec, () if found.chain is None else found.chain.ops)
    if not found.deterministic:
        return f"random: {found.unexplained or 'the same picture gives different tensors'}; besides that {known}"
    if found.chain is None:
        return f"unexplained: {found.unexplained}" + (f"; what is known: {known}" if known else "")
    proof = "; not proven" if found.residual is None else f"; {_proof(found)}"
    return (f"unexplained: {found.unexplained}; the closest is " if found.unexplained else "") + known + proof


def _proof(found: Identified) -> str:
    if found.residual is None:
        return "not proven"
    where = (
        f"proven on {counted(found.proofs, 'fresh picture')}, largest difference" if found.proofs else "largest difference on this picture"
    )
    return f"{where} {_levels(found.residual)}"


def _levels(residual: float) -> str:
    if residual == 0:
        return "0"
    return f"below {_DUST} of a level" if residual < _DUST else f"{number(residual, 2)} levels"


def words(spec: Spec, ops: Sequence[Op]) -> str:
    """*spec* in one line, its values as *ops* compute them."""
    geometry, color, layout, dtype = spec.geometry.value, spec.color.value, spec.layout.value, spec.dtype.value
    parts = [
        None if color is None else str(color).upper() if color.range is None and not color.crossed else str(color),
        None if geometry is None else whole(geometry) or "size unchanged",
        None if spec.values.value is None else _arithmetic(spec, ops),
        " ".join(filter(None, (layout and layout.upper(), dtype))) or None,
    ]
    return ", ".join(filter(None, parts))


def _arithmetic(spec: Spec, ops: Sequence[Op]) -> str:
    """What happens to a pixel, the way it is written."""
    text = "x"
    for op in ops:
        if isinstance(op, Affine):
            text = _affine(text, op)
        elif isinstance(op, Cast) and op.dtype.startswith(("int", "uint")) and text != "x":
            text = f"{text} as {op.dtype}"
    if text == "x" and spec.values.value is not None and not spec.values.value.affine.identity:
        from pipecheck.report import facts

        return facts.say(spec, "values")
    return "0..255 unchanged" if text == "x" else text


def _affine(text: str, op: Affine) -> str:
    if _any(op.mean, 0.0):
        text = f"{_grouped(text, '-+')} − {_numbers(op.mean)}"
    if _any(op.scale, 1.0):
        text = f"{_grouped(text, '-+−')} × {_numbers(op.scale)}"
    if _any(op.std, 1.0):
        text = f"{_grouped(text, '-+−')} / {_numbers(op.std)}"
    if _any(op.bias, 0.0):
        text = f"{text} {'−' if isinstance(op.bias, float) and op.bias < 0 else '+'} {_numbers(_unsigned(op.bias))}"
    return text


def _grouped(text: str, signs: str) -> str:
    """*text* in brackets where an operation outside of brackets would be taken apart."""
    return f"({text})" if any(f" {sign} " in text for sign in signs) and not (text.startswith("(") and text.endswith(")")) else text


def _unsigned(numbers: Numbers) -> Numbers:
    return abs(numbers) if isinstance(numbers, float) else numbers


def _any(numbers: Numbers, neutral: float) -> bool:
    return numbers != neutral


def _numbers(numbers: Numbers) -> str:
    if isinstance(numbers, tuple):
        return f"({', '.join(number(each, 9) for each in numbers)})"
    return number(numbers, 9)


def _chain(found: Identified) -> Iterator[str]:
    if found.chain is not None:
        yield ""
        yield from (f"  {line}" for line in repr(found.chain).splitlines())


def _conditions(found: Identified) -> Iterator[str]:
    said = [f"handed over as {found.handed}"] if found.handed else []
    assumed = found.spec.color.assumed or found.spec.decode.assumed
    said += [assumed] if assumed else []
    said += ["pictures smaller than {}×{} come out otherwise".format(*found.least)] if found.least else []
    if said:
        yield ""
        yield f"  {'; '.join(said)}"


def _alternatives(found: Identified) -> Iterator[str]:
    if not found.alternatives:
        return
    yield ""
    explained = found.unexplained is None and found.residual is not None
    yield "  cannot be told apart from it:" if explained else "  next:"
    for other in found.alternatives:
        yield f"    {_told(other, found)} ({_levels(other.residual) if math.isfinite(other.residual) else 'another shape'})"


def _told(other: Alternative, found: Identified) -> str:
    """Only what is different about *other*."""
    if found.chain is None:
        return " → ".join(map(spell, other.chain.ops))
    if other.chain.read.library != found.chain.read.library:
        return f"read by {spell(other.chain.read)}"
    mine = set(found.chain.ops)
    return ", ".join(spell(op) for op in other.chain.ops if op not in mine) or "the same operations in another order"


def _ops(chain: Chain) -> list[dict[str, Any]]:
    return [{"op": type(op).__name__, **asdict(op)} for op in chain.ops]


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
