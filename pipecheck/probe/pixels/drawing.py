"""Two tensors and what sets them apart as one picture: left, right and the amplified difference, side by side."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pipecheck.evidence.pixels import levels
from pipecheck.probe.pixels import gaps, visible
from pipecheck.spec import Spec
from pipecheck_transformers.pixels import Array

_LEAST, _MOST = 320, 640
"""A panel is enlarged, or shrunk, until its longer side is between the two."""
_EDGE, _LINE = 12, 18
_PAPER, _INK, _FAINT = (255, 255, 255), (20, 20, 20), (110, 110, 110)
_LOUDEST, _QUIETEST = 64, 2.0**-16
_WHITE = 255


def draw(left: Array, right: Array, specs: tuple[Spec, Spec], names: tuple[str, str]) -> bytes:
    """A PNG of two tensors, channels last, each brought back to 0..255 by the values of its own *specs*.

    The channels are those that the network of the left one takes them for, and the difference is in its levels.
    """
    spec, other = specs
    panels = [(visible.picture(left, spec, spec), "left", names[0]), (visible.picture(right, other, spec), "right", names[1])]
    if left.shape == right.shape:
        apart = np.abs(left.astype(np.float64) - right) / np.array(gaps.level(spec))
        times = _amplified(apart)
        title = f"difference x {times:g}" if times >= 1 else f"difference / {1 / times:g}"
        words = f"{levels(float(apart.mean()))} levels on average, {levels(float(apart.max()))} at most"
        panels.append((visible.colors(apart * times, spec), title, words))
    return _png(panels)


def _amplified(apart: Array) -> float:
    """The power of two that brings all but the hundredth with the largest differences to what can be seen."""
    usual, times = float(np.percentile(apart, 99)), float(_LOUDEST)
    while times > _QUIETEST and not usual * times <= _WHITE:
        times /= 2
    return times


def _png(panels: list[tuple[Array, str, str]]) -> bytes:
    pictures = [_sized(Image.fromarray(np.ascontiguousarray(array))) for array, _, _ in panels]
    top = _EDGE + 2 * _LINE + 4
    width = sum(picture.width for picture in pictures) + _EDGE * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, top + max(picture.height for picture in pictures) + _EDGE), _PAPER)
    pen, reached = ImageDraw.Draw(sheet), _EDGE
    for picture, (_, title, words) in zip(pictures, panels, strict=True):
        pen.text((reached, _EDGE), _fitting(title, picture.width, pen), _INK, font=_font())
        pen.text((reached, _EDGE + _LINE), _fitting(words, picture.width, pen), _FAINT, font=_font())
        sheet.paste(picture, (reached, top))
        reached += picture.width + _EDGE
    out = BytesIO()
    sheet.save(out, format="PNG")
    return out.getvalue()


def _sized(picture: Image.Image) -> Image.Image:
    longest = max(picture.size)
    if longest > _MOST:
        width, height = (max(1, side * _MOST // longest) for side in picture.size)
        return picture.resize((width, height), Image.Resampling.BOX)
    times = -(-_LEAST // longest)
    return picture if times == 1 else picture.resize((picture.width * times, picture.height * times), Image.Resampling.NEAREST)


def _fitting(words: str, room: int, pen: ImageDraw.ImageDraw) -> str:
    """*words*, cut in the middle where they are wider than *room*."""
    plain = words.encode("ascii", "replace").decode()  # what the font has letters for
    if pen.textlength(plain, font=_font()) <= room:
        return plain
    shorter = (f"{plain[: kept - kept // 2]}...{plain[len(plain) - kept // 2 :]}" for kept in range(len(plain) - 1, 0, -1))
    return next((each for each in shorter if pen.textlength(each, font=_font()) <= room), "")


def _font() -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    """The font that Pillow brings along; larger where it can be scaled."""
    try:
        return ImageFont.load_default(13)
    except (TypeError, OSError):  # before Pillow 10.1, or built without FreeType
        return ImageFont.load_default()
