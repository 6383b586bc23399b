"""What running a callable told fills the gaps of what reading it told, and never overrules it in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from living import facts

from pipecheck.findings import Origin
from pipecheck.gather import measured
from pipecheck.lower import chain
from pipecheck.probe.identify.asking.handing import WORDS
from pipecheck.probe.identify.found import Alternative, Identified
from pipecheck.spec import ASPECTS, Decoded, Opaque, Program, Random, Step, canonical
from pipecheck_transformers import Chain
from pipecheck_transformers.ops import Affine, CenterCrop, Read, Resize, ToColor, Transpose

ALL = frozenset(ASPECTS)
GEOMETRY = frozenset({"geometry"})
OPENCV = Read(library="opencv", color="bgr", exif=True)
CHAIN = Chain([ToColor("rgb"), Resize(8, 9), Affine(std=255.0), Transpose("chw")], read=OPENCV)
UNREAD = Step(Opaque("strange(image)"), Origin(Path("t.py"), 3))
NOTHING = Program(Decoded(layout=None, dtype=None), (UNREAD,))


def found(made=CHAIN, *, way="path", **changes):
    spec = canonical(chain.lower(made))
    return Identified(**{"chain": made, "spec": spec, "residual": 0.0, "handed": WORDS[way], **changes})


def test_what_could_not_be_read_at_all_is_what_was_found():
    program = measured.completed(NOTHING, ALL, found(), "f")
    assert facts(program) == facts(chain.lower(CHAIN))
    assert {step.origin for step in program.steps} == {UNREAD.origin}
    assert {step.assumed for step in program.steps} == {None}


def test_a_step_that_was_read_keeps_its_place():
    scale = Step(Affine(std=255.0), Origin(Path("t.py"), 7))
    read = Program(Decoded(library="opencv", exif=True, color="bgr"), (Step(Opaque("g(x)", GEOMETRY), Origin(Path("t.py"), 5)), scale))
    spec = canonical(measured.completed(read, GEOMETRY, found(), "f"))
    assert (spec.geometry.origin.line, spec.values.origin.line) == (5, 7)


@pytest.mark.parametrize(
    ("way", "color"),
    [
        pytest.param("array", None, id="nobody says who read an array"),
        pytest.param("list", None, id="nor a list of them"),
        pytest.param("path", "rgb", id="a path is read by the callable"),
        pytest.param("pil", "rgb", id="a picture of Pillow's is RGB"),
    ],
)
def test_the_order_is_known_where_the_reader_is(way, color):
    read = Read(library="pil", color="rgb") if way == "pil" else OPENCV
    state = canonical(measured.completed(NOTHING, ALL, found(Chain(CHAIN.ops, read=read), way=way), "f")).color.value
    assert (state and state.name) == color


def test_a_swap_of_an_array_is_remembered():
    read = Program(Decoded(library="opencv", exif=True, color="rgb"), (Step(Opaque("g(x)", ALL), UNREAD.origin),))
    assert facts(measured.completed(read, ALL - {"decode"}, found(way="array"), "f"))["color"].name == "bgr"


def test_what_the_source_says_otherwise_is_unknown():
    read = Program(
        Decoded(library="opencv", exif=True, color="bgr"), (Step(Opaque("g(x)", GEOMETRY)), Step(Affine(std=127.5), UNREAD.origin))
    )
    program = measured.completed(read, GEOMETRY, found(), "f")
    assert facts(program)["values"] is None
    (doubt,) = [step for step in program.steps if isinstance(step.op, Opaque) and step.op.touches == {"values"}]
    assert doubt.op.text.startswith("f by its source: ")
    assert doubt.origin == UNREAD.origin


def test_a_tie_is_told():
    other = Alternative(Chain([ToColor("rgb"), Resize(8, 9, interpolation="area"), *CHAIN.ops[2:]], read=OPENCV), 0.0)
    spec = canonical(measured.completed(NOTHING, ALL, found(alternatives=(other,)), "f"))
    assert spec.geometry.assumed == "running it cannot tell this from another step"
    assert spec.values.assumed is None


def test_where_only_the_geometry_was_not_found_the_rest_is_told():
    half = found(chain=None, unexplained="no known size policy puts the pixels where they go", residual=None)
    after = facts(measured.completed(NOTHING, ALL, half, "f"))
    assert after["geometry"] is None
    assert (after["color"].name, after["values"].affine.scale, after["layout"]) == ("rgb", (1 / 255,), "chw")


@pytest.mark.parametrize(
    ("changes", "touches"),
    [
        pytest.param({"chain": None, "unexplained": "random"}, GEOMETRY, id="values are known"),
        pytest.param({"chain": None, "unexplained": "random", "spec": canonical(NOTHING)}, ALL, id="nothing is known"),
    ],
)
def test_chance_is_told(changes, touches):
    program = measured.completed(NOTHING, ALL, found(deterministic=False, **changes), "f")
    assert [step.op for step in program.steps if isinstance(step.op, Opaque | Random)] == [Random("f", touches)]


def test_a_chain_that_was_not_proven_is_not_believed():
    assert measured.completed(NOTHING, ALL, found(unexplained="off by 20 levels"), "f") is NOTHING
    kept = Program(Decoded(layout=None), (Step(CenterCrop(3, 3)), Step(Opaque("g(x)", frozenset({"values"})))))
    assert measured.completed(kept, frozenset({"values"}), found(chain=None, unexplained="strange"), "f") is kept
