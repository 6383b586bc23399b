import networks
import numpy as np
import pytest

from pipecheck.errors import SourceError
from pipecheck.evidence.model import Figure
from pipecheck.findings import Origin
from pipecheck.probe.hypotheses import Constants, probe
from pipecheck.probe.hypotheses import space as spaces
from pipecheck.probe.hypotheses.board import Board
from pipecheck.probe.hypotheses.deciding import decide
from pipecheck.probe.hypotheses.measures import by_labels
from pipecheck.probe.hypotheses.racing import Race
from pipecheck.probe.hypotheses.running import Trial
from pipecheck.probe.network.load import load
from pipecheck.probe.scores import classification
from pipecheck.probe.scores.score import Judged, Score
from pipecheck.probe.trial.spread import spread
from pipecheck.sources.truth import Truths
from pipecheck_transformers import Affine, Chain, Resize, ToColor, Transpose, readers

RIGHT = "RGB", "ImageNet mean and std"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with a network and ten pictures of each class."""
    folder = tmp_path_factory.mktemp("here")
    networks.classifier(folder / "model.onnx")
    networks.pictures(folder / "pictures", 10)
    return folder


def labels(root):
    return {path.relative_to(root).as_posix(): networks.CLASSES.index(path.parent.name) for path in sorted(root.rglob("*.png"))}


def asked(model, root, *, labelled=True, expose=(), **options):
    """What a probe of *model* with the pictures in *root* says."""
    network, truths = load(model, expose=expose), labels(root)
    score = classification.score(1, network.gives, Truths(said=truths, origin=Origin(root)))
    given = {"truths": truths, "score": score} if labelled else {}
    return probe(network, network.inputs[0].name, [root / name for name in truths], root, threads=2, **given, **options)


def tint(hypothesis):
    parts = dict(hypothesis.parts)
    return parts["channel order"], parts["values"]


def leading(found):
    """The colors and values of the first hypothesis and of those that cannot be told from it."""
    return {tint(each) for index, each in enumerate(found.ranking) if each.tied or index == 0}


def test_what_the_network_was_trained_with_wins(here):
    found = asked(here / "model.onnx", here / "pictures")
    first = found.ranking[0]
    assert tint(first)[0] == "RGB"
    assert RIGHT in leading(found)
    assert first.score == Figure(metric="top1", value=first.score.value, low=first.score.low, high=first.score.high, count=60)
    assert first.score.value > 0.8
    assert (found.count, found.labelled, found.stopped) == (60, True, None)
    assert len(found.ranking) <= 10
    assert Chain.from_yaml(first.chain).read.library in ("pil", "opencv")


@pytest.mark.parametrize("mistake", networks.mistakes())
def test_each_single_mistake_is_mended_first(here, mistake):
    declared = networks.mistakes()[mistake]
    found = asked(here / "model.onnx", here / "pictures", declared=declared)
    (wrong,) = (each for each in found.ranking if each.declared)
    assert tint(found.ranking[0])[0] == "RGB"
    assert RIGHT in leading(found)
    assert dict(found.ranking[0].parts)["size"] == "stretch to 32×32"
    assert not wrong.tied
    assert found.lead == pytest.approx(found.ranking[0].score.value - wrong.score.value)
    assert found.bound < found.lead


def test_the_right_chain_leads_unopposed(here):
    found = asked(here / "model.onnx", here / "pictures", declared=networks.wanted())
    assert found.ranking[0].declared
    assert found.ranking[0].chain == networks.wanted().to_yaml()
    assert found.lead is None
    assert not any(each.tied for each in found.ranking[:1])
    assert "channel order" not in found.open


def test_the_declared_chain_stays_in_the_ranking_however_odd(here):
    odd = Chain([Resize(32, 32), ToColor("gray"), ToColor("rgb"), Affine(std=255.0), Transpose("chw")], read=readers.opencv())
    found = asked(here / "model.onnx", here / "pictures", declared=odd, limit=30)
    (declared,) = (each for each in found.ranking if each.declared)
    assert declared.words == "as declared, stretch to 32×32"
    assert RIGHT in leading(found)


def test_a_declared_chain_that_does_not_fit_is_left_out(here):
    found = asked(here / "model.onnx", here / "pictures", declared=Chain([Resize(16, 16), Transpose("chw")], read=readers.pil()), limit=30)
    assert not any(each.declared for each in found.ranking)
    assert RIGHT in leading(found)


def test_a_bgr_network_wants_its_constants_in_its_own_order(here, tmp_path):
    networks.classifier(tmp_path / "model.onnx", color="bgr")
    found = asked(tmp_path / "model.onnx", here / "pictures", limit=48)
    assert tint(found.ranking[0])[0] == "BGR"
    assert found.stopped == "limit"
    assert found.count == 48


def test_the_layout_is_that_of_the_input(here, tmp_path):
    networks.classifier(tmp_path / "model.onnx", layout="nhwc")
    found = asked(tmp_path / "model.onnx", here / "pictures", limit=48)
    assert RIGHT in leading(found)
    assert "chw" not in found.ranking[0].chain


def test_constants_that_the_project_states_are_tried(here, tmp_path):
    mean, std = (0.7, 0.2, 0.5), (0.1, 0.4, 0.2)
    networks.classifier(tmp_path / "model.onnx", mean=mean, std=std)
    own = Constants(words="the YAML's mean and scale", ops=(Affine(std=255.0), Affine(mean=mean, std=std)), stated=True)
    found = asked(tmp_path / "model.onnx", here / "pictures", constants=[own])
    assert tint(found.ranking[0]) == ("RGB", "the YAML's mean and scale")


def test_pictures_in_the_networks_size_cannot_tell_size_and_kernel(tmp_path):
    networks.classifier(tmp_path / "model.onnx")
    networks.pictures(tmp_path / "pictures", 10, height=32, width=32)
    found = asked(tmp_path / "model.onnx", tmp_path / "pictures")
    assert {"size", "kernel"} <= set(found.open)
    assert found.ranking[0].words.endswith("pictures as they come")


def test_hypotheses_that_make_the_same_tensors_are_ties(here):
    found = asked(here / "model.onnx", here / "pictures", declared=networks.mistakes()["0..1"])
    assert any(each.tied for each in found.ranking)
    assert "kernel" in found.open


def test_broken_pictures_are_left_out(here, tmp_path):
    networks.pictures(tmp_path / "pictures", 8)
    for name in ("red/0000.png", "teal/0003.png"):
        (tmp_path / "pictures" / name).write_bytes(b"no picture")
    found = asked(here / "model.onnx", tmp_path / "pictures")
    assert found.count == 46
    assert found.ranking[0].score.count == 46


def test_nothing_but_broken_pictures_says_nothing(here, tmp_path):
    (tmp_path / "pictures" / "red").mkdir(parents=True)
    (tmp_path / "pictures" / "red" / "a.png").write_bytes(b"")
    found = asked(here / "model.onnx", tmp_path / "pictures")
    assert (found.count, found.ranking, found.lead, found.open) == (0, (), None, spaces.ASPECTS)


def test_the_answer_does_not_depend_on_the_threads(here):
    network, truths = load(here / "model.onnx"), labels(here / "pictures")
    score = classification.score(1, network.gives, Truths(said=truths, origin=Origin(here)))
    pictures = [here / "pictures" / name for name in truths]
    one, three = (
        probe(network, "data", order, here / "pictures", truths=truths, score=score, threads=threads, limit=40)
        for threads, order in ((1, pictures), (3, pictures[::-1]))
    )
    assert one == three


def test_no_time_is_no_answer(here):
    found = asked(here / "model.onnx", here / "pictures", deadline=0.0)
    assert (found.ranking, found.runs, found.stopped, found.count) == ((), 0, "time", 0)


def test_an_input_that_is_no_picture_is_refused(here):
    with pytest.raises(SourceError, match="is no picture"):
        probe(load(here / "model.onnx"), "other", [], here)


def test_the_winner_is_that_of_all_hypotheses_on_all_pictures(here):
    found = asked(here / "model.onnx", here / "pictures", limit=18)
    network, truths = load(here / "model.onnx"), labels(here / "pictures")
    names = spread(truths, truths, 18)
    score = classification.score(1, network.gives, Truths(said=truths, origin=Origin(here)))
    measure = by_labels(score, [truths[name] for name in names])
    space = spaces.space(spaces.form(network, "data", None), "classification", None, (), moot=False, labelled=True)
    board = Board(trial=Trial(network=network, name="data", judge=measure.judge), pictures=[here / "pictures" / name for name in names])
    every = list(space.all())
    board.run(every, 18)
    decision = decide(space, Race(board=board, merits=measure.merits, count=18, first=8), every)
    assert found.ranking[0].words == decision.leader.words
    assert len(every) * 18 >= 8 * found.runs
    assert len(every) == space.size


def test_a_score_that_needs_it_is_told_where_the_picture_lies(here):
    def judge(outputs, truth, frame):
        assert frame.size == (32, 32)
        assert frame.picture == (72, 96)
        inner = frame.rows.end - frame.rows.begin  # as if it wanted to see the whole height, and the shape kept
        return Judged(value=float(inner == 24), answer=int(outputs["logits"].argmax()))

    def sum_up(every):
        value = float(np.mean([each.value for each in every]))
        return (Figure(metric="seen", value=value, low=0.0, high=1.0, count=len(every)),)

    network, truths = load(here / "model.onnx"), labels(here / "pictures")
    score = Score(task="detection", metric="seen", judge=judge, sum_up=sum_up, framed=True)
    pictures = [here / "pictures" / name for name in truths]
    found = probe(network, "data", pictures, here / "pictures", truths=truths, score=score, limit=24)
    assert dict(found.ranking[0].parts)["size"].startswith("letterbox 32×32")
    assert found.open == ("channel order", "values", "size", "kernel")


def test_without_labels_answers_that_tell_pictures_apart_decide(here):
    found = asked(here / "model.onnx", here / "pictures", labelled=False, declared=networks.mistakes()["0..255"])
    (declared,) = (each for each in found.ranking if each.declared)
    assert tint(found.ranking[0])[0] == "RGB"
    assert found.ranking[0].score is None
    assert found.ranking[0].signal > declared.signal
    assert not declared.tied
    assert {"size", "kernel"} <= set(found.open)


def test_without_labels_nor_a_list_of_classes_nothing_is_claimed(here):
    found = asked(here / "model.onnx", here / "pictures", labelled=False, task="regression")
    assert (found.ranking, found.runs, found.open) == ((), 0, spaces.ASPECTS)
