"""A callable as an instrument: pictures in R, G, B go in, one tensor comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.probe.identify.asking import pictures
from pipecheck.probe.identify.asking.answers import tensor
from pipecheck.probe.identify.asking.handing import WAYS, Way, hand, ways
from pipecheck.probe.identify.asking.running import Clock, TooSlowError, run, told
from pipecheck_transformers.ops import Read
from pipecheck_transformers.pixels import Array

_CONVENTIONS: dict[Way, Read] = {
    "array": Read(library="opencv", color="bgr", exif=True),
    "list": Read(library="opencv", color="bgr", exif=True),
    "tensor": Read(library="pil", color="rgb"),
    "pil": Read(library="pil", color="rgb"),
    "path": Read(library="pil", color="rgb"),
    "image=": Read(library="opencv", color="rgb", exif=True),
    "images=": Read(library="pil", color="rgb"),
}
"""Who is taken to have read the picture that is handed over, where nobody says so."""
_TRIAL = pictures.natural(240, 320, seed=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is asked: *taker*, the *way* in which it takes pictures, and *read*, what it is taken to be handed."""

    taker: Callable[..., Any]
    way: Way
    read: Read
    told: bool
    name: str
    file: Path | None
    folder: Path
    until: Clock

    def __call__(self, picture: Array) -> Array:
        """The tensor made of *picture*, which is height × width × R, G, B."""
        handed = picture if self.way == "path" else as_read(picture, self.read)
        return self.answer(lambda: hand(self.taker, self.way, handed, self.folder))

    def answer(self, call: Callable[[], Any]) -> Array:
        """The tensor that *call* makes, its failure in one line."""
        try:
            return run(lambda: tensor(call()), self.until)
        except (TooSlowError, KeyboardInterrupt):
            raise
        except BaseException as e:
            raise PipecheckError(f"{self.name}: {told(e, self.file)}") from e

    @property
    def assumed(self) -> str | None:
        """The convention on which the reader of the answer rests, None where it was told or found."""
        if self.told or self.way == "path":
            return None
        if self.way == "pil":
            return "a Pillow picture is RGB, and whether it was turned by EXIF before cannot be seen"
        return f"{'a tensor' if self.way == 'tensor' else 'an array'} does not say who read it; taken to be {self.read.color}"


def as_read(picture: Array, read: Read) -> Array:
    """*picture* (R, G, B) as *read* would have handed it over."""
    array = picture[:, :, ::-1] if read.color == "bgr" else picture
    return array.astype(np.float32) / np.float32(255) if read.unit else array


def subject(
    taker: Callable[..., Any] | Sequence[Callable[..., Any]], *, name: str, file: Path | None, folder: Path, until: Clock,
    way: Way | None = None, read: Read | None = None,
) -> Subject:  # fmt: skip
    """*taker* with the first way of handing over that it answers with a tensor."""
    if way is not None and way not in WAYS:
        raise UsageError(f"{way} is no way to hand over a picture: {', '.join(WAYS)}")
    called = _one_after_the_other(taker) if isinstance(taker, list | tuple) else taker
    if not callable(called):
        raise UsageError(f"{name}: cannot be called with a picture")
    own = read or getattr(called, "read", None)
    refused: list[str] = []
    for each in [way] if way else ways(called):
        stated = own if isinstance(own, Read) else None
        tried = Subject(
            taker=called,
            way=each,
            read=stated or _CONVENTIONS[each],
            told=stated is not None,
            name=name,
            file=file,
            folder=folder,
            until=until,
        )
        try:
            tried(_TRIAL)
        except TooSlowError as e:
            raise TooSlowError(f"{name}: {e}") from e
        except PipecheckError as e:
            refused.append(str(e))
        else:
            return tried
    raise PipecheckError(_most_telling(refused))


def _most_telling(refused: Iterable[str]) -> str:
    """The complaint that does not only say that the kind of argument was wrong."""
    complaints = list(refused)
    kinds = ("TypeError", "nothing has loaded torch", "AttributeError")
    return next((text for text in complaints if not any(kind in text for kind in kinds)), complaints[0])


def _one_after_the_other(steps: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    """The list of transformers that toolchain samples return, as one callable."""

    def called(picture: Any) -> Any:
        return reduce(lambda made, step: step(made), steps, picture)

    return called
