"""Rankings as they come out of a measurement, made by hand."""

from pathlib import Path

from pipecheck.evidence.debug.sensitivity import Ranking, Sensitivity, Table

COSINE = "cosine-similarity"


def place(name, *cosines, samples=8, whole=8, op="Conv", macs=1000, share=0.25):
    """A place that leaves the outputs `y0`, `y1`, … with so much of a cosine."""
    figures = {f"y{at}": {COSINE: cosine, "mse": 1 - cosine} for at, cosine in enumerate(cosines)}
    units = (name.removesuffix("_HzCalibration"),)
    return Sensitivity(
        name=name, op=op, qtype="int8", units=units, macs=macs, share=share, figures=figures, samples=samples, refined=samples == whole
    )


def ranking(*places, whole=0.95, kind="weight", **others):
    """A ranking of *places* in the order in which they are given, by the cosine of every output; as a *whole* the network has so much."""
    outputs = list(places[0].figures) if places else []
    order = tuple(each.name for each in places)
    said = {
        "model": Path("m.onnx"),
        "kind": kind,
        "alone": True,
        "places": places,
        "tables": tuple(Table(output=output, metric=COSINE, order=order) for output in outputs),
        "metrics": (COSINE, "mse"),
        "whole": {output: {COSINE: whole, "mse": 1 - whole} for output in outputs},
        "samples": 8,
        "screened": 2,
        "leading": 5,
        "settled": True,
        "cache": 1 << 29,
    }
    return Ranking(**{**said, **others})
