"""What is found does not depend on how files are written: line ends, comments, order, quotes, indentation, and the way to them."""

import os
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
import yaml
from clean_projects import every
from injected import EVERY
from test_cases import assemble

from pipecheck import api

PROJECTS = {each.id: each for each in every()}
MISTAKES = {each.id: each for each in EVERY}
WRONG = [
    ("hb_mapper-nv12-rgb-chw", "constants of 0..1"),
    ("hb_mapper-rgb-bgr-hwc", "norm_type drops the mean"),
    ("hb_mapper-nv12-bgr-chw", "nearest"),
    ("hb_mapper-yuv444-rgb-chw", "a key that nobody knows"),
    ("hb_compile-nv12-rgb-chw", "red and blue in the YAML"),
    ("hb_compile-rgb-rgb-chw", "left raw"),
    ("hb_compile-nv12-bgr-hwc", "scale and std"),
    ("hb_compile-gray-gray-chw", "an unknown type"),
    ("alone-hb_mapper-rgb", "constants reversed, with nothing to compare"),
]
STORIES = ("rgb-computed-then-overwritten", "border-of-127", "std-pasted-as-scale")


def anywhere(edit):
    """An edit of the text of every file that is written by hand."""
    return lambda path: path.write_bytes(edit(path.read_bytes())) if path.suffix in (".yaml", ".toml", ".py", ".sh") else None


def lines(edit):
    return anywhere(lambda text: b"".join(edit(line) for line in text.splitlines(keepends=True)))


def config(edit):
    """An edit of the conversion YAML."""

    def permute(path):
        if path.name == "config.yaml":
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")

    return permute


def groups(text):
    """The groups of a YAML, each with its lines."""
    return re.findall(r"(?m)^\w+:.*\n(?:[ #].*\n)*", text)


def reversed_keys(text):
    heads = [group.splitlines(keepends=True) for group in groups(text)]
    return "".join("".join([head, *reversed(keys)]) for head, *keys in heads)


def quoted(sign):
    words = (
        r"(?m)^( +(?:input_type_\w+|input_layout_\w+|norm_type|march|onnx_model|(?:mean|scale|std)_value): +)([^'\"#\n{\[]+?)( *(?:#.*)?)$"
    )
    return lambda text: re.sub(words, rf"\1{sign}\2{sign}\3", text)


def flow(text):
    said = yaml.load(text, yaml.BaseLoader)
    kept = {group: {key: raw(text, key, value) for key, value in keys.items()} for group, keys in said.items()}
    return "".join(f"{group}: {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}\n" for group, keys in kept.items())


def raw(text, key, value):
    """What stands behind *key*, as it is written."""
    return re.search(rf"(?m)^ +{key}: *(.*?) *(?:#.*)?$", text)[1] or f"'{value}'"


def in_pyproject(path):
    """The manifest as a part of pyproject.toml."""
    if path.name == "pipecheck.toml" and not path.with_name("pyproject.toml").exists():
        text = re.sub(r"(?m)^\[", "[tool.pipecheck.", path.read_text(encoding="utf-8"))
        path.with_name("pyproject.toml").write_text(f"[tool.pipecheck]\n{text}", encoding="utf-8")
        path.unlink()


def manifest(edit):
    def permute(path):
        if path.name == "pipecheck.toml":
            path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")

    return permute


def sections_reversed(text):
    head, *sections = re.split(r"(?m)^(?=\[)", text)
    return head + "\n".join(reversed(sections))


def inline(text):
    head, *sections = re.split(r"(?m)^(?=\[)", text)
    tables = [
        (name, ", ".join(body.strip().splitlines()))
        for name, body in (re.match(r"\[(\w+)\]\n(.*)", each, re.DOTALL).groups() for each in sections)
    ]
    return head + "".join(f"{name} = {{{body}}}\n" for name, body in tables)


PERMUTED = {
    "CRLF": anywhere(lambda text: text.replace(b"\n", b"\r\n")),
    "a byte order mark": config(lambda text: f"\ufeff{text}"),
    "no last line end": anywhere(lambda text: text.rstrip(b"\n")),
    "spaces at the ends": lines(lambda line: line.replace(b"\n", b"  \n") if not line.endswith(b"\\\n") else line),
    "comments between": config(lambda text: re.sub(r"(?m)^", "# a comment: with a colon\n", text)),
    "comments behind": config(lambda text: re.sub(r"(?m)(?<=[^\s])$", "  # said 'so'", text)),
    "empty lines": config(lambda text: text.replace("\n", "\n\n")),
    "wide indentation": config(lambda text: re.sub(r"(?m)^  ", "        ", text)),
    "spaces behind colons": config(lambda text: re.sub(r"(?m)^( *\w+): ", r"\1:    ", text)),
    "marks of a document": config(lambda text: f"%YAML 1.1\n---\n{text}...\n"),
    "keys in another order": config(reversed_keys),
    "groups in another order": config(lambda text: "".join(reversed(groups(text)))),
    "single quotes": config(quoted("'")),
    "double quotes": config(quoted('"')),
    "flow style": config(flow),
    "a group in flow style": config(lambda text: flow(text.replace("\r", ""))),
    "sections in another order": manifest(sections_reversed),
    "single quotes in the manifest": manifest(lambda text: text.replace('"', "'")),
    "inline tables": manifest(inline),
    "pyproject.toml": in_pyproject,
}


def seen(report, folder):
    """Every finding by what it says, where places are the text that stands there."""
    return sorted(map(repr, (one(each, folder) for each in report.findings)))


