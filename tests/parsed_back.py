"""What each format says of the findings of a report, read back: code, severity, place and message, in the order of the format."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html import unescape
from importlib import import_module
from urllib.parse import unquote

from pages import Page

from pipecheck.report import terminal
from pipecheck.report.cells import visible
from pipecheck.report.machines import places
from pipecheck.report.order import ordered
from pipecheck.report.text import place

MODULES = {
    "text": "text",
    "json": "jsonformat",
    "html": "html.page",
    **{name: f"machines.{name}" for name in ("concise", "markdown", "github", "sarif", "junit")},
}
"""What renders each format."""
_LOUD = r"(?P<severity>error|warning|note) (?P<code>PC\d{3})"
_COMMANDS = {"error": "error", "warning": "warning", "notice": "note"}
_SIGNS = {"❌": "error", "⚠️": "warning", "ℹ️": "note"}


def rendered(report, format_):
    """*report* in one format."""
    if format_ == "rich":
        return terminal.render(report, width=100_000, color=False)
    return import_module(f"pipecheck.report.{MODULES[format_]}").render(report)


def back(text, format_):
    """The findings that a *text* in this format tells of."""
    return list(globals()[f"_{format_}"](text))


def said(report, format_):
    """The findings of *report* as this format may tell them: some show signs for characters that others carry as they are."""
    path = {"github": places.path, "junit": places.path, "sarif": places.path}.get(format_, str)
    shown = {"json": str, "sarif": _paired, "junit": _printable}.get(format_, visible)
    for finding in ordered(report.findings):
        origin = finding.origin
        where = None if origin is None else (shown(path(origin.path)), origin.line, origin.column)
        if format_ in ("text", "rich", "html", "markdown", "concise"):
            where = None if origin is None else visible(place(origin))
        if format_ == "github" and where is not None:
            where = "\n".join(map(visible, places.path(origin.path).split("\n"))), origin.line, origin.column
        if format_ == "junit" and where is not None:
            where = where[:2]
        message = "\n".join(map(visible, finding.message.split("\n"))) if format_ == "github" else shown(finding.message)
        yield finding.code, str(finding.severity), where, message


def _paired(text):
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _printable(text):
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)


def _json(text):
    for each in json.loads(text)["findings"]:
        origin = each["origin"]
        yield each["code"], each["severity"], origin and (origin["path"], origin["line"], origin["column"]), each["message"]


def _sarif(text):
    (run,) = json.loads(text)["runs"]
    for each in run["results"]:
        if each.get("suppressions"):
            continue
        here = each["locations"][0]["physicalLocation"]
        region = here.get("region", {})
        path = unquote(here["artifactLocation"]["uri"].removeprefix("file://"), errors="replace")
        message, _, _ = each["message"]["text"].replace("{{", "{").replace("}}", "}").replace("\\[", "[").partition("\nfix: ")
        yield each["ruleId"], each["level"], (path, region.get("startLine"), region.get("startColumn")), message


def _junit(text):
    for case in ET.fromstring(text).iter("testcase"):
        if case.get("classname") == "pipecheck" or case.find("skipped") is not None:
            continue
        failure, told = case.find("failure"), case.findtext("system-out")
        body = told if failure is None else failure.text
        severity = re.search(r"(?:^|: )(error|warning|note): ", body)[1]
        where = None if case.get("file") is None else (case.get("file"), int(case.get("line")) if case.get("line") else None)
        message = case.get("name") if failure is None else failure.get("message")
        yield case.get("name").split()[0], severity, where, message


def _github(text):
    for line in text.splitlines():
        if not line.startswith("::"):
            continue
        _, command, message = line.split("::", 2)
        name, _, properties = command.partition(" ")
        given = dict(each.split("=", 1) for each in properties.split(","))
        given = {key: _decoded(value.replace("%3A", ":").replace("%2C", ",")) for key, value in given.items()}
        where = (given["file"], *(int(given[key]) if key in given else None for key in ("line", "col"))) if "file" in given else None
        yield given["title"].split()[0], _COMMANDS[name], where, _decoded(message)


def _decoded(text):
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _markdown(text):
    for line in text.splitlines():
        cells = re.split(r"(?<!\\) \| ", line.removeprefix("| ").removesuffix(" |"))
        if len(cells) == 5 and cells[0] in _SIGNS:
            where = re.fullmatch(r"(`+) ?(.*?) ?\1", cells[2])
            message = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cells[3])
            yield cells[1].split()[0], _SIGNS[cells[0]], where and where[2].replace("\\|", "|"), message


def _concise(text):
    for line in text.splitlines():
        if found := re.match(rf"(?:(?P<place>.*?): )?{_LOUD} (?P<message>.*)", line):
            yield found["code"], found["severity"], found["place"], found["message"]


def _text(text):
    for line in text.splitlines():
        if found := re.match(rf"(?:(?P<place>\S.*?): )?{_LOUD} [a-z-]+: (?P<message>.*)", line):
            yield found["code"], found["severity"], found["place"], found["message"]


def _rich(text):
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if found := re.match(rf"{_LOUD} [a-z-]+(  |$)", line):
            yield found["code"], found["severity"], lines[number + 2].strip(), lines[number + 1].strip()


def _html(text):
    page = Page(text)
    starts = [number for number, (tag, _) in enumerate(page.elements) if tag == "article"]
    classes = [page.elements[number][1]["class"].split()[1] for number in starts]
    articles = re.findall(r"<article.*?</article>", text, re.DOTALL)
    for severity, article in zip(classes, articles, strict=True):
        code = re.search(r"<code>(PC\d{3})</code>", article)[1]
        message = re.search(r"<p>(.*?)</p>", article, re.DOTALL)[1]
        where = re.search(r'<p class="place"><code>(.*?)</code>', article, re.DOTALL)
        yield code, severity, where and _plain(where[1]), _plain(message)


def _plain(markup):
    return unescape(re.sub("&#([0-9]+);", lambda found: chr(int(found[1])), markup))
