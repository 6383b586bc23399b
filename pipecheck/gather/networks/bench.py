"""The pictures that networks are run on, what they really show, and how answers are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.model import Task
from pipecheck.findings import Origin
from pipecheck.gather import images
from pipecheck.gather.judging import NOTHING, Judging
from pipecheck.gather.networks.how import How
from pipecheck.gather.networks.known import Known
from pipecheck.gather.project import RoadSource
from pipecheck.probe.images.scan import called
from pipecheck.probe.network.network import Network
from pipecheck.probe.scores import choosing, own
from pipecheck.probe.scores.both import both
from pipecheck.probe.scores.score import Score
from pipecheck.sources.labels import listing
from pipecheck.sources.places import is_folder
from pipecheck.sources.truth import Truth, Truths, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The pictures *paths* below *root*; *score* and *truths* where their labels are known, else why not in *unlabelled*.

    *own* is the user's code whose figure comes first, with *score* then that of both.
    """

    root: Path
    paths: tuple[Path, ...]
    judging: Judging = NOTHING
    score: Score | None = None
    truths: Mapping[str, Truth] | None = None
    own: str | None = None
    assumed: tuple[str, ...] = ()
    unlabelled: str | None = None
    origin: Origin | None = None


def bench(known: Known, network: Network, how: How) -> Bench | None:
    """The pictures of the evaluation, else of training, else of calibration, with labels for *network*; None where none are named."""
    said = known.pictured
    if said is None:
        return None
    listed = images.listed(said)
    origin = said.origin if said.origin.line is not None else None
    plain = Bench(root=listed.root, paths=tuple(listed.paths), judging=said.judging or NOTHING, origin=origin)
    where = _labels(said, listed.root)
    if where is None:
        return replace(plain, unlabelled="no labels are named, so only what changes can be told, and not what is right")
    return _labelled(plain, said, where, network, how)


def _labels(said: RoadSource, root: Path) -> Path | None:
    """Where the labels lie; pictures in a folder for each class are labelled by that, where a figure or a task is stated."""
    if said.labels is not None:
        return said.folder / said.labels
    sorted_by_class = said.judging is not None and said.judging.task in {None, "classification"} and is_folder(root)
    return root if sorted_by_class and listing.subfolders(root) else None


def _labelled(plain: Bench, said: RoadSource, where: Path, network: Network, how: How) -> Bench:
    judging = plain.judging
    truths = load.load(
        where,
        task=judging.task,
        form=said.label_format,
        classes=said.folder / said.classes if said.classes is not None else None,
        images=plain.root,
        outputs=choosing.classes(judging.task, network.gives),
    )
    names = [called(path, plain.root) for path in plain.paths]
    score = _score(judging, said, truths, network, how)
    ours = _ours(judging, truths, network) if _code(judging) is not None else None
    return replace(
        plain,
        score=score if ours is None else both(score, ours),
        truths=truths.of(names),
        own=_code(judging) if ours is not None else None,
        assumed=(*truths.assumed, *score.assumed),
    )


def _score(judging: Judging, said: RoadSource, truths: Truths, network: Network, how: How) -> Score:
    try:
        return choosing.score(
            judging.task, judging.metric, judging.decoder, network.gives, truths, folder=said.folder, allow_exec=how.execute
        )
    except SourceError:
        raise
    except PipecheckError as e:  # which names no file
        place = judging.origin or said.origin
        raise SourceError(place.path, str(e), place.line) from e


def _code(judging: Judging) -> str | None:
    """The code of the user's that judges."""
    code = next((word for word in (judging.metric, judging.decoder) if word is not None and own.named(word)), None)
    return code if code is None or isinstance(code, str) else getattr(code, "__name__", type(code).__name__)


def _ours(judging: Judging, truths: Truths, network: Network) -> Score | None:
    """What judges in the place of the user's code where that can be: for a decoder the same metric, for a metric of answers top 1."""
    task: Task | None = judging.task
    metric = None if judging.metric is None or own.named(judging.metric) else judging.metric
    try:
        found = choosing.score(task, metric, None, network.gives, truths)
    except PipecheckError:  # a network that only the user's code can read
        return None
    comparable = judging.metric is None or not own.named(judging.metric) or found.task == "classification"
    return found if comparable else None
