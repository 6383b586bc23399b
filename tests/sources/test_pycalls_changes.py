"""What is changed after it was made is followed, or not trusted; what only looks like a change is no reason for doubt."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.sources import pycalls


def find(source):
    return pycalls.find(pycalls.parse(source, Path("train.py")), "t")


@pytest.mark.parametrize(
    ("source", "held"),
    [
        pytest.param("a = [1]\nt = [a]\na.append(2)", "[1, 2]", id="append"),
        pytest.param("a = [1]\na.extend(x); t = [a]", "?2:1 a.extend(x)", id="extend"),
        pytest.param("a = [1]\nx = a.pop()\nt = [a]", "[]", id="pop"),
        pytest.param("a = [1]\na[0] = 2\nt = [a]", "[2]", id="an item"),
        pytest.param("a = [1]\ndel a[0]\nt = [a]", "[]", id="an item deleted"),
        pytest.param("a = [1]\n(x, a[0]) = 2, 3\nt = [a]", "[3]", id="an item among others"),
        pytest.param("a = [1]\na += [2]\nt = [a]", "[1, 2]", id="augmented"),
        pytest.param("a = make()\na.size = 2\nt = [a]", "?2:1 a.size", id="an attribute"),
        pytest.param("a = make()\na.ops.insert(0, x)\nt = [a]", "?2:1 a.ops.insert(0, x)", id="inside an attribute"),
        pytest.param("a = make()\na.freeze()\nt = [a]", "?2:1 a.freeze()", id="a method called for its effect"),
        pytest.param("a = make()\nx = a.div_(2)\nt = [a]", ".div_(make(), 2)", id="torch in place"),
        pytest.param("a = [1]\nb = a\nb.append(2)\nt = [a]", "[1, 2]", id="by another name"),
        pytest.param("a = [1]\nb = c = a\nc += [2]\nt = [a]", "[1, 2]", id="by a third name"),
        pytest.param("a = make()\nb = a.ops\nb.append(2)\nt = [a]", "?3:1 b.append(2)", id="a part by another name"),
        pytest.param("a = make()\nfor b in a.ops:\n    b.size = 2\nt = [a]", "?2:1 for b in a.ops: b.size = 2", id="each part"),
        pytest.param("a = [1]\nfor b in [a, x]:\n    b.append(2)\nt = [a]", "[1, 2]", id="one of several"),
        pytest.param("a = [1]\nb = {'x': a}\nb['x'].append(2)\nt = [a]", "[1, 2]", id="in a dictionary"),
        pytest.param("a = [1]\nb, c = a, 2\nb.append(2)\nt = [a]", "[1, 2]", id="unpacked to another name"),
        pytest.param("a = [1]\nb = a if x else c\nb.append(2)\nt = [a]", "?3:1 b.append(2)", id="perhaps another name"),
        pytest.param("def f(b):\n    b.append(2)\na = [1]\nf(a)\nt = [a]", "[1, 2]", id="by a function that is given it"),
        pytest.param("a = [1]\ndef f(b=a):\n    b.append(2)\nf()\nt = [a]", "[1, 2]", id="by a function, as its default"),
        pytest.param("a = [1]\nt = [a]\ndef f():\n    a.append(2)", "[1]", id="in a function"),
        pytest.param("a = [1]\nt = [a]\ndef f():\n    b = a\n    b.append(2)", "[1]", id="in a function, by another name"),
        pytest.param("a = 1\nt = [a]\ndef f():\n    global a\n    a = 2", "1", id="set from a function"),
        pytest.param("a = [1]\nt = [a]\nclass C:\n    def f(self):\n        a.append(2)", "[1]", id="in a method"),
        pytest.param("a = 1\nif x:\n    a = 2\nt = [a]", "if(<x>, 2, 1)", id="if"),
        pytest.param("if x:\n    a = 2\nelse:\n    a = 3\nt = [a]", "if(<x>, 2, 3)", id="if and else"),
        pytest.param("for a in x:\n    pass\nt = [a]", "each(<x>)", id="for"),
        pytest.param("a = 1\nfor i, (a, b) in x:\n    pass\nt = [a]", "?2:1 for i, (a, b) in x: pass", id="for several"),
        pytest.param("while x:\n    a = 1\nt = [a]", "1", id="while"),
        pytest.param("with x as a:\n    pass\nt = [a]", "<x>", id="with"),
        pytest.param("a = 1\nwith x:\n    a = 2\nt = [a]", "2", id="inside with"),
        pytest.param("try:\n    a = 1\nexcept E:\n    a = 2\nt = [a]", "1", id="try"),
        pytest.param("a = 1\ntry:\n    pass\nexcept E as a:\n    pass\nt = [a]", "?2:1 try: pass except E as a: pass", id="except as"),
        pytest.param("a = 1\nmatch x:\n    case [*a]:\n        pass\nt = [a]", "?2:1 match x: case [*a]: pass", id="match"),
        pytest.param("a = 1\nprint(a := 2)\nt = [a]", "2", id="walrus"),
        pytest.param("a = 1\ndel a\nt = [a]", "?2:1 del a", id="deleted"),
        pytest.param("a, b = 1, 2\nt = [a]", "1", id="unpacked"),
        pytest.param("a = 1\nfrom x import *\nt = [a]", "?2:1 from x import *", id="a star import afterwards"),
        pytest.param("a = 1\ntry:\n    import a\nexcept E:\n    pass\nt = [a]", "<a>", id="imported perhaps"),
    ],
)
def test_what_a_name_holds_once_it_has_or_may_have_changed(source, held):
    assert value_told(find(source)) == f"[{held}]"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("a = [1]\nt = [a]\ndef f():\n    a = []\n    a.append(2)", id="a local of that name"),
        pytest.param("a = [1]\nt = [a]\ndef f(a):\n    a.append(2)", id="a parameter of that name"),
        pytest.param("a = [1]\nb = [a for a in x]\nt = [a]", id="a comprehension"),
        pytest.param("a = [1]\nt = [a]\na = 3", id="set again afterwards"),
        pytest.param("a = [1]\nt = [a]\nprint(a, len(a), a[0])", id="looked at"),
        pytest.param("a = [1]\nb = a + [2]\nb.append(3)\nt = [a]", id="a copy changed"),
        pytest.param("def f(b):\n    return b\na = [1]\nf(a)\nt = [a]", id="given to a function that leaves it alone"),
        pytest.param("a = [1]\nb = [a]\nc = [a]\nc = 3\nt = [a]", id="held elsewhere"),
        pytest.param("a = [1]\nt = [a]\nx.a = 2", id="an attribute of that name"),
        pytest.param("a = [1]\nt = [a]\nclass C:\n    a = 2", id="a class attribute of that name"),
        pytest.param("global a\na = [1]\nt = [a]", id="declared global where it is"),
    ],
)
def test_what_only_looks_like_a_change_is_none(source):
    assert value_told(find(source)) == "[[1]]"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        pytest.param("def f(b=t.append(1)): ...", "[1, 2, 1]", id="a default"),
        pytest.param("def f(*, b=t.append(1)): ...", "[1, 2, 1]", id="a default by keyword"),
        pytest.param("@keep(t.pop())\ndef f(): ...", "[1]", id="a decorator"),
        pytest.param("class C(t.pop()): ...", "[1]", id="a base"),
    ],
)
def test_what_runs_while_a_function_or_class_is_made_changes_names_too(line, left):
    assert value_told(find(f"t = [1, 2]\n{line}\n")) == left
