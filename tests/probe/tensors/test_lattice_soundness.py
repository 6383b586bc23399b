"""No set that was made correctly is proven to be anything else."""

import pytest
from lattice_samples import channels, correct, together

from pipecheck.evidence.tensors import Expected
from pipecheck.probe.tensors.lattice import held
from pipecheck.spec import affine

SETS = 2000
PARTS = 8
FLAT = 3
"""All pictures of a set together span so few levels: a grid tells what was done to them, a range no longer does."""


@pytest.mark.parametrize("part", range(PARTS))
def test_no_correct_set_is_taken_for_anything_else(part):
    for seed in range(part, SETS, PARTS):
        of = correct(seed)
        wanted = of.normal.affine
        for sample, numbers in (channels(of.tensors), together(of.tensors)):
            found = held(sample, numbers, Expected())
            assert not found.certain or found.kind == of.normal.kind, seed
            assert not found.certain or found.affine is None or affine.gap(found.affine, wanted) < 0.13, seed
            expected = held(sample, numbers, Expected(values=wanted))
            assert expected.kind == of.normal.kind or (not of.whole and of.contrast <= FLAT), seed
            assert not expected.certain or expected.kind == of.normal.kind, seed
            assert expected.affine in {None, wanted}, seed
        if of.whole:
            assert held(*channels(of.tensors), Expected(values=wanted)).affine == wanted, seed
