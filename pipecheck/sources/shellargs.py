"""The command lines of a shell script, read without running it: quotes, comments, continued lines, variables and changes of folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from pipecheck.findings import Origin
from pipecheck.sources import text
from pipecheck.sources.shellwords import Part, Token, tokens

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=")
_DECLARES = ("export", "local", "declare", "readonly", "typeset")
_CLOSES = {"if": "fi", "while": "done", "until": "done", "for": "done", "select": "done", "case": "esac", "{": "}", "(": ")"}
_MIDDLE = ("then", "do", "else", "elif", "!", "time")
_SOURCES = ("source", ".", "eval")
_HERE = re.compile(r"dirname\W.*?\$\{?(?:0|BASH_SOURCE)|\A\W*pwd\W*\Z")
"""A substitution that stands for the folder of the script, or the folder that one is in."""
LIMIT = 512 * 1024
LONGEST = 10_000
"""A value or a path of more letters is not followed: a few lines can double one until it fills the memory."""
_SHORT = 500
"""So long may a substitution be that stands for a folder."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a command; *text* is None where it is computed."""

    text: str | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its *words*, and the *folder* in which it is run, None where that is not known."""

    words: tuple[Word, ...]
    folder: Path | None

    @property
    def origin(self) -> Origin:
        return self.words[0].origin

    def option(self, name: str) -> Word | None:
        """What follows the option *name*, as `--name value` or `--name=value`; of several, the last."""
        found: Word | None = None
        for word, after in zip(self.words, (*self.words[1:], None), strict=True):
            if word.text == name and after is not None:
                found = after
            elif word.text is not None and word.text.startswith(f"{name}="):
                found = Word(word.text[len(name) + 1 :], word.origin)
        return found


def load(path: Path) -> tuple[Command, ...]:
    """The commands of the script at *path*."""
    return parse(text.read(path, LIMIT), path)


def parse(source: str, path: Path) -> tuple[Command, ...]:
    """The commands in *source*, in the order written; a script is run in its own folder unless it goes elsewhere."""
    return tuple(_Reader(path).commands(tokens(source, path)))


class _Reader:
    """What is known on the way through a script: the variables, the folder, and the blocks that one is within."""

    def __init__(self, path: Path) -> None:
        self.home = path.parent
        self.folder: Path | None = self.home
        self.variables: dict[str, str | None] = {}
        self.within: list[str] = []

    def commands(self, stream: Iterator[Token]) -> Iterator[Command]:
        words: list[Token] = []
        for token in stream:
            if token.ends:
                yield from self._command(words)
                words = []
            else:
                words.append(token)
        yield from self._command(words)

    def _command(self, given: list[Token]) -> Iterator[Command]:
        """The command, unless it only sets variables or steers what comes."""
        if given and given[0].bare == "case":  # what it looks at is no command
            self.within.append("case")
            return
        waiting = list(dropwhile(self._assigns, dropwhile(self._steers, given)))
        words = tuple(Word(self._expanded(token), token.origin) for token in waiting)
        if not words:
            return
        match words[0].text:
            case "cd" | "pushd":
                self._enter(words)
            case name if name in _DECLARES:
                for token in waiting[1:]:
                    self._assigns(token)
            case "for" | "read" | "unset" | "select":
                self.variables |= {str(word.text): None for word in words[1:] if word.text}
                self.within += [words[0].text] if words[0].text in _CLOSES else []
            case name if name in _SOURCES:
                self.variables = dict.fromkeys(self.variables)
            case _:
                yield Command(words, self.folder)

    def _steers(self, token: Token) -> bool:
        """Whether *token* is a word of the shell's own, and not of a command."""
        word = token.bare
        if word is None or word in ("for", "select"):
            return False  # what follows is a name
        if word in _CLOSES:
            self.within.append(word)
        elif word in _CLOSES.values() and self.within and _CLOSES[self.within[-1]] == word:
            self.within.pop()
        return word in _CLOSES or word in _CLOSES.values() or word in _MIDDLE

    def _assigns(self, token: Token) -> bool:
        """Whether *token* sets a variable; what is set under a condition may be set or not."""
        found = _ASSIGNMENT.match(token.bare_start)
        if found is None:
            return False
        value = self._expanded(token)
        known = value is not None and not self.within and not found[2]
        self.variables[found[1]] = value[found.end() :] if known and value is not None else None
        return True

    def _enter(self, words: tuple[Word, ...]) -> None:
        target = words[1].text if len(words) > 1 else None
        known = target is not None and target != "-" and not target.startswith("~") and not self.within and self.folder is not None
        place = self._place(target) if known and target is not None else None
        self.folder = None if place is None or len(str(place)) > LONGEST else place

    def _place(self, target: str) -> Path | None:
        """Where *target* lies, as seen from the folder of the script where that is how the script names it."""
        place = None if self.folder is None else self.folder / target
        home = self.home.absolute()
        return self.home / place.relative_to(home) if place is not None and place.is_relative_to(home) else place

    def _expanded(self, token: Token) -> str | None:
        """The text of *token*, None where a part of it is computed."""
        made: list[str] = []
        for part in map(self._part, token.parts):
            if part is None or len(part) > LONGEST or len(made) > LONGEST:
                return None
            made.append(part)
        whole = "".join(made)
        return whole if len(whole) <= LONGEST else None

    def _part(self, part: Part) -> str | None:
        match part.kind:
            case "text":
                return part.text
            case "variable":
                return self._variable(part.text)
            case "command":
                if len(part.text) > _SHORT or not _HERE.search(part.text):
                    return None
                return str((self.home if "dirname" in part.text else self.folder or self.home).absolute())

    def _variable(self, spelled: str) -> str | None:
        """What `$x`, `${x}` or `${x:-default}` stands for."""
        found = re.fullmatch(r"(\w+)(?::?[-=](.*))?", spelled)
        if found is None:
            return None
        name, default = found[1], found[2]
        if name in self.variables:
            return self.variables[name]
        if name == "PWD":
            return None if self.folder is None else str(self.folder.absolute())
        return default if default is not None and "$" not in default and "`" not in default else None
