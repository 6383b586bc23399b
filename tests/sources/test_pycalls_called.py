"""A source that is called with plain constants."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls

SOURCE = """
import T
from dataclasses import dataclass
def build(split, size=224, *, train=False, mean=None, **more):
    return T.Make(split, size, train, mean)
def only(size, /):
    return size
def loose(*sizes):
    return sizes
def needing(size, unit):
    return size / unit
class Chain:
    def __init__(self, size, unit=2):
        self.size, self.unit = size, unit
    def __call__(self, x):
        return T.resize(x, self.size) / self.unit
    def scaled(self, unit, x):
        return x / unit
@dataclass
class Facts:
    unit: int
    def __call__(self, x):
        return x / self.unit
chain = Chain(3)
number = 3
"""


def told(name):
    return value_told(pycalls.find(pycalls.parse(SOURCE, Path("train.py")), name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("build('val')", "T.Make('val', 224, False, None)", id="a word"),
        pytest.param("build('a:b', 96, train=True)", "T.Make('a:b', 96, True, None)", id="words and names"),
        pytest.param("build('val', mean=[0.5, -1, (2, 3)])", "T.Make('val', 224, False, [0.5, -1, [2, 3]])", id="lists"),
        pytest.param("build('val', mean={'a': None})", "T.Make('val', 224, False, {a: None})", id="a dictionary"),
        pytest.param("build ( 'val' )", "T.Make('val', 224, False, None)", id="with spaces"),
        pytest.param("build('val', other=1)", "T.Make('val', 224, False, None)", id="more names than are read"),
        pytest.param("only(3)", "3", id="by place alone"),
        pytest.param("loose(1, 2)", "[1, 2]", id="any number"),
        pytest.param("needing(unit=4)", "/($size, 4)", id="what is not given nobody has seen"),
        pytest.param("Chain(64, unit=8)", "/(T.resize($x, 64), 8)", id="a class"),
        pytest.param("Facts(4)", "/($x, 4)", id="a dataclass"),
        pytest.param("chain.scaled(4)", "/($x, 4)", id="a method"),
        pytest.param("build", "T.Make($split, 224, False, None)", id="not called"),
    ],
)
def test_what_is_given_is_taken(name, value):
    assert told(name) == value


@pytest.mark.parametrize(
    "name",
    [
        "build(open('x'))", "build(number)", "build(1 + 2)", "build(*[1])", "build(**{})", "build('val'", "build(1)(2)", "build(b'a')",
        "build({1})", "build('val').other()", "build(x := 2)", "build('val'); build('b')", "()", "build(" + "(" * 500 + ")" * 500 + ")",
    ],
)  # fmt: skip
def test_anything_else_is_refused(name):
    with pytest.raises(SourceError, match="a source may be called with plain constants only"):
        told(name)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("only(1, 2)", "only: too many positional arguments", id="too many"),
        pytest.param("only(size=1)", "only: ", id="by name"),
        pytest.param("Chain(1, units=2)", "Chain: got an unexpected keyword argument 'units'", id="a name that is not there"),
        pytest.param("number(1)", "number is neither a function nor a class", id="a number"),
        pytest.param("chain(1)", "chain is neither a function nor a class", id="an object"),
        pytest.param("other(1)", "no variable or function named 'other'", id="nothing"),
    ],
)
def test_what_does_not_fit_is_refused(name, complaint):
    with pytest.raises(SourceError, match=complaint):
        told(name)