def one(found, folder):
    said = (
        found.code,
        found.severity,
        found.confidence,
        found.input,
        found.roads,
        anonymous(found.message, folder),
        anonymous(found.hint, folder),
    )
    related = sorted((place(each.origin), anonymous(each.text, folder)) for each in found.related)
    return (*said, place(found.origin), related, None if found.fix is None else (found.fix.title, found.fix.safe))


def anonymous(text, folder):
    """A sentence without the ways to its files, and without which of the two a manifest is in."""
    text = re.sub(r":\d+(:\d+)?\b", "", str(text).replace(f"{folder}{os.sep}", ""))
    return text.replace("pyproject.toml", "pipecheck.toml").replace(f"{folder.name}{os.sep}", "")


def place(origin):
    """The file and the text that is marked there."""
    name = origin.path.name.replace("pyproject.toml", "pipecheck.toml")
    if origin.line is None or not origin.path.is_file() or origin.path.suffix == ".toml":  # where the head of a section may be a key
        return name, None
    line = re.split(r"\r\n|\n", origin.path.read_bytes().decode("utf-8-sig"))[origin.line - 1]
    marked = line[origin.column - 1 :][: origin.width] if origin.column else line
    return name, marked.strip(" '\"") if origin.width and origin.width > 1 else None


@cache
def laid(name, mistake, base):
    folder = Path(base, re.sub(r"\W", "-", f"{name}-{mistake}"))
    folder.mkdir(parents=True)
    if mistake is None:
        assemble(name, "wrong", folder)
    else:
        PROJECTS[name].lay(folder)
        assert MISTAKES[mistake].into(folder, PROJECTS[name])
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return tmp_path_factory.mktemp("wrong")


def asked(folder):
    return folder if any(folder.glob("*.toml")) else folder / "config.yaml"


def check(path):
    return api.check(path, ignore="PC60, PC61")


ROWS = [*WRONG, *((story, None) for story in STORIES)]


def a_quarter():
    """Every permutation of a quarter of the projects, each project with a quarter of the permutations."""
    for number, how in enumerate(PERMUTED):
        yield from (pytest.param(*row, how, id=f"{row[1] or row[0]}, {how}") for row in ROWS[number % 4 :: 4])


def permuted(right, folder, how):
    """A copy of the project *right*, written in another way."""
    shutil.copytree(right, folder)
    for path in sorted(folder.iterdir()):
        PERMUTED[how](path) if path.is_file() else None
    return folder


@pytest.mark.parametrize(("name", "mistake", "how"), list(a_quarter()))
def test_the_same_is_found_however_it_is_written(base, tmp_path, name, mistake, how):
    right = laid(name, mistake, base)
    expected = seen(check(asked(right)), right)
    folder = permuted(right, tmp_path / right.name, how)
    assert expected != []
    assert seen(check(asked(folder)), folder) == expected


@pytest.mark.parametrize("how", PERMUTED)
def test_each_way_of_writing_is_another(base, tmp_path, how):
    right = laid(*WRONG[0], base)
    folder = permuted(right, tmp_path / "other", how)
    assert {path.name: path.read_bytes() for path in folder.glob("*.*")} != {path.name: path.read_bytes() for path in right.glob("*.*")}


def codes(report):
    return sorted((each.code, each.severity, each.roads) for each in report.findings)


@pytest.mark.parametrize("change", [str.upper, str.lower])
@pytest.mark.parametrize(("name", "mistake"), [row for row in WRONG if "key" not in row[1] and "type" not in row[1]])
def test_the_same_is_found_whatever_the_case_of_words(base, tmp_path, name, mistake, change):
    right = laid(name, mistake, base)
    folder = shutil.copytree(right, tmp_path / "other")
    words = r"(?m)^( +(?:input_type_rt|input_type_train|input_layout_train|norm_type): +)(.+)$"
    config(lambda text: re.sub(words, lambda found: found[1] + change(found[2]), text))(folder / "config.yaml")
    assert codes(check(asked(folder))) == codes(check(asked(right)))


def by_link(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    return tmp_path / "link"


WAYS = {
    "absolute": lambda folder, _: folder,
    "relative": lambda folder, _: os.path.relpath(folder),
    "with a dot": lambda folder, _: f"./{os.path.relpath(folder)}/.",
    "with a slash": lambda folder, _: f"{folder}/",
    "there and back": lambda folder, _: f"{folder}/../{folder.name}",
    "a link": by_link,
    "the manifest": lambda folder, _: folder / "pipecheck.toml",
}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_is_found_whichever_way_leads_there(base, tmp_path, monkeypatch, way):
    right = laid(*WRONG[0], base)
    expected = codes(check(right))
    for depth in ("", "a/b/c/d"):
        (tmp_path / depth).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(tmp_path / depth)
        assert codes(check(WAYS[way](right, tmp_path / depth))) == expected


@pytest.mark.parametrize("name", ["filled-hb_mapper", "filled-hb_compile"])
def test_the_same_is_found_in_whatever_order_files_came(tmp_path, name):
    first, other = tmp_path / "one" / "project", tmp_path / "two" / "project"
    first.mkdir(parents=True)
    PROJECTS[name].lay(first)
    assert MISTAKES["files in the other order"].into(first, PROJECTS[name])
    for path in sorted(first.rglob("*"), key=lambda path: path.name[::-1], reverse=True):
        if path.is_file():
            (other / path.relative_to(first)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, other / path.relative_to(first))
    assert seen(PROJECTS[name].check(first), first) == seen(PROJECTS[name].check(other), other) != []
