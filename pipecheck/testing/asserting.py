"""What a test can assert of preprocessing; what does not hold fails it with a report instead of a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, ParamSpec, TypeAlias, TypeVar

import pytest

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.findings import ROADS, Road, Severity
from pipecheck.report.model import Report
from pipecheck.report.pair import Pair
from pipecheck.report.words import listed
from pipecheck.spec import Aspect, Spec
from pipecheck.testing.placing import near

if TYPE_CHECKING:
    from pipecheck.report.roads import Standing

Paths: TypeAlias = "str | os.PathLike[str] | Sequence[str | os.PathLike[str]]"
P = ParamSpec("P")
R = TypeVar("R")
ROUNDING = 1.01
"""Tensors that differ by a level of 8 bits are the same: one road rounds where the other does not."""
_NAMED = ("model", "training", "evaluation", "images", "labels", "classes", "metric", "decoder")
"""What may be a path, of all that can be said of a measurement."""
_ON_ROADS = ("PC1", "PC2", "PC3", "PC4")
_MEASURED = "PC205"
"""The one rule among them for which a model is run."""


def _told(method: Callable[P, R]) -> Callable[P, R]:
    """*method*, failing with one line where it cannot do its work."""

    @wraps(method)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except PipecheckError as e:
            complaint = str(e)
        _fail(complaint)  # and not while that is handled, which would be told as well

    return called


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserting:
    """What the fixture `pipecheck` is, in the test called *test* in *file*.

    Paths count from the current folder or, for what does not lie there, from *root*. Code that is named as FILE.py:NAME is read and never
    run; an object that is handed over may be. *used* are the names of the golden files so far.
    """

    root: Path
    file: Path
    test: str
    regen: bool = False
    used: set[str] = field(default_factory=set)

    @_told
    def check(self, path: str | os.PathLike[str] | None = None, *, fail_on: Severity | str | None = None, **said: Any) -> Report:
        """Nothing is wrong with the project at *path*, by default the nearest one; the arguments are those of `pipecheck.check`."""
        from pipecheck import api
        from pipecheck.testing import placing

        place = near(path, self.root) if path is not None else placing.nearest(Path.cwd(), self.root)
        roads = {name: near(said.pop(name), self.root) for name in ("train", *ROADS) if name in said}
        return _passed(api.check(_short(place), **roads, **said, fail_on=_severity(fail_on)))

    @_told
    def assert_consistent(
        self,
        *,
        train: Any,
        deploy: Any = None,
        calibration: Any = None,
        evaluation: Any = None,
        config: str | os.PathLike[str] | None = None,
        unverified: Sequence[Aspect] = (),
        ignore: str | Sequence[str] = (),
        fail_on: Severity | str | None = None,
    ) -> None:
        """The sources make the same tensors as *train*: each by itself or, with the YAML *config*, with what the toolchain adds.

        What cannot be read does not pass, but for the aspects that are said to be *unverified*. *deploy* is what runs on the board.
        Another library that decodes is no difference by itself: `assert_same_pixels` knows the pictures. *ignore* and *fail_on* are as for
        `check`, and mean something only with *config*.
        """
        from pipecheck import api

        given: dict[Road, Any] = {"calibration": calibration, "runtime": deploy, "evaluation": evaluation}
        others = {road: near(source, self.root) for road, source in given.items() if source is not None}
        if config is not None:
            report = api.check(
                near(config, self.root),
                training=near(train, self.root),
                **{str(road): source for road, source in others.items()},
                select=_ON_ROADS,
                ignore=(*_codes(ignore), _MEASURED),
                fail_on=_severity(fail_on),
            )
            roads = {name: {road: specs[road] for road in ("training", *others) if road in specs} for name, specs in report.roads.items()}
            _verified(roads, _passed(report), unverified)
            return
        if not others:
            raise UsageError("assert_consistent: name what is to agree with train: deploy, calibration, evaluation, or the config")
        for road, source in others.items():
            pair = api.diff(near(train, self.root), source)
            _same(pair, road, unverified)

    @_told
    def assert_same_pixels(self, a: Any, b: Any, images: Paths, *, atol: float = ROUNDING) -> Pair:
        """No number in the tensors that *a* and *b* make of *images*, files or folders, is more than *atol* levels of 8 bits apart."""
        from pipecheck import api
        from pipecheck.evidence.pixels import levels

        pair = api.diff(near(a, self.root), near(b, self.root), image=self._pictures(images))
        seen = pair.pixels
        if seen is None:
            raise UsageError("assert_same_pixels: no picture is named")
        if not seen.whole or seen.failed:
            _fail(f"not every picture could be run through both\n{pair}")
        if seen.gap is None:
            _fail(f"the tensors have other shapes\n{pair}")
        if not seen.gap.largest <= atol:  # and not where it is no number
            _fail(f"up to {levels(seen.gap.largest)} levels apart, and {atol:g} are allowed; the worst is {seen.worst}\n{pair}")
        return pair

    @_told
    def assert_accuracy(self, model: str | os.PathLike[str] | None = None, **said: Any) -> Report:
        """The float *model*, an ONNX file or a project, is as accurate as is *expected*, up to chance.

        The arguments are those of `pipecheck.model`: *images* and *labels*, *training*, *expected* and the others.
        """
        from pipecheck import modelling
        from pipecheck.evidence.model import Accuracy
        from pipecheck.testing import placing

        place = near(model, self.root) if model is not None else placing.nearest(Path.cwd(), self.root)
        paths = {name: near(said[name], self.root) for name in _NAMED if name in said}
        grave = {"fail_on": _severity(said["fail_on"])} if "fail_on" in said else {}
        report = _passed(modelling.model(_short(place), **{**said, **paths, **grave}))
        if not any(isinstance(each, Accuracy) and each.expected is not None for each in report.networks):
            _fail(f"no accuracy was held against a figure: name images, labels and expected\n{report}")
        return report

    @_told
    def assert_golden(self, source: Any, images: Paths, name: str | None = None, *, atol: float = 0.0) -> None:
        """What *source* makes of *images* is what it made when it was kept beside this test, up to *atol* levels of 8 bits.

        The file goes by the *name* of the test unless another is given; `--pipecheck-regen` writes it anew.
        """
        from pipecheck.testing import golden

        called = golden.called(self.test if name is None else name, given=name is not None)
        if called in self.used:
            raise UsageError(f"assert_golden: this test has golden tensors called {called} already: give these a name")
        self.used.add(called)
        file = _short(self.file.parent / f"{self.file.stem}_golden" / f"{called}.npz")
        complaint = golden.compare(near(source, self.root), self._pictures(images), file, atol=atol, regen=self.regen)
        if complaint is not None:
            _fail(complaint)

    def _pictures(self, images: Paths) -> list[str]:
        """*images* as a list."""
        several = [images] if isinstance(images, str | os.PathLike) else images
        return [os.fspath(near(image, self.root)) for image in several]


def _fail(text: str) -> NoReturn:
    pytest.fail(text, pytrace=False)


def _passed(report: Report) -> Report:
    """*report*, where something was checked and nothing counts against it."""
    return report if report.status == 0 else _fail(str(report))


def _same(pair: Pair, road: Road, unverified: Sequence[Aspect]) -> None:
    """Fails where *pair* differs, or where it cannot be known."""
    _verified({"": {"training": pair.left, road: pair.right}}, pair, unverified)
    if pair.status == 3:
        _fail(f"nothing of the two could be compared\n{pair}")


def _verified(inputs: Mapping[str, Mapping[Road, Spec]], told: Report | Pair, unverified: Sequence[Aspect]) -> None:
    """Fails where an aspect differs or cannot be compared, but for those that may stay *unverified*."""
    standings = set(_standings(inputs))
    if isinstance(told, Pair) and (apart := {aspect for aspect, standing in standings if standing == "different"}):
        _fail(f"the two differ in {listed(sorted(apart))}\n{told}")
    if unread := sorted({aspect for aspect, standing in standings if standing == "unverifiable"} - set(unverified)):
        accepted = ", ".join(f'"{aspect}"' for aspect in (*unverified, *unread))
        _fail(f"cannot be compared: {listed(unread)}; to accept that, say unverified=[{accepted}]\n{told}")


def _standings(inputs: Mapping[str, Mapping[Road, Spec]]) -> Iterator[tuple[Aspect, Standing]]:
    """How every aspect of every road stands to training; silence on color or values leaves open what matters most.

    Who decodes, and whether by EXIF, matters only for some files; it takes the files to know.
    """
    from pipecheck.report.roads import compare

    for each in compare(inputs):
        for aspect, (_, *others) in each.rows.items():
            for cell in others if aspect != "decode" else ():
                loud = cell.standing == "silent" and aspect in ("color", "values")
                yield aspect, "unverifiable" if loud else cell.standing


def _codes(said: str | Sequence[str]) -> Sequence[str]:
    return said.split(",") if isinstance(said, str) else said


def _severity(word: Severity | str | None) -> Severity | None:
    """*word* as a severity; None where the project says what counts."""
    if word is None or isinstance(word, Severity):
        return word
    if word.upper() not in Severity.__members__:
        raise UsageError(f"fail_on is one of {', '.join(str(each) for each in Severity)}, not {word!r}")
    return Severity[word.upper()]


def _short(path: str | os.PathLike[str]) -> Path:
    """*path*, from the current folder on where it lies below."""
    here, there = Path.cwd(), Path(path)
    return there.relative_to(here) if there.is_relative_to(here) else there
