"""What the calibration files of each input should hold, from the YAML, the model and what training makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pipecheck.evidence import Comparison, Configuration, Configured, Evidence
from pipecheck.evidence.tensors import Claimed, Expected, Tool
from pipecheck.findings import Origin
from pipecheck.lower.toolchain import horizon, inputsize
from pipecheck.lower.toolchain.conversion import Claim, InputClaims
from pipecheck.rules.values import recipes
from pipecheck.spec import Affinity, Spec, affine, canonical
from pipecheck.spec.affine import IDENTITY
from pipecheck_transformers.words import Color, DType, Layout

_COLORS: Mapping[str, Color] = {"rgb": "rgb", "bgr": "bgr", "gray": "gray", "yuv444": "yuv444"}
_LAYOUTS: Mapping[str, Layout] = {"NCHW": "chw", "NHWC": "hwc"}
_DTYPES = ("float32", "uint8", "int8", "int16", "int32")
_IDLE = ("skip", "load")
"""With these calibration types no file is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The calibration *folder* of one input, and what its files should hold; of *pictures* the tool makes tensors itself."""

    input: str
    folder: Path
    expected: Expected
    pictures: bool = False


def places(evidence: Iterable[Evidence], *, unnamed: bool = False) -> list[Place]:
    """The calibration folders that a YAML names for its inputs, as far as files are read from them, given all *evidence* on it.

    With *unnamed*, also what files should hold of which it names no folder, or reads none.
    """
    found = list(evidence)
    whole = next((each for each in found if isinstance(each, Configuration)), None)
    if whole is None:
        return []
    said = whole.document.get("calibration_parameters", "calibration_type")
    idle = str(said).strip().lower() in _IDLE or whole.conversion.generation is None
    training = {each.input: each.training for each in found if isinstance(each, Comparison) and each.training is not None}
    return [place for place, named in _every(whole, training) if unnamed or (named and not idle)]


def _every(whole: Configuration, training: Mapping[str, Spec]) -> Iterator[tuple[Place, bool]]:
    """What the files of each input should hold, and whether the YAML names a folder of them."""
    config = whole.conversion
    reads_pictures = str(whole.document.get("calibration_parameters", "preprocess_on")).lower() == "true"
    for claims in config.inputs.values():
        folder, made = claims.calibration_dir, expected(whole, claims, training.get(claims.name))
        where = config.path.parent / (folder.value or "")
        pictures = reads_pictures and config.generation == "hb_mapper"
        yield Place(input=claims.name, folder=where, expected=made, pictures=pictures), folder.value is not None


def expected(whole: Configuration, claims: InputClaims, training: Spec | None) -> Expected:
    """What each calibration file of an input should hold."""
    feature, tool = horizon.is_feature_map(claims), whole.conversion.generation
    color = None if feature else _COLORS.get(claims.train.value or "")
    layout = None if feature else _LAYOUTS.get(claims.layout_train.value or "")
    raw = tool == "hb_mapper" and not feature
    nodes = _nodes(whole, claims) if not feature else None
    sides = _sides(whole, claims)
    return Expected(
        tool=tool,
        shape=_without_batch(sides, whole, claims, layout, color),
        batch=(sides[0] or None) if sides else 1,
        layout=layout,
        color=color,
        dtype=_dtype(whole, claims),
        values=IDENTITY if raw else None if feature else _trained(training, color) or nodes,
        nodes=nodes if raw and nodes is not None and not nodes.identity else None,
        feature=feature,
        origins=dict(_origins(claims, tool)),
    )


def _nodes(whole: Configuration, claims: InputClaims) -> Affinity | None:
    """What the nodes do to the levels of the camera; None where that is unknown, in doubt, or where the YAML says nothing of it."""
    if recipes.speaks(Configured(conversion=whole.conversion, claims=claims)):
        return None
    program = horizon.runtime(whole.conversion, claims)
    values = canonical(program).values.value if program is not None else None
    silent = claims.mean.absent and claims.scale.absent and claims.std.absent
    return None if values is None or (silent and whole.conversion.generation == "hb_compile") else values.affine


def _trained(training: Spec | None, color: Color | None) -> Affinity | None:
    """What training makes of levels, in the channel order of the files."""
    if training is None or training.values.value is None or training.values.value.casts:
        return None
    made, state = training.values.value.affine, training.color.value
    if made.uniform:
        return made
    if state is None or color is None or {state.name, color} - {"rgb", "bgr"}:
        return None
    return made if state.name == color else affine.reverse(made)


def _sides(whole: Configuration, claims: InputClaims) -> tuple[int | None, ...]:
    """The shape of the model's input, as its file or the YAML says; None where a side may vary."""
    graph = whole.beside.graph if whole.beside is not None else None
    tensor = inputsize.tensor(claims, graph, len(whole.conversion.inputs)) if graph is not None else None
    stated = tuple(int(side) for side in (claims.shape.value or "").lower().split("x") if side.isdecimal())
    if tensor is None or tensor.shape is None:
        return stated
    spare = stated if len(stated) == len(tensor.shape) else (None,) * len(tensor.shape)
    return tuple(side if isinstance(side, int) else said for side, said in zip(tensor.shape, spare, strict=True))


def _without_batch(
    sides: tuple[int | None, ...], whole: Configuration, claims: InputClaims, layout: Layout | None, color: Color | None
) -> tuple[int | None, ...] | None:
    """The shape of one sample; of a picture in the order in which its file is stored."""
    if layout is None or len(sides) != len("nchw"):
        return sides[1:] or None
    found = inputsize.size(claims, whole.beside, len(whole.conversion.inputs))
    height, width = found.value if found is not None and found.value is not None else (None, None)
    channels = 1 if color == "gray" else 3
    return (channels, height, width) if layout == "chw" else (height, width, channels)


def _dtype(whole: Configuration, claims: InputClaims) -> DType | None:
    """The type of the numbers: hb_mapper goes by the directory's name where the YAML does not say it."""
    if whole.conversion.generation == "hb_compile":
        return "float32"
    said: Claim[str] = claims.calibration_dtype
    if not said.absent:
        return cast("DType", said.value) if said.value in _DTYPES else None
    folder = (claims.calibration_dir.value or "").replace("\\", "/").rstrip("/")
    return "float32" if folder.endswith("_f32") else "uint8"


def _origins(claims: InputClaims, tool: Tool | None) -> Iterator[tuple[Claimed, Origin]]:
    """The places in the YAML that say what the files should be; of the type only where the toolchain goes by it."""
    said: tuple[tuple[Claimed, Claim[str] | Claim[tuple[float, ...]]], ...] = (
        ("folder", claims.calibration_dir),
        ("shape", claims.shape),
        ("layout", claims.layout_train),
        ("color", claims.train),
        ("dtype", claims.calibration_dtype),
        ("values", claims.scale if not claims.scale.absent else claims.std if not claims.std.absent else claims.mean),
    )
    idle = "dtype" if tool == "hb_compile" else None
    yield from ((name, claim.origin) for name, claim in said if claim.origin is not None and name != idle)
