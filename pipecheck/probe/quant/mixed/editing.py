"""Puts values into the text of a YAML file, so that everything else stays as it is: comments, order, spaces."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipecheck.errors import SourceError
from pipecheck.schema.inputs import ABSENT
from pipecheck.sources import yamldoc

Value = str | Mapping[str, Any]
_PLAIN = re.compile(r"[A-Za-z_/][\w./-]*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"))
"""YAML has another meaning for these."""
_STEP = 2


def put(text: str, path: Path, place: Sequence[str], value: Value) -> str:
    """*text*, that of the file *path*, with *value* at *place*: keys are added to a mapping that is there, a single word is replaced."""
    before = yamldoc.parse(text, path).data
    wanted = _merged(before if isinstance(before, dict) else {}, _nested(place, value))
    after = _put(text, place, value)
    try:
        found = yamldoc.parse(after, path).data
    except SourceError:
        found = None
    if found != wanted:
        raise SourceError(path, f"is written in a way that cannot be edited: set {'.'.join(place)} by hand")
    return after


def dump(value: Value, indent: int = 0) -> list[str]:
    """The lines of *value* as a block."""
    if isinstance(value, str):
        return [" " * indent + scalar(value)]
    lines: list[str] = []
    for name, each in value.items():
        if isinstance(each, str) or not each:
            lines.append(f"{' ' * indent}{scalar(name)}: {scalar(each) if isinstance(each, str) else '{}'}")
        else:
            lines += [f"{' ' * indent}{scalar(name)}:", *dump(each, indent + _STEP)]
    return lines


def scalar(text: str) -> str:
    """*text* with quotes where YAML would take it for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return yaml.safe_dump(text, default_style="'" if text.isprintable() else '"', width=1 << 30, allow_unicode=True).rstrip("\n")


def _nested(place: Sequence[str], value: Value) -> Value:
    for name in reversed(place):
        value = {name: value}
    return value


def _merged(there: Any, new: Value) -> Any:
    if isinstance(new, str) or not isinstance(there, dict):
        return new if isinstance(new, str) else {name: _merged(None, each) for name, each in new.items()}
    return there | {name: _merged(there.get(name), each) for name, each in new.items()}


def _put(text: str, place: Sequence[str], value: Value) -> str:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        body = dump(_nested(place, value))
        return _joined(text, len(text), body)
    parent, key = node, None
    for depth, name in enumerate(place):
        found = next((pair for pair in parent.value if pair[0].value == name), None)
        if found is None:
            return _added(text, parent, _nested(place[depth:], value))
        key, child = found
        if not isinstance(child, yaml.MappingNode):
            if not (isinstance(child, yaml.ScalarNode) and (depth == len(place) - 1 or blank(child.value))):
                return text  # what stands there means something else
            return _replaced(text, parent, key, child, _nested(place[depth + 1 :], value))
        parent = child
    if isinstance(value, str):
        return text[: parent.start_mark.index] + scalar(value) + text[parent.end_mark.index :]
    for name, each in value.items():
        text = _put(text, [*place, name], each)
    return text


def _added(text: str, parent: Any, value: Value) -> str:
    """*text* with the keys of *value* behind the last one of the mapping *parent*."""
    if parent.flow_style:
        at = parent.end_mark.index - 1
        before = text[:at].rstrip()
        comma = "" if before.endswith(("{", ",")) else ", "
        return text[:at] + comma + _flow(value)[1:-1] + text[at:]
    return _joined(text, _end(parent, text), dump(value, parent.start_mark.column))


def _replaced(text: str, parent: Any, key: Any, child: Any, value: Value) -> str:
    """*text* with *value* in the place of *child*, which stands behind *key*."""
    start, end = child.start_mark.index, child.end_mark.index
    if child.style in ("|", ">"):
        end = _end(child, text)
    if isinstance(value, str) or parent.flow_style:
        space = "" if start != end else " "
        return text[:start] + space + (scalar(value) if isinstance(value, str) else _flow(value)) + text[end:]
    rest = text[:start].rstrip(" ") + text[end:]
    return _joined(rest, len(text[:start].rstrip(" ")), dump(value, key.start_mark.column + _STEP))


def _end(node: Any, text: str) -> int:
    """Where the last thing in *node* ends: a block is said to end only where the next one begins."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        return _end(node.value[-1][1], text)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _end(node.value[-1], text)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return len(text[:end].rstrip())
    return end


def _joined(text: str, at: int, lines: Sequence[str]) -> str:
    """*text* with *lines* behind the line in which *at* is."""
    end = "\r\n" if "\r\n" in text else "\n"
    stop = text.find("\n", at)
    if stop < 0:
        return text + (end if text and not text.endswith("\n") else "") + end.join(lines) + end
    return text[: stop + 1] + "".join(line + end for line in lines) + text[stop + 1 :]


def _flow(value: Value) -> str:
    if isinstance(value, str):
        return scalar(value)
    return "{" + ", ".join(f"{scalar(name)}: {_flow(each)}" for name, each in value.items()) + "}"


def blank(value: Any) -> bool:
    """Whether what stands in a YAML says nothing."""
    return value is None or (isinstance(value, str) and value.strip() in ABSENT)
