"""Networks that begin and end in the middle."""

import numpy as np
from simulated import feed, layered, plan

from pipecheck.probe.quant.simulate import build


def test_a_network_ends_where_it_is_told_to(tmp_path):
    prepared = layered(tmp_path)
    fed = feed(prepared)
    whole = build.session(prepared, plan(prepared), expose=["p1", "c2"]).run(fed)
    made = build.session(prepared, plan(prepared), ends=["c2", "p1"]).run(fed)
    assert list(made) == ["c2", "p1"]
    for name, array in made.items():
        np.testing.assert_array_equal(array, whole[name])


def test_it_goes_on_from_what_was_there(tmp_path):
    prepared = layered(tmp_path)
    fed = feed(prepared)
    whole = build.session(prepared, plan(prepared), expose=["c1", "c2", "t"]).run(fed)
    rest = build.session(prepared, plan(prepared), ends=["t"], starts=["c1", "c2", "y"])
    assert [each.name for each in rest.inputs] == ["c1", "c2"]
    np.testing.assert_array_equal(rest.run({name: whole[name] for name in ("c1", "c2")})["t"], whole["t"])


def test_what_it_does_not_need_need_not_be_given(tmp_path):
    prepared = layered(tmp_path)
    assert [each.name for each in build.session(prepared, plan(prepared), ends=["c1"], starts=["t"]).inputs] == ["x"]
