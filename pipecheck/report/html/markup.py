"""HTML that is escaped by the way it is made: text becomes text, whatever it holds."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from pipecheck.report import cells


@dataclass(frozen=True, slots=True)
class Markup:
    """Finished HTML; a plain string is never that."""

    html: str


Child: TypeAlias = "Markup | str | None"
_VOID = frozenset({"img", "meta", "br"})


def element(name: str, attributes: dict[str, str | None] | None = None, *children: Child) -> Markup:
    """The element *name* around *children*; an attribute that is None is left out."""
    said = "".join(_attribute(key, value) for key, value in (attributes or {}).items() if value is not None)
    end = "" if name in _VOID else f"</{name}>"
    return Markup(f"<{name}{said}>{together(*children).html}{end}")


def together(*children: Child) -> Markup:
    """*children* one after the other."""
    return Markup("".join(child.html if isinstance(child, Markup) else text(child).html for child in children if child is not None))


def text(said: str) -> Markup:
    """*said* as it stands, on one line, with signs in place of what a browser could not show or would obey."""
    return Markup(_escaped(said))


def inside(name: str, said: str) -> Markup:
    """The element *name* around *said* and nothing else."""
    return element(name, None, said)


def _attribute(key: str, value: str) -> str:
    return f' {key}="{_escaped(value)}"'


def _escaped(said: str) -> str:
    plain = said.isascii() and said.isprintable()  # as a picture in base64 is, letter by letter of which would take long
    return escape(said if plain else cells.visible(said))
