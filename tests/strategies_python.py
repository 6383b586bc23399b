"""Random Python of the kind that sets names, most of it runnable."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = st.sampled_from(["t", "a", "b", "T", "tuple", "int"])
PARTS = st.sampled_from(
    ["1", "0.5", "'均值'", "None", "[]", "[1, 2]", "(a, b)", "[a, t]", "a", "b", "t", "T.Compose([a, t])", "a.b", "a[0]", "a()", "b()",
     "f(a, k=b)", "[*a, 3]", "-a", "a + b", "a * 3", "a / 0", "lambda: a", "[a for a in b]", "(a := 3)", "a if b else t", "int(a)",
     "tuple(a)", "a.append(4)", "b.pop()", "{}", "...", "not a", "b''",
     "a == b", "a is None", "a and b", "t or 2", "len(a)", "a[::-1]", "{'k': a}",
     "a.get('k', 1)", "[x for x in a if x]",
     "list(zip(a, b))", "a.copy()", "sum(a, 1)", "2 ** a", "a in b", "f'{a}'", "[*range(a)]", "max(1, b)",
     "dict(k=a)"]
)  # fmt: skip
CLASS = "class {}:\n    x = {}\n    def __init__(self, a={}): self.y = a\n    def __call__(self): return [self.x, self.y]"
LINES = st.one_of(
    st.builds("{} = {}".format, NAMES, PARTS),
    st.builds("{} = {} = {}".format, NAMES, NAMES, PARTS),
    st.builds("{} += {}".format, NAMES, PARTS),
    st.builds("{}: list = {}".format, NAMES, PARTS),
    st.builds("{}: list".format, NAMES),
    st.builds("{}.append({})".format, NAMES, PARTS),
    st.builds("{}[0] = {}".format, NAMES, PARTS),
    st.builds("{}, {} = {}, {}".format, NAMES, NAMES, PARTS, PARTS),
    st.builds("def {}({}={}): return {}".format, NAMES, NAMES, PARTS, PARTS),
    st.builds("def {}():\n    {} = {}\n    {} = {}\n    return {}".format, NAMES, NAMES, PARTS, NAMES, PARTS, PARTS),
    st.builds("def {}():\n    global {}\n    {} = {}\n    return {}".format, NAMES, NAMES, NAMES, PARTS, PARTS),
    st.builds("def {}():\n    {}.append({})\n    return {}".format, NAMES, NAMES, PARTS, PARTS),
    st.builds("def {}({}={}): {}.append({})".format, NAMES, NAMES, PARTS, NAMES, PARTS),
    st.builds("{}({})".format, NAMES, NAMES),
    st.builds("class {}: {} = {}".format, NAMES, NAMES, PARTS),
    st.builds("for {} in [*{}]: {} = {}".format, NAMES, PARTS, NAMES, PARTS),
    st.builds("for {} in [{}, {}]: {}.append({})".format, NAMES, NAMES, NAMES, NAMES, PARTS),
    st.builds("if {}: {} = {}".format, PARTS, NAMES, PARTS),
    st.builds("with {} as {}: pass".format, PARTS, NAMES),
    st.builds("if {}:\n    {} = {}\nelse:\n    {} = {}".format, PARTS, NAMES, PARTS, NAMES, PARTS),
    st.builds("for {} in [*{}]:\n    if {}: break\n    {} = {}".format, NAMES, PARTS, PARTS, NAMES, PARTS),
    st.builds("for {} in enumerate([*{}]):\n    if {}: continue\n    {} += [{}]".format, NAMES, PARTS, PARTS, NAMES, PARTS),
    st.builds("while {}:\n    {} = {}\n    break".format, PARTS, NAMES, PARTS),
    st.builds("{} = {{'k': {}, 1: {}}}\n{} = {}['k']".format, NAMES, PARTS, PARTS, NAMES, NAMES),
    st.builds("{}['k'] = {}".format, NAMES, PARTS),
    st.builds("def {}({}, {}={}):\n    if {}: return {}\n    return {}".format, NAMES, NAMES, NAMES, PARTS, PARTS, PARTS, PARTS),
    st.builds("{} = {}({}, {}={})".format, NAMES, NAMES, PARTS, NAMES, PARTS),
    st.builds(CLASS.format, NAMES, PARTS, PARTS),
    st.builds("{} = {}().y".format, NAMES, NAMES),
    st.builds("{} = lambda a={}, *b: [a, *b]".format, NAMES, PARTS),
    st.builds("def {}():\n    for t in [*{}]:\n        yield {}".format, NAMES, PARTS, PARTS),
    st.sampled_from(
        ["import a", "from a import *", "from torchvision import transforms as T", "import T.b as a", "del a", "global t", "a()", "b()",
         "import math as a", "from math import *", "from math import pi as a", "# 均"]
    ),
)  # fmt: skip
