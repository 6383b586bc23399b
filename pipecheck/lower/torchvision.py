"""torchvision's transforms, v1 and v2, from their source text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipecheck.lower import torchvision_steps as steps
from pipecheck.lower.arguments import NotReadError
from pipecheck.sources.pyvalues import Call, Items, Value, spelled
from pipecheck.spec import ASPECTS, Decoded, Opaque, Program, Step
from pipecheck_transformers.ops import Affine, DType, Library, Op, Transpose

PIL_CONVENTION = "torchvision transforms a PIL picture, which is RGB and not turned by EXIF"
ANTIALIAS_CONVENTION = "torchvision 0.17 and later smooths tensor resizes unless told otherwise"
UNSAID = "the tensor that this begins with"
_PACKAGE = "torchvision.transforms."
_SEQUENTIAL = "torch.nn.Sequential"
_TO_TENSOR = ("ToTensor", "PILToTensor", "ToImage", "ToImageTensor")
_TO_DTYPE = ("ToDtype", "ConvertImageDtype", "ConvertDtype")
_NO_PIXELS = ("ToPureTensor", "Identity", "SanitizeBoundingBoxes", "ClampBoundingBoxes", "ConvertBoundingBoxFormat")


def speaks(value: Value) -> bool:
    """Whether *value* is a torchvision transform or a list of them."""
    match value:
        case Call(name=name):
            return name.startswith(_PACKAGE) or name == _SEQUENTIAL
        case Items(items=items):
            return bool(items) and any(speaks(item) for item in items)
        case _:
            return False


def lower(value: Value) -> Program:
    """The program of the transform *value*, on the picture that torchvision's data sets would hand it."""
    calls = list(_flat(value))
    decoded, stage, written = _begin(calls, value)
    for call in calls:
        stage, made = _step(call, stage)
        written += made
    return Program(decoded, tuple(written))


@dataclass(frozen=True, slots=True)
class _Stage:
    """Whether the next step works on a tensor, its dtype where that is known, and whether it has one channel."""

    tensor: bool
    dtype: DType | None
    gray: bool = False

    @property
    def library(self) -> Library:
        return "torch" if self.tensor else "pil"


def _begin(calls: list[Value], value: Value) -> tuple[Decoded, _Stage, list[Step]]:
    """What the first step gets, which the first conversion tells."""
    names = (_short(call) for call in calls if isinstance(call, Call))
    first = next((name for name in names if name in (*_TO_TENSOR, *steps.TENSOR_ONLY, "ToPILImage")), "ToTensor")
    if first in _TO_TENSOR:
        decoded = Decoded(library="pil", exif=False, color="rgb", origin=value.origin, assumed=PIL_CONVENTION)
        return decoded, _Stage(tensor=False, dtype="uint8"), []
    if first == "ToPILImage":  # of an array, whose reader and order are not said; a picture has levels 0..255
        return Decoded(layout=None), _Stage(tensor=True, dtype="uint8"), []
    unsaid = Step(Opaque(UNSAID, frozenset({"values", "dtype"})), value.origin)
    return Decoded(layout=None, dtype=None), _Stage(tensor=True, dtype=None), [unsaid]


def _flat(value: Value) -> Iterator[Value]:
    match value:
        case Call(args=args, kwargs=kwargs) if speaks(value) and _short(value) in ("Compose", "Sequential"):
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
    if not isinstance(call, Call) or not speaks(call):
        return replace(stage, dtype=None), [Step(Opaque(spelled(call)), call.origin)]
    name = _short(call)
    if name in steps.RANDOM:
        return stage, [Step(steps.random(name), call.origin)]
    try:
        return _known(call, name, stage)
    except (NotReadError, ValueError):
        touches = steps.TOUCHES.get(name, frozenset(ASPECTS))
        return (replace(stage, dtype=None) if "dtype" in touches else stage), [Step(Opaque(call.text, touches), call.origin)]


def _known(call: Call, name: str, stage: _Stage) -> tuple[_Stage, list[Step]]:
    if name == "Resize":
        resize, habit = steps.resize(call, stage.library)
        return stage, [Step(resize, call.origin, ANTIALIAS_CONVENTION if habit else None)]
    after, ops = _plain(call, name, stage)
    return after, [Step(op, call.origin) for op in ops]


def _plain(call: Call, name: str, stage: _Stage) -> tuple[_Stage, list[Op]]:
    """The stage after *call*, and its operations. A conversion to what the picture is already does nothing (v2) or fails (v1)."""
    match name:
        case "ToTensor" if not stage.tensor:
            return replace(stage, tensor=True, dtype="float32"), [Affine(std=255.0), Transpose("chw")]
        case "PILToTensor" | "ToImage" | "ToImageTensor" if not stage.tensor:
            return replace(stage, tensor=True), [Transpose("chw")]
        case "ToPILImage" if stage.tensor:
            return replace(stage, tensor=False, dtype="uint8"), [*steps.to_pil(call, stage.dtype), Transpose("hwc")]
        case _ if name in _TO_DTYPE and stage.tensor:
            dtype = steps.dtype(call)
            return replace(stage, dtype=dtype), list(steps.to_dtype(call, dtype, stage.dtype, scales=name != "ToDtype"))
        case "Normalize":
            return stage, list(steps.normalize(call, stage.dtype))
        case "CenterCrop":
            return stage, [steps.center_crop(call)]
        case "Pad":
            return stage, [steps.pad(call, stage.dtype)]
        case "Grayscale":
            return replace(stage, gray=steps.channels(call) == 1), list(steps.gray(call, stage.library, already=stage.gray))
        case "RGB":
            return replace(stage, gray=False), list(steps.rgb(call, stage.library, gray=stage.gray))
        case _ if name in (*_NO_PIXELS, *_TO_TENSOR, *_TO_DTYPE, "ToPILImage"):
            return stage, []
        case _:
            raise NotReadError(name)
