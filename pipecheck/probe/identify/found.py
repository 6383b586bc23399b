"""What an identification comes to."""

from __future__ import annotations

from dataclasses import dataclass

from pipecheck.spec import Spec
from pipecheck_transformers.chain import Chain


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another *chain*, and by how many 8-bit levels it misses what was made."""

    chain: Chain
    residual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What a callable, or whatever made a dump, does.

    *chain* is None where the geometry was not found; *spec* holds what was. *residual* is the largest difference on the *proofs* fresh
    pictures in 8-bit levels (of a dump: on its own picture), None where nothing could be run. *alternatives* with the same residual
    cannot be told apart from the answer. *handed* says how pictures were handed over, *unexplained* what remains a riddle;
    pictures smaller than *least* come out otherwise.
    """

    chain: Chain | None
    spec: Spec
    residual: float | None
    alternatives: tuple[Alternative, ...] = ()
    deterministic: bool = True
    unexplained: str | None = None
    proofs: int = 0
    handed: str | None = None
    least: tuple[int, int] | None = None

    @property
    def status(self) -> int:
        """0 where it is explained, 1 where something is not."""
        return 0 if self.unexplained is None and self.deterministic and self.chain is not None else 1
