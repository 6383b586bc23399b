"""Completion for bash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipecheck.cli.shells.vocabulary import Command, Value

_SCRIPT = r"""# Completion of pipecheck for bash: source <(pipecheck completion bash)
_pipecheck() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words="" before="" IFS=$' \t\n'
    COMPREPLY=()
    if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
    if ((COMP_CWORD == 1)); then
        words="@COMMANDS@ --help --version"
    else
        case "${COMP_WORDS[1]} $prev" in
@VALUES@
        *)
            if [[ $cur == -* ]]; then
                case "${COMP_WORDS[1]}" in
@OPTIONS@
                esac
            elif ((COMP_CWORD == 2)); then
                case "${COMP_WORDS[1]}" in
@FIRST@
                *) return ;;
                esac
            else
                return
            fi ;;
        esac
    fi
    if [[ $words == "@codes" ]]; then
        words="@CODES@"
        [[ $cur == *,* ]] && before=${cur%,*},
    fi
    if [[ $words == "@folders" ]]; then
        compopt -o dirnames
        return
    fi
    COMPREPLY=($(compgen -P "$before" -W "$words" -- "${cur##*,}"))
}
complete -o default -F _pipecheck pipecheck
"""


def script(commands: Sequence[Command], codes: Sequence[str]) -> str:
    """A script for bash, to be sourced; paths are left to the shell, which knows how to quote them."""
    options = (f"                {each.name}) words={_quoted(each.options)} ;;" for each in commands)
    first = (f"                {each.name}) {_offer(each.values[0])} ;;" for each in commands if each.values)
    parts = {
        "COMMANDS": " ".join(each.name for each in commands),
        "VALUES": "\n".join(_values(commands)),
        "OPTIONS": "\n".join(options),
        "FIRST": "\n".join(first),
        "CODES": " ".join(codes),
    }
    made = _SCRIPT
    for name, text in parts.items():
        made = made.replace(f"@{name}@", text)
    return made


def _values(commands: Sequence[Command]) -> Iterator[str]:
    """What follows the options that take something; those that offer the same share a line."""
    offers: dict[str, list[str]] = {}
    for command in commands:
        for option in command.options:
            if option.value is not None:
                offers.setdefault(_offer(option.value), []).append(f'"{command.name} {option.word}"')
    yield from (f"        {' | '.join(places)}) {offer} ;;" for offer, places in offers.items())


def _offer(value: Value) -> str:
    match value.kind:
        case "words":
            return f'words="{" ".join(value.words)}"'
        case "codes" | "folders":
            return f'words="@{value.kind}"'
        case "files" | "free":
            return "return"


def _quoted(options: Sequence[object]) -> str:
    return '"' + " ".join(getattr(option, "word", "") for option in options) + '"'
