"""How was a file made, if not by the declared source? By that with something changed, or by any chain that explains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from pipecheck.errors import PipecheckError
from pipecheck.lower import chain as dialect
from pipecheck.probe.identify import explaining
from pipecheck.probe.identify.asking.running import Clock
from pipecheck.probe.identify.dumps import Dump
from pipecheck.probe.identify.values.spelling import line
from pipecheck.probe.tensors.matching import comparing, telling, varying
from pipecheck.probe.tensors.matching.comparing import Verdict
from pipecheck.probe.tensors.matching.declared import Declared, ready
from pipecheck.probe.tensors.matching.telling import Told
from pipecheck.spec import Affinity, Fact, Spec, Values, affine
from pipecheck.spec.facts import ColorState
from pipecheck_transformers.errors import ToolkitError
from pipecheck_transformers.pixels import Array

_SAMPLE = 20_000
_COARSE = slice(None, None, 7)
_ALIKE = 0.99
"""So much alike are a tensor and what a chain makes that puts the picture where it is."""
_OTHER: dict[str, Literal["rgb", "bgr"]] = {"rgb": "bgr", "bgr": "rgb"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A file that is something else than *declared* makes of *picture*, by *verdict*; *others* are more such, to prove a cause on.

    *loosely*: it need not be read and resized as *declared* has it, so that only what shows in more than a few levels counts.
    """

    declared: Declared
    picture: Path
    verdict: Verdict
    until: Clock
    others: Sequence[tuple[Path, Verdict]] = ()
    loosely: bool = False


def explained(case: Case) -> Told | None:
    """How the file was made instead, None where that cannot be found out in time."""
    declared, verdict = case.declared, case.verdict
    if verdict.kind == "unlike":
        return telling.other_size(declared.spec, verdict.held.shape, verdict.made.shape)
    if _is_cut(declared, verdict):
        return telling.cut(declared.spec, verdict.held.dtype.name)
    for changed, read in _changed(case):
        if case.until.left <= 0:
            return None
        found = _amounts_to(changed, case)
        if found is not None:
            return _told(case, found, read=read)
    return None if case.loosely else _by_any_chain(case)


def _told(case: Case, found: Spec, *, read: bool = False, exact: bool = True) -> Told | None:
    """In words; a gray picture says nothing of the order of red and blue."""
    declared = case.declared.spec
    colored = replace(found, color=declared.color) if case.verdict.gray else found
    return telling.told(declared, colored, read=read and not case.loosely, exact=exact and not case.loosely)


def _is_cut(declared: Declared, verdict: Verdict) -> bool:
    """Whether the file is what the source makes in a dtype of whole numbers, each of which is more than a level."""
    held, made = verdict.held, verdict.made
    if held.dtype.kind not in "iu" or made.dtype.kind != "f" or declared.level(made).min() >= 1 or np.ptp(held) == 0:
        return False
    return any(bool(np.all(held == cut)) for cut in comparing.cuts(made.astype(np.float64), held.dtype))


def _changed(case: Case) -> Iterator[tuple[Declared, bool]]:
    """The declared source as it is, and with more and more changed; and whether it is the reader that was changed."""
    declared, picture, held = case.declared, case.picture, case.verdict.held
    yield declared, False
    yield from ((each, True) for each in varying.readers(declared, picture))
    yield from ((each, False) for each in varying.borders(declared, picture, held))
    yield from ((each, False) for each in varying.resizers(declared, picture, held))
    policies = sorted(varying.policies(declared, picture, held, case.until), key=lambda one: -_proofs(one, case))
    framed = [next(varying.borders(other, picture, held), other) for other in policies]
    yield from ((each, False) for each in framed)
    yield from ((each, False) for other in framed[:1] for each in varying.resizers(other, picture, held))


def _amounts_to(changed: Declared, case: Case) -> Spec | None:
    made = case.verdict.made if changed is case.declared else changed.made(case.picture)
    return None if made is None or made.shape != case.verdict.held.shape else _spec(changed, case.verdict.held, made)


