"""Which pictures of many make a good calibration set, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipecheck import calibrating
from pipecheck.calibrating import NOTHING, Given
from pipecheck.errors import SourceError
from pipecheck.gather.looking import USUAL, Looking
from pipecheck.saving import save

LIST = "calibration.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The *pictures* that were chosen below *root* where so many were *asked* for, and *how*; *shut* is a folder that may not be entered.

    *read* are the files that were looked at, *samples* the folders in which no list may lie.
    """

    pictures: tuple[Path, ...]
    asked: int
    how: str
    root: Path
    shut: str | None = None
    read: tuple[Path, ...] = ()
    samples: tuple[Path, ...] = ()

    def write(self, to: str | Path = LIST) -> None:
        """Writes the list that `prepare` and the manifest take as *images*; only such a list is replaced."""
        from pipecheck.sources.labels import listfile

        text = "".join(f"{line}\n" for line in (f"{listfile.MARK} {self.asked}", *self._lines(Path(to))))
        what = "the list; --list names another"
        save(str(to), text, [self.root, *self.read], "chosen from", what, samples=self.samples, mark=listfile.MARK)

    def _lines(self, to: Path) -> Iterator[str]:
        from pipecheck.sources.labels import listfile

        base = to.absolute().parent
        for picture in self.pictures:
            path = picture.absolute()
            line = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.as_posix()
            if not listfile.holds(line):
                raise SourceError(line, "no list can hold this name: rename the picture")
            yield line


def choose(path: str | Path | None, count: int, *, given: Given = NOTHING, looking: Looking = USUAL) -> Chosen:
    """The *count* pictures of the set at *path*, or of training's, that make the best calibration set; `write` lists them in a file.

    >>> chosen = pipecheck.choose("pictures/calibration", 20)
    >>> len(chosen.pictures)
    20
    >>> chosen.write("calibration.txt")
    >>> [written.made for written in pipecheck.prepare(images="calibration.txt", to="chosen")]
    [20]
    """
    every, chosen, read = calibrating.select(path, count, given=given, looking=looking)
    return Chosen(
        pictures=tuple(every.root / name for name in chosen.names),
        asked=count,
        how=chosen.how,
        root=every.root,
        shut=every.shut,
        read=read,
        samples=calibrating.samples(given),
    )
