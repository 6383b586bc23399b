"""Parts of a network give the same bits as the whole of it."""

from functools import partial

import numpy as np
import pytest
from branched import branched
from planted import classifier
from simulated import STEP, feed, plan

from pipecheck.probe.quant.plan import Plan, Range
from pipecheck.probe.quant.points import KINDS, Point, only, points, without
from pipecheck.probe.quant.sensitivity import cuts, entering
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons

FLOAT = Plan(ranges={}, taken={})
WIDE = Range(-127 * STEP, 127 * STEP)


def every(prepared, asked):
    return [point for kind in KINDS for point in points(prepared, asked, kind)]


def entered(ground, changed, ends, starts):
    adapt = partial(entering.settle, described=ground.doors, lying=ground.lying)
    inside = [name for name in starts if name in ground.doors]
    return build.session(ground.skeleton.prepared, changed, ends=ends, starts=inside, skeleton=ground.skeleton, adapt=adapt)


@pytest.mark.parametrize(
    "channels", [pytest.param(16, id="blocks of channels"), pytest.param(24, id="part of a block"), pytest.param(6, id="few")]
)
@pytest.mark.parametrize("alone", [pytest.param(True, id="one quantised"), pytest.param(False, id="all but one")])
@pytest.mark.parametrize("outputs", [pytest.param({}, id="float outputs"), pytest.param({"y": "int8"}, id="a quantised output")])
def test_a_part_gives_the_bits_of_the_whole(tmp_path, channels, alone, outputs):
    prepared = branched(tmp_path, channels=channels)
    asked = plan(prepared, per_channel=False, outputs=outputs)
    base, way = (FLOAT, only) if alone else (asked, without)
    ground = cuts.ground(skeletons.of(prepared), base)
    fed = feed(prepared)
    every_door = build.session(prepared, base, expose=tuple(ground.doors)).run(fed) | fed
    plain = build.session(prepared, base).run(fed)
    assert all(np.array_equal(plain[name], every_door[name]) for name in prepared.outputs)
    parts = 0
    for point in every(prepared, asked):
        cut = cuts.cut(ground, way(prepared, asked, [point]))
        whole = build.session(prepared, cut.plan).run(fed)
        found = dict(plain)
        if cut.ends:
            part = entered(ground, cut.plan, cut.ends, cut.starts)
            assert {each.name for each in part.inputs} == set(cut.starts)
            found |= part.run({name: every_door[name] for name in cut.starts})
            parts += cut.starts != ("x",)
        for name in prepared.outputs:
            np.testing.assert_array_equal(found[name], whole[name], err_msg=f"{point} {name}")
    assert parts > 20


def test_behind_a_waist_the_ground_goes_on(tmp_path):
    prepared = branched(tmp_path)
    asked = plan(prepared, per_channel=False)
    ground = cuts.ground(skeletons.of(prepared), FLOAT)
    fed = feed(prepared)
    held = build.session(prepared, FLOAT, expose=tuple(ground.doors)).run(fed) | fed
    found = 0
    for point in every(prepared, asked):
        cut = cuts.cut(ground, only(prepared, asked, [point]))
        if cut.waist is not None:
            found += 1
            ahead = entered(ground, cut.plan, (cut.waist.name,), cut.ahead).run({name: held[name] for name in cut.ahead})
            rest = entered(ground, FLOAT, cut.waist.ends, (cut.waist.name,)).run(ahead)
            whole = build.session(prepared, cut.plan).run(fed)
            for name in cut.ends:
                np.testing.assert_array_equal(rest[name], whole[name], err_msg=f"{point} {name}")
    assert found > 10


def test_the_waists_of_a_chain_are_all_its_layers(tmp_path):
    ground = cuts.ground(skeletons.of(classifier(tmp_path, layers=4)), FLOAT)
    assert [each.name for each in ground.waists] == ["r0", "r1", "r2", "r3", "pool0", "flat0"]


def test_a_shared_weight_is_entered_before_its_first_use(tmp_path):
    prepared = branched(tmp_path)
    asked = plan(prepared, per_channel=False)
    cut = cuts.cut(cuts.ground(skeletons.of(prepared), FLOAT), only(prepared, asked, [Point("weight", "w")]))
    assert cut.starts == ("both",)
    assert cut.ends == ("y", "z")


def test_what_changes_one_output_leaves_the_other(tmp_path):
    prepared = branched(tmp_path)
    asked = plan(prepared, per_channel=False)
    ground = cuts.ground(skeletons.of(prepared), FLOAT)
    assert cuts.cut(ground, only(prepared, asked, [Point("weight", "w_near")])).ends == ("z",)
    assert cuts.cut(ground, only(prepared, asked, [Point("weight", "w_head")])).ends == ("y",)


def test_what_changes_nothing_has_no_part(tmp_path):
    prepared = branched(tmp_path)
    ground = cuts.ground(skeletons.of(prepared), FLOAT)
    assert cuts.cut(ground, FLOAT).ends == ()