def _spec(changed: Declared, held: Array, made: Array) -> Spec | None:
    """What *held* amounts to, where it is what *changed* *made*, but for values and the order of the channels."""
    if _agree(held, made, changed.level(made), changed.rounding):
        return changed.spec
    for order in (1, -1) if made.shape[2] == 3 and _is_ordered(changed.spec) else (1,):
        found = _fit(changed, held, made[:, :, ::order])
        if found is not None:
            return _refitted(changed.spec, found, reverse=order < 0)
    return None


def _agree(held: Array, made: Array, level: Array, limit: float) -> bool:
    """Whether the two are the same up to *limit*; a few pixels tell most that are not."""
    few = comparing.apart(held[_COARSE, _COARSE], made[_COARSE, _COARSE], level)
    return float(few.max()) <= limit and float(comparing.apart(held, made, level).max()) <= limit


def _is_ordered(spec: Spec) -> bool:
    return spec.color.value is None or spec.color.value.name in _OTHER


def _fit(changed: Declared, held: Array, made: Array) -> Affinity | None:
    """The affine from *made* to *held*, None where there is none that leaves no more than rounding."""
    given, wanted = (each.reshape(-1, each.shape[2]) for each in (made, held))
    every = max(len(given) // _SAMPLE, 1)
    with np.errstate(all="ignore"):
        fit = line(given[::every], wanted[::every])
    if changed.spec.values.value is None or not np.isfinite(fit.gain).all() or not fit.gain.all():
        return None
    level = np.abs(fit.gain) * changed.level(made)
    if held.dtype.kind in "iu" and level.min() < 1 / changed.rounding:
        return None
    if not _agree(held, made * fit.gain + fit.offset, level, changed.rounding):
        return None
    return affine.make(tuple(map(float, fit.gain)), tuple(map(float, fit.offset)))


def _refitted(spec: Spec, fit: Affinity, *, reverse: bool) -> Spec:
    """*spec* with its values brought on by *fit*, after its channels were exchanged if *reverse*."""
    values, color = spec.values.value, spec.color.value
    assert values is not None
    total = affine.after(affine.reverse(values.affine) if reverse else values.affine, fit)
    changed = replace(spec, values=Fact(None if total is None else Values(total)))
    if reverse and color is not None:
        changed = replace(changed, color=Fact(replace(color, name=_OTHER[color.name])))
    return changed


def _by_any_chain(case: Case) -> Told | None:
    """By the search over all known geometries; of chains that explain this file alike, that which explains most of the others."""
    color: ColorState | None = case.declared.spec.color.value
    dump = Dump(np.ascontiguousarray(case.verdict.held), "hwc", planar=color is not None and color.name == "nv12")
    try:
        found = explaining.of_dumps(case.picture, [dump], case.until)
    except (PipecheckError, ToolkitError, ValueError, MemoryError, cv2.error):
        return None
    if found.chain is None or found.unexplained is not None or found.residual is None:
        return None
    exact = found.residual <= case.declared.rounding
    chains = [found.chain, *(each.chain for each in found.alternatives if exact and each.residual <= case.declared.rounding)]
    candidates = [
        one for chain in chains if (one := ready(dialect.lower(chain))) is not None and _explains(one, case.picture, case.verdict)
    ]
    proven = sorted(candidates, key=lambda one: -_proofs(one, case))
    return _told(case, proven[0].spec, exact=exact) if proven else None


def _proofs(candidate: Declared, case: Case) -> int:
    """How many of the other files *candidate* makes too."""
    return sum(case.until.left > 0 and _explains(candidate, picture, verdict) for picture, verdict in case.others)


def _explains(candidate: Declared, picture: Path, verdict: Verdict) -> bool:
    made = candidate.made(picture)
    return made is not None and made.shape == verdict.held.shape and comparing.likeness(verdict.held, made) >= _ALIKE
