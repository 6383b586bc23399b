"""How a file was made instead: what sets two specs apart, in words, with the step of the declared source that is not the one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipecheck.findings import Origin
from pipecheck.spec import Affinity, Aspect, Decode, Placed, Spec, affine
from pipecheck.spec.deviation import Deviation, deviations, final_size
from pipecheck.spec.likeness import borders
from pipecheck.spec.sampling import Kernel, kernel
from pipecheck_transformers.ops import CHOOSES_ANTIALIAS, CenterCrop, Crop, CropFraction, Letterbox, Resize, ResizeLong, ResizeShort

FINE = frozenset({"rounding", "border", "late border", "kernel", "variant", "smoothing", "overshoot"})
"""What shows only in the last levels: to be told where a chain explains a file to the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A *step* in words, the *aspect* that it belongs to, and the *place* of the declared step."""

    step: str
    aspect: Aspect
    place: Origin | None


def told(declared: Spec, found: Spec, *, read: bool = False, exact: bool = True) -> Told | None:
    """What was done instead of *declared*, the costliest first; None where nothing is known to differ.

    *read*: it is known who read the picture. Without *exact* only what shows in more than a few levels counts.
    """
    parts = [*_values(declared, found), *_color(declared, found), *_geometry(declared, found, exact=exact)]
    parts += _decode(declared, found) if read else ()
    if not parts:
        return None
    return Told(step="; ".join(part.step for part in parts), aspect=parts[0].aspect, place=parts[0].place)


def other_size(declared: Spec, held: tuple[int, ...], made: tuple[int, ...]) -> Told:
    """That a file has not the shape of what *declared* makes, both channels last."""
    if held[:2] == made[:2] or len(held) < len(made):
        return Told(step=f"the file holds {_shape(held)}, the source makes {_shape(made)}", aspect="color", place=declared.color.origin)
    last = next((step.origin for step in reversed(declared.geometry.value or ()) if step.origin), declared.geometry.origin)
    return Told(step=f"the file is {size(*held[:2])}, the source makes {size(*made[:2])}", aspect="geometry", place=last)


def cut(declared: Spec, dtype: str) -> Told:
    """That a file holds what *declared* makes, cut to whole numbers that do not hold it."""
    return Told(step=f"the values of the source were cut to {dtype} in the file", aspect="dtype", place=declared.dtype.origin)


def _values(declared: Spec, found: Spec) -> Iterator[Told]:
    mine, theirs = declared.values.value, found.values.value
    if mine is None or theirs is None or affine.same(mine.affine, theirs.affine):  # constants that stayed where they stand
        return
    swapped = _orders(declared) != _orders(found)
    if swapped and affine.same(affine.reverse(mine.affine), theirs.affine):
        return
    twice = affine.after(mine.affine, mine.affine)
    if twice is not None and affine.same(twice, theirs.affine):
        step = "the file went through the values of the source twice"
    else:
        step = f"the file holds {said(theirs.affine)}, the source makes {said(mine.affine)}"
    yield Told(step=step, aspect="values", place=declared.values.origin or declared.decode.origin)


def _color(declared: Spec, found: Spec) -> Iterator[Told]:
    mine, theirs = declared.color.value, found.color.value
    if mine is not None and theirs is not None and mine != theirs:
        place = declared.color.origin or declared.decode.origin
        yield Told(step=f"the file holds {theirs}, the source makes {mine}", aspect="color", place=place)


def _decode(declared: Spec, found: Spec) -> Iterator[Told]:
    mine, theirs = declared.decode.value, found.decode.value
    if mine is None or theirs is None or mine == theirs:
        return
    if mine.library == theirs.library:
        step = (
            f"the picture was {'' if theirs.exif else 'not '}turned by EXIF, and the source {'turns' if mine.exif else 'does not turn'} it"
        )
    else:
        step = f"the picture was read by {_reader(theirs)}, the source reads by {_reader(mine)}"
    yield Told(step=step, aspect="decode", place=declared.decode.origin)


def _geometry(declared: Spec, found: Spec, *, exact: bool) -> Iterator[Told]:
    for each in deviations(found, declared):
        if exact or each.kind not in FINE:
            place = each.wanted.origin if each.wanted else declared.geometry.origin
            yield Told(step=_deviation(each, declared, found), aspect="geometry", place=place)


def _deviation(each: Deviation, declared: Spec, found: Spec) -> str:
    match each.kind:
        case "size":
            return f"the file was brought to {_final(found)}, the source makes {_final(declared)}"
        case "policy":
            return f"the file was {_chain(found)}, the source has it {_chain(declared)}"
        case "mirrored":
            return "the file was mirrored" if each.found else "the source mirrors the picture, the file is not mirrored"
        case "order":
            return "the file was cropped and resized in the other order"
        case "window" | "place":
            mine, theirs = _chain(found), _chain(declared)
            far = f"{mine}, the source has it {theirs}" if mine != theirs else f"about {each.pixels:.0f} pixels off"
            return f"the file shows another part of the picture ({far})"
        case "rounding":
            return f"the file is shifted by {'one pixel' if each.pixels > 1 / 2 else 'part of a pixel'}"
        case "border" | "late border":
            return f"the file has another border ({_border(each.found)}, the source {_border(each.wanted)})"
        case "twice":
            return "the file was resized more or less often than the source does it"
        case "overshoot":
            mine, theirs = (step.on if step and step.on else "bytes" for step in (each.found, each.wanted))
            return f"the file was resized on {mine}, the source resizes on {theirs}"
        case "kernel" | "variant" | "smoothing":
            return f"the file was resized with {_kernel(each.found)}, the source resizes with {_kernel(each.wanted)}"


def said(part: Affinity) -> str:
    """What *part* makes of levels."""
    if affine.same(part, affine.IDENTITY):
        return "levels 0..255"
    if not all(part.scale):
        return "one value throughout"
    means = [-bias / scale for scale, bias in zip(part.scale, part.bias, strict=True)]
    smaller = max(map(abs, part.scale)) < 1
    gains = [1 / scale for scale in part.scale] if smaller else list(part.scale)
    shift = "levels" if all(abs(mean) < 1e-3 for mean in means) else f"(levels − {_numbers(means)})"
    return shift if all(abs(gain - 1) < 1e-6 for gain in gains) else f"{shift} {'/' if smaller else '×'} {_numbers(gains)}"


def size(height: int, width: int) -> str:
    """A square needs no names; for other sizes nobody could tell which number is the height."""
    return f"{height}×{width}" if height == width else f"h{height}×w{width}"


def _orders(spec: Spec) -> str | None:
    return spec.color.value.name if spec.color.value else None


def _numbers(values: list[float]) -> str:
    spelled = [f"{value:.5g}".replace("-", "−") for value in values]
    return spelled[0] if len(set(spelled)) == 1 else f"({', '.join(spelled)})"


def _shape(held: tuple[int, ...]) -> str:
    channels = held[2] if len(held) == 3 else 1
    return f"{size(*held[:2])} with {channels} channel{'' if channels == 1 else 's'}" if len(held) > 1 else f"{held[0]} numbers"


def _final(spec: Spec) -> str:
    made = final_size(spec.geometry.value or ())
    return size(*made) if made else "its own size"


def _chain(spec: Spec) -> str:
    return ", then ".join(_resized(step) for step in spec.geometry.value or ()) or "left in its own size"


def _resized(step: Placed) -> str:
    match step.op:
        case Resize(height=height, width=width):
            return f"stretched to {size(height, width)}"
        case ResizeShort(size=side):
            return f"brought to a short side of {side}"
        case ResizeLong(size=side):
            return f"brought to a long side of {side}"
        case Letterbox(height=height, width=width):
            return f"fitted into {size(height, width)} with a border"
        case CenterCrop(height=height, width=width) | Crop(height=height, width=width):
            return f"cropped to {size(height, width)}"
        case CropFraction(fraction=fraction):
            return f"cropped to {fraction:.5g} of its short side"
        case _:
            return "resized or padded by another rule"


def _border(step: Placed | None) -> str:
    border = next(iter(borders([step] if step else [])), None)
    if border is None:
        return "none"
    fill = border.fill if isinstance(border.fill, tuple) else (border.fill,)
    return f"filled with {_numbers(list(fill))}" if border.mode == "constant" else border.mode


def _kernel(step: Placed | None) -> str:
    found: Kernel | None = kernel(step) if step else None
    if found is None:
        return "none"
    chosen = found.library in CHOOSES_ANTIALIAS and found.name in ("linear", "cubic", "lanczos")
    return f"{found.library} {found.name}{('' if found.smooths else ', not') + ' antialiased' if chosen else ''}"


def _reader(decode: Decode) -> str:
    turned = {True: ", turned by EXIF", False: ", not turned by EXIF", None: ""}[decode.exif]
    return f"{decode.library or 'some library'}{turned}"
