"""The record beside a calibration directory: which file was made of which picture, in which form and by which chain."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from pipecheck import __version__
from pipecheck.errors import SourceError
from pipecheck.sources import text
from pipecheck_transformers.chain import Chain

KIND = "pipecheck calibration files"
_SCHEMA = 1
_LIMIT = 2**30
_PIXEL_LIBRARIES = {"pil": "PIL", "skimage": "skimage"}


@dataclass(frozen=True, slots=True)
class Entry:
    """The file *name* and the *picture* that it was made of, relative to the manifest, with the digests of their bytes."""

    name: str
    sha256: str
    picture: str
    picture_sha256: str

    def line(self) -> bytes:
        """This entry as a line of the journal of a run, begun anew in case that the one before has no end."""
        return b"\n" + json.dumps(asdict(self)).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What lies in a calibration directory; *complete* where the run that wrote it came to its end, *left_out* what it could not use."""

    input: str
    source: str
    chain: str
    form: Mapping[str, Any]
    versions: Mapping[str, str]
    complete: bool = False
    entries: Mapping[str, Entry] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    def same_files(self, other: Manifest) -> bool:
        """Whether both make the same file of a picture, up to what versions of libraries change."""
        return self.chain == other.chain and dict(self.form) == dict(other.form)

    def dumped(self) -> bytes:
        """This manifest as the content of its file."""
        files = [asdict(self.entries[name]) for name in sorted(self.entries)]
        left = [{"picture": picture, "reason": reason} for picture, reason in sorted(self.left_out.items())]
        data = {
            "kind": KIND,
            "schema": _SCHEMA,
            "complete": self.complete,
            "input": self.input,
            "source": self.source,
            "form": self.form,
            "chain": self.chain,
            "versions": self.versions,
            "files": files,
            "left_out": left,
        }
        return json.dumps(data, indent=1).encode() + b"\n"


def load(path: Path) -> Manifest | None:
    """The manifest in the file *path*; None where there is no such file. Anything else there is somebody's own, and refused."""
    if not path.exists() and not path.is_symlink():
        return None
    try:
        data = json.loads(text.read(path, _LIMIT))
        return _manifest(data)
    except (ValueError, LookupError, TypeError, RecursionError) as e:
        reason = "no manifest of calibration files, whose place it takes: move it away, or name another directory with --to"
        raise SourceError(path, reason) from e


def with_journal(manifest: Manifest, journal: Iterable[bytes]) -> Manifest:
    """*manifest* with what the *journal* of a run adds that did not come to write its own."""
    return replace(manifest, entries={**manifest.entries, **{entry.name: entry for entry in _entries(journal)}})


def versions(chain: Chain) -> dict[str, str]:
    """The versions of what *chain* is run with."""
    from importlib import import_module

    used = {chain.read.library, *(getattr(op, "library", "") for op in chain.ops)}
    modules = ["numpy", "cv2", *(module for library, module in _PIXEL_LIBRARIES.items() if library in used)]
    return {"pipecheck": __version__, **{module: str(import_module(module).__version__) for module in modules}}


def _entries(journal: Iterable[bytes]) -> Iterable[Entry]:
    """The whole lines of *journal*: a run that is killed, or a full disk, may leave half of one."""
    for line in journal:
        with suppress(ValueError, LookupError, TypeError, RecursionError):
            yield _entry(json.loads(line))


def _entry(data: Mapping[str, Any]) -> Entry:
    name, *rest = (data[key] for key in ("name", "sha256", "picture", "picture_sha256"))
    if not all(isinstance(part, str) for part in (name, *rest)) or Path(name).name != name or name in ("", ".."):
        raise ValueError(name)
    return Entry(name, *rest)


def _manifest(data: Mapping[str, Any]) -> Manifest:
    if data["kind"] != KIND or data["schema"] != _SCHEMA:
        raise ValueError(data["kind"])
    entries = [_entry(each) for each in data["files"]]
    return Manifest(
        input=str(data["input"]),
        source=str(data["source"]),
        chain=str(data["chain"]),
        form=dict(data["form"]),
        versions=dict(data["versions"]),
        complete=data["complete"] is True,
        entries={entry.name: entry for entry in entries},
        left_out={each["picture"]: each["reason"] for each in data["left_out"]},
    )


def relative(picture: Path, manifest: Path) -> str:
    """*picture* as the *manifest* names it: from its own folder."""
    try:
        return Path(os.path.relpath(picture, manifest.parent)).as_posix()
    except ValueError:  # on another drive
        return Path(os.path.abspath(picture)).as_posix()  # noqa: PTH100  # links stay links


def absolute(picture: str, manifest: Path) -> Path:
    """Where the *picture* lies that the *manifest* names so; a folder's links are not followed on the way up."""
    return Path(os.path.abspath(manifest.parent / picture))  # noqa: PTH100
