"""Completion for zsh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.cli.shells.vocabulary import Command, Option, Value

_HEAD = """#compdef pipecheck
# Completion of pipecheck for zsh: source <(pipecheck completion zsh), or as a file _pipecheck in a folder of $fpath
_pipecheck() {
  local -a commands codes
  codes=(@CODES@)
  commands=(
@COMMANDS@
  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'command' commands
    _arguments '--help[what there is]' '--version[versions, for bug reports]'
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
"""
_TAIL = """  esac
}
if [[ $funcstack[1] == _pipecheck ]]; then _pipecheck "$@"; else compdef _pipecheck pipecheck; fi
"""


def script(commands: Sequence[Command], codes: Sequence[str]) -> str:
    """A script for zsh, to be sourced or put where functions are found."""
    named = "\n".join(f"    {_quoted(f'{each.name}:{each.does}')}" for each in commands)
    head = _HEAD.replace("@CODES@", " ".join(codes)).replace("@COMMANDS@", named)
    return head + "".join(f"    {each.name}) _arguments -s {' '.join(_specs(each))} ;;\n" for each in commands) + _TAIL


def _specs(command: Command) -> Iterator[str]:
    yield from (_quoted(f"{option.word}[{_plain(option.does)}]{_taken(option)}") for option in command.options)
    for number, value in enumerate(command.values, 1):
        last = "*" if number == len(command.values) else str(number)
        yield _quoted(f"{last}:{_plain(value.name)}:{_offer(value).removeprefix('_sequence ')}")


def _taken(option: Option) -> str:
    return "" if option.value is None else f":{_plain(option.value.name)}:{_offer(option.value)}"


def _offer(value: Value) -> str:
    match value.kind:
        case "words":
            return f"({' '.join(value.words)})"
        case "codes":
            return "_sequence compadd - $codes"
        case "files":
            return "_files"
        case "folders":
            return "_files -/"
        case "free":
            return " "


def _plain(text: str) -> str:
    """*text* without what has a meaning inside a spec."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
