"""What each mismatch costs, held against running every chain on every picture in the plainest way."""

from dataclasses import replace
from pathlib import Path
from time import monotonic

import networks
import numpy as np
import pytest

from pipecheck.errors import PipecheckError
from pipecheck.evidence.model import Figure
from pipecheck.findings import Origin
from pipecheck.lower import chain
from pipecheck.probe.impact import impact
from pipecheck.probe.impact.tally import FEWEST
from pipecheck.probe.network import load
from pipecheck.probe.scores.classification import score as classification
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.sources.truth import Truths
from pipecheck.spec import Decoded, Opaque, Program, Step
from pipecheck_transformers import Chain, readers
from pipecheck_transformers.ops import Affine, Cast, Letterbox, Resize, ToColor, Transpose

SIZE = networks.SIZE
SWAPPED = networks.mistakes()["bgr"]
TWICE = networks.mistakes()["twice"]
NORMALISED = (networks.UNIT, networks.normalised())
BOTH = Chain([Resize(SIZE, SIZE), *NORMALISED, networks.normalised(), Transpose("chw")], read=readers.opencv())
THREE = Chain([Resize(SIZE, SIZE, interpolation="nearest"), *BOTH.ops[1:]], read=readers.opencv())
CAMERA = frozenset({"decode", "geometry"})


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A network, its pictures with their truths, and how they are judged."""
    folder = tmp_path_factory.mktemp("impact")
    network = load.load(networks.classifier(folder / "model.onnx"))
    paths = networks.pictures(folder / "pictures", 8)
    said = {path.relative_to(folder / "pictures").as_posix(): networks.CLASSES.index(path.parent.name) for path in paths}
    truths = Truths(said=said, classes=networks.CLASSES, origin=Origin(folder))
    return network, paths, folder / "pictures", said, classification(1, network.gives, truths)


def run(bench, roads, *, training=None, labelled=True, **options):
    network, paths, root, said, score = bench
    known = {"score": score, "truths": said} if labelled else {}
    start = chain.lower(networks.wanted()) if training is None else training
    programs = {road: chain.lower(each) if isinstance(each, Chain) else each for road, each in roads.items()}
    return impact.costs(network, "data", start, programs, options.pop("pictures", paths), root, **known, **options)


def answers(bench, made):
    """The outputs of the network for what the chain *made* makes of every picture, one after the other."""
    network, paths, *_ = bench
    return np.stack([network.run({"data": made(path)[None].astype(np.float32)})["logits"][0] for path in paths])


def right(bench, made):
    _, paths, root, said, _ = bench
    truths = [said[path.relative_to(root).as_posix()] for path in paths]
    return float(np.mean(answers(bench, made).argmax(axis=1) == truths))


def broken(costs):
    return {(each.road, each.what): each.broken for each in costs.costs}


def test_costs_are_those_of_the_plainest_way_the_dearest_first(bench):
    mistakes = networks.mistakes()
    wanted = right(bench, networks.wanted())
    lost = {name: wanted - right(bench, made) for name, made in mistakes.items()}
    costs, lossy = run(bench, mistakes)
    assert [each.broken for each in costs.costs] == pytest.approx(sorted(lost.values(), reverse=True))
    assert {each.road: each.broken for each in costs.costs} == pytest.approx(lost)
    assert {each.road: each.mended for each in costs.costs} == pytest.approx(lost)
    assert {road: figure.value for road, figure in costs.roads} == pytest.approx({name: wanted - each for name, each in lost.items()})
    assert all(each.low <= each.broken <= each.high for each in costs.costs)
    assert (costs.trained.value, costs.count, lossy) == (pytest.approx(wanted), len(bench[1]), None)
    assert max(lost.values()) > 0.3


def test_two_mistakes_on_a_road_are_broken_and_mended_one_by_one(bench):
    costs, _ = run(bench, {"evaluation": BOTH})
    start, both = right(bench, networks.wanted()), right(bench, BOTH)
    swapped, twice = right(bench, SWAPPED), right(bench, TWICE)
    assert broken(costs) == pytest.approx(
        {("evaluation", "bgr for rgb"): start - swapped, ("evaluation", "normalised twice"): start - twice}
    )
    mended = {each.what: each.mended for each in costs.costs}
    assert mended == pytest.approx({"bgr for rgb": twice - both, "normalised twice": swapped - both})


def test_without_labels_it_is_answers_and_distances(bench):
    costs, _ = run(bench, {"runtime": SWAPPED, "calibration": TWICE}, labelled=False)
    base = answers(bench, networks.wanted())
    for each in costs.costs:
        made = answers(bench, SWAPPED if each.road == "runtime" else TWICE)
        assert (each.broken, each.low, each.high, each.mended) == (None,) * 4
        assert each.changed == pytest.approx(np.mean(made.argmax(axis=1) != base.argmax(axis=1)))
        assert each.apart == pytest.approx(np.linalg.norm(made - base) / np.linalg.norm(base), rel=1e-4)
    assert [each.weight for each in costs.costs] == sorted((each.changed for each in costs.costs), reverse=True)
    assert (costs.trained, costs.roads) == (None, ())


def test_the_same_again_and_on_any_number_of_threads(bench):
    roads = {"runtime": SWAPPED, "evaluation": TWICE}
    assert run(bench, roads, chroma=True) == run(bench, roads, chroma=True, threads=3)


def test_without_time_nothing_is_mended_and_few_pictures_are_run(bench):
    assert {each.mended is None for each in run(bench, {"evaluation": THREE})[0].costs} == {False}
    costs, _ = run(bench, {"evaluation": THREE}, deadline=monotonic() - 1)
    assert costs.count == FEWEST < len(bench[1])
    assert [(each.mended, each.broken is None) for each in costs.costs] == [(None, False)] * 3


def test_the_pictures_of_a_short_run_are_of_all_classes(bench):
    _, paths, root, said, _ = bench
    assert {path.parent.name for path in impact._in_turn(paths, root, said)[:FEWEST]} == set(networks.CLASSES)


def test_pictures_that_cannot_be_read_or_have_no_truth_are_left_out(bench, tmp_path):
    network, paths, root, said, score = bench
    torn, unknown = root / "torn.png", root / "unknown.png"
    torn.write_bytes(paths[0].read_bytes()[:60])
    unknown.write_bytes(paths[0].read_bytes())
    try:
        known = {**said, "torn.png": 0}
        roads = {"runtime": chain.lower(SWAPPED)}
        start = chain.lower(networks.wanted())
        costs, _ = impact.costs(network, "data", start, roads, [torn, unknown, *paths], root, score=score, truths=known)
    finally:
        torn.unlink()
        unknown.unlink()
    assert costs.count == len(paths)


def test_what_the_network_does_not_take_is_left_out_and_the_rest_is_told(bench):
    larger = Chain([Resize(SIZE + 8, SIZE + 8), *SWAPPED.ops[1:]], read=readers.opencv())
    costs, _ = run(bench, {"evaluation": larger})
    assert [(each.matter, each.mended) for each in costs.costs] == [("color", None)]
    assert costs.roads == ()


def test_a_training_that_the_network_does_not_take_is_one_line(bench):
    other = Chain([Resize(SIZE + 8, SIZE + 8), *networks.wanted().ops[1:]], read=readers.opencv())
    with pytest.raises(PipecheckError, match=r"model\.onnx: its input data takes 1×3×32×32, and was given 3×40×40"):
        run(bench, {"evaluation": SWAPPED}, training=chain.lower(other))


def test_a_training_that_cannot_be_read_is_one_line_with_its_place(bench, tmp_path):
    place = Origin(tmp_path / "train.py", 3)
    start = chain.lower(networks.wanted())
    with pytest.raises(PipecheckError, match=r"train\.py:3: what it makes of a picture file cannot be told"):
        run(bench, {"evaluation": SWAPPED}, training=replace(start, steps=(Step(Opaque("mystery()"), place), *start.steps)))


def test_no_pictures_at_all_is_one_line(bench):
    with pytest.raises(PipecheckError, match="there is no picture to run it on"):
        run(bench, {"evaluation": SWAPPED}, pictures=[])


def test_roads_that_are_training_cost_no_time(bench):
    costs, lossy = run(bench, {"evaluation": networks.wanted()}, pictures=[Path("nowhere.png")])
    assert (costs.count, costs.costs, lossy) == (0, (), None)


def test_a_road_that_begins_at_the_camera_is_read_and_cut_as_training_does_it(bench):
    nodes = (
        Step(ToColor("bgr", source="nv12", library="horizon")),
        Step(Affine(mean=tuple(255 * mean for mean in networks.MEAN[::-1]), scale=tuple(1 / (255 * std) for std in networks.STD[::-1]))),
        Step(Transpose("chw")),
    )
    costs, lossy = run(bench, {"runtime": Program(Decoded(color="nv12"), nodes, CAMERA)}, chroma=True)
    plain = networks.wanted()
    seen = [Resize(SIZE, SIZE), ToColor("nv12", source="bgr", library="horizon")]
    halved = Chain([*seen, ToColor("rgb", source="nv12", library="horizon"), *plain.ops[2:]], read=readers.opencv())
    start = right(bench, plain)
    assert [(each.matter, each.what) for each in costs.costs] == [("color", "bgr for rgb")]
    crossed = np.mean([_crossed(bench, path) for path in bench[1]])
    assert costs.costs[0].broken == pytest.approx(start - crossed)
    assert lossy.cost.broken == pytest.approx(start - right(bench, halved))
    assert (lossy.metric, lossy.count) == ("top1", len(bench[1]))
    base, moved = answers(bench, plain), answers(bench, halved)
    assert lossy.cost.apart == pytest.approx(np.linalg.norm(moved - base) / np.linalg.norm(base), rel=1e-2)


def _crossed(bench, path):
    """Whether the network is right about what it wants with the channels the other way round."""
    network, _, root, said, _ = bench
    tensor = networks.wanted()(path)[::-1]
    return network.run({"data": tensor[None].astype(np.float32)})["logits"].argmax() == said[path.relative_to(root).as_posix()]


def test_what_cannot_be_read_of_a_road_is_not_charged_to_it(bench):
    road = chain.lower(SWAPPED)
    hidden = replace(road, steps=(Step(Opaque("mystery()", frozenset({"geometry"}))), *road.steps))
    costs, _ = run(bench, {"evaluation": hidden})
    assert [(each.what, each.mended) for each in costs.costs] == [("bgr for rgb", None)]
    assert costs.roads == ()


def test_axes_and_floats_are_those_of_the_network(bench):
    wanted = networks.wanted()
    start = chain.lower(Chain([*wanted.ops[:-1], Cast("float64")], read=wanted.read))
    costs, _ = run(bench, {"evaluation": SWAPPED}, training=start)
    assert costs.trained.value == pytest.approx(right(bench, wanted))
    assert [each.what for each in costs.costs] == ["bgr for rgb"]


def test_one_mistake_on_several_roads_runs_once(bench):
    network, paths, *_ = bench
    ran = []

    class Counting:
        def run(self, names, feed):
            ran.append(1)
            return network.session.run(names, feed)

    roads = {"runtime": SWAPPED, "evaluation": SWAPPED, "calibration": SWAPPED}
    costs, _ = run((replace(network, session=Counting()), *bench[1:]), roads)
    assert len(ran) == 2 * len(paths)
    assert len({each.broken for each in costs.costs}) == 1


def test_progress_reaches_its_end(bench):
    told = []
    run(bench, {"evaluation": THREE}, progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 2 * len(bench[1])) for done in range(1, 2 * len(bench[1]) + 1)]


def test_a_score_that_asks_is_told_where_the_picture_lies(bench):
    network, paths, root, said, _ = bench
    seen = []

    def judge(outputs, truth, at):
        seen.append((at.rows.scale, at.columns.scale, at.rows.begin))
        return Judged(value=1.0)

    def sum_up(every):
        return (Figure(metric="own", value=1.0, low=0.0, high=1.0, count=len(every)),)

    framed = Score(task="detection", metric="own", judge=judge, sum_up=sum_up, framed=True)
    boxed = Chain([Letterbox(SIZE, SIZE), *networks.wanted().ops[1:]], read=readers.opencv())
    run((network, paths, root, said, framed), {"evaluation": boxed})
    assert set(seen) == {(SIZE / 72, SIZE / 96, 0.0), (24 / 72, SIZE / 96, 4.0)}
