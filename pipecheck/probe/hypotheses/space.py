"""All preprocessings that are tried: channel order, values, size policy and kernel, and what the project declares among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from pipecheck.errors import SourceError
from pipecheck.evidence.model import Task
from pipecheck.lower import chain as dialect
from pipecheck.probe.hypotheses import constants, places
from pipecheck.probe.hypotheses.constants import Constants, Order
from pipecheck.probe.hypotheses.places import Place
from pipecheck.probe.network.network import Network
from pipecheck.sources.onnxfile import Tensor
from pipecheck.spec import Spec, canonical
from pipecheck.spec.deviation import final_size
from pipecheck_transformers.chain import Chain
from pipecheck_transformers.ops import Affine, Cast, DType, Layout, Op, Read, ToColor, Transpose

FLOATS: dict[str, DType] = {"float32": "float32", "float16": "float16", "float64": "float64"}
_INTEGERS: dict[str, DType] = {"uint8": "uint8", "int8": "int8"}
PLACED = ("size", "kernel")
ASPECTS = ("channel order", "values", *PLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a network takes: *height* × *width* × *channels* in *layout* and *dtype*."""

    height: int
    width: int
    channels: int
    layout: Layout
    dtype: DType

    def ops(self, *, floats: bool) -> tuple[Op, ...]:
        """What brings pixels, which are *floats* or bytes, into this form."""
        cast = () if self.dtype == ("float32" if floats else "uint8") else (Cast(self.dtype),)
        return (*cast, Transpose("chw")) if self.layout == "chw" else cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One preprocessing; *chain* does it. *order* None: it is no combination of the aspects, and taken as it is."""

    order: Order | None
    values: Constants
    place: Place
    chain: Chain = field(compare=False)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What it does, aspect by aspect."""
        order = "as declared" if self.order is None else self.order.upper() if self.order != "gray" else "gray"
        said = (order, self.values.words, self.place.size, self.place.kernel)
        return tuple((aspect, text) for aspect, text in zip(ASPECTS, said, strict=True) if text)

    @property
    def words(self) -> str:
        """What it does in one line."""
        return ", ".join(text for _, text in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What may be combined, the usual first, and what is *declared*, which may be no combination."""

    form: Form
    orders: tuple[Order, ...]
    values: tuple[Constants, ...]
    places: tuple[Place, ...]
    declared: Candidate | None = None

    @property
    def size(self) -> int:
        """How many hypotheses there are."""
        alone = self.declared is not None and self.declared.order is None
        return len(self.orders) * len(self.values) * len(self.places) + alone

    def candidate(self, order: Order, values: Constants, place: Place) -> Candidate:
        """This combination; where it is the declared one, just as it was declared."""
        ops = [*place.ops, *_colored(place.read, order), *values.of(order), *self.form.ops(floats=bool(values.ops))]
        made = Candidate(order=order, values=values, place=place, chain=Chain(ops, read=place.read))
        return self.declared if self.declared is not None and self.declared == made else made

    def all(self) -> Iterator[Candidate]:
        """Every hypothesis there is."""
        yield from (self.candidate(*each) for each in product(self.orders, self.values, self.places))
        if self.declared is not None and self.declared.order is None:
            yield self.declared


def space(form: Form, task: Task | None, declared: Chain | None, stated: Sequence[Constants], *, moot: bool, labelled: bool) -> Space:
    """All that is tried for a network that takes *form*; *moot*: the pictures have its size already.

    What is not *labelled* is tried in one geometry: outputs tell more about sharper pictures, whatever the network was trained on.
    """
    channels = form.channels
    orders: tuple[Order, ...] = ("gray",) if channels == 1 else ("rgb", "bgr")
    values = constants.known(channels, form.dtype, stated)
    ways = (places.untouched(channels),) if moot else places.usual(form.height, form.width, channels, task)
    found = Space(form=form, orders=orders, values=values, places=ways)
    whole = found if declared is None else _with(found, declared, canonical(dialect.lower(declared)))
    if labelled:
        return whole
    taken = whole.declared is not None and whole.declared.order is not None
    return replace(whole, places=(whole.declared.place,) if whole.declared is not None and taken else whole.places[:1])


def form(network: Network, name: str, declared: Chain | None) -> Form:
    """What the input *name* of *network* takes; the size that the file leaves open is that of the *declared* chain."""
    taker = next((tensor for tensor in network.inputs if tensor.name == name), None)
    if taker is None or taker.shape is None or len(taker.shape) != 4 or taker.dtype not in FLOATS | _INTEGERS:
        raise SourceError(network.path, f"its input {name} is no picture that preprocessings could be tried on")
    layout: Layout = "hwc" if taker.shape[3] in (1, 3) and taker.shape[1] not in (1, 3) else "chw"
    height, width, channels = taker.shape[1:] if layout == "hwc" else (*taker.shape[2:], taker.shape[1])
    made = _final(declared)
    height, width = (side if isinstance(side, int) else said for side, said in zip((height, width), made, strict=True))
    channels = channels if isinstance(channels, int) else 3
    if not height or not width or channels not in (1, 3):
        raise SourceError(
            network.path, f"its input {name} takes {_written(taker)}; which size, and a color or a gray picture, is not settled"
        )
    dtype = (FLOATS | _INTEGERS)[taker.dtype]
    return Form(height=height, width=width, channels=channels, layout=layout, dtype=dtype)


def _final(declared: Chain | None) -> tuple[int, int]:
    """The size that *declared* brings every picture to, 0 where it does not say."""
    steps = None if declared is None else canonical(dialect.lower(declared)).geometry.value
    return (steps and final_size(steps)) or (0, 0)


def _written(tensor: Tensor) -> str:
    return "×".join(map(str, tensor.shape or ()))


def _with(empty: Space, declared: Chain, spec: Spec) -> Space:
    """*empty* with what *declared* does among the ways of every aspect, as far as it can be taken apart."""
    order, values, place = _order(spec, empty.orders), _values(spec), _place(spec, declared, empty.form.channels)
    if order is None or values is None or place is None or spec.layout.value != empty.form.layout:
        alone = Place(size=places.said(spec.geometry.value or ()), kernel="", read=declared.read, ops=())
        said = Constants(words="", ops=())
        return replace(empty, declared=Candidate(order=None, values=said, place=alone, chain=declared))
    values = next((each for each in empty.values if constants.equal(each, values)), values)
    place = next((each for each in empty.places if _same(each, place)), place)
    made = Candidate(order=order, values=values, place=place, chain=declared)
    return replace(
        empty,
        values=empty.values if values in empty.values else (*empty.values, values),
        places=empty.places if place in empty.places else (*empty.places, place),
        declared=made,
    )


def _order(spec: Spec, orders: Sequence[Order]) -> Order | None:
    state = spec.color.value
    plain = state is not None and state.range is None and not state.crossed and state.misread is None
    if state is None or not plain or (state.colorless and state.name != "gray"):
        return None
    return next((order for order in orders if order == state.name), None)


def _values(spec: Spec) -> Constants | None:
    """The values of *spec*, channels as R, G, B; None where they are no affine of the pixel."""
    values, color = spec.values.value, spec.color.value
    if values is None or values.casts or color is None:
        return None
    single = values.affine.uniform
    scale, bias = (part[0] if single else part for part in (values.affine.scale, values.affine.bias))
    ops = () if values.affine.identity else (Affine(scale=scale, bias=bias),)
    found = Constants(words="", ops=ops)
    turned = found.of("bgr") if color.name == "bgr" else ops
    return Constants(words=constants.formula(turned), ops=turned, known=False)


def _place(spec: Spec, declared: Chain, channels: int) -> Place | None:
    steps = spec.geometry.value
    if steps is None:
        return None
    read = Read(library=declared.read.library, color="gray" if channels == 1 else "rgb", exif=declared.read.exif)
    return places.place(tuple(step.op for step in steps), read)


def _same(one: Place, other: Place) -> bool:
    """Whether two make the same of an upright picture; both libraries decode alike."""
    first, second = (canonical(dialect.lower(Chain(each.ops, read=each.read))).geometry.value for each in (one, other))
    return first == second


def _colored(read: Read, order: Order) -> tuple[Op, ...]:
    return () if read.color == order else (ToColor(order),)
