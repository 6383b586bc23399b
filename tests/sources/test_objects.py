"""Live objects become the values that reading their source gives."""

from __future__ import annotations

import enum
import functools
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from living import imported

from pipecheck.findings import Origin
from pipecheck.sources import objects
from pipecheck.sources.pyvalues import Call, Constant, Items, Parameter, Reference, Table, Unread

HERE = Origin(Path("<t>"))


class Kernel(enum.Enum):
    LINEAR = 1


class Word(str, enum.Enum):
    FIRST = "channels_first"


@dataclass
class Size:
    height: int | None = 3
    longest: int | None = None


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        pytest.param(None, Constant(None, HERE), id="none"),
        pytest.param(True, Constant(True, HERE), id="truth"),
        pytest.param(np.float64(0.5), Constant(0.5, HERE), id="a number of NumPy's"),
        pytest.param(np.float32(0.485), Constant(0.485, HERE), id="32 bits as they were written"),
        pytest.param(np.int64(3), Constant(3, HERE), id="an integer of NumPy's"),
        pytest.param("cubic", Constant("cubic", HERE), id="a word"),
        pytest.param(Word.FIRST, Constant("channels_first", HERE), id="a member that is a word"),
        pytest.param(Kernel.LINEAR, Reference(f"{__name__}.Kernel.LINEAR", HERE), id="a member"),
        pytest.param(np.dtype("float32"), Reference("numpy.float32", HERE), id="a dtype"),
        pytest.param(np.float32, Reference("numpy.float32", HERE), id="a type"),
        pytest.param(math.floor, Reference("math.floor", HERE), id="a function of a library"),
        pytest.param({"a": 1}, Table({"a": Constant(1, Origin(Path("<t>['a']")))}, HERE), id="a dict"),
        pytest.param(Size(), Table({"height": Constant(3, Origin(Path("<t>.height")))}, HERE), id="settings that are set"),
        pytest.param((1,), Items((Constant(1, Origin(Path("<t>[0]"))),), HERE), id="a tuple"),
        pytest.param(
            np.array([0.5], np.float32),
            Call("numpy.array", (Items((Constant(0.5, HERE),), HERE),), {"dtype": Reference("numpy.float32", HERE)}, HERE, "array([0.5])"),
            id="an array",
        ),
    ],
)
def test_plain_data(thing, expected):
    assert objects.value(thing, "<t>") == expected


def test_what_holds_itself_ends():
    circle = []
    circle.append(circle)
    (inner,) = objects.value(circle, "<t>").items
    assert isinstance(inner, Unread)
    assert inner.reason == "it holds itself"


@pytest.mark.parametrize("thing", [pytest.param(np.zeros((99, 99)), id="a large array"), pytest.param(object(), id="anything")])
def test_what_cannot_be_told_is_unread(thing):
    assert isinstance(objects.value(thing, "<t>"), Unread)


SOURCE = """\
import functools
import cv2

SIZE = 224
seen = []

def plain(image):
    seen.append(image)
    return cv2.resize(image, (SIZE, SIZE))

def other(image, size=64, *, flag=7):
    return cv2.resize(image, (size, flag))

def outer(size):
    def inner(image):
        return cv2.resize(image, (size, size))
    return inner

class Resizer:
    scale = 2

    def __init__(self, size):
        self.size = size

    def __call__(self, image):
        return self.resized(image)

    def resized(self, image):
        return cv2.resize(image, (self.size, self.size * self.scale))

class Slotted:
    __slots__ = ("size",)

    def __init__(self, size):
        self.size = size

    def forward(self, image):
        return cv2.resize(image, (self.size, 1))

def register(function):
    return function

@register
def decorated(image):
    return cv2.resize(image, (5, 6))

def wrapped(function):
    @functools.wraps(function)
    def inside(image):
        return function(image)
    return inside

@wrapped
def hidden(image):
    return cv2.resize(image, (8, 9))

alone = lambda image: cv2.resize(image, (3, 4))
one, two = (lambda image: cv2.resize(image, (1, 1))), (lambda image: cv2.resize(image, (2, 2)))
"""


@pytest.fixture
def module(tmp_path):
    return imported(tmp_path, SOURCE)


def sizes(trace):
    """The two numbers that the picture is resized to, and the line."""
    call = trace.value
    assert call.name == "cv2.resize"
    assert isinstance(call.args[0], Parameter)
    return (*(side.value for side in call.args[1].items), call.origin.line)


@pytest.mark.parametrize(
    ("pick", "expected"),
    [
        pytest.param(lambda m: m.plain, (224, 224, 9), id="a function"),
        pytest.param(lambda m: m.other, (64, 7, 12), id="its defaults"),
        pytest.param(lambda m: functools.partial(m.other, size=9), (9, 7, 12), id="some of its arguments bound"),
        pytest.param(lambda m: m.outer(96), (96, 96, 16), id="a closure"),
        pytest.param(lambda m: m.Resizer(10), (10, 20, 29), id="an object"),
        pytest.param(lambda m: m.Resizer(10).resized, (10, 20, 29), id="a method"),
        pytest.param(lambda m: m.Slotted(4), (4, 1, 38), id="an object with slots"),
        pytest.param(lambda m: m.decorated, (5, 6, 45), id="a decorator that hands the function on"),
        pytest.param(lambda m: m.alone, (3, 4, 57), id="a lambda"),
    ],
)
def test_a_function_is_read_and_not_run(module, pick, expected):
    assert sizes(objects.trace(pick(module), "t")) == expected
    assert module.seen == []


def test_a_function_is_read_as_it_is_now(module):
    module.SIZE = 32
    assert sizes(objects.trace(module.plain, "t"))[:2] == (32, 32)
    resizer = module.Resizer(10)
    resizer.size, resizer.scale = 7, 3
    assert sizes(objects.trace(resizer, "t"))[:2] == (7, 21)


def test_a_class_that_inherits_from_another_file(tmp_path):
    base = imported(tmp_path, "import cv2\nclass Base:\n    def __call__(self, x):\n        return cv2.resize(x, self.sides())\n")
    source = f"from {base.__name__} import Base\nclass Mine(Base):\n    def sides(self):\n        return (3, 4)\n"
    assert sizes(objects.trace(imported(tmp_path, source).Mine(), "t")) == (3, 4, 4)


def test_a_file_that_says_something_else_by_now_is_not_believed(module):
    path = Path(module.__file__)
    path.write_text(SOURCE.replace("(SIZE, SIZE)", "(SIZE, 999)"), encoding="utf-8")
    assert isinstance(objects.trace(module.plain, "t").value, Unread)
    assert isinstance(objects.trace(module.Resizer(3), "t").value, Call)  # untouched
    path.write_text(SOURCE.replace("self.size * self.scale", "self.size"), encoding="utf-8")
    assert isinstance(objects.trace(module.Resizer(3), "t").value, Unread)


@pytest.mark.parametrize(
    "pick",
    [
        pytest.param(lambda m: m.one, id="one of two lambdas in a line"),
        pytest.param(lambda _: eval("lambda image: image"), id="a function without a file"),
        pytest.param(lambda m: type("Local", (m.Resizer,), {})(3), id="a class that stands nowhere"),
    ],
)
def test_what_has_no_source_is_unread(module, pick):
    assert isinstance(objects.trace(pick(module), "t").value, Unread)


def test_a_step_among_others_becomes_a_function_of_the_picture(module):
    (step,) = objects.value([module.alone], "<t>").items
    picture, body = step.args
    assert step.name == "lambda"
    assert body.args[0] is picture
