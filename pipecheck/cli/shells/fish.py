"""Completion for fish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.cli.shells.vocabulary import Command, Value


def script(commands: Sequence[Command], codes: Sequence[str]) -> str:
    """A script for fish, to be sourced."""
    return "".join(f"{line}\n" for line in _lines(commands, codes))


def _lines(commands: Sequence[Command], codes: Sequence[str]) -> Iterator[str]:
    yield "# Completion of pipecheck for fish: pipecheck completion fish | source"
    yield "complete -c pipecheck -f"
    yield "complete -c pipecheck -n __fish_use_subcommand -l help -d 'what there is'"
    yield "complete -c pipecheck -n __fish_use_subcommand -l version -d 'versions, for bug reports'"
    for command in commands:
        yield f"complete -c pipecheck -n __fish_use_subcommand -a {command.name} -d {_quoted(command.does)}"
    for command in commands:
        for option in command.options:
            taken = "" if option.value is None else f" -r {_offer(option.value, codes)}"
            yield f"{_within(command.name)} -l {option.word.lstrip('-')}{taken} -d {_quoted(option.does)}"
        yield from dict.fromkeys(_values(command, codes))


def _values(command: Command, codes: Sequence[str]) -> Iterator[str]:
    """What is no option; words that stand first are offered until one of them is there."""
    first = command.values[0].words if command.values else ()
    seen = f"__fish_seen_subcommand_from {' '.join(first)}"
    for value in command.values:
        after = f"; and {'not ' if value.words == first else ''}{seen}" if first else ""
        yield f"{_within(command.name, after)} {_offer(value, codes)}"


def _within(command: str, more: str = "") -> str:
    return f"complete -c pipecheck -n '__fish_seen_subcommand_from {command}{more}'"


def _offer(value: Value, codes: Sequence[str]) -> str:
    match value.kind:
        case "words":
            return f"-f -a {_quoted(' '.join(value.words))}"
        case "codes":
            return f"-f -a {_quoted(' '.join(codes))}"
        case "files":
            return "-F"
        case "folders":
            return "-f -a '(__fish_complete_directories)'"
        case "free":
            return "-f"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
