"""What can be named in a file: methods too, lists of functions, and the method by which an object takes a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls

CLASS = """
class Model:
    def __init__(self, unit=2, transform=None, img_aug=None, size=None):
        self.unit, self.transform, self.img_aug, self.size = unit, transform, img_aug, size
    def forward(self, x):
        return x
    def preprocess(self, x):
        return x / self.unit
    @staticmethod
    def plain(x):
        return -x
    def hooked(self, x):
        if self.transform:
            x = self.transform(x)
        if self.img_aug is not None:
            x = self.img_aug(x)
        return x if self.size is None else x * self.size
model = Model(3)
"""
NETWORK = """
import torch.nn as nn
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU())
    def forward(self, x):
        return self.layers(x)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
    def forward(self, x):
        return self.block(x) + 1
class Norm(nn.Module):
    def __init__(self):
        super().__init__()
        self.unit = 255
    def forward(self, x):
        return x / self.unit
class Detector:
    def __init__(self):
        self.net = Net()
    def __call__(self, x):
        return x / 255
"""


def told(source, name):
    return value_told(pycalls.find(pycalls.parse(source, Path("train.py")), name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("Model.preprocess", "/($x, 2)", id="a method of a class"),
        pytest.param("model.preprocess", "/($x, 3)", id="a method of an object"),
        pytest.param("Model.plain", "-($x)", id="a static method"),
        pytest.param("model.unit", "3", id="an attribute"),
        pytest.param("Model", "/($x, 2)", id="what prepares is likelier than what computes"),
    ],
)
def test_methods(name, value):
    assert told(CLASS, name) == value


def test_a_transform_that_is_none_by_default_is_one_that_nobody_has_seen():
    made = told(CLASS, "Model.hooked")
    assert "()($transform, $x)" in made
    assert "()($img_aug" in made
    assert "size" not in made


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        pytest.param("_preprocess", "infer", id="with an underscore"),
        pytest.param("pre_process", "run", id="in two words"),
        pytest.param("__next__", "__iter__", id="a loader that is gone through"),
        pytest.param("detect", "draw", id="a detector"),
    ],
)
def test_the_method_that_takes_a_picture(entry, other):
    source = f"class t:\n    def {other}(self, x):\n        return 1\n    def {entry}(self, x):\n        return x / 2\n"
    assert told(source, "t") == "/($x, 2)"


def test_a_list_of_functions_is_applied_in_order():
    source = """
class Half:
    def __call__(self, x):
        return x / 2
def t():
    def less(x):
        return x - 1
    return [less, Half(), lambda x: x * 3]
"""
    assert told(source, "t") == "*(/(-($picture, 1), 2), 3)"


FUNCTION = """
def main(size, unit=2):
    low = size / unit
    def half(x):
        return x / 2
    for epoch in range(90):
        train(low)
    return None
"""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("main.low", "/($size, 2)", id="a variable"),
        pytest.param("main.half", "/($x, 2)", id="a function"),
        pytest.param("main.unit", "2", id="a parameter with a default"),
    ],
)
def test_what_a_function_holds(name, value):
    assert told(FUNCTION, name) == value


def test_a_variable_of_a_function_is_proposed():
    with pytest.raises(SourceError, match=r"named 'low'; did you mean 'main\.low'\?"):
        told(FUNCTION, "low")


@pytest.mark.parametrize("name", ["Model.other", "Other.preprocess", "model.unit.more", "Model.", "Model.preprocess.other"])
def test_a_missing_method(name):
    with pytest.raises(SourceError, match=f"no variable or function named '{name}'"):
        told(CLASS, name)


@pytest.mark.parametrize(
    ("call", "value"),
    [
        pytest.param("Net()(x)", "()(?26:5 Net(), <x>)", id="a network is not gone into"),
        pytest.param("Block()(x)", "()(?26:5 Block(), <x>)", id="nor a part of one"),
        pytest.param("Norm()(x)", "/(<x>, 255)", id="a module without weights"),
        pytest.param("Detector()(x)", "/(<x>, 255)", id="what holds a network and is none"),
    ],
)
def test_networks(call, value):
    assert told(f"{NETWORK}t = {call}\n", "t") == value


@pytest.mark.parametrize(
    ("loop", "value"),
    [
        pytest.param("for i in range(x.shape[0]):\n        a.append(m[i])", "[1, 2, 3]", id="an axis of the picture"),
        pytest.param("for i in range(len(x)):\n        a.append(m[i] / 2)", "[0.5, 1.0, 1.5]", id="its length"),
        pytest.param(
            "for i in range(x.shape[0]):\n        a.append(two[i])", "[each([]([1, 2], each(range([](@shape($x), 0)))))]", id="a pair"
        ),
        pytest.param("for i in range(0):\n        a.append(m[i])", "[]", id="no round"),
    ],
)
def test_loops_over_channels(loop, value):
    assert told(f"m = [1, 2, 3]\ntwo = [1, 2]\ndef t(x):\n    a = []\n    {loop}\n    return a\n", "t") == value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        pytest.param("pass", "()(T.Resize(64), <x>)", id="inherited as it is"),
        pytest.param(
            "def __call__(self, x):\n        return super().__call__(x / 2)", "()(T.Resize(64), /(<x>, 2))", id="of the class above"
        ),
        pytest.param("def __init__(self, n):\n        super().__init__((n, n))", "()(T.Resize([64, 64]), <x>)", id="begun in another way"),
    ],
)
def test_what_is_inherited_from_another_package(body, value):
    assert told(f"import T\nclass Mine(T.Resize):\n    {body}\nt = Mine(64)(x)\n", "t") == value


def test_loops_within_loops_do_not_use_up_the_reading():
    loops = "".join(f"{'    ' * deep}for {name} in range(60):\n" for deep, name in enumerate("ijk", 1))
    anchors = f"def anchors():\n    a = []\n{loops}                a.append(i * j)\n"
    assert told(f"{anchors}    return a\ndef t(x):\n    b = anchors()\n    return x / 255\n", "t") == "/($x, 255)"
