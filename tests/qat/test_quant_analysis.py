"""A network that rounds against the one that does not: the worst batches, the layers, and what each place costs."""

import csv
import json
import math

import numpy as np
import pytest

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]
torch = pytest.importorskip("torch")
nn = torch.nn

from torch_networks import batch, coarse, made, prepared, state  # noqa: E402 - needs torch

from pipecheck.errors import PipecheckError  # noqa: E402
from pipecheck.qat import QuantAnalysis  # noqa: E402


def analysis(tmp_path, base=None, other=None, **options):
    base = base or made()
    return QuantAnalysis(base, other or prepared(base), "fake_quant", out_dir=tmp_path / "out", **options)


def text(tmp_path, name):
    return (tmp_path / "out" / name).read_text(encoding="utf-8")


WORST = 3
DATA = [batch(seed) * (30 if seed == WORST else 1) for seed in range(5)]


def test_the_worst_batch_is_found(tmp_path):
    found = analysis(tmp_path).auto_find_bad_case(DATA)
    assert found.overall("L1")[1].index == WORST
    assert found.count == 5
    lines = text(tmp_path, "badcase.txt").splitlines()
    assert lines[0] == "The bad case input index of each output:"
    assert lines[1].split() == ["Name/Index", "COSINE", "L1", "ATOL"]
    assert lines[3].split()[0] == "0"
    assert "The metric results of each badcase:" in lines
    assert "The bad case input index of the worst output:" in lines
    said = json.loads(text(tmp_path, "badcase.json"))
    assert said["batches"] == 5
    assert {each["index"] for each in said["worst"] if each["metric"] == "L1"} == {WORST}


def test_only_so_many_batches_are_run(tmp_path):
    def endless():
        while True:
            yield batch(0)

    assert analysis(tmp_path).auto_find_bad_case(endless(), num_steps=2).count == 2


def test_every_output_is_compared_and_whole_numbers_are_not(tmp_path):
    base = made(heads=2)
    found = analysis(tmp_path, base).auto_find_bad_case([(each, torch.zeros(2)) for each in DATA])
    assert found.outputs == ("0-boxes", "0-more-0")


def test_outputs_can_be_processed(tmp_path):
    found = analysis(tmp_path, post_process=lambda result: (result, result[:, :1])).auto_find_bad_case(DATA[:2], metrics=["MSE"])
    assert found.outputs == ("0-0", "0-1")
    assert found.metrics == ("MSE", "L1")


@pytest.mark.parametrize("name", ["conv", "other", "shared", "fc"])
def test_a_planted_fault_is_first_in_the_ranking_and_where_the_error_grows(tmp_path, name):
    base = made()
    tool = analysis(tmp_path, base, coarse(prepared(base), name))
    tool.auto_find_bad_case(DATA[:2])
    tool.run()
    layers = tool.compare_per_layer()
    assert layers.first.mod_name.split("[")[0] == name
    worst, *others = tool.sensitivity("MSE")
    assert (worst.op_name, worst.sensitive_type) == (name, "activation")
    assert worst.value > 10 * others[0].value


def test_a_range_that_is_cut_is_told_from_rounding(tmp_path):
    base = made()
    narrow, wide = prepared(base), coarse(prepared(base), "other")
    narrow.other.activation_post_process.scale.div_(10)
    for network, said in ((narrow, "range: the values go from"), (wide, "rounding: what comes out is within")):
        tool = analysis(tmp_path, base, network)
        tool.set_bad_case(batch(0))
        tool.run()
        first = tool.compare_per_layer().first
        assert first.mod_name == "other"
        assert first.said[0].startswith(said)
        assert f"other,{first.said[0][:5]}" in text(tmp_path, "abnormal_layer_advisor.csv").replace('"', "")


def test_a_shared_module_with_other_ranges_is_told(tmp_path):
    base = made(factor=100.0)
    tool = analysis(tmp_path, base)
    tool.set_bad_case(batch(0))
    tool.run()
    grown = {layer.mod_name: layer.said for layer in tool.compare_per_layer().layers if layer.grows}
    assert any("called 2 times with one scale" in said for name, said in grown.items() if name.startswith("shared") for said in said)


def test_the_table_of_layers(tmp_path):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    tool.run()
    found = tool.compare_per_layer()
    rows = {layer.mod_name: layer for layer in found.layers}
    assert list(rows)[:4] == ["quant", "conv", "shared[0]", "other"]
    assert rows["conv"].base_op_type.split("+")[-1].endswith("ReLU")
    assert rows["conv"].cosine > 0.99
    assert rows["conv"].quant_dtype == "quint8"
    assert rows["conv"].qscale > 0
    assert "base_model_min" in text(tmp_path, "compare_per_layer_out.txt")
    header, *lines = csv.reader(text(tmp_path, "compare_per_layer_out.csv").splitlines())
    assert header[1:4] == ["mod_name", "base_op_type", "analy_op_type"]
    assert len(lines) == len(found.layers) == len(json.loads(text(tmp_path, "compare_per_layer_out.json")))


