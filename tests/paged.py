"""The pages that people read, the README and those under docs, and what makes parts of them."""

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))


def _made():
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = _made()
"""`docs/make.py`, as a module."""


def text(page):
    return page.read_text(encoding="utf-8")


def blocks(page, language):
    """The fenced blocks of the *language* in the text *page*, whatever file they name."""
    return re.findall(rf"^```{language}(?: \S+)?\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def prose(page):
    """The text *page* without its fenced blocks."""
    return re.sub(r"(?ms)^```.*?^```$", "", page)


def tables(page):
    """The tables of the text *page*: for each its rows, as the cells by the heading of the column."""
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        head, _, *rows = ([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|\n"))] for line in block.splitlines())
        yield [dict(zip(head, row, strict=True)) for row in rows]
