"""The command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from pipecheck.cli.parser import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    gc.set_threshold(50_000, 20, 20)  # loading modules makes many objects and no garbage
    from pipecheck.errors import PipecheckError

    try:
        given = sys.argv[1:] if argv is None else argv
        options = parser(given[0] if given else None).parse_args(given)
        from pipecheck.cli import commands

        return int(getattr(commands, options.command)(options))
    except PipecheckError as e:
        print(f"pipecheck: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("pipecheck: interrupted", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 2
