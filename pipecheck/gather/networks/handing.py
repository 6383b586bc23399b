"""What an evaluation would hand to the toolchain's nodes, if it read and placed pictures as training does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipecheck.errors import PipecheckError
from pipecheck.gather.networks.known import Known
from pipecheck.gather.repeating import held_as, repeated, understood
from pipecheck.lower.toolchain import horizon
from pipecheck.lower.toolchain.conversion import InputClaims
from pipecheck.probe.network.mixing import Decoding
from pipecheck.probe.network.network import Replaced
from pipecheck.spec import Program, Spec, Values
from pipecheck_transformers.words import Color, Layout

if TYPE_CHECKING:
    from pipecheck_transformers.pixels import Array

_LAYOUTS: dict[str | None, Layout] = {"NHWC": "hwc", "NCHW": "chw"}


@dataclass(frozen=True, slots=True)
class Handed:
    """What a road *does* to a picture, and what then has to happen to its tensor so that the nodes decode it to the same again."""

    does: Program
    turned: Callable[[Array], Array] | None = None


def handed(known: Known, name: str, node: Replaced) -> Handed | None:
    """Training's picture, as the *node* in front of the input *name* takes it; nothing is rounded to bytes on the way.

    None where that cannot be said.
    """
    conversion, claims, training = known.conversion, known.claims(name), known.program(name, "training")
    nodes = horizon.evaluation(conversion, claims) if conversion is not None and claims is not None else None
    if training is None or claims is None or nodes is None or nodes.decoded.color is None:
        return None
    try:
        spec = understood(training, "training")
    except PipecheckError:
        return None
    if nodes.decoded.color != "yuv444":
        does = _levels(training, spec, nodes.decoded.color, claims)
        return None if does is None else Handed(does)
    does = _levels(training, spec, node.decoding.color, claims) if node.decoding is not None else None
    if does is None or node.decoding is None:
        return None
    return Handed(does, _encoder(node.decoding, _LAYOUTS[claims.layout_train.value]))


def _levels(training: Program, spec: Spec, color: Color, claims: InputClaims) -> Program | None:
    """Training's picture as levels of *color*, in the layout of the input."""
    held = held_as(spec.color.value, color) if spec.color.value else None
    layout = _LAYOUTS.get(claims.layout_train.value)
    if held is None or layout is None:
        return None
    return repeated(training, spec, color=held, values=Values(), layout=layout, dtype="float32")


def _encoder(decoding: Decoding, layout: Layout) -> Callable[[Array], Array]:
    """What makes YUV of −128..127 of a picture in *layout*."""
    if layout == "chw":
        return decoding.encoded
    return lambda picture: decoding.encoded(picture.transpose(2, 0, 1)).transpose(1, 2, 0)
