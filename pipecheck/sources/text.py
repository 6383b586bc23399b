"""Files to text, with a limit on size and one clear line for everything that can be wrong with them."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from pipecheck.errors import SourceError

LIMIT = 16 * 1024 * 1024


def read(path: Path, limit: int = LIMIT) -> str:
    """The text of *path*, a byte order mark taken off."""
    try:
        if not path.is_file():
            raise SourceError(path, "no such file" if not path.exists() else "not a regular file")
        if path.stat().st_size > limit:
            raise _large(path, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)  # which may be more than the size said: a file grows, and some of the system's have none
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    except ValueError as e:  # a NUL in the name
        raise SourceError(path, str(e)) from e
    if len(data) > limit:
        raise _large(path, limit)
    return decode(data, path)


def _large(path: Path, limit: int) -> SourceError:
    return SourceError(path, f"larger than {limit / 2**20:g} MiB, so not a source file")


def decode(data: bytes, path: Path) -> str:
    """*data* as UTF-8 text; the complaint names the place of the first byte that is not."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(path, "UTF-16 text; save it as UTF-8", 1, 1)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as e:
        before = data[: e.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise SourceError(path, f"not UTF-8 text: byte 0x{data[e.start]:02x}", line, column) from e


def lines(source: str, path: Path) -> tuple[str, ...]:
    """*source* in lines as the language of *path* counts them: YAML has more line ends than Python, and neither all of Unicode's."""
    ends = r"\r\n|[\r\n\x85\u2028\u2029]" if path.suffix in (".yaml", ".yml") else r"\r\n|[\r\n]"
    return tuple(re.split(ends, source))
