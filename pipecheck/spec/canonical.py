"""Folds a program into the facts that it amounts to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pipecheck.spec import colors, numbers, scrambled
from pipecheck.spec.facts import Fact, Spec
from pipecheck.spec.program import Aspect, Opaque, Program, Random, Step
from pipecheck.spec.state import State, begin
from pipecheck_transformers.tensor_ops import Affine, Cast, Reinterpret, TakeChannel, ToColor, Transpose


def canonical(program: Program) -> Spec:
    """What *program* amounts to; aspects it is silent about, or that an unreadable step touches, have no value."""
    state = begin(program.decoded)
    for step in program.steps:
        state = _advance(state, step)
    return _settle(state, program)


def _advance(state: State, step: Step) -> State:
    if spoiled := scrambled.spoiled(state, step):
        return spoiled
    match step.op:
        case Opaque(touches=touches) | Random(touches=touches):
            return state.forget(touches, step)
        case ToColor():
            return colors.convert(state, step.op, step)
        case TakeChannel():
            return state.forget(frozenset({"color"}), step)
        case Affine():
            return numbers.scale(state, step.op, step)
        case Cast():
            return numbers.cast(state, step.op, step)
        case Transpose():
            return state.touched("layout", step, layout=step.op.layout)
        case Reinterpret():
            return scrambled.reinterpret(state, step.op, step)
        case op:
            from pipecheck.spec import geometry  # a YAML has none, and its vocabulary takes time to make

            return geometry.place(state, op, step)


def _settle(state: State, program: Program) -> Spec:
    if state.geometry:
        from pipecheck.spec import folding

        state = replace(state, geometry=folding.simplified(state.geometry))

    def fact(aspect: Aspect) -> Fact[Any]:
        return Fact(None) if aspect in program.silent else state.fact(aspect)

    return Spec(
        decode=fact("decode"),
        geometry=fact("geometry"),
        color=fact("color"),
        values=fact("values"),
        layout=fact("layout"),
        dtype=fact("dtype"),
    )
