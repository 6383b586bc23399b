"""A prepared network beside the one in its file: the same numbers for both, and how far apart they are."""

import numpy as np

from pipecheck.probe.network.load import load
from pipecheck.probe.quant.graph.prepare import session

CLOSE = 1e-4
"""So far, as a part of the largest number, two ways of computing the same in float32 may be apart."""


def fed(prepared, seed=0):
    """Numbers for every input, one picture where their number may be any."""
    rng = np.random.default_rng(seed)
    sides = {each.name: [side if isinstance(side, int) else 1 for side in each.shape] for each in prepared.inputs}
    return {each.name: rng.normal(0, 1, sides[each.name]).astype(each.dtype) for each in prepared.inputs}


def apart(path, prepared, feed):
    """How far the outputs of the prepared network are from those of the file, as a part of the largest number."""
    wanted, made = load(path, bare=True).run(feed), session(prepared).run(feed)
    assert wanted.keys() == made.keys()
    return max(float(np.abs(made[name] - each).max() / max(np.abs(each).max(), 1e-6)) for name, each in wanted.items())
