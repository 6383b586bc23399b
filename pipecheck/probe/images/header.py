"""What one picture file is by its header: its format, what is wrong with it, and what makes it a matter of its reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipecheck.evidence.pictures import Hazard
from pipecheck_transformers import readers
from pipecheck_transformers.errors import ReadError
from pipecheck_transformers.readers import integrity
from pipecheck_transformers.readers.files import icc
from pipecheck_transformers.readers.files.traits import Traits

_ENDINGS = {
    ".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".bmp": "BMP", ".webp": "WebP", ".gif": "GIF", ".tif": "TIFF", ".tiff": "TIFF",
    ".ppm": "PNM", ".pgm": "PNM", ".jp2": "JPEG 2000", ".avif": "AVIF",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A file by its header: *fault* is why it is no whole picture; without a *form* it is none at all."""

    form: str | None = None
    size: tuple[int, int] | None = None
    traits: Traits = field(default_factory=Traits)
    hazards: tuple[Hazard, ...] = ()
    fault: str | None = None


def look(path: Path) -> Header:
    """The header of the file at *path*."""
    try:
        return of(readers.content(path), path.name)
    except ReadError as e:
        return Header(fault=e.reason)


def of(data: bytes, name: str) -> Header:
    """The header of *data*, the content of the file called *name*."""
    form, traits = integrity.format_name(data), integrity.traits(data)
    fault = integrity.fault(data) or readers.excess(data)
    hazards = tuple(_hazards(form, traits, name)) if form else ()
    return Header(form=form, size=integrity.size(data), traits=traits, hazards=hazards, fault=fault)


def _hazards(form: str, traits: Traits, name: str) -> Iterator[Hazard]:
    if traits.orientation != 1:
        yield "turned TIFF" if form == "TIFF" else "turned"
    if traits.alpha:
        yield "alpha"
    if traits.floats:
        yield "float"
    elif traits.bits > 8:
        yield "16-bit"
    match traits.channels:
        case "cmyk":
            yield "CMYK"
        case "palette":
            yield "palette"
        case "gray":
            yield "1-bit" if traits.bits == 1 else "gray"
        case "rgb":
            pass
    if traits.frames > 1:
        yield "pages" if form == "TIFF" else "animated"
    if traits.profile is not None and not icc.is_srgb(traits.profile):
        yield "profile"
    if _ENDINGS.get(Path(name).suffix.lower(), form) != form:
        yield "misnamed"
