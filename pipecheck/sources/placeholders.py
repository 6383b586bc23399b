"""Places in a text that a template leaves to be filled in."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"@[A-Z][A-Z0-9_]*@|\{\{[^{}\n]*\}\}|\b__[A-Z][A-Z0-9_]*__\b|\$\{\w+\}|(?<![\w<])<[A-Za-z_][\w .-]*>(?![\w>])")


def find(text: str) -> str | None:
    """The first placeholder in *text*."""
    found = _PLACEHOLDER.search(text)
    return found.group() if found else None


def place(source: str) -> tuple[str, int, int] | None:
    """The first placeholder in a file's text outside of comments, with its line and column."""
    for number, line in enumerate(source.splitlines(), 1):
        found = _PLACEHOLDER.search(re.split(r"(?:^|\s)#", line, maxsplit=1)[0])
        if found:
            return found.group(), number, found.start() + 1
    return None


def message(found: str) -> str:
    """The complaint about a placeholder."""
    return f"an unfilled placeholder {found}: this is a template"
