"""Numbers and times as the command line says them."""

from __future__ import annotations

import argparse
import re
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipecheck.cli.counting import Teller
    from pipecheck.gather.networks.how import How

_TIME = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>s|m|min|h)?")
_UNITS = {None: 1, "s": 1, "m": 60, "min": 60, "h": 3600}


def lasting(given: float, teller: Teller | None) -> How:
    """Models run for so many seconds from now on."""
    from pipecheck.gather.networks.how import How

    return How(deadline=monotonic() + given, stages=None if teller is None else teller.of)


def seconds(text: str) -> float:
    """A time as people write it: `60s`, `5m`, `90`."""
    found = _TIME.fullmatch(text.strip())
    if found is None or not float(found["number"]):
        raise argparse.ArgumentTypeError(f"a time such as 60s or 5m, not {text}")
    return float(found["number"]) * _UNITS[found["unit"]]


def count(text: str) -> int:
    """How many of something: at least one."""
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"a whole number from 1, not {text}")
    return int(text)
