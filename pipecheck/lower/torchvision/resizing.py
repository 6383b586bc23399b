"""torchvision's `Resize`: its size, its kernel, and whether it smooths, which depends on the version."""

from __future__ import annotations

from typing import Any

from pipecheck.lower.arguments import Arguments, NotReadError, whole
from pipecheck.lower.kernels import PILLOW
from pipecheck.sources import pins
from pipecheck.sources.pyvalues import Call, Reference
from pipecheck_transformers.ops import Interpolation, Library, Op, Resize, ResizeLong, ResizeShort

CONVENTION = "torchvision 0.17 and later smooths tensor resizes unless told otherwise"
_SMOOTHS_SINCE = (0, 17)
_MODES: dict[object, Interpolation] = {**PILLOW, "NEAREST_EXACT": "nearest-exact"}
_PACKAGES = ("torchvision.transforms.", "PIL.Image.")


def resize(call: Call, library: Library) -> tuple[Op, str | None]:
    """The resize, and the convention that its smoothing rests on where nobody asks for it."""
    given = Arguments(call, ("size", "interpolation", "max_size", "antialias"))
    chosen = kernel(given, library)
    antialias, assumed = _smoothing(given, library, chosen, call)
    how: dict[str, Any] = {"interpolation": chosen, "library": library, "antialias": antialias}
    return _sized(given.value("size"), given.value("max_size"), how), assumed


def kernel(given: Arguments, library: Library) -> Interpolation:
    """The kernel that the argument `interpolation` names."""
    match given.raw("interpolation"):
        case Call(name=name, args=(mode,), kwargs={}) if name.startswith(_PACKAGES) and name.endswith(".InterpolationMode"):
            word = Arguments(Call(name, (mode,), {}, mode.origin, name), ("value",)).value("value")
        case Reference(name=name) if name.startswith(_PACKAGES):
            word = name.removesuffix(".value").rsplit(".", 1)[-1]
        case _:
            word = given.value("interpolation", "BILINEAR")
    found = _MODES.get(word.upper().replace("-", "_") if isinstance(word, str) else word)
    if found is None or isinstance(word, bool):
        raise NotReadError(f"interpolation {word!r}")
    return "nearest" if found == "nearest-exact" and library == "pil" else found  # one and the same to PIL


def _smoothing(given: Arguments, library: Library, kernel: Interpolation, call: Call) -> tuple[bool | None, str | None]:
    """Whether it smooths, and the convention behind it: PIL always does whatever is asked, nearest never does."""
    wanted = given.value("antialias", True)
    if library == "pil" or kernel in ("nearest", "nearest-exact"):
        return None, None
    if wanted not in (True, False, None):
        raise NotReadError(f"antialias {wanted!r}")
    if given.raw("antialias") is not None or kernel not in ("linear", "cubic"):
        return bool(wanted), None
    pin = pins.pinned(call.origin.path, "torchvision")
    if pin is None or (older := pin.before(_SMOOTHS_SINCE)) is None:
        return True, CONVENTION
    habit = "does not smooth tensor resizes unless told to" if older else "smooths tensor resizes unless told otherwise"
    return not older, f"{pin.said} {habit}"


def _sized(size: object, longest: object, how: dict[str, Any]) -> Op:
    if isinstance(size, tuple) and len(size) == 2 and longest is None:
        return Resize(whole(size[0]), whole(size[1]), **how)
    if size is None:
        return ResizeLong(whole(longest), **how)
    short = whole(size[0] if isinstance(size, tuple) and len(size) == 1 else size)
    if longest is not None and whole(longest) <= short:
        raise NotReadError("max_size is not above size")
    return ResizeShort(short, longest=None if longest is None else whole(longest), **how)
