"""The cheapest types: planted bad layers are what takes more, and nothing else does."""

import json
from pathlib import Path

import planted
import pytest

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.evidence.debug.partial import Target
from pipecheck.findings import Origin
from pipecheck.probe.quant.mixed import ladder, writing
from pipecheck.probe.quant.mixed.search import ranks, search
from pipecheck.probe.quant.plan import Range
from pipecheck.probe.quant.precision import read, taken
from pipecheck.probe.quant.precision.said import Said, Wish
from pipecheck.sources import yamldoc


def searched(prepared, plan=None, said=None, **options):
    """A search with a ranking of its own; the second is how often it was asked."""
    asked = []

    def rank(plan):
        asked.append(plan)
        return {"y": [point.of for point in planted.ranked(prepared, plan)]}

    given = {"accuracy": planted.accuracy, "threads": 2, "rank": rank, **options}
    return search(prepared, plan or planted.calibrated(prepared), said or Said(), planted.samples(), **given), asked


@pytest.mark.parametrize("bad", [(4,), (2, 5, 7), (0, 3, 4, 8)], ids=str)
@pytest.mark.parametrize(
    ("rungs", "branch"),
    [
        pytest.param(("int16", "float16", "float32"), "float16", id="newer"),
        pytest.param(("int16", "float32"), "float32", id="older"),
        pytest.param(("float32",), "float32", id="oldest"),
        pytest.param(("int16", "int16-ec", "float16"), "int16-ec", id="pairs"),
    ],
)
def test_exactly_the_planted_layers_take_more(tmp_path, bad, rungs, branch):
    prepared = planted.classifier(tmp_path, bad)
    found, _ = searched(prepared, rungs=rungs)
    assert found.mixed.branch == branch
    assert {each.node: each.qtype for each in found.mixed.raised} == {f"conv{index}": branch for index in bad}
    assert found.mixed.chosen.accuracy >= 0.99 * found.mixed.accuracy
    assert found.mixed.chosen.macs == pytest.approx(sum(each.share for each in found.mixed.raised))
    assert {trial.stage for trial in found.mixed.trials[:2]} == {f"all {rungs[0]}", "all int8"}


def coarse(prepared, plan, *tensors):
    """*plan* with a range for *tensors* that is too wide for eight bits, and not for sixteen."""
    return planted.replaced(plan, ranges={**plan.ranges, **dict.fromkeys(tensors, Range(-900, 900))})


def test_what_sixteen_bits_mend_takes_int16(tmp_path):
    prepared = planted.classifier(tmp_path)
    found, _ = searched(prepared, coarse(prepared, planted.calibrated(prepared), "r2", "r6"))
    assert found.mixed.branch == "int16"
    assert {each.node: each.qtype for each in found.mixed.raised} == {"conv3": "int16", "conv7": "int16"}
    assert "So int8 and int16 are mixed, because int16 is enough." in found.mixed.words


def test_each_takes_what_it_needs(tmp_path):
    prepared = planted.classifier(tmp_path, (4,))
    found, asked = searched(prepared, coarse(prepared, planted.calibrated(prepared), "r6"))
    assert {each.node: each.qtype for each in found.mixed.raised} == {"conv4": "float16", "conv7": "int16"}
    assert len(asked) == 2
    assert found.mixed.chosen.base == "int8"


def test_nothing_takes_more_where_int8_is_enough(tmp_path):
    found, asked = searched(planted.classifier(tmp_path))
    assert (found.mixed.branch, found.mixed.raised, len(found.mixed.trials), asked) == ("int8", (), 2, [])
    assert found.mixed.words[-1] == "Nothing needs more than int8."


def test_the_best_is_given_where_nothing_is_enough(tmp_path):
    found, _ = searched(planted.classifier(tmp_path, (4,)), rungs=("int16",))
    assert found.mixed.branch == "none"
    assert not found.mixed.chosen.reached
    assert any("quantisation-aware training" in line for line in found.mixed.words)


def test_each_output_has_a_ratio_of_its_own(tmp_path):
    prepared = planted.classifier(tmp_path, (7,), heads=2)
    plan = coarse(prepared, planted.calibrated(prepared), "pool1")
    orders = {"y": ["conv0", "conv1", "conv7", "conv2", "head"], "y1": ["head1", "conv3", "conv8", "conv5"]}
    found, _ = searched(prepared, plan, rank=lambda _: orders, accuracy=None, target=Target(similarity=0.95), rungs=("float16",))
    assert {each.node for each in found.mixed.raised} == {"conv7", "head1"}
    stages = [trial.stage for trial in found.mixed.trials]
    assert "int8+float16: output by output" in stages
    kept = [set(trial.nodes) for trial in found.mixed.trials if trial.stage == "int8+float16: output by output" and trial.reached]
    assert {"conv3", "conv8"}.isdisjoint(kept[-1])


def test_the_end_of_the_network_goes_to_the_cpu_first(tmp_path):
    prepared = planted.classifier(tmp_path)
    found, _ = searched(prepared, coarse(prepared, planted.calibrated(prepared), "pool0"), rungs=("float32",))
    assert [each.node for each in found.mixed.raised] == ["head"]
    assert found.mixed.trials[-1].stage == "int8+float32: tail"


def test_what_the_configuration_says_of_a_node_stays(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5))
    wish = Wish(level="node_config", name="clip2", about="all", value="int8", origin=Origin(Path("q.json")), place=())
    inside = Wish(level="node_config", name="conv2", about="all", value="float32", origin=Origin(Path("q.json")), place=())
    said = Said(wishes=(wish, inside))
    found, _ = searched(prepared, planted.calibrated(prepared, said), said)
    assert found.mixed.fixed == ("conv2",)
    assert [each.node for each in found.mixed.raised] == ["conv5"]
    assert "conv2" not in found.plan.taken