def test_the_figures_of_a_layer_are_those_of_its_tensors(tmp_path):
    base = made()
    tool = analysis(tmp_path, base)
    tool.set_bad_case(DATA[0])
    tool.run()
    layer = next(each for each in tool.compare_per_layer().layers if each.mod_name == "other")
    seen = []
    hook = base.other.register_forward_hook(lambda _, __, result: seen.append(result.detach().numpy()))
    base(DATA[0])
    hook.remove()
    assert layer.base_max == pytest.approx(float(seen[0].max()), rel=1e-6)
    assert layer.base_mean == pytest.approx(float(seen[0].mean()), rel=1e-4)


def test_the_sensitivity_of_each_place(tmp_path):
    base = made()
    other = prepared(base)
    tool = analysis(tmp_path, base, other)
    tool.set_bad_case(batch(0))
    calls = []
    found = tool.sensitivity(["L1", "COSINE"], progress=lambda done, total: calls.append((done, total)))
    assert {each.metric for each in found} == {"L1", "COSINE"}
    rows = [each for each in found if each.metric == "L1"]
    assert [each.value for each in rows] == sorted((each.value for each in rows), reverse=True)
    assert {(each.op_name, each.sensitive_type) for each in rows} >= {("conv", "weight"), ("conv", "activation"), ("sum", "activation")}
    assert calls[-1] == (len(rows), len(rows))
    conv = next(each for each in rows if (each.op_name, each.sensitive_type) == ("conv", "weight"))
    assert conv.flops == 2 * 8 * 8 * 8 * 27
    heads = text(tmp_path, "output_0_L1_sensitive_ops.txt").splitlines()[0].split()
    assert heads == ["op_name", "sensitive_type", "op_type", "L1", "quant_dtype", "flops"]
    assert "with nothing rounded L1 is" in text(tmp_path, "output_0_L1_sensitive_ops.txt")
    assert len(json.loads(text(tmp_path, "output_0_COSINE_sensitive_ops.json"))) == len(rows)


def test_one_place_alone_is_rounded(tmp_path):
    base = made()
    other = prepared(base)
    tool = analysis(tmp_path, base, other)
    tool.set_bad_case(batch(0))
    row = next(each for each in tool.sensitivity("L1") if (each.op_name, each.sensitive_type) == ("quant", "activation"))
    other.apply(torch.ao.quantization.disable_fake_quant)
    other.quant.activation_post_process.enable_fake_quant()
    other.apply(torch.ao.quantization.disable_observer)
    with torch.no_grad():
        wanted = float((base(batch(0)) - other(batch(0))).abs().mean())
    assert row.value == pytest.approx(wanted, rel=1e-4)


def test_both_networks_are_left_as_they_were(tmp_path):
    base = made().train()
    other = prepared(made()).train()
    before = state(base), state(other)
    tool = analysis(tmp_path, base, other)
    tool.auto_find_bad_case(DATA)
    tool.run()
    tool.compare_per_layer()
    tool.sensitivity()
    for network, kept in zip((base, other), before, strict=True):
        assert network.training
        assert all(torch.equal(kept[name], tensor) for name, tensor in state(network).items())


def test_a_bad_case_is_there_again(tmp_path):
    first = analysis(tmp_path)
    first.auto_find_bad_case(DATA)
    first.run()
    second = analysis(tmp_path)
    second.load_bad_case()
    assert second.sensitivity() == first.sensitivity()
    assert not list((tmp_path / "out").glob("**/*.pt"))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(torch.ones(2, 3), id="tensor"),
        pytest.param((torch.ones(2, dtype=torch.int64), [torch.zeros(1, dtype=torch.bfloat16)], {"a": 1.5, "b": None}), id="nested"),
        pytest.param({"image": torch.ones(1, dtype=torch.float16), "names": ["a", True]}, id="dictionary"),
    ],
)
def test_any_batch_of_plain_values_can_be_kept(tmp_path, data):
    tool = analysis(tmp_path)
    tool.set_bad_case(data)
    path = tool.save_bad_case()
    other = analysis(tmp_path)
    other.load_bad_case(path)
    assert shown(other._batch()[1]) == shown(data)


def shown(value):
    if isinstance(value, torch.Tensor):
        return value.dtype, value.tolist()
    if isinstance(value, dict):
        return {key: shown(each) for key, each in value.items()}
    return type(value)(shown(each) for each in value) if isinstance(value, tuple | list) else value


