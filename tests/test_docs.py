"""The pages under docs: what they show is run, what they name exists, and what they say of numbers is so."""

import ast
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from paged import DOCS, MAKE, PAGES, ROOT, blocks, prose, text

from pipecheck.cli.parser import parser
from pipecheck.gather import manifest
from pipecheck.rules import every

EXAMPLES = [page for page in PAGES if page.is_relative_to(DOCS) and "```console\n" in text(page)]
COMMANDS = MAKE.actions(parser())
LINK = re.compile(r"\]\(([^)\s]+)\)")


def named(page):
    return str(page.relative_to(ROOT))


def everywhere(function):
    """What *function* finds on every page, with the page."""
    return [(page, found) for page in PAGES for found in function(text(page))]


@pytest.mark.parametrize("page", EXAMPLES, ids=named)
def test_commands_print_what_is_shown(page):
    assert MAKE.examples(text(page)) == text(page)


@pytest.mark.parametrize(("page", "made"), [*MAKE.rules(), *MAKE.commands()], ids=lambda each: named(each) if hasattr(each, "name") else "")
def test_what_is_made_is_the_current_one(page, made):
    assert text(page) == made, "run `python docs/make.py`"


@pytest.mark.parametrize("name", MAKE.SCREENS)
def test_a_picture_of_a_terminal_is_what_it_shows_now(name, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")  # what is around does not count
    monkeypatch.setenv("COLUMNS", "40")
    drawn = MAKE.screen(name)
    assert drawn == text(DOCS / name), "run `python docs/make.py`"
    root = ET.fromstring(drawn)
    assert not [each for each in root.iter() for key in each.attrib if key.endswith("href")]
    assert len(drawn.encode()) < 32_000
    assert os.environ["COLUMNS"] == "40"


def test_every_picture_of_a_terminal_is_on_a_page():
    shown = {Path(picture).name for _, picture in everywhere(re.compile(r"!\[[^\]]+\]\(([^)]+\.svg)\)").findall)}
    assert shown == set(MAKE.SCREENS) == {path.name for path in DOCS.glob("*.svg")}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_words_and_an_example_of_its_own(command):
    title, _, rest = text(DOCS / "commands" / f"{command}.md").partition("\n\n")
    by_hand, heading, _ = rest.partition(MAKE.OPTIONS)
    assert title == f"# pipecheck {command}"
    assert heading
    assert len(prose(by_hand).split()) > 30
    assert any(f"pipecheck {command}" in block for language in ("console", "sh") for block in blocks(by_hand, language))


def test_no_page_is_left_of_a_command_or_a_rule_that_is_gone():
    assert {page.stem for page in (DOCS / "commands").iterdir()} == {*COMMANDS, "README"}
    assert {page.stem for page in (DOCS / "rules").iterdir()} == {*(rule.code for rule in every()), "README"}


def anchors(page):
    """The headings of *page* as a forge makes anchors of them."""
    headings = re.findall(r"^#+ (.*)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_somewhere():
    links = [(page, *link.partition("#")[::2]) for page, link in everywhere(LINK.findall) if "://" not in link]
    assert len(links) > 100
    for page, file, anchor in links:
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{named(page)}: {file}"
        assert not anchor or anchor in anchors(target), f"{named(page)}: #{anchor}"


def test_every_page_can_be_reached():
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            links = (link.partition("#")[0] for link in LINK.findall(text(page)) if "://" not in link)
            waiting += [(page.parent / link).resolve() for link in links if link]
    assert [named(page) for page in PAGES if page not in reached] == []


def test_every_code_exists():
    codes = {rule.code for rule in every()}
    mentioned = everywhere(re.compile(r"\bPC\d{3}\b").findall)
    assert {code for _, code in mentioned} == codes
    families = everywhere(re.compile(r"\bPC\d\b").findall)
    assert {family for _, family in families} == set(MAKE.FAMILIES) == {code[:3] for code in codes}


def test_every_option_exists():
    everything = {option for command in COMMANDS.values() for option in command._option_string_actions}
    for page, said in everywhere(commands_and_options):
        command, options = said
        if command is None and page.parent.name == "commands" and page.stem in COMMANDS:
            command = page.stem
        assert command is None or command in COMMANDS, f"{named(page)}: pipecheck {command}"
        known = everything if command is None else {"--help", *COMMANDS[command]._option_string_actions}
        assert set(options) <= known, f"{named(page)}: {options} of {command}"


def commands_and_options(page):
    """What *page* says of the command line: the command, None where it goes without saying, and the options beside it."""
    said = [code for code in re.findall(r"`([^`\n]+)`", prose(page)) if code.startswith(("--", "pipecheck "))]
    said += re.findall(r"(?m)^\$ (.*)$", "".join(blocks(page, "console")))
    said += [part for block in blocks(page, "sh") for part in re.findall(r"pipecheck [a-z].*", block)]
    for words in map(str.split, said):
        options = [word.partition("=")[0].strip(",;") for word in words if re.fullmatch(r"--[a-z-]+(=\S*)?[,;]?", word)]
        if words[:1] == ["pipecheck"] and len(words) > 1 and not words[1].startswith("-"):
            yield words[1], options
        elif words and words[0].startswith("--"):
            yield None, options


@pytest.mark.parametrize(("page", "block"), everywhere(lambda page: blocks(page, "toml")), ids=lambda each: getattr(each, "stem", ""))
def test_every_manifest_is_one(tmp_path, page, block):
    whole = block if block.startswith("config") else f'config = "config.yaml"\n{block}'
    (tmp_path / "pipecheck.toml").write_text(whole, encoding="utf-8")
    assert manifest.load(tmp_path / "pipecheck.toml").roads


def test_every_python_block_is_python():
    for page in PAGES:
        for block in blocks(text(page), "python"):
            ast.parse(block, named(page))


def test_every_file_of_the_project_that_is_named_exists():
    paths = [(page, path) for page, path in everywhere(re.compile(r"`((?:pipecheck|pipecheck_transformers|tests|docs)/[\w./]+)`").findall)]
    assert len(paths) > 15
    missing = [
        f"{named(page)}: {path}"
        for page, path in paths
        if not any((root / path).exists() for root in (ROOT, ROOT / "transformers", page.parent))
    ]
    assert missing == []
