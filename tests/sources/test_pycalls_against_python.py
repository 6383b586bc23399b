"""What is claimed of a name without running the file is what Python makes of it."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies_python import LINES

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls
from pipecheck.sources.python import reading
from pipecheck.sources.pyvalues import Constant, Items

START = "a = [1]\nb = (2, 3)\nt = 4\n"
LARGEST = 10_000


class NotClaimedError(Exception):
    """A part of the value is not known."""


def claimed(value):
    match value:
        case Constant():
            return value.value
        case Items(items=items):
            return [claimed(item) for item in items]
        case _:
            raise NotClaimedError


def made(value):
    return [made(item) for item in islice(value, LARGEST)] if isinstance(value, list | tuple) else value


def run(source):
    """What *source* leaves behind as `t`; a function is what it returns, and a function that that is, likewise."""
    space = {}
    exec(source, space)  # written by the strategy, which has nothing harmful to say
    value = space["t"]
    for _ in range(reading.AGAIN):
        value = value() if callable(value) else value
    return made(value)


@settings(max_examples=166, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=9).map("\n".join))
def test_a_claim_is_what_python_makes(source):
    with suppress(NotClaimedError, SourceError):
        claim = claimed(pycalls.find(pycalls.parse(START + source, Path("train.py")), "t"))
        try:
            real = run(START + source)
        except Exception:  # noqa: BLE001  # whatever a random program dies of, it makes nothing to compare with
            return
        assert real == claim
