"""What is measured on networks, made by hand: with every fault, with none, and of every kind."""

from pathlib import Path

from pipecheck.evidence.model import Accuracy, Cost, Costs, Figure, Goal, Hypothesis, Lossy, Own, Probed
from pipecheck.evidence.pair import Agreement, OutputGap, Part  # fmt: skip
from pipecheck.evidence.pixels import Parting, Taken
from pipecheck.findings import Origin
from pipecheck_transformers.ops import Resize

MODEL, SOURCE, FOLDER = Path("model_output/original_float.onnx"), Path("model.onnx"), Path("data/val")
MANIFEST, SCRIPT, TRAIN = Path("pipecheck.toml"), Path("preprocess.py"), Path("train.py")


def figure(value, half=None, metric="top1", count=2000, **changes):
    """A figure with an interval of *half* its width on both sides."""
    half = 0.004 if half is None else half
    return Figure(**{"metric": metric, "value": value, "low": value - half, "high": value + half, "count": count, **changes})


def goal(value, digits=4, line=12):
    return Goal(value=value, digits=digits, origin=Origin(MANIFEST, line, 1))


def accuracy(**changes):
    """A model that is as accurate as stated."""
    given = {
        "input": "data",
        "road": "evaluation",
        "model": MODEL,
        "folder": FOLDER,
        "task": "classification",
        "figures": (figure(0.7638),),
        "pictures": 2000,
        "run": 1997,
        "broken": 3,
        "expected": goal(0.7654),
        "chance": 0.22,
    }
    return Accuracy(**{**given, **changes})


def wrong(**changes):
    """A model that is less accurate than stated, and whatever else can be said of one."""
    given = {
        "figures": (figure(0.6431, 0.021), figure(0.8312, 0.016, "top5")),
        "run": 1790,
        "broken": 3,
        "unlabelled": 7,
        "stopped": "certain",
        "quantized": goal(0.6114, line=13),
        "chance": 1e-9,
        "commonest": 0.61,
        "unsteady": 0.03,
        "trained": figure(0.7641, 0.019),
        "own": Own(name="metrics.py:top1", value=0.6102, figure=figure(0.6431, 0.021), origin=Origin(Path("metrics.py"), 4)),
        "assumed": ("labels are counted from 0",),
    }
    return accuracy(**{**given, **changes})


def agreement(**changes):
    """Two models that agree."""
    given = {
        "input": "data",
        "road": "evaluation",
        "source": SOURCE,
        "model": MODEL,
        "folder": FOLDER,
        "count": 8,
        "outputs": (OutputGap(name="logits", cosine=1.0, largest=4e-6, reach=21.3, decimals=5, same=1.0),),
        "inputs": 0.0,
    }
    return Agreement(**{**given, **changes})


def apart(**changes):
    """Two models that part, in what they are given and in themselves."""
    worst = (("cat/0007.jpg", 3.1), ("dog/1.jpg", 2.2), ("a.jpg", 2.0), ("b.jpg", 1.0))
    given = {
        "outputs": (
            OutputGap(name="logits", cosine=0.9812, largest=3.1, reach=21.3, decimals=0, same=0.71, worst=worst),
            OutputGap(name="features", cosine=0.99991, largest=0.004, reach=1.3, decimals=2),
        ),
        "inputs": 12.5,
        "parting": Parting(
            left=(Taken(Resize(224, 224, library="pil"), Origin(TRAIN, 2, 5)),),
            right=(Taken(Resize(224, 224, interpolation="cubic"), Origin(SCRIPT, 5, 10)),),
            largest=31.0,
            mean=4.2,
        ),
        "part": Part(tensor="conv1_out", node="conv1", operator="Conv", largest=0.31, compared=120, unlike=(("strides", "2×2", "1×1"),)),
        "missing": ("aux",),
        "unsteady": 0.02,
        "origin": Origin(MANIFEST, 9, 1),
    }
    return agreement(**{**given, **changes})