def test_a_corrected_bias_goes_with_the_types_it_was_found_with(tmp_path):
    import numpy as np

    prepared = planted.classifier(tmp_path, (2,))
    plan = planted.replaced(planted.calibrated(prepared), biases={name: np.full(24, 1e-4, np.float32) for name in ("conv2", "conv3")})
    found, _ = searched(prepared, plan)
    assert set(found.plan.biases) == {"conv3"}


def test_a_search_goes_on_where_it_was_broken_off(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5))
    whole, _ = searched(prepared)
    measured = []

    def accuracy(network):
        measured.append(network)
        if len(measured) == 5:
            raise KeyboardInterrupt
        return planted.accuracy(network)

    state = tmp_path / "search.json"
    with pytest.raises(KeyboardInterrupt):
        searched(prepared, accuracy=accuracy, state=state)
    again, asked = searched(prepared, accuracy=accuracy, state=state)
    assert again == whole
    assert asked == []
    assert len(measured) == 5 + 1 + len(whole.mixed.trials) - 3


def test_what_was_kept_of_another_search_is_not_used(tmp_path):
    state = tmp_path / "search.json"
    prepared = planted.classifier(tmp_path, (2,))
    searched(prepared, state=state)
    other, _ = searched(prepared, state=state, said=Said(), plan=planted.calibrated(prepared, per_channel=True))
    assert other.mixed.branch == "int8"
    assert other.mixed.remarks == (f"{state}: was written for another network, other settings or samples, so all is measured again",)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"kind": 1}', b"\xff\xfe", b"[" * 100_000], ids=repr)
def test_a_file_of_others_is_not_written_over(tmp_path, content):
    state = tmp_path / "search.json"
    state.write_bytes(content)
    with pytest.raises(SourceError, match="was not written by pipecheck to keep a search"):
        searched(planted.classifier(tmp_path), state=state)
    assert state.read_bytes() == content


def test_a_damaged_file_is_begun_anew(tmp_path):
    state = tmp_path / "search.json"
    prepared = planted.classifier(tmp_path, (2,))
    whole, _ = searched(prepared, state=state)
    kept = json.loads(state.read_text())
    kept["measured"] = {name: {"outputs": 3} for name in kept["measured"]}
    state.write_text(json.dumps(kept))
    again, _ = searched(prepared, state=state)
    assert again.mixed.remarks == (f"{state}: is damaged, so all is measured again",)
    assert again.mixed.raised == whole.mixed.raised


def test_the_last_that_will_do_is_given_when_it_is_late(tmp_path):
    prepared = planted.classifier(tmp_path, (2,))
    found, asked = searched(prepared, deadline=0.0)
    assert (len(found.mixed.trials), found.mixed.branch, found.mixed.stopped, asked) == (1, "none", "time", [])
    assert "Nothing that was tried reaches the target." in found.mixed.words
    writing.write(found.mixed, prepared, tmp_path / "out")


@pytest.mark.parametrize("rungs", [(), ("float16", "int16"), ("int8",)], ids=str)
def test_types_in_another_order_are_refused(tmp_path, rungs):
    with pytest.raises(PipecheckError, match="in this order"):
        searched(planted.classifier(tmp_path), rungs=rungs)


@pytest.mark.parametrize(
    ("march", "rungs"),
    [
        pytest.param("bernoulli2", ("float32",), id="without int16"),
        pytest.param("bayes-e", ("int16", "float32"), id="without float16"),
        pytest.param("nash-e", ("int16", "float16", "float32"), id="with both"),
        pytest.param(None, ("int16", "float16", "float32"), id="unknown"),
    ],
)
def test_the_types_are_those_of_the_march(march, rungs):
    assert ladder.rungs(march) == rungs


def test_the_nodes_are_ranked_as_everywhere(tmp_path):
    prepared = planted.classifier(tmp_path, (2, 5))
    found, _ = searched(prepared, rank=ranks(prepared, planted.samples(), threads=2))
    assert [each.node for each in found.mixed.raised] == ["conv2", "conv5"]


@pytest.mark.parametrize("march", ["bayes-e", "nash-e"])
def test_the_files_bring_the_same_types(tmp_path, march):
    prepared = planted.classifier(tmp_path, (2, 5))
    found, _ = searched(prepared, rungs=ladder.rungs(march))
    yaml = tmp_path / "config.yaml"
    yaml.write_text(f"model_parameters:\n  march: {march}\n", encoding="utf-8")
    made = {path.name: path for path in writing.write(found.mixed, prepared, tmp_path / "out", yaml=yaml)}
    if march == "nash-e":
        said = read.read(None, yamldoc.load(made["quant_config.json"]))
    else:
        table = made["node_info.yaml"].read_text(encoding="utf-8").replace("\n", "\n  ").rstrip(" ")
        said = read.read(yamldoc.parse(f"model_parameters:\n  {table}", yaml))
    assert taken.taken(said, prepared) == found.plan.taken
    assert made["mixed_precision.patch"].read_text(encoding="utf-8").startswith(f"--- {yaml}\n+++ {yaml}\n@@ ")
    trials = json.loads(made["mixed_precision.json"].read_text(encoding="utf-8"))["trials"]
    assert len(trials) == len(found.mixed.trials)
    assert writing.table(found.mixed).splitlines()[1].startswith("all int16")


def test_no_file_that_was_read_is_written_over(tmp_path):
    prepared = planted.classifier(tmp_path)
    found, _ = searched(prepared)
    quant = tmp_path / "quant_config.json"
    quant.write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="is what was read"):
        writing.write(found.mixed, prepared, tmp_path, quant=quant)
