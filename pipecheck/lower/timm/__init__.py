"""timm's transforms: what its factories make of a configuration, of a model's own, or of a `config.json`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.guesses import close_to
from pipecheck.lower import torchvision, written
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.conventions import resting
from pipecheck.lower.picture import Picture
from pipecheck.lower.timm import factory, published, steps
from pipecheck.sources.pyvalues import Call, Items, Table, Value, spelled
from pipecheck.spec import Decoded, Program

__all__ = ["CONVENTION", "begin", "lower", "lower_config", "named", "run", "speaks"]

CONVENTION = "timm's data sets read with PIL, in RGB, and do not turn by EXIF"
_PLACES = {
    "Resize": "crop_pct",
    "ResizeKeepRatio": "crop_pct",
    "CenterCrop": "input_size",
    "CenterCropOrPad": "input_size",
    "Normalize": "mean",
}


def speaks(value: Value) -> bool:
    """Whether *value* is a transform of timm's or a list that holds one."""
    match value:
        case Call(name=name):
            return name.startswith("timm.") and name.rsplit(".", 1)[-1] in (steps.NAMES | set(factory.FACTORIES))
        case Items(items=items):
            return any(speaks(item) for item in items)
        case _:
            return False


def lower(value: Value) -> Program:
    """The program of the transform *value*, on the picture that timm's data sets would hand it."""
    return run(value, begin(value)).program


def begin(value: Value) -> Picture:
    """What timm's data sets hand the first step."""
    return Picture(program=Program(Decoded(library="pil", exif=False, color="rgb", origin=value.origin, assumed=CONVENTION)), kind="pil")


def run(value: Value, picture: Picture) -> Picture:
    """*picture* after the transform *value*."""
    match value:
        case Items(items=items):
            for item in items:
                picture = run(item, picture)
            return picture
        case Call(name=name) if speaks(value) and name.rsplit(".", 1)[-1] in factory.FACTORIES:
            return _made(value, picture)
        case Call() if speaks(value):
            return steps.applied(value, picture)
        case _ if torchvision.speaks(value):
            return torchvision.run(value, picture)
        case _:
            return picture.lose(spelled(value), value.origin)


def named(name: str) -> Program:
    """The program of the published model *name*, such as `resnet50.a1_in1k`."""
    here = Call("timm.data.create_transform", (), {}, Origin(Path(f"timm:{name}")), name)
    if published.published(name) is None:
        close = close_to(name, published.names())
        guess = f"; did you mean {close[0]!r}?" if close else ""
        raise SourceError(f"timm:{name}", f"no model that timm publishes{guess}")
    model = written.call("timm.create_model", here, model_name=name)
    data = written.call("timm.data.resolve_model_data_config", here, model=model)
    return lower(replace(here, kwargs={"**": data}))


def lower_config(data: Mapping[str, Any], place: Callable[..., Origin]) -> Program:
    """The program of *data*, the `config.json` of a model of timm's; *place* says where the value under some keys stands."""
    inner: tuple[str, ...] = ("pretrained_cfg",) if isinstance(data.get("pretrained_cfg"), dict) else ()
    facts: Mapping[str, Any] = data["pretrained_cfg"] if inner else data
    here = Call("timm.data.create_transform", (), {}, place(*inner), "pretrained_cfg")
    carried = Table({key: written.value(fact, place(*inner, key)) for key, fact in facts.items()}, here.origin)
    resolved = written.call("timm.data.resolve_data_config", here, pretrained_cfg=carried)
    made = factory.read(replace(here, kwargs={"**": resolved}))
    placed = (replace(step, origin=place(*inner, _PLACES.get(step.name.rsplit(".", 1)[-1], "input_size"))) for step in made.steps)
    return run(Items(tuple(placed), here.origin), begin(here)).program


def _made(call: Call, picture: Picture) -> Picture:
    """*picture* after what the factory in *call* makes."""
    try:
        made = factory.read(call)
    except NotReadError:
        return picture.lose(call.text, call.origin)
    for step in made.steps:
        picture = resting(run(step, picture), picture, made.assumption(step))
    return picture
