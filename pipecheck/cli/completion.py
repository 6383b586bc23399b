"""`pipecheck completion`: a script that teaches a shell the words of the command line."""

from __future__ import annotations

import argparse

SHELLS = {
    "bash": "add `source <(pipecheck completion bash)` to ~/.bashrc",
    "zsh": "add `source <(pipecheck completion zsh)` to ~/.zshrc, below `autoload -Uz compinit; compinit`",
    "fish": "write it to ~/.config/fish/completions/pipecheck.fish",
}
"""How the script is used."""


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("shell", choices=SHELLS, help="; ".join(f"{shell}: {how}" for shell, how in SHELLS.items()))


def run(options: argparse.Namespace) -> tuple[str, int]:
    """The script, and 0."""
    from importlib import import_module

    from pipecheck.cli.parser import parser
    from pipecheck.cli.shells import vocabulary

    shell = import_module(f"pipecheck.cli.shells.{options.shell}")
    return str(shell.script(list(vocabulary.commands(parser())), vocabulary.codes())), 0
