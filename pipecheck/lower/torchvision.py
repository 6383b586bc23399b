"""torchvision's transforms, v1 and v2, from their source text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipecheck.lower import torchvision_steps as steps
from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import Call, Items, Unread, Value
from pipecheck.spec import Decoded, Opaque, Program, Step
from pipecheck_transformers.ops import Affine, Library, Op, Transpose

PIL_CONVENTION = "torchvision transforms a PIL picture, which is RGB and not turned by EXIF"
ANTIALIAS_CONVENTION = "torchvision 0.17 and later smooths tensor resizes unless told otherwise"
_PACKAGES = ("torchvision.transforms", "torch.nn.Sequential")
_TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage", "ToImageTensor", "ToPureTensor")


def speaks(value: Value) -> bool:
    """Whether *value* is a torchvision transform or a list of them."""
    match value:
        case Call(name=name):
            return name.startswith(_PACKAGES)
        case Items(items=items):
            return bool(items) and any(speaks(item) for item in items)
        case _:
            return False


def lower(value: Value) -> Program:
    """The program of the transform *value*, on the picture that torchvision's data sets would hand it."""
    calls = list(_flat(value))
    names = [_short(call) for call in calls if isinstance(call, Call)]
    first_tensor = next((name for name in names if name in _TO_TENSOR or name in steps.TENSOR_ONLY), None)
    from_picture = first_tensor in _TO_TENSOR or first_tensor is None
    stage = _Stage("pil", tensor=not from_picture)
    written: list[Step] = []
    for call in calls:
        stage, made = _step(call, stage)
        written += made
    return Program(_decoded(value, from_picture=from_picture), tuple(written))


def _decoded(value: Value, *, from_picture: bool) -> Decoded:
    if not from_picture:  # the chain begins on tensors: what made them is not said
        return Decoded(layout=None, dtype=None)
    return Decoded(library="pil", exif=False, color="rgb", origin=value.origin, assumed=PIL_CONVENTION)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Whose pixels the next step works on, and whether they are a tensor already."""

    library: Library
    tensor: bool


def _flat(value: Value) -> Iterator[Value]:
    match value:
        case Call(name=name, args=args, kwargs=kwargs) if _short(value) in ("Compose", "Sequential") and name.startswith(_PACKAGES):
            for inner in (*args, *kwargs.values()):
                yield from _flat(inner)
        case Items(items=items):
            for inner in items:
                yield from _flat(inner)
        case _:
            yield value


def _short(call: Call) -> str:
    return call.name.rsplit(".", 1)[-1]


def _step(call: Value, stage: _Stage) -> tuple[_Stage, list[Step]]:
    """The stage after *call*, and the steps that it means."""
    if not isinstance(call, Call):
        return stage, [Step(Opaque(call.text if isinstance(call, Unread) else str(call)), call.origin)]
    name = _short(call)
    if not call.name.startswith(_PACKAGES):
        return stage, [Step(Opaque(call.text), call.origin)]
    if name in steps.RANDOM:
        return stage, [Step(steps.random(name), call.origin)]
    try:
        return _known(call, name, stage)
    except (NotReadError, ValueError):
        return stage, [Step(Opaque(call.text, steps.TOUCHES.get(name, Opaque("").touches)), call.origin)]


def _known(call: Call, name: str, stage: _Stage) -> tuple[_Stage, list[Step]]:
    def plain(*ops: Op) -> list[Step]:
        return [Step(op, call.origin) for op in ops]

    match name:
        case "ToTensor":
            return _Stage("torch", tensor=True), plain(Affine(std=255.0), Transpose("chw"))
        case "PILToTensor" | "ToImage" | "ToImageTensor":
            return _Stage("torch", tensor=True), plain(Transpose("chw"))
        case "ToPureTensor" | "Identity":
            return stage, []
        case "ToPILImage":
            return _Stage("pil", tensor=False), plain(Transpose("hwc"))
        case "ConvertImageDtype" | "ToDtype" | "ConvertDtype" | "ConvertImageDtypeV2":
            return stage, plain(*steps.to_dtype(call, scales=name != "ToDtype"))
        case "Normalize":
            return stage, plain(steps.normalize(call))
        case "Resize":
            resize, habit = steps.resize(call, stage.library if stage.tensor else "pil")
            return stage, [Step(resize, call.origin, ANTIALIAS_CONVENTION if habit else None)]
        case "CenterCrop":
            return stage, plain(steps.center_crop(call))
        case "Pad":
            return stage, plain(steps.pad(call))
        case "Grayscale" | "RGB":
            return stage, plain(*steps.colors(call, name, "torch" if stage.tensor else "pil"))
        case _:
            raise NotReadError(name)


def with_reader(program: Program, decoded: Decoded) -> Program:
    """*program* with the parts that the project names itself; what it names is no longer assumed."""
    named = decoded.library is not None and decoded.color is not None
    return replace(
        program,
        decoded=replace(
            program.decoded,
            library=decoded.library or program.decoded.library,
            exif=decoded.exif if decoded.library else program.decoded.exif,
            color=decoded.color or program.decoded.color,
            origin=decoded.origin,
            assumed=None if named else program.decoded.assumed,
        ),
    )
