"""Pages of HTML as a browser reads them, after they were found to be whole, alone and quiet."""

import re
from html.parser import HTMLParser

from pipecheck.report.html.page import render

VOID = {"meta", "img", "br"}


class Page(HTMLParser):
    """What a browser makes of a page: its elements in order, and their text."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.texts = [], [], []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {tag} {attrs}"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append((self.open[-1], data))

    @property
    def text(self):
        return " ".join(" ".join(data for _, data in self.texts).split())

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    def said(self, tag):
        return [data for name, data in self.texts if name == tag]


def page(report):
    """The page of *report*, after it was found to be whole, alone and quiet."""
    rendered = render(report)
    assert rendered.isascii()
    assert rendered.startswith("<!DOCTYPE html>\n")
    read = Page(rendered)
    names = {tag for tag, _ in read.elements}
    assert not names & {"script", "iframe", "object", "embed", "link", "base", "form"}
    for _, attrs in read.elements:
        assert not [name for name in attrs if name.startswith("on") or name == "style"]
        for name in ("src", "href", "xlink:href", "action", "data", "srcset"):
            assert attrs.get(name, "#").startswith(("#", "data:image/jpeg;base64,", "data:image/png;base64,"))
    assert not re.search(r"url\(|@import|https?:", rendered)
    identities = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(identities) == len(set(identities))
    assert {attrs["href"].removeprefix("#") for attrs in read.all("a")} <= set(identities)
    return read
