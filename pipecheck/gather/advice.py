"""How many samples a calibration set should have, where a manifest says so."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.evidence.calibration import Advice
from pipecheck.findings import Origin


def read(table: Mapping[str, Any], where: str, origin: Origin) -> Advice:
    """The advice in *table*; a bound that it does not give is the usual one, moved as far as those that it gives demand."""
    given = {key: table[key] for key in ("at_least", "advised", "at_most") if key in table}
    for key, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise SourceError(origin.path, f"{where}{key} is a whole number from 0, not {value!r}", origin.line)
    for lower, upper in pairwise(given):
        if given[lower] > given[upper]:
            reason = f"{where}{lower} is {given[lower]}, which is more than {upper}, {given[upper]}"
            raise SourceError(origin.path, reason, origin.line)
    usual = Advice()
    lifted = max(usual.advised, given.get("at_least", 0))
    advised = given.get("advised", min(lifted, given.get("at_most", lifted)))
    return Advice(
        at_least=given.get("at_least", min(usual.at_least, advised)),
        advised=advised,
        at_most=given.get("at_most", max(usual.at_most, advised)),
        origin=origin,
    )
