"""Rounding on paper gives what the nodes of the quantised network give, bit by bit."""

import numpy as np
import pytest
from debugged import calibrated, chain, pictures
from simulated import feed

from pipecheck.probe.quant import rounding
from pipecheck.probe.quant.plan import Plan, Range
from pipecheck.probe.quant.simulate import build, skeleton


@pytest.mark.parametrize("asymmetric", [False, True], ids=["symmetric", "asymmetric"])
@pytest.mark.parametrize("qtype", ["int8", "int16", "int16-ec", "float16"])
def test_numbers_round_as_in_the_network(tmp_path, qtype, asymmetric):
    prepared = chain(tmp_path)
    covered = Range(-1.3, 2.1, asymmetric=True) if asymmetric else Range(-1.7, 1.7)
    only = Plan(ranges={"y": covered}, taken={}, outputs={"y": qtype})
    fed = feed(prepared, spread=2.0)
    plain = build.session(prepared, Plan(ranges={}, taken={})).run(fed)["y"]
    lattice = rounding.lattices(skeleton.of(prepared), only)["y"]
    assert np.array_equal(rounding.rounded(plain, lattice), build.session(prepared, only).run(fed)["y"])
    ends = rounding.ends(lattice)
    assert (ends is None) == (qtype == "float16")


def test_a_tensor_that_only_moved_lies_on_the_lattice_that_it_had(tmp_path):
    prepared = chain(tmp_path)
    _, plan = calibrated(prepared, pictures(4))
    found = rounding.lattices(skeleton.of(prepared), plan)
    assert set(found) == {"x", "b", "d"}
    assert {each.qtype for each in found.values()} == {"int8"}
    assert rounding.step(found["x"]) == pytest.approx(plan.ranges["x"].high / 127)
