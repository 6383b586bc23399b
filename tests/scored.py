"""What pictures add, made of plain numbers."""

import numpy as np

from pipecheck.evidence.model import Goal
from pipecheck.probe.scores import figures
from pipecheck.probe.scores.score import Judged, Score


def each(values):
    return [Judged(value=float(value)) for value in values]


def mean(*, share=True, more_is_better=True):
    """A score that is the mean of what each picture adds."""

    def sum_up(judged):
        return (figures.mean("m", figures.values(judged), bounds=figures.SHARE if share else figures.ANY),)

    return Score(
        task="classification", metric="m", judge=lambda *_: Judged(value=0.0), sum_up=sum_up, share=share, more_is_better=more_is_better
    )


def ratio(*, drawn=True):
    """A score that is no mean: one sum over another, both of which `detail` holds."""

    def of(judged, weights):
        parts = np.array([one.detail for one in judged], float).reshape(-1, 2)
        summed = weights @ parts
        return summed[:, 0] / summed[:, 1]

    def sum_up(judged):
        return (figures.of_all("r", lambda weights: of(judged, weights), len(judged)),)

    return Score(
        task="segmentation", metric="r", judge=lambda *_: Judged(value=0.0), sum_up=sum_up, mean=False, drawn=of if drawn else None
    )


def parts(pairs):
    return [Judged(value=over / under, detail=(over, under)) for over, under in pairs]


def goal(value, digits=4):
    return Goal(value=value, digits=digits)
