"""Random numbers in plain code: what is drawn, and what a step that uses them may do to a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pipecheck.lower.picture import Picture
from pipecheck.sources.pyvalues import Call, Constant, Items, Value
from pipecheck.spec import ASPECTS, Aspect, Decoded, Opaque, Program, Random, Step, canonical
from pipecheck_transformers.ops import Cast, Flip

if TYPE_CHECKING:
    from pipecheck.lower.script.walk import Walk

SEARCHED = 300
_PACKAGES = ("random.", "numpy.random.", "secrets.", "torch.distributions.", "tensorflow.random.")
_FUNCTIONS = frozenset({
    "torch.rand", "torch.randn", "torch.randint", "torch.randperm", "torch.normal", "torch.bernoulli", "torch.rand_like",
    "torch.randn_like", "torch.randint_like", "cv2.randu", "cv2.randn",
})  # fmt: skip
_MAKERS = ("random.Random", "random.SystemRandom", "numpy.random.RandomState", "numpy.random.default_rng", "numpy.random.Generator")
_IN_PLACE = (".uniform_", ".normal_", ".random_", ".bernoulli_", ".exponential_")
_PICKS = ("choice", "choices", "sample", "permutation", "shuffle", "shuffled")
_WHOLE = ("randint", "randrange", "integers", "random_integers", "randbelow", "randint_like", "getrandbits")
_LEVELS: frozenset[Aspect] = frozenset({"values"})


def draws(call: Call) -> bool:
    """Whether *call* makes random numbers."""
    name = call.name
    if name in _MAKERS:
        return False
    if name.startswith(_PACKAGES) or name in _FUNCTIONS or name in _IN_PLACE:
        return True
    if name.endswith(".get_params") and ".Random" in name:
        return True
    return name.startswith(".") and bool(call.args) and isinstance(call.args[0], Call) and call.args[0].name in _MAKERS


def picks(call: Call) -> Value | None:
    """The list out of which *call* picks something, which makes no other picture of it; None where it draws numbers."""
    given = call.args[1:] if call.name.startswith(".") else call.args
    return given[0] if given and call.name.rsplit(".", 1)[-1] in _PICKS else None


def is_random(value: Value, walk: Walk, known: Sequence[Step] | None = None) -> bool:
    """Whether *value* depends on what is drawn; through a picture only by steps other than those that are *known*."""
    waiting, seen = [value], 0
    while waiting and seen < SEARCHED:
        part = waiting.pop()
        seen += 1
        match part:
            case Call() if draws(part):
                return True
            case Call() if part is not value and (picture := walk.picture(part)) is not None:
                if known is not None and any(isinstance(step.op, Random) and step not in known for step in picture.program.steps):
                    return True
            case Call(args=args, kwargs=words):
                waiting += [*args, *words.values()]
            case Items(items=items):
                waiting += items
            case _:
                pass
    return False


def _is_picture(value: Value, walk: Walk) -> bool:
    return isinstance(value, Call) and not draws(value) and walk.picture(value) is not None


def drawn(call: Call, lost: Picture, walk: Walk) -> Picture:
    """*lost*, whose last step is *call* and could not be read: a random one, where *call* uses what is drawn."""
    *before, last = lost.program.steps
    if not isinstance(last.op, Opaque) or last.op.text != call.text or last.origin != call.origin:
        return lost
    if not is_random(call, walk, lost.program.steps):
        return lost
    base = replace(lost.program, steps=tuple(before))
    made = _with_stand_ins(call, base, walk)
    if made is None:
        made, touches = replace(lost, program=base), last.op.touches
        if call.name == "[]=" and (whole := walk.picture(call.args[0])) is not None and whole.program == base:
            made, touches = whole, _LEVELS
    else:
        made, touches = replace(made, program=base), apart(base, made.program)
    behind = next((step.op for step in reversed(before) if not isinstance(step.op, Cast)), None)
    if isinstance(behind, Opaque):
        touches |= behind.touches  # the numbers of something that was not read, such as hues
    return made.chance(Random(f"`{call.text}`", touches), call.origin)


def _with_stand_ins(call: Call, base: Program, walk: Walk) -> Picture | None:
    """What *call* makes with some numbers in the place of those that are drawn; None where that cannot be read either."""
    tame = _tamed(call, walk)
    made = walk.picture(tame)
    if made is None:
        return None
    steps = made.program.steps
    added = steps[len(base.steps) :]
    if not added or len(steps) < len(base.steps) or any(one is not other for one, other in zip(steps, base.steps, strict=False)):
        return None
    return (
        None
        if any(isinstance(step.op, Opaque) and step.op.text == call.text and step.op.touches == frozenset(ASPECTS) for step in added)
        else made
    )


def _tamed(value: Value, walk: Walk) -> Value:
    """*value* with one of the numbers that may be drawn in the place of each that is; the same for what is the same."""
    if id(value) not in walk.tamed:
        walk.held.append(value)  # so that its identity stays its own
        walk.tamed[id(value)] = _with_numbers(value, walk)
    return walk.tamed[id(value)]


def _with_numbers(value: Value, walk: Walk) -> Value:
    match value:
        case Call(name="[]", args=(Call() as source, Constant(value=int()))) if draws(source):
            return _stand_in(source)
        case Call() if draws(value):
            return _stand_in(value)
        case Call(args=args, kwargs=words) if not _is_picture(value, walk) or value.text:
            return replace(
                value,
                args=tuple(part if _is_picture(part, walk) else _tamed(part, walk) for part in args),
                kwargs={key: part if _is_picture(part, walk) else _tamed(part, walk) for key, part in words.items()},
            )
        case Items(items=items):
            return replace(value, items=tuple(part if _is_picture(part, walk) else _tamed(part, walk) for part in items))
        case _:
            return value


def _stand_in(call: Call) -> Value:
    """A number that *call* may draw, of the kind that it draws."""
    word = call.name.rsplit(".", 1)[-1]
    args = call.args[1:] if call.name.startswith(".") else call.args
    low: Value = args[0] if len(args) > 1 else Constant(0 if word in _WHOLE else 0.5, call.origin)
    if word in ("choice", "choices") and args and isinstance(args[0], Items) and args[0].items:
        return args[0].items[0]
    if word in _WHOLE:
        return low
    if word != "uniform":
        low = Constant(0.5, call.origin)
    return Call("numpy.float64", (low,), {}, call.origin, call.text) if call.name.startswith("numpy.") else low


def apart(one: Program, other: Program) -> frozenset[Aspect]:
    """The aspects in which the two differ, a mirrored picture left aside: its distribution is the same."""
    shared = next((place for place, (a, b) in enumerate(zip(one.steps, other.steps, strict=False)) if a is not b), None)
    shared = min(len(one.steps), len(other.steps)) if shared is None else shared
    so_far = canonical(replace(one, steps=one.steps[:shared]))
    known = Decoded(library="opencv", exif=True, color="bgr", dtype=so_far.dtype.value)  # what is unknown already can differ too
    mine, theirs = (canonical(Program(known, _unmirrored(program.steps[shared:]))) for program in (one, other))
    return frozenset(aspect for aspect in ASPECTS if getattr(mine, aspect).value != getattr(theirs, aspect).value)


def _unmirrored(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return tuple(step for step in steps if not isinstance(step.op, Flip))
