"""What form the calibration files of an input must have, by the YAML, the model, and what training makes of a picture."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipecheck.errors import SourceError
from pipecheck.evidence import Configuration
from pipecheck.evidence.tensors import Expected
from pipecheck.gather import expected
from pipecheck.gather.repeating import complaint, held_as
from pipecheck.lower.toolchain import inputsize
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.preparing.form import Form, channels
from pipecheck.preparing.making import only_size
from pipecheck.spec import ColorState, Spec, Values, colors
from pipecheck_transformers.words import Color, DType, Layout, YuvRange

_SWAPPED: frozenset[Color] = frozenset({"rgb", "bgr"})
_CHANNELS: Mapping[Layout, int] = {"chw": 0, "hwc": 2}
"""Where channels stand."""
_HOLD_LEVELS: tuple[DType, ...] = ("float32", "uint8", "int16", "int32")
_TYPES: Mapping[str, Color] = {"rgb": "rgb", "bgr": "bgr", "gray": "gray", "yuv444": "yuv444"}


@dataclass(frozen=True, slots=True)
class Maker:
    """The source *name*, and what it has *made* of a picture.

    *trained* is what training makes, None where the network's own values are those that the YAML states.
    """

    name: str
    made: Spec
    trained: Spec | None

    @property
    def network(self) -> Spec:
        return self.trained or self.made


def form(whole: Configuration, claims: InputClaims, maker: Maker, folder: Path | None) -> Form:
    """The form of the files that *maker* makes for an input; *folder* is where they go, where the YAML does not say it."""
    tool, path = whole.conversion.generation, str(whole.conversion.path)
    if tool is None:
        raise complaint(whole.conversion.march.origin, path, "march is not a known one, so it is unknown what its tool reads")
    wants = expected.expected(whole, claims, None)
    color = _color(claims, maker, feature=wants.feature)
    layout, size = _arranged(whole, claims, wants, maker, color)
    height, width = size or _own_size(whole, claims, maker.made)
    batched = _batched(whole, claims)
    return Form(
        tool=tool,
        color=color,
        values=_values(wants, claims, maker, color),
        layout=layout,
        dtype=_dtype(wants, claims, path, folder),
        shape=(channels(color.name), height, width) if layout == "chw" else (height, width, channels(color.name)),
        batched=tool == "hb_compile" and batched,
        feature=wants.feature,
    )


def _color(claims: InputClaims, maker: Maker, *, feature: bool) -> ColorState:
    """The channels that the files hold: those that the YAML names, and of a feature map those that the network was trained on."""
    stated = None if feature else claims.train.value or claims.train.unread
    fact = maker.network.color if stated is None else maker.made.color
    state, name = fact.value, maker.name
    if state is None:
        raise complaint(fact.origin, name, "the order of channels that the network was trained on cannot be told, and nothing is guessed")
    if stated is None:
        return state
    wanted = _TYPES.get(stated)
    if wanted is None:
        raise complaint(claims.train.origin, name, f"input_type_train {stated} is no kind of picture that is known")
    said: YuvRange = "video" if claims.range.value == "bt601_video" else "full"
    limits = said if wanted == "yuv444" else None
    held = held_as(state, wanted, limits)
    if held is not None:
        return held
    raise complaint(fact.origin, name, f"it makes {state.name} pictures, and {claims.name} takes {wanted}")


def _values(wants: Expected, claims: InputClaims, maker: Maker, color: ColorState) -> Values:
    """What levels 0..255 have become in the files."""
    if wants.tool == "hb_mapper" and not wants.feature:
        return Values()
    known = maker.network if wants.feature else maker.trained
    if known is not None:
        values = _in_order(known, color.name)
        if values is None:
            raise complaint(known.values.origin, maker.name, "the values that the network takes cannot be told, and nothing is guessed")
        return values
    if wants.values is not None:
        return Values(wants.values)
    stated = [claim.origin for claim in (claims.mean, claims.scale, claims.std) if not claim.absent]
    if stated:
        raise complaint(stated[0], maker.name, "mean and scale cannot be made sense of")
    return Values()


def _in_order(spec: Spec, color: Color) -> Values | None:
    """The values of *spec* with their channels in the order of *color*."""
    values, state = spec.values.value, spec.color.value
    if values is None or state is None or state.name == color or (values.affine.uniform and not values.casts):
        return values
    return colors.reverse(values) if {state.name, color} == _SWAPPED else None


def _arranged(
    whole: Configuration, claims: InputClaims, wants: Expected, maker: Maker, color: ColorState
) -> tuple[Layout, tuple[int, int] | None]:
    """The order of the axes, and height and width as far as the model or the YAML says them."""
    shape, count = wants.shape, channels(color.name)
    place = claims.shape.origin or claims.key
    if shape is not None and len(shape) != 3:
        raise complaint(place, str(whole.conversion.path), f"{claims.name} takes {len(shape) + 1} sides, and a batch of pictures has 4")
    able = [] if shape is None else [name for name, at in _CHANNELS.items() if shape[at] in (count, None)]
    if shape is not None and not able:
        raise complaint(place, str(whole.conversion.path), f"{claims.name} takes no {color.name} picture, which has {count} channels")
    made = maker.network.layout.value
    layout = wants.layout or (able[0] if len(able) == 1 else made if made in ("chw", "hwc") else None)
    if layout not in ("chw", "hwc"):
        raise complaint(
            claims.key, str(whole.conversion.path), f"neither input_layout_train nor the model says how {claims.name} is laid out"
        )
    height, width = (None, None) if shape is None else shape[1:] if layout == "chw" else shape[:2]
    return layout, None if height is None or width is None else (height, width)


def _own_size(whole: Configuration, claims: InputClaims, made: Spec) -> tuple[int, int]:
    """What is made of every picture, where neither the model nor the YAML says what the input takes."""
    size = only_size(made)
    if size is None:
        reason = f"neither input_shape nor the model says how large {claims.name} is, and the source makes pictures of many sizes"
        raise complaint(claims.key, str(whole.conversion.path), reason)
    return size


def _dtype(wants: Expected, claims: InputClaims, path: str, folder: Path | None) -> DType:
    """The type of the numbers, by the directory's name where nothing else says it."""
    if wants.dtype not in _HOLD_LEVELS:
        place = claims.calibration_dtype.origin
        stated = claims.calibration_dtype.value or claims.calibration_dtype.unread
        raise complaint(place, path, f"cal_data_type {stated} does not hold the levels 0..255 of a picture")
    if wants.tool == "hb_compile" or folder is None or not claims.calibration_dtype.absent:
        return wants.dtype
    return "float32" if folder.name.endswith("_f32") else "uint8"


def _batched(whole: Configuration, claims: InputClaims) -> bool:
    """Whether the input has a side for the batch; how several pictures would go into one file is nowhere said."""
    graph = whole.beside.graph if whole.beside is not None else None
    tensor = inputsize.tensor(claims, graph, len(whole.conversion.inputs)) if graph is not None else None
    shape = tensor.shape if tensor is not None else None
    stated = re.match(r"(\d+)x", claims.shape.value or "")
    batch = shape[0] if shape else int(stated[1]) if stated else 1
    if isinstance(batch, int) and batch > 1:
        raise SourceError(whole.conversion.path, f"{claims.name} takes {batch} pictures at once; export the model with a batch of 1")
    return shape is None or len(shape) == 4
