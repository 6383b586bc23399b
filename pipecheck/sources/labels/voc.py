"""Labels in VOC's XML: one file per picture, which names the objects on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from pipecheck.errors import SourceError
from pipecheck.findings import Origin
from pipecheck.sources.labels import listing, small
from pipecheck.sources.labels.classes import ClassList
from pipecheck.sources.labels.shown import Entry, Labels, settled

_OBJECT = ["annotation", "object", "name"]


def load(folder: Path, known: ClassList | None) -> Labels:
    """The labels in the XML files below *folder*; a picture goes by the name of its file, as what the file says inside is often stale."""
    return settled(_entries(folder), known, Origin(folder), several=True, strict=False)


def files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The XML files below *folder*, each with the picture that it speaks of."""
    own = folder / "Annotations" if (folder / "Annotations").is_dir() else folder
    names = listing.below(own, (".xml",))
    if not names:
        raise SourceError(folder, "holds no XML file")
    yield from ((name.removesuffix(".xml").removesuffix(".XML"), own / name) for name in names)


def _entries(folder: Path) -> Iterator[Entry]:
    for picture, path in files(folder):
        yield Entry(picture, tuple(objects(path)), path)


def objects(path: Path) -> list[str]:
    """The names of the objects in the file *path*, each once."""
    found: dict[str, None] = {}

    def closed(tags: list[str], text: str) -> None:
        if tags == _OBJECT and text:
            found[text] = None

    walk(path, closed)
    return list(found)


def walk(path: Path, closed: Callable[[list[str], str], None]) -> None:
    """Calls *closed* at the end of each element of the file *path*, with its name below those around it, and the text at its end.

    Nothing is fetched or expanded, for a document type is refused.
    """
    above: list[str] = []
    held: list[str] = []

    def enter(tag: str, _: dict[str, str]) -> None:
        above.append(tag)
        held.clear()

    def leave(_: str) -> None:
        closed(above, "".join(held).strip())
        above.pop()
        held.clear()

    def refuse(*_: object) -> None:
        raise SourceError(path, "declares a document type, which may hide files and bombs; take the DOCTYPE out", parser.CurrentLineNumber)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = enter, leave, held.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(small.content(path), True)
    except expat.ExpatError as e:
        raise SourceError(path, f"not XML: {expat.ErrorString(e.code)}", e.lineno, e.offset + 1) from e
    except (ValueError, LookupError) as e:  # an encoding that expat cannot have
        raise SourceError(path, f"not XML: {e}", parser.CurrentLineNumber) from e
