"""`pipecheck identify`: its arguments, and the one place of the command line where code of the user's may run."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator

from pipecheck.errors import UsageError
from pipecheck.saving import save


def add(parser: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    parser.add_argument("source", nargs="?", metavar="FILE.py:NAME", help="a function, transform, class or factory; needs --allow-exec")
    parser.add_argument("--allow-exec", action="store_true", help="run the file: only for code that you trust")
    parser.add_argument("--takes", metavar="WAY", help="array, pil, path, tensor, image=, images= or list (default: tried in turn)")
    parser.add_argument("--seconds", type=float, default=60.0, help="stop then, and say what was found so far (default: 60)")
    parser.add_argument("--image", metavar="FILE", help="instead of a callable: a picture, with --dump")
    parser.add_argument("--dump", metavar="FILE", help="the tensor that something made of that picture, as .npy or as raw numbers")
    parser.add_argument("--shape", metavar="1x3x224x224", help="of a raw dump (default: guessed)")
    parser.add_argument("--dtype", help="of a raw dump (default: guessed)")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", metavar="FILE", help="write the chain there as YAML, for `pipecheck diff` and for running it")


def run(options: argparse.Namespace) -> tuple[str, int]:
    """The answer as text, and 0 where everything is explained."""
    from pipecheck import asking
    from pipecheck.report import identified

    _check(options)
    with _standard_output_kept_clean():
        found = asking.identify(
            options.source,
            image=options.image,
            dump=options.dump,
            shape=_shape(options.shape),
            dtype=options.dtype,
            seconds=options.seconds,
            way=options.takes,
        )
    if options.output is not None and found.chain is not None:
        read = [each for each in (options.source, options.image, options.dump) if each is not None]
        save(options.output, found.chain.to_yaml(), read, "asked about", "the chain")
    elif options.output is not None:
        print(f"pipecheck: {options.output}: not written, because no chain was found", file=sys.stderr)
    return identified.as_json(found) if options.format == "json" else identified.as_text(found), found.status


def _check(options: argparse.Namespace) -> None:
    if (options.source is None) == (options.image is None and options.dump is None):
        raise UsageError("say either FILE.py:NAME, or --image and --dump")
    if options.source is None and (options.image is None or options.dump is None):
        raise UsageError("--image and --dump go together: a picture, and what was made of it")
    if options.source is not None and not options.allow_exec:
        raise UsageError(f"{options.source}: to see what it does its file must be run; say --allow-exec if you trust it")


def _shape(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    try:
        sides = tuple(int(side) for side in text.lower().replace("×", "x").replace(",", "x").split("x"))
    except ValueError:
        sides = ()
    if not sides or min(sides) < 1:
        raise UsageError(f"--shape {text}: a shape is whole numbers with x between, such as 1x3x224x224")
    return sides


@contextlib.contextmanager
def _standard_output_kept_clean() -> Iterator[None]:
    """What anybody prints, C libraries and child processes included, goes to standard error meanwhile."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(2, 1)
    except (OSError, ValueError):  # there is no standard output
        yield
        return
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
