"""What sets two geometries apart, in a few words."""

from __future__ import annotations

from pipecheck.spec import Placed, Spec
from pipecheck.spec.deviation import Deviation, deviations, final_size
from pipecheck.spec.likeness import borders
from pipecheck.spec.sampling import Kernel, kernel
from pipecheck.spec.wording import chain, level, short, size


def apart(left: Spec, right: Spec) -> str:
    """How the geometry of *right* misses that of *left*."""
    found = [_said(deviation, left, right) for deviation in deviations(right, left)]
    return "; ".join(found) or "another geometry"


def _said(deviation: Deviation, left: Spec, right: Spec) -> str:
    mine, theirs = deviation.wanted, deviation.found
    both = f"{_short(mine)} against {_short(theirs)}"
    match deviation.kind:
        case "size":
            return f"another size ({_size(left)} against {_size(right)})"
        case "policy":
            return f"another way to resize ({both})"
        case "mirrored":
            return "mirrored"
        case "order":
            return "the steps in another order"
        case "window" | "place":
            far = f", about {deviation.pixels:.0f} pixels off" if deviation.kind == "place" else ""
            return f"another part of the picture ({both}{far})"
        case "rounding":
            return f"shifted by {'one pixel' if deviation.pixels > 1 / 2 else 'part of a pixel'}{_sometimes(deviation)}"
        case "border":
            return f"another border ({_border(mine)} against {_border(theirs)})"
        case "twice":
            return f"resized more or less often ({chain(left.geometry.value or ())} against {chain(right.geometry.value or ())})"
        case "overshoot":
            return "resized on floats against on bytes"
        case _:
            return f"another kernel ({_kernel(mine)} against {_kernel(theirs)})"


def _short(step: Placed | None) -> str:
    return short(step) if step else "nothing"


def _size(spec: Spec) -> str:
    made = final_size(spec.geometry.value or ())
    return size(*made) if made else "its own"


def _sometimes(deviation: Deviation) -> str:
    return "" if deviation.share > 1 / 2 else ", for pictures of some sizes"


def _border(step: Placed | None) -> str:
    border = next(iter(borders([step] if step else [])), None)
    if border is None:
        return "none"
    return level(border.fill) if border.mode == "constant" else border.mode


def _kernel(step: Placed | None) -> str:
    found: Kernel | None = kernel(step) if step else None
    return "none" if found is None else f"{found.library} {found.name}{'' if found.smooths else ' without smoothing'}"