def test_another_batch_cannot_be_kept_and_can_be_used(tmp_path):
    class Picture:
        pass

    tool = analysis(tmp_path)
    tool.set_bad_case((batch(0), Picture()))
    assert tool.save_bad_case() is None
    assert tool.sensitivity()


@pytest.mark.parametrize(
    ("described", "arrays"),
    [
        pytest.param(b"", b"", id="empty"),
        pytest.param(b'{"tensor": "tensor0", "dtype": "float32"}', b"PK", id="no archive"),
        pytest.param(b'{"tensor": "tensor0", "dtype": "load"}', None, id="no number type"),
        pytest.param(b'{"tensor": "other", "dtype": "float32"}', None, id="no such array"),
        pytest.param(b"[1]", None, id="no batch"),
        pytest.param(b"\xff\xfe", None, id="no text"),
    ],
)
def test_a_damaged_batch_is_said(tmp_path, described, arrays):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    path = tool.save_bad_case()
    path.write_bytes(described)
    if arrays is not None:
        path.with_suffix(".npz").write_bytes(arrays)
    with pytest.raises(PipecheckError, match="badcase_input"):
        tool.load_bad_case()


def test_a_pickled_array_is_not_read(tmp_path):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    path = tool.save_bad_case()
    np.savez(path.with_suffix(".npz"), tensor0=np.array([{"a": 1}], dtype=object))
    with pytest.raises(PipecheckError, match="damaged"):
        tool.load_bad_case()


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'[{"name": 1}]'])
def test_a_damaged_record_is_said(tmp_path, damage):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    tool.run()
    (tmp_path / "out" / "baseline_model" / "layers.json").write_bytes(damage)
    with pytest.raises(PipecheckError, match=r"layers\.json"):
        tool.compare_per_layer()


def test_a_damaged_array_is_said(tmp_path):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    tool.run()
    (tmp_path / "out" / "analysis_model" / "00001.npy").write_bytes(b"no array")
    with pytest.raises(PipecheckError, match="run both networks again"):
        tool.compare_per_layer()


def test_one_network_can_be_run_alone(tmp_path):
    tool = analysis(tmp_path)
    tool.set_bad_case(batch(0))
    tool.run(run_analysis_model=False)
    with pytest.raises(PipecheckError, match="run both networks first"):
        tool.compare_per_layer()
    tool.run(run_baseline_model=False)
    assert tool.compare_per_layer().layers


@pytest.mark.parametrize("call", ["run", "sensitivity", "save_bad_case"])
def test_without_a_bad_case_nothing_is_run(tmp_path, call):
    with pytest.raises(PipecheckError, match="there is no bad case yet"):
        getattr(analysis(tmp_path), call)()


def test_what_makes_no_sense_is_said(tmp_path):
    base = made()
    tool = analysis(tmp_path, base)
    tool.auto_find_bad_case(DATA, metrics=["L1"])
    for call, said in (
        (lambda: tool.run(index=99), "batch 99 is no bad case: choose of 3"),
        (lambda: tool.sensitivity("L7"), "unknown metric L7"),
        (lambda: tool.sensitivity(output_names=["7"]), "there is no such output: choose of 0"),
        (lambda: tool.auto_find_bad_case([]), "there is no batch in the data"),
        (lambda: QuantAnalysis(base, base, "hbir"), "unknown type hbir"),
        (lambda: QuantAnalysis(base, "model.bc", "export"), "analysis_model is no torch.nn.Module, but str"),
        (lambda: analysis(tmp_path, base, base).auto_find_bad_case(DATA) and sensitivity_of(tmp_path, base), "has no fake quantisation"),
        (lambda: analysis(tmp_path, base, made(heads=2)).auto_find_bad_case(DATA), "the two networks give other outputs: 0 and 0-boxes"),
    ):
        with pytest.raises(PipecheckError, match=said):
            call()


def sensitivity_of(tmp_path, network):
    tool = analysis(tmp_path, network, network)
    tool.set_bad_case(batch(0))
    return tool.sensitivity()


def test_a_network_that_does_not_round_is_said(tmp_path):
    base = made()
    other = prepared(base)
    other.apply(torch.ao.quantization.disable_fake_quant)
    with pytest.raises(PipecheckError, match="all fake quantisation of Net is switched off"):
        analysis(tmp_path, base, other).auto_find_bad_case(DATA)


def test_values_that_are_no_numbers_are_the_worst(tmp_path):
    class Bad(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def forward(self, x):
            return self.inner(x) * (math.nan if float(x[0, 0, 0, 0]) == 7 else 1)

    base = made()
    strange = batch(1)
    strange[0, 0, 0, 0] = 7
    found = analysis(tmp_path, base, Bad(prepared(base))).auto_find_bad_case([batch(0), strange, batch(2)])
    assert found.overall("L1")[1].index == 1
    assert found.overall("COSINE")[1].value == 0
