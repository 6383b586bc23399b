"""Names are followed through Python source as far as a reader can be sure of them, and no farther."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.errors import SourceError
from pipecheck.sources import pycalls

FILE = Path("train.py")


def find(source, name="t"):
    return pycalls.find(pycalls.parse(source, FILE), name)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("t = 224", "224", id="number"),
        pytest.param("t = -0.5", "-0.5", id="negative"),
        pytest.param("t = +1", "1", id="positive"),
        pytest.param("t = 'a' 'b'", "'ab'", id="text"),
        pytest.param("t = None", "None", id="nothing"),
        pytest.param("t = [1, (2, 3)]", "[1, [2, 3]]", id="list and tuple"),
        pytest.param("t = [*[1, 2], 3]", "[1, 2, 3]", id="starred list"),
        pytest.param("t: int = 3", "3", id="annotated"),
        pytest.param("t: list[int]\nt = [3]", "[3]", id="declared first"),
        pytest.param("t = [3]\nt: list[int]", "[3]", id="declared afterwards"),
        pytest.param("a = t = [1]", "[1]", id="two names at once"),
        pytest.param("a = 1\nb = a\nt = [b, a]", "[1, 1]", id="names"),
        pytest.param("t = 1\nt = 2", "2", id="the last counts"),
        pytest.param("t = 1\nt = [t, t]", "[1, 1]", id="made of itself before"),
        pytest.param("t = 1\nif x:\n    t = 2\nt = 3", "3", id="set plainly after a condition"),
        pytest.param("t = 1\nt += 1\nt = 3", "3", id="set again after a change"),
        pytest.param("def t(): return 1\nt = 2", "2", id="a function replaced"),
        pytest.param("t = 2\ndef t(): return 1", "1", id="replaced by a function"),
        pytest.param("def t(): return 1\ndef t(): return 2", "2", id="the last of two functions"),
    ],
)
def test_names_and_constants(source, value):
    assert value_told(find(source)) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("t = 224 * 8 // 7", "256", id="whole numbers"),
        pytest.param("t = 1 / 255", repr(1 / 255), id="division"),
        pytest.param("m = 0.485\nt = [255 * m, -m]", repr([255 * 0.485, -0.485]), id="names"),
        pytest.param("t = int(224 / 0.875)", "256", id="int"),
        pytest.param("t = [float(1), round(1.6)]", "[1.0, 2]", id="float and round"),
        pytest.param("t = [1] + [2, 3]", "[1, 2, 3]", id="lists added"),
        pytest.param("t = [0.5] * 3", "[0.5, 0.5, 0.5]", id="list repeated"),
        pytest.param("t = tuple([1, 2])", "[1, 2]", id="tuple of a list"),
        pytest.param("t = 1 / 0", "?1:5 1 / 0", id="division by zero"),
        pytest.param("t = 2 ** 5", "32", id="powers"),
        pytest.param("t = [1] * (10 ** 9)", "?1:5 [1] * (10 ** 9)", id="a list too long"),
        pytest.param("t = [1] * 999999999", "?1:5 [1] * 999999999", id="a list too long, plainly"),
        pytest.param("t = 1000000 * 1000000000 * 1000000000 * 10", "?1:5 1000000 * 1000000000 * 1000000000 * 10", id="large numbers"),
        pytest.param("t = 0x" + "f" * 300, "?1:5 0x" + "f" * 198, id="a large constant"),
        pytest.param("t = int('5')", "5", id="int of a text"),
        pytest.param("t = int('five')", "?1:5 int('five')", id="int of a word"),
        pytest.param("t = list(map(int, '64,96'.split(',')))", "[64, 96]", id="each part of a text"),
        pytest.param("t = 'a' + 'b'", "'ab'", id="texts added"),
        pytest.param("t = x + 1", "+(<x>, 1)", id="something unknown added"),
        pytest.param("def tuple(x): return 0\nt = tuple([1])", "0", id="a tuple of one's own"),
    ],
)
def test_arithmetic(source, value):
    assert value_told(find(source)) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("import torch\nt = torch.float32", "<torch.float32>", id="package"),
        pytest.param("import a.b.c\nt = a.b.c.d(1)", "a.b.c.d(1)", id="dotted package"),
        pytest.param("import a.b as x\nt = x.c(1)", "a.b.c(1)", id="package alias"),
        pytest.param("from a import b\nt = b.c()", "a.b.c()", id="module"),
        pytest.param("from a import b as x\nt = x(k=1)", "a.b(k=1)", id="name alias"),
        pytest.param("from a.b import *\nt = C(1)", "a.b.C(1)", id="star import"),
        pytest.param("from a.b import *\nt = len(1)", "len(1)", id="a built-in beside a star import"),
        pytest.param("from a import *\nfrom b import *\nt = C(1)", "C(1)", id="two star imports"),
        pytest.param("from .a import b\nt = b()", ".a.b()", id="relative"),
        pytest.param("from .. import b\nt = b()", "...b()", id="relative, without a module"),
        pytest.param("from a import b\nx = b\nt = x.c()", "a.b.c()", id="another name for a module"),
        pytest.param("try:\n    from a import b\nexcept ImportError:\n    raise\nt = b()", "a.b()", id="tried"),
        pytest.param("def f():\n    from a import b\n    return b(1)\nt = f()", "a.b(1)", id="inside the function"),
        pytest.param("def g():\n    from a import b\nt = b(1)", "b(1)", id="inside another function"),
        pytest.param(
            "try:\n    from a import b\nexcept ImportError:\n    from c import b\nt = b()", "a.b()", id="tried, or else another one"
        ),
        pytest.param("try:\n    from a import b\nexcept ImportError:\n    b = None\nt = b()", "a.b()", id="tried, or else nothing"),
        pytest.param("from a import B\nfrom c import *\nt = B()", "?3:5 B()", id="a class that a later star import may replace"),
        pytest.param("from a import b\nfrom c import *\nt = b.C()", "a.b.C()", id="a module that a later star import leaves alone"),
        pytest.param("from a import B\nclass B(B): pass\nt = B()", "?3:5 B()", id="shadowed by a class"),
        pytest.param("from a import B\ndef B(x): pass\nt = B(1)", "None", id="shadowed by a function"),
        pytest.param("import a\na = make()\nt = a.B()", ".B(make())", id="shadowed by a variable"),
        pytest.param("import a as x\nimport b as x\nt = x.C()", "b.C()", id="imported twice"),
        pytest.param("import a\na.B = mine\nt = a.B()", "?3:5 a.B()", id="patched"),
        pytest.param("import a\na.B.c = mine\nt = a.B()", "?3:5 a.B()", id="patched inside"),
        pytest.param("import a\na.x.y = True\nt = a.B()", "a.B()", id="another part patched"),
        pytest.param("import a\na.seed(0)\nt = a.B()", "a.B()", id="a function of the package called"),
    ],
)
def test_imports(source, value):
    assert value_told(find(source)) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("def t():\n    return 1", "1", id="named itself"),
        pytest.param("def t():\n    '''Says so.'''\n    a = 2\n    return [a]", "[2]", id="locals"),
        pytest.param("a = 1\ndef t():\n    return a", "1", id="globals"),
        pytest.param("a = 1\ndef t():\n    a = 2\n    return a", "2", id="a local hides a global"),
        pytest.param("def f():\n    return 1\nt = [f(), f()]", "[1, 1]", id="called"),
        pytest.param("def f():\n    return a\na = 1\nt = f()\na = 2", "1", id="a global as it is at the call"),
        pytest.param("def f(n=3):\n    return n\nt = f()", "3", id="a default"),
        pytest.param("n = 1\ndef f(n=n):\n    return n\nn = 2\nt = f()", "1", id="a default as it is at the definition"),
        pytest.param("def f(*, n=3):\n    return n\nt = f()", "3", id="a default by keyword"),
        pytest.param("def f(n=3):\n    n = n + 1\n    return n\nt = f()", "4", id="a default, set again"),
        pytest.param("n = 1\ndef t(n):\n    return n", "$n", id="a parameter hides a global"),
        pytest.param("n = 1\ndef t(*n):\n    return n", "[]", id="many parameters"),
        pytest.param("def f(n=3):\n    return n\nt = f(4)", "4", id="called with something"),
        pytest.param("def f():\n    return 1\nt = f", "1", id="a name for a function"),
        pytest.param("def t():\n    return t()", "?2:12 t()", id="calls itself"),
        pytest.param("def t():\n    if x:\n        return 1\n    return 2", "if(<x>, 1, 2)", id="two returns"),
        pytest.param("def t():\n    if x:\n        return 1", "if(<x>, 1, None)", id="returns perhaps"),
        pytest.param("def t():\n    pass", "None", id="returns nothing"),
        pytest.param("def t():\n    yield 1\n    return 2", "[each(1)]", id="a generator"),
        pytest.param("@cached\ndef t():\n    return 1", "?2:1 def t(): return 1", id="decorated"),
        pytest.param("async def t():\n    return 1", "?1:1 async def t(): return 1", id="awaited"),
        pytest.param("class t:\n    pass", "?1:1 class t: pass", id="a class"),
        pytest.param("a = 1\ndef t():\n    if x:\n        a = 2\n    return a", "2", id="a local that is set perhaps"),
        pytest.param("a = 1\ndef t():\n    b = a\n    a = 2\n    return b", "?3:9 a", id="a local that is not set yet"),
        pytest.param("t = lambda: 1", "1", id="a lambda"),
    ],
)
def test_functions(source, value):
    assert value_told(find(source)) == value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("t = t", "<t>", id="itself"),
        pytest.param("t = [t]", "[<t>]", id="a list of itself"),
        pytest.param("a = b\nb = a\nt = a", "<b>", id="in a circle"),
        pytest.param("t = cfg['mean']", "[](<cfg>, 'mean')", id="a subscript"),
        pytest.param("t = {'a': 1}", "{a: 1}", id="a dictionary"),
        pytest.param("t = [x / 255 for x in (1, 2)]", "[0.00392156862745098, 0.00784313725490196]", id="a comprehension"),
        pytest.param("t = 1 if x else 2", "if(<x>, 1, 2)", id="a choice"),
        pytest.param("from a import B\nb = B(3)\nt = 1 if b is not None else 2", "1", id="an object of a package is not None"),
        pytest.param("from a import B\nb = B(3)\nt = 1 if b else 2", "1", id="an object of a package counts as true"),
        pytest.param("from a import B\nb = B([])\nt = 1 if b else 2", "if(a.B([]), 1, 2)", id="a chain of nothing may count as false"),
        pytest.param("from torch import Tensor\nb = Tensor(3)\nt = 1 if b else 2", "if(torch.Tensor(3), 1, 2)", id="an array is asked"),
        pytest.param("from a import b\nc = b(3)\nt = 1 if c is None else 2", "if(is(a.b(3), None), 1, 2)", id="what a function gives"),
        pytest.param("t = f(*x)", "f(?1:7 *x)", id="unknown arguments"),
        pytest.param("t = f(**x)", "f(**=<x>)", id="unknown keywords"),
        pytest.param("t = f(*[1, 2])", "f(1, 2)", id="known starred arguments"),
        pytest.param("t = f()(1)", "()(f(), 1)", id="the call of a call"),
        pytest.param("t = f().x", "@x(f())", id="an attribute of a call"),
        pytest.param("class C:\n    x = 1\nt = C.x", "1", id="a class attribute"),
        pytest.param("cfg = load()\nt = cfg.x", "@x(load())", id="an attribute of a result"),
        pytest.param("t = np.array([1]).astype(x)", ".astype(np.array([1]), <x>)", id="a method of a result"),
        pytest.param("t = f'{x}'", "text(<x>)", id="a text that is computed"),
        pytest.param("t = '均值', x[0]", "['均值', [](<x>, 0)]", id="columns count letters after chinese"),
        pytest.param("t = '😀', x[0]", "['😀', [](<x>, 0)]", id="columns count letters after an emoji"),
        pytest.param("\f\nx = '\x0b\u2028'\nt = y[0]", "[](<y>, 0)", id="odd line ends end no line"),
        pytest.param("x = 1\r\nt = y[0]\r\n", "[](<y>, 0)", id="carriage returns"),
        pytest.param("t = f(\n  x[0],\n  [y\n   [0]])", "f([](<x>, 0), [[](<y>, 0)])", id="over several lines"),
    ],
)
def test_what_is_not_followed_is_unread_or_a_name(source, value):
    assert value_told(find(source)) == value


@pytest.mark.parametrize(
    ("source", "span"),
    [
        pytest.param("t = f(1)", (1, 5, 4), id="one line"),
        pytest.param("x = '均值'; t = f('均')", (1, 15, 6), id="after and around chinese"),
        pytest.param("t = f(1,\n  2)  # end", (1, 5, 4), id="several lines span the rest of the first"),
        pytest.param("def t():\n    a = f(1)\n    return a", (2, 9, 4), id="followed to where it is made"),
        pytest.param("from a import b\nt = b", (2, 5, 1), id="a name from elsewhere"),
    ],
)
def test_places(source, span):
    origin = find(source).origin
    assert (origin.path, origin.line, origin.column, origin.width) == (FILE, *span)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("val_transfrom", "train.py: no variable or function named 'val_transfrom'; did you mean 'val_transform'?", id="close"),
        pytest.param("zzz", "train.py: no variable or function named 'zzz'", id="far"),
        pytest.param("", "train.py: no variable or function named ''", id="empty"),
    ],
)
def test_a_missing_name(name, message):
    with pytest.raises(SourceError) as e:
        find("val_transform = 1\ndef build(): return 2\nimport os\n", name)
    assert str(e.value) == message


def test_the_names_of_a_file_are_what_can_be_asked_for():
    module = pycalls.parse("import os\nb = 1\nclass C: pass\ndef a(): return 2\nx, y = 1, 2\n", FILE)
    assert pycalls.names(module) == ["C", "a", "b", "x", "y"]
