"""Transposes: several in a row are one, since what lies between them has no name."""

from __future__ import annotations

from pipecheck.lower.arguments import NotReadError, plain
from pipecheck.lower.picture import Picture
from pipecheck.lower.script.channels import axes
from pipecheck.lower.script.walk import Walk
from pipecheck.sources.pyvalues import Call, Items, Value
from pipecheck_transformers.ops import Transpose
from pipecheck_transformers.words import Layout

Turn = tuple[str, tuple[int, ...]]
_WORDS = ("transpose", "permute", "swapaxes", "swapdims", "moveaxis", "movedim", "rollaxis")
_BACK: dict[tuple[int, ...], Layout] = {(2, 0, 1): "chw", (1, 2, 0): "hwc", (0, 3, 1, 2): "chw", (0, 2, 3, 1): "hwc"}


def handle(call: Call, walk: Walk) -> Picture | None:
    """The picture that the transpose *call* makes; None where it is none."""
    turns: list[Turn] = []
    value: Value = call
    while isinstance(value, Call) and (turn := _turn(value)) is not None:
        turns.insert(0, turn)
        value = value.args[0]
    if not turns:
        return None
    picture = walk.subject(value)
    if picture.layout is None:
        return _of_unknown(picture, turns, call)
    order = axes.names(picture)
    if not picture.batched and picture.program.decoded.library is None and len(turns[0][1]) == 4 and turns[0][0] == "order":
        order = ("batch", *order)  # whoever hands over a picture may hand over several
    for how, numbers in turns:
        places = _places(how, numbers, len(order))
        order = tuple(order[place] for place in places)
    return axes.arranged(picture, order, call.origin)


def _of_unknown(picture: Picture, turns: list[Turn], call: Call) -> Picture:
    """Of axes that are not known, the usual orders say what they are afterwards."""
    how, order = turns[0]
    layout = _BACK.get(order) if len(turns) == 1 and how == "order" else None
    if layout is None:
        raise NotReadError("axes that are not known")
    return picture.do(Transpose(layout), origin=call.origin, layout=layout, batched=len(order) == 4)


def _turn(call: Call) -> Turn | None:
    """What *call* does to the axes: an order of all, a swap of two, or a move."""
    if call.name == "@T":
        return "reverse", ()
    word = call.name.rsplit(".", 1)[-1]
    if word not in _WORDS or not call.name.startswith((".", "numpy.", "torch.")) or not call.args:
        return None
    numbers = _numbers((*call.args[1:], *(call.kwargs[key] for key in ("axes", "dims") if key in call.kwargs)))
    if set(call.kwargs) - {"axes", "dims"}:
        raise NotReadError("axes by name")
    match word, len(numbers):
        case "transpose", 0:
            return "reverse", ()
        case (("transpose" | "swapaxes" | "swapdims"), 2):
            return "swap", numbers
        case (("moveaxis" | "movedim"), 2):
            return "move", numbers
        case "rollaxis", 1 | 2:
            return "roll", numbers
        case (("transpose" | "permute"), _):
            return "order", numbers
        case _:
            raise NotReadError("axes in another order")


def _numbers(values: tuple[Value, ...]) -> tuple[int, ...]:
    flat = [part for value in values for part in (value.items if isinstance(value, Items) else (value,))]
    found = [plain(value) for value in flat]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in found):
        raise NotReadError("axes that are computed")
    return tuple(found)


def _places(how: str, numbers: tuple[int, ...], rank: int) -> list[int]:
    """Which axis comes to stand at each place."""
    if not all(-rank <= number < rank for number in numbers[: 1 if how == "roll" else None]):
        raise NotReadError("an axis that is not there")
    order = list(range(rank))
    places = [number % rank for number in numbers] if how != "roll" else list(numbers)
    match how:
        case "reverse":
            order.reverse()
        case "swap":
            one, other = places
            order[one], order[other] = order[other], order[one]
        case "move":
            order.insert(places[1], order.pop(places[0]))
        case "roll":
            source, before = places[0] % rank, places[1] if len(places) > 1 else 0
            before += rank if before < 0 else 0
            order.insert(before - (before > source), order.pop(source))
        case _:
            order = places
    if sorted(order) != list(range(rank)):
        raise NotReadError("not an order of the axes")
    return order
