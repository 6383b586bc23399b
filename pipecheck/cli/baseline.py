"""`pipecheck baseline`: leaves what is found today for later, and tells only what is new."""

from __future__ import annotations

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.add_argument("do", choices=("create", "prune"), help="write a baseline of all findings, or drop what is not found any more")
    parser.add_argument("path", nargs="?", default=".", metavar="PROJECT", help="a pipecheck.toml, a conversion YAML or a folder")
    parser.add_argument("--output", metavar="FILE", help="default: the one that the manifest names, else pipecheck-baseline.json")


def run(options: argparse.Namespace) -> tuple[str, int]:
    """What was written, and 0."""
    from pipecheck import baselining

    made = baselining.baseline(options.path, options.output, prune=options.do == "prune")
    made.write()
    findings = f"{made.kept} finding{'' if made.kept == 1 else 's'}"
    dropped = f", {made.dropped} dropped" if options.do == "prune" else ""
    how = "" if made.named else f'\nname it with --baseline {made.path}, or in pipecheck.toml: baseline = "{made.path.name}"'
    return f"wrote {made.path}: {findings}{dropped}{how}", 0
