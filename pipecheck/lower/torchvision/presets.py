"""The presets that torchvision publishes with its weights, as the transforms that they carry out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipecheck.lower import written
from pipecheck.lower.arguments import NotReadError
from pipecheck.lower.torchvision import weights
from pipecheck.sources.pyvalues import Call, Constant, Reference, Value

_MODELS = "torchvision.models."
_PRESETS = "torchvision.transforms._presets."
_PACKAGE = "torchvision.transforms."
_IMAGENET = {"mean": (0.485, 0.456, 0.406), "std": (0.229, 0.224, 0.225), "interpolation": "BILINEAR"}
_DEFAULTS: dict[str, dict[str, Any]] = {
    "ImageClassification": {**_IMAGENET, "resize_size": 256},
    "SemanticSegmentation": _IMAGENET,
    "ObjectDetection": {},
}
_RESTS = {
    f"{_PACKAGE}Resize": ("resize_size", "interpolation"),
    f"{_PACKAGE}CenterCrop": ("crop_size",),
    f"{_PACKAGE}Normalize": ("mean", "std"),
}
_OPTIONS = ("crop_size", "resize_size", "mean", "std", "interpolation", "antialias")


def speaks(value: Call) -> bool:
    """Whether *value* makes a preset."""
    return value.name.startswith(_PRESETS) or _weights(value) is not None


def read(value: Call) -> tuple[tuple[Call, str | None], ...] | None:
    """The transforms of the preset that *value* makes, each with the convention that it rests on; None for what is not read here."""
    if value.name.startswith(_PRESETS):
        return _read(value, value.name.removeprefix(_PRESETS), {})
    enum, member = _weights(value) or ("", "")
    found = weights.published(enum, member)
    if found is None:
        return None
    steps = _read(value, found.preset, found.facts)
    if steps is None or member != "DEFAULT":
        return steps
    text = f"{enum}.DEFAULT is {found.member} in torchvision {weights.VERSION}"
    doubted = found.disputed - value.kwargs.keys()
    return tuple((step, text if doubted & set(_RESTS.get(step.name, ())) else None) for step, _ in steps)


def _read(value: Call, kind: str, facts: Mapping[str, Any]) -> tuple[tuple[Call, str | None], ...] | None:
    try:
        return tuple((step, None) for step in _steps(value, kind, facts))
    except NotReadError:
        return None


def _weights(value: Call) -> tuple[str, str] | None:
    """The enumeration and the member whose `transforms()` are called."""
    *_, enum, member, last = ("", "", *value.name.split("."))
    if value.name == ".transforms" and value.args:
        return _member(value.args[0])
    if value.name.startswith(_MODELS) and last == "transforms" and enum.endswith("Weights"):
        return enum, member
    return None


def _member(value: Value) -> tuple[str, str] | None:
    """The enumeration and the member that *value* is."""
    match value:
        case Reference(name=name) if name.startswith(_MODELS):
            enum, member = name.split(".")[-2:]
            return (enum, member) if enum.endswith("Weights") else None
        case Call(name=name, args=(Constant(value=str(text)),)) if name.startswith(_MODELS) and name.endswith(".get_weight"):
            enum, _, member = text.partition(".")
            return enum, member
        case Call(name="[]", args=(inner, Constant(value=str(member)))) if (found := _enumeration(inner)) is not None:
            return found, member
        case Call(name=name, args=(inner,)) if name.startswith("@") and (found := _enumeration(inner)) is not None:
            return found, name[1:]
        case _:
            return None


def _enumeration(value: Value) -> str | None:
    """The enumeration of weights that *value* is."""
    match value:
        case Reference(name=name) if name.startswith(_MODELS) and name.endswith("Weights"):
            return name.rsplit(".", 1)[-1]
        case Call(name=name, args=(Constant(value=str(model)),)) if name.startswith(_MODELS) and name.endswith(".get_model_weights"):
            return weights.of_model(model)
        case _:
            return None


def _steps(value: Call, kind: str, facts: Mapping[str, Any]) -> Iterator[Call]:
    """What a preset of *kind* does: its *facts*, unless the call says otherwise."""
    if kind not in _DEFAULTS or not value.kwargs.keys() <= (set(_OPTIONS) if _DEFAULTS[kind] else set()):
        raise NotReadError(kind)
    said = {**_DEFAULTS[kind], **facts, **value.kwargs}
    if kind != "ObjectDetection" and not _is_none(said.get("resize_size")):
        how = {key: said[key] for key in ("interpolation", "antialias") if key in said}
        yield _step("Resize", value, size=(said.get("resize_size"),), **how)
    if kind == "ImageClassification":
        yield _step("CenterCrop", value, size=(said.get("crop_size"),))
    yield _step("PILToTensor", value)
    yield _step("ConvertImageDtype", value, dtype=Reference("torch.float32", value.origin))
    if kind != "ObjectDetection":
        yield _step("Normalize", value, mean=said["mean"], std=said["std"])


def _is_none(size: Any) -> bool:
    """Whether *size*, which may be a value of the source, is None."""
    return isinstance(size, Constant) and size.value is None


def _step(name: str, place: Call, **kwargs: Any) -> Call:
    return written.call(_PACKAGE + name, place, **kwargs)
