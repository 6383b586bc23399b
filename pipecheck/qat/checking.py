"""How a network in torch is put together, as far as its quantisation suffers from that."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipecheck.evidence.debug.structure import REACHED, Call, Called, Out, Part, Structure, Weighed
from pipecheck.probe.quant.structure import writing
from pipecheck.qat import batches, fusing, kinds, library, quantisers, reviews, standing, watching
from pipecheck.qat.events import Event, Watched

_BARE = "nothing in it rounds: what could be fused is what preparing it should fuse, and number types are those of torch"


def check_model(module: Any, example_inputs: Any, out_dir: str | Path = ".") -> Structure:
    """What there is to see of *module* when it runs on *example_inputs*, written to `model_check_result.txt` in *out_dir* as well.

    It is run once, in evaluation and with nothing rounded, so that the ranges are those of the values; afterwards it is as it was. A tuple
    or list of inputs are its arguments. What is found need not be wrong, but for modules whose calls one scale cannot serve: those are
    `shared` in what is returned.
    """
    library.network(module, "module")
    ranges: dict[str, list[Call]] = {}

    def see(event: Event, tensor: Any) -> None:
        values = batches.numbers(tensor)
        if event.module is not None and values is not None:
            ranges.setdefault(event.name, []).append(_call(tensor, len(ranges.get(event.name, ()))))

    arguments = batches.given(module, example_inputs)
    with standing.still(module, quantised=False):
        watched = watching.watch(module, lambda: batches.run(module, arguments), see)
    structure = _structure(module, watched, ranges)
    writing.write(structure, Path(out_dir))
    return structure


def _call(tensor: Any, number: int) -> Call:
    """What came out of one call: how far nearly all of its finite values reach."""
    values = tensor.detach().float().flatten()
    values = values[values.isfinite()]
    name = f"call {number}"
    if not values.numel():
        return Call(tensor=name, low=0.0, high=0.0, reach=0.0)
    place = max(1, math.ceil(REACHED * values.numel()))
    reach = float(values.abs().kthvalue(place).values)
    return Call(tensor=name, low=float(values.min()), high=float(values.max()), reach=reach)


def _structure(module: Any, watched: Watched, ranges: Mapping[str, Sequence[Call]]) -> Structure:
    first: dict[str, Event] = {}
    for event in watched.events:
        first.setdefault(event.name, event)
    known = {name: str(type(each)) for name, each in module.named_modules()}
    prepared = bool(quantisers.every(module))
    scaled = {event.name for event in watched.events if (event.quantiser is not None if prepared else _would_round(event))}
    called = tuple(
        Called(
            part=Part(name, known.get(name, str(type(module)))),
            times=times,
            calls=tuple(ranges.get(name, ())) if times > 1 and name in scaled else (),
        )
        for name, times in watched.called.items()
    )
    return Structure(
        model=type(module).__name__,
        fusable=tuple(fusing.find(watched.events, watched.called)),
        called=called,
        outs=tuple(map(_out, first.values())),
        weights=tuple(_weights(module)) if prepared else (),
        reviews=tuple(reviews.reviews(module, watched, called)) if prepared else tuple(reviews.of_calls(called)),
        remarks=() if prepared else (_BARE,),
    )


def _would_round(event: Event) -> bool:
    """Whether preparing the network would give *event* a scale of its own."""
    if kinds.enters(event.word) or kinds.leaves(event.word):
        return not kinds.leaves(event.word)
    return event.word not in kinds.MOVING and not event.passes


def _out(event: Event) -> Out:
    rounded = event.quantiser
    return Out(
        part=Part(event.name, event.kind),
        inputs=event.inputs,
        outputs=event.outputs,
        axis=None if rounded is None else quantisers.axis(rounded),
        set="" if rounded is None else quantisers.words(rounded),
    )


def _weights(module: Any) -> Iterator[Weighed]:
    """The modules that multiply, and how their weight is rounded."""
    for name, each in module.named_modules():
        rounded = getattr(each, quantisers.WEIGHT, None)
        if rounded is not None:
            said = quantisers.dtype(rounded), quantisers.axis(rounded), quantisers.words(rounded)
        elif kinds.multiplies(kinds.word(each)) and isinstance(getattr(each, "weight", None), library.torch().nn.Parameter):
            said = str(each.weight.dtype), -1, ""
        else:
            continue
        yield Weighed(part=Part(name or type(each).__name__, str(type(each))), dtype=said[0], axis=said[1], set=said[2])
