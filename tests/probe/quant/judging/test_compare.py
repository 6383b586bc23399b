"""Two networks are compared sample by sample: nothing is kept, nothing hangs on threads, and what cannot be read is left out."""

import math

import numpy as np
import pytest
from simulated import feed, layered, plan

from pipecheck.errors import SourceError
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.compare import compare, spread
from pipecheck.probe.quant.judging.measures import MEASURES, SAME, measures
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build

TENSORS = ("r1", "y")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    return layered(tmp_path_factory.mktemp("net"))


@pytest.fixture(scope="module")
def networks(prepared):
    return prepare.session(prepared, expose=TENSORS), build.session(prepared, plan(prepared), expose=TENSORS)


def samples(prepared, count=9, *, broken=()):
    """Samples of which each is larger than the one before."""

    def load(name):
        if name in broken:
            raise SourceError(name, "cannot be read")
        return feed(prepared, int(name), spread=0.1 * (int(name) + 1))

    return Samples(tuple(map(str, range(count))), load)


@pytest.mark.parametrize("threads", [1, 3, None])
def test_means_and_the_worst_are_those_of_the_samples(prepared, networks, threads):
    given = samples(prepared)
    first, second = networks
    found = spread(first, second, given, TENSORS, threads=threads)
    assert list(found) == list(TENSORS)
    for tensor in TENSORS:
        each = {name: measures(first.run(given.load(name))[tensor], second.run(given.load(name))[tensor]) for name in given.names}
        for measure in MEASURES:
            values = {name: getattr(one, measure) for name, one in each.items()}
            assert getattr(found[tensor].mean, measure) == pytest.approx(sum(values.values()) / 9, rel=1e-12)
            worst = (min if measure in ("cosine", "sqnr") else max)(values, key=values.get)
            assert found[tensor].samples[measure] == worst
            assert getattr(found[tensor].worst, measure) == values[worst]
        assert found[tensor].count == 9
    assert compare(first, second, given, TENSORS, threads=threads) == {tensor: found[tensor].mean for tensor in TENSORS}


def test_a_network_is_like_itself(prepared, networks):
    found = spread(networks[0], networks[0], samples(prepared), ["y"])["y"]
    assert found.mean == found.worst == SAME


def test_samples_that_cannot_be_read_or_run_are_left_out(prepared, networks):
    given = samples(prepared, broken=("0", "8"))

    def load(name):
        return {"x": np.zeros((1, 1, 1, 1), np.float32)} if name == "4" else given.load(name)

    found = spread(*networks, Samples(given.names, load), ["y"], threads=2)["y"]
    assert found.count == 6
    assert not {"0", "4", "8"} & set(found.samples.values())


@pytest.mark.parametrize(
    "given", [Samples((), lambda _: {}), Samples(("a",), lambda name: (_ for _ in ()).throw(SourceError(name, "gone")))]
)
def test_without_a_sample_there_is_nothing(networks, given):
    assert spread(*networks, given, ["y"]) == {}


def test_progress_is_told_and_a_deadline_kept(prepared, networks):
    told = []
    spread(*networks, samples(prepared), ["y"], progress=lambda *counts: told.append(counts))
    assert told == [(done, 9) for done in range(1, 10)]
    late = spread(*networks, samples(prepared, broken=("0", "1")), ["y"], threads=1, deadline=0.0)["y"]
    assert late.count == 1
    assert set(late.samples.values()) == {"2"}


def test_equal_samples_do_not_make_the_mean_infinite(prepared, networks):
    first, second = networks
    given = samples(prepared, 4)

    def load(name):
        return {"x": np.zeros((1, 4, 6, 6), np.float32)} if name == "0" else given.load(name)

    zero = measures(first.run(load("0"))["r1"], second.run(load("0"))["r1"])
    mean = compare(first, second, Samples(given.names, load), ["r1"])["r1"]
    assert zero.cosine > 0.99
    assert math.isfinite(mean.sqnr)
