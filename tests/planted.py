"""Small networks that tell patterns apart, some layers of which are bad to quantise: one channel of their weight owns the whole range."""

from dataclasses import replace

import numpy as np
from onnx import helper
from simulated import network

from pipecheck.errors import SourceError
from pipecheck.probe.quant import points
from pipecheck.probe.quant.graph import prepare
from pipecheck.probe.quant.judging.measures import measures
from pipecheck.probe.quant.method import MAX
from pipecheck.probe.quant.observe import observe
from pipecheck.probe.quant.plan import Plan
from pipecheck.probe.quant.precision import taken
from pipecheck.probe.quant.precision.said import Said
from pipecheck.probe.quant.samples import Samples
from pipecheck.probe.quant.simulate import build
from pipecheck.probe.quant.simulate import skeleton as skeletons
from pipecheck.probe.quant.thresholds import thresholds

SIDE, CHANNELS, CLASSES = 8, 24, 6
OWNED = 300.0
"""So many times as large as the others are the weights of the channel that owns the range."""


def classifier(tmp_path, bad=(), *, layers=10, heads=1):
    """Convolutions `conv0`, `conv1`, … before a Clip each, and a fitted fully connected `head` at the end; those numbered *bad* are bad.

    With two *heads* the second one, `head1`, takes what comes out in the middle.
    """
    rng = np.random.default_rng(5)
    limits = {"none": np.zeros((), np.float32), "most": np.full((), 6, np.float32)}
    weights = {f"w{index}": _weight(rng, index, bad) for index in range(layers)}
    ends = [layers - 1, layers // 2 - 1][:heads]
    body = [each for index in range(layers) for each in _layer(index)]
    whole = {**limits, **weights}
    features = network(
        tmp_path, body + _pooled(ends), whole, inputs=[_input()], outputs=[f"flat{i}" for i in range(heads)], name="features.onnx"
    )
    last = {f"h{i}": each for i, each in enumerate(_fitted(features, heads))}
    outs = [
        helper.make_node("Gemm", [f"flat{i}", f"h{i}"], [f"y{i}" if i else "y"], name=f"head{i}" if i else "head") for i in range(heads)
    ]
    outputs = [f"y{i}" if i else "y" for i in range(heads)]
    return network(tmp_path, body + _pooled(ends) + outs, whole | last, inputs=[_input()], outputs=outputs)


def _input():
    return ("x", (1, 3, SIDE, SIDE))


def _weight(rng, index, bad):
    shape = (CHANNELS, 3 if index == 0 else CHANNELS, 3, 3)
    found = rng.normal(0, 1.6 / np.sqrt(9 * shape[1]), shape).astype(np.float32)
    if index in bad:
        found[index % CHANNELS] *= OWNED
    return found


def _layer(index):
    source = f"r{index - 1}" if index else "x"
    yield helper.make_node("Conv", [source, f"w{index}"], [f"c{index}"], name=f"conv{index}", kernel_shape=[3, 3], pads=[1] * 4)
    yield helper.make_node("Clip", [f"c{index}", "none", "most"], [f"r{index}"], name=f"clip{index}")


def _pooled(ends):
    found = []
    for number, index in enumerate(ends):
        found += [
            helper.make_node("GlobalAveragePool", [f"r{index}"], [f"pool{number}"], name=f"gap{number}"),
            helper.make_node("Flatten", [f"pool{number}"], [f"flat{number}"], name=f"flatten{number}"),
        ]
    return found


def _fitted(features, heads):
    """The last layers: by ridge regression on samples that no test uses."""
    session = prepare.session(features)
    rows = [session.run(feed(seed)) for seed in range(9_996, 10_596)]
    goals = np.eye(CLASSES)[[seed % CLASSES for seed in range(600)]] - 1 / CLASSES
    for number in range(heads):
        seen = np.concatenate([row[f"flat{number}"] for row in rows]).astype(np.float64)
        grown = seen.T @ seen + 0.3 * np.eye(CHANNELS)  # else it would live on differences that no eight bits have
        yield (8 * np.linalg.solve(grown, seen.T @ goals)).astype(np.float32)


def feed(seed):
    """One sample, of class *seed* modulo six: waves of its own with noise."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:SIDE, :SIDE] / SIDE
    kind = seed % CLASSES
    phase = rng.uniform(0, 0.4)
    waves = np.sin(2 * np.pi * ((1 + kind % 3) * rows + (kind // 3) * 2 * columns) + phase)
    channels = np.stack([waves * (1 + kind), np.cos(kind + columns), waves[::-1] * (6 - kind)])
    return {"x": (channels[None] / 3 + rng.normal(0, 0.05, (1, 3, SIDE, SIDE))).astype(np.float32)}


def samples(count=24, *, broken=()):
    """The first *count* samples; those of the numbers *broken* cannot be read."""

    def load(name):
        if int(name) in broken:
            raise SourceError(name, "is no array")
        return feed(int(name))

    return Samples(tuple(map(str, range(count))), load)


def calibrated(prepared, said=None, *, per_channel=False):
    """A plan with the largest values as ranges, and what *said* asks for."""
    seen = observe.observe(prepared, samples(), threads=1)
    asked = said or Said()
    return Plan(
        ranges=thresholds.ranges(seen, MAX, asymmetric=False),
        taken=taken.taken(asked, prepared),
        outputs=taken.outputs(asked, prepared),
        per_channel=frozenset(unit.name for unit in prepared.units) if per_channel else frozenset(),
    )


def accuracy(network, first=1000, count=120, output="y"):
    """The share of samples that *network* takes for what they are."""
    names = range(first, first + count)
    return sum(int(network.run(feed(seed))[output].argmax()) == seed % CLASSES for seed in names) / count


def ranked(prepared, plan, kind="node", *, count=3):
    """The points of *plan*, those first that put the outputs off most when each is quantised alone."""
    shared = skeletons.of(prepared)
    exact = prepare.session(prepared)
    wanted = [(feed(seed), exact.run(feed(seed))) for seed in range(count)]

    def error(point):
        network = build.session(prepared, points.only(prepared, plan, [point]), skeleton=shared)
        return sum(measures(each[name], network.run(fed)[name]).mse for fed, each in wanted for name in prepared.outputs)

    return sorted(points.points(prepared, plan, kind), key=error, reverse=True)


def replaced(plan, **others):
    """*plan* with *others* in it."""
    return replace(plan, **others)