def cost(matter="color", what="bgr for rgb", road="calibration", **changes):
    """A mismatch that costs 16.1 points."""
    given = {"broken": 0.161, "low": 0.132, "high": 0.190, "mended": 0.158, "changed": 0.31, "apart": 0.4}
    return Cost(**{"road": road, "matter": matter, "what": what, "origins": (Origin(SCRIPT, 4, 10),), **given, **changes})


def unlabelled(matter="color", what="bgr for rgb", road="calibration", **changes):
    """The same where no labels are known."""
    return cost(matter, what, road, **{"broken": None, "low": None, "high": None, "mended": None, **changes})


def costs(**changes):
    """Three mismatches, the dearest on two roads."""
    kernel = {"broken": 0.004, "low": -0.002, "high": 0.010, "mended": 0.003, "changed": 0.02, "origins": (Origin(SCRIPT, 5, 10),)}
    values = {"broken": 0.404, "low": 0.359, "high": 0.449, "mended": 0.39, "origins": (Origin(SCRIPT, 6, 10),)}
    given = {
        "input": "data",
        "model": MODEL,
        "folder": FOLDER,
        "count": 600,
        "trained": figure(0.868, 0.027, count=600),
        "roads": (("calibration", figure(0.41, 0.04, count=600)), ("runtime", figure(0.702, 0.036, count=600))),
        "costs": (
            cost("values", "normalised twice", **values),
            cost(),
            cost(road="runtime"),
            cost("kernel", "opencv cubic for pil linear", **kernel),
        ),
    }
    return Costs(**{**given, **changes})


def hypothesis(words, value=0.85, half=0.08, **changes):
    score = figure(value, half, count=60)
    return Hypothesis(
        **{"words": words, "chain": "read: {library: pil}\nsteps:\n- Resize: {height: 32, width: 32}\n", "score": score, **changes},
        parts=(("color", words.split(",", maxsplit=1)[0]), ("size", "32×32")),
    )


def probed(**changes):
    """A network that clearly wants RGB, and was declared to get BGR."""
    given = {
        "input": "data",
        "model": MODEL,
        "folder": FOLDER,
        "count": 60,
        "labelled": True,
        "tried": 312,
        "runs": 4200,
        "ranking": (
            hypothesis("rgb, ImageNet's mean and std, 32×32 stretched", 0.85),
            hypothesis("rgb, ImageNet's mean and std, 32×32 letterboxed", 0.84, tied=True),
            hypothesis("bgr, ImageNet's mean and std, 32×32 stretched", 0.64, 0.12, declared=True),
            *(hypothesis(f"rgb, constants {number}, 32×32 stretched", 0.6 - number / 50, 0.2) for number in range(14)),
        ),
        "ties": 1,
        "lead": 0.21,
        "bound": 0.08,
        "open": ("size policy", "kernel"),
    }
    return Probed(**{**given, **changes})


def silent(**changes):
    """The same without labels, where nothing was declared."""
    ranking = tuple(hypothesis(f"rgb, constants {number}", score=None, signal=0.9 - number / 10, tied=number == 1) for number in range(5))
    return probed(**{"labelled": False, "ranking": ranking, "lead": 0.1, "bound": None, "stopped": "time", **changes})


def lossy(**changes):
    nothing = cost("chroma", "nv12 halves the chroma", "runtime", broken=0.003, low=-0.001, high=0.007, mended=None)
    return Lossy(**{"input": "data", "model": MODEL, "cost": nothing, "metric": "top1", "count": 600, **changes})


EVERY = {
    "accuracy": accuracy,
    "less accurate": wrong,
    "agreement": agreement,
    "disagreement": apart,
    "costs": costs,
    "costs without labels": lambda: costs(trained=None, roads=(), costs=(unlabelled(), unlabelled("layout", "hwc for chw", changed=None))),
    "no costs": lambda: costs(costs=()),
    "probed": probed,
    "probed without labels": silent,
    "nothing probed": lambda: probed(ranking=(), lead=None, bound=None),
    "lossy": lossy,
    "nothing judged": lambda: accuracy(figures=(), run=0, broken=0, unlabelled=2000, chance=None),
}
