"""The command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    from pipecheck.cli import leaving

    _fill_in()
    try:
        with leaving.orderly():
            return _run(sys.argv[1:] if argv is None else argv)
    except KeyboardInterrupt:
        print("pipecheck: interrupted", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 2
    except OSError:  # not even complaints can be written any more
        sys.stderr = None
        return 2


def _fill_in() -> None:
    """Opens streams that are closed on nothing: the next files would take their numbers, to which libraries write what they complain of."""
    for name, mode in _STREAMS:
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  # it stays open to the end


def _run(given: Sequence[str]) -> int:
    import gc

    gc.set_threshold(50_000, 20, 20)  # loading modules makes many objects and no garbage
    from pipecheck.cli.parser import parser
    from pipecheck.errors import PipecheckError, SourceError

    try:
        if given[:1] == ["--version"]:
            from pipecheck.cli import commands

            return commands.version()
        options = parser(given[0] if given else None).parse_args(given)
        from pipecheck.cli import commands

        return int(getattr(commands, options.command)(options))
    except PipecheckError as e:
        print(f"pipecheck: {e}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        raise
    except OSError as e:  # a folder that may not be entered, or is not there any more
        print(f"pipecheck: {SourceError(str(e.filename or '.'), e.strerror or str(e))}", file=sys.stderr)
        return 2
