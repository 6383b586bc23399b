"""The five laws of specs, each as a property."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from strategies import affines, pictures, programs, steps

from pipecheck.lower import chain
from pipecheck.spec import Affinity, Aspect, Opaque, Program, Step, Values, affine, canonical, diff
from pipecheck.spec.executable import executable
from pipecheck.spec.program import ASPECTS
from pipecheck_transformers import Affine, Chain
from pipecheck_transformers.ops import ResizeBy, Sampled

SETTLED_AGAIN: dict[Aspect, bool] = {"geometry": False, "values": False, "decode": False}


@given(programs(), st.sets(st.sampled_from(sorted(SETTLED_AGAIN)), min_size=1), st.data())
def test_what_an_unreadable_step_touches_is_never_equal_and_never_different(program, touches, data):
    at = data.draw(st.integers(0, len(program.steps)))
    step = Step(Opaque("mystery()", frozenset(touches)))
    spec = canonical(Program(program.decoded, (*program.steps[:at], step, *program.steps[at:])))
    verdicts = {found.aspect: found.verdict for found in diff(spec, canonical(program))}
    for aspect in touches:
        assert verdicts[aspect] == "unverifiable"
    assert "different" not in verdicts.values()


@given(programs(), st.sets(st.sampled_from(ASPECTS), min_size=1))
def test_what_a_source_is_silent_about_is_unverifiable(program, silent):
    spec = canonical(Program(program.decoded, program.steps, frozenset(silent)))
    verdicts = {found.aspect: found.verdict for found in diff(spec, canonical(program))}
    assert {verdicts[aspect] for aspect in silent} == {"unverifiable"}


@given(affines(3), st.floats(0.001, 0.02), st.floats(-0.05, 0.05))
def test_affines_that_no_pixel_can_tell_apart_are_equal(op, wobble, push):
    exact = affine.of(op)
    step = min(map(abs, exact.scale))
    near = Affinity(tuple(s * (1 + wobble / 1000) for s in exact.scale), tuple(b + push * step for b in exact.bias))
    assert affine.same(exact, near)
    far = Affinity(exact.scale, tuple(b + 0.2 * max(map(abs, exact.scale)) for b in exact.bias))
    assert not affine.same(exact, far)


@given(affines(3), affines(3))
def test_telling_apart_is_symmetric(left, right):
    assert affine.gap(affine.of(left), affine.of(right)) == pytest.approx(affine.gap(affine.of(right), affine.of(left)))


def test_the_usual_decimals_of_a_division_by_255_are_one():
    assert affine.same(affine.of(Affine(scale=0.00392)), affine.of(Affine(std=255.0)))
    assert not affine.same(affine.of(Affine(scale=0.0039)), affine.of(Affine(std=255.0)))


def test_the_decimals_of_a_yaml_equal_the_constants_of_the_training_code():
    training = affine.of(Affine(std=255.0)), affine.of(Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)))
    yaml = affine.of(Affine(mean=(123.675, 116.28, 103.53), scale=(0.0171248, 0.017507, 0.0174292)))
    composed = affine.after(*training)
    assert composed is not None
    assert affine.same(composed, yaml)


@given(programs())
def test_a_spec_does_not_differ_from_itself(program):
    spec = canonical(program)
    known = [found for found in diff(spec, spec) if getattr(spec, found.aspect).value is not None]
    assert known == [] or spec.color.value is None


@given(programs(), st.data())
def test_cutting_a_program_and_joining_it_again_changes_nothing(program, data):
    at = data.draw(st.integers(0, len(program.steps)))
    head, tail = Program(program.decoded, program.steps[:at]), Program(program.decoded, program.steps[at:])
    assert canonical(head.then(tail)) == canonical(program)


@settings(max_examples=100, deadline=None)
@given(programs(), pictures())
def test_canonical_form_computes_the_same_tensor(program, picture):
    spec = canonical(program)
    short = executable(spec, program.decoded.color)
    assume(short is not None)
    written, folded = _run(program, picture), _run(short, picture)
    assert written.shape == folded.shape
    resamplings = sum(isinstance(step.op, Sampled | ResizeBy) for step in program.steps)
    level = max(map(abs, spec.values.value.affine.scale))
    np.testing.assert_allclose(folded, written, rtol=1e-4, atol=level * (1.01 + 1.6 * resamplings))


@settings(deadline=None)
@given(programs(), pictures())
def test_the_dtype_is_that_of_the_tensor(program, picture):
    assert canonical(program).dtype.value in {None, chain.runnable(program)(picture).dtype.name}


@pytest.mark.parametrize("library", ["opencv", "pil", "skimage", "torch", "horizon"])
@pytest.mark.parametrize("before", ["uint8", "float32"])
@pytest.mark.parametrize("color", ["gray", "yuv444", "nv12", "bgr"])
def test_the_dtype_after_a_conversion_is_that_of_the_tensor(library, before, color):
    from pipecheck.spec import Decoded
    from pipecheck_transformers import StepError
    from pipecheck_transformers.ops import Cast, ToColor

    program = Program(Decoded(library="pil", exif=False, color="rgb"), (Step(Cast(before)), Step(ToColor(color, library=library))))
    try:
        made = chain.runnable(program)(np.zeros((4, 4, 3), np.uint8))
    except StepError:  # which this library does not do
        return
    assert canonical(program).dtype.value == made.dtype


@given(programs())
def test_a_spec_written_out_and_read_again_is_itself(program):
    spec = canonical(program)
    short = executable(spec, program.decoded.color)
    assume(short is not None)
    text = chain.runnable(short).to_yaml()
    again = canonical(chain.lower(Chain.from_yaml(text)))
    assert list(diff(again, spec)) == []


@given(steps())
def test_equal_specs_come_from_both_readers_orders(written):
    """A swap undoes the order of the reader: OpenCV with a swap is what PIL gives."""
    from pipecheck.spec import Decoded
    from pipecheck_transformers.ops import ToColor

    rgb = Program(Decoded(library="opencv", exif=True, color="rgb"), written)
    bgr = Program(Decoded(library="opencv", exif=True, color="bgr"), (Step(ToColor("rgb", source="bgr")), *written))
    spec = canonical(rgb)
    found = list(diff(spec, canonical(bgr)))
    assert {each.verdict for each in found} <= {"unverifiable"}
    unknown = {aspect for aspect in ASPECTS if getattr(spec, aspect).value is None}
    by_channel = {"values"} if spec.color.value is None else set()  # numbers per channel of who knows which channels
    assert unknown <= {each.aspect for each in found} <= unknown | by_channel


def test_a_wrapping_cast_is_not_forgotten():
    from pipecheck.spec import Decoded
    from pipecheck_transformers.ops import Cast

    start = Decoded(library="opencv", exif=True, color="rgb")
    wrapped = canonical(Program(start, (Step(Affine(bias=-128.0)), Step(Cast("uint8")), Step(Cast("float32")))))
    signed = canonical(Program(start, (Step(Affine(bias=-128.0)), Step(Cast("int8")), Step(Cast("float32")))))
    assert wrapped.values.value.casts
    assert signed.values.value == Values(Affinity(bias=(-128.0,)))


@pytest.mark.parametrize("shift", [-128.0, 128.0])
def test_opposite_shifts_cancel(shift):
    from pipecheck.spec import Decoded

    program = Program(Decoded(color="rgb"), (Step(Affine(bias=shift)), Step(Affine(bias=-shift))))
    assert canonical(program).values.value == Values()


def _run(program, picture):
    runnable = chain.runnable(program)
    assert runnable is not None
    return runnable(picture).astype(np.float64)
