"""What `check_model` sees of networks in torch, whoever made them ready for rounding."""

import warnings

import pytest

pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]
torch = pytest.importorskip("torch")
nn = torch.nn

from torch_networks import Net, batch, made, prepared, state  # noqa: E402 - needs torch

from pipecheck.errors import PipecheckError  # noqa: E402
from pipecheck.qat import check_model  # noqa: E402


def text(folder):
    return (folder / "model_check_result.txt").read_text(encoding="utf-8")


def fusable(found):
    return [([part.name for part in group.parts], group.why) for group in found.fusable]


def reviews(found):
    return {(each.part.name, each.said) for each in found.reviews}


def times(found):
    return {each.part.name: each.times for each in found.called}


def test_a_module_that_is_called_with_very_different_ranges_is_named(tmp_path):
    found = check_model(made(factor=100.0), batch(0), tmp_path)
    (shared,) = found.shared
    assert shared.part.name == "shared"
    assert 20 < shared.ratio < 500
    assert "called 2 times; its outputs reach" in text(tmp_path)
    assert times(found) == {
        **dict.fromkeys(("quant", "dequant", "conv", "bn", "relu", "other", "sum", "fc"), 1),
        "shared": 2,
        "unused": 0,
    }


def test_the_ranges_are_those_before_rounding(tmp_path):
    network = prepared(made(factor=100.0))
    (shared,) = check_model(network, batch(0), tmp_path).shared
    assert shared.ratio > 20


@pytest.mark.parametrize("ready", [pytest.param(made, id="float"), pytest.param(lambda: prepared(made()), id="prepared")])
def test_a_module_whose_calls_are_alike_is_not(tmp_path, ready):
    found = check_model(ready(), batch(0), tmp_path)
    assert times(found)["shared"] == 2
    assert found.shared == ()


class Twice(nn.Module):
    """Modules that are called again and give something else, but have no scale of their own."""

    def __init__(self):
        super().__init__()
        self.relu, self.same, self.conv, self.pool = nn.ReLU(), nn.Identity(), nn.Conv2d(3, 3, 1), nn.MaxPool2d(2)

    def forward(self, x):
        x = self.conv(x)
        return self.pool(self.same(self.relu(x))) + self.pool(self.same(self.relu(x * 100)))


def test_what_has_no_scale_of_its_own_can_be_called_again(tmp_path):
    found = check_model(Twice(), batch(0), tmp_path)
    assert times(found)["relu"] == 2
    assert found.shared == ()


SHARED = (["shared(shared)", "sum"], "shared is called 2 times")


def test_what_is_not_fused_is_listed(tmp_path):
    found = check_model(made(), batch(0), tmp_path)
    assert fusable(found) == [(["conv", "bn", "relu"], "not fused"), SHARED]
    assert "nothing in it rounds" in found.remarks[0]
    assert fusable(check_model(prepared(made()), batch(0), tmp_path)) == [SHARED]


def test_what_is_rounded_in_between_is_listed(tmp_path):
    network = prepared(made(), fuse=False)
    assert (["conv", "bn", "relu"], "what conv gives is rounded in between") in fusable(check_model(network, batch(0), tmp_path))


class Shapes(nn.Module):
    """Convolutions before functions, an addition of two, and one that another one takes as well."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.third = (nn.Conv2d(3, 3, 1) for _ in range(3))
        self.norm = nn.BatchNorm2d(3)

    def forward(self, x):
        if x.mean() > 100:  # what no tracer could follow
            return x
        a = torch.relu(self.first(x) + self.second(x))
        b = self.third(a)
        return torch.relu(b) + self.norm(b)


def test_functions_are_followed_and_branches_left_alone(tmp_path):
    found = check_model(Shapes().eval(), batch(0), tmp_path)
    assert fusable(found) == [(["second", "_generated_add_0", "_generated_relu_0"], "not fused")]


def test_what_is_shared_cannot_be_fused(tmp_path):
    found = check_model(Again().eval(), batch(0), tmp_path)
    assert fusable(found) == [(["conv(shared)", "norm"], "conv is called 2 times"), (["conv(shared)", "relu"], "conv is called 2 times")]


class Again(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.relu = nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU()

    def forward(self, x):
        return self.relu(self.conv(self.norm(self.conv(x))))


def test_number_types_and_scales_are_listed(tmp_path):
    found = check_model(prepared(made()), batch(0), tmp_path)
    outs = {out.part.name: out for out in found.outs}
    assert outs["quant"].inputs == ("torch.float32",)
    assert outs["conv"].inputs == outs["conv"].outputs == ("quint8",)
    assert outs["conv"].set == "MovingAverageMinMaxObserver(averaging_constant=0.01)"
    assert outs["dequant"].inputs == ("quint8",)
    assert outs["dequant"].outputs == ("torch.float32",)
    weights = {each.part.name: each for each in found.weights}
    assert (weights["conv"].dtype, weights["conv"].axis) == ("qint8", 0)
    assert "| conv " in text(tmp_path)


def test_what_to_look_at(tmp_path):
    said = reviews(check_model(prepared(made()), batch(0), tmp_path))
    assert ("fc", "high precision output is off: what the network gives is rounded to quint8") in said
    assert ("fc", "takes torch.float32: is a QuantStub missing?") in said
    assert ("unused", "its observer has seen nothing, so that its scale means nothing: calibrate first") in said
    assert not [each for each in said if each[0] in ("conv", "relu", "quant", "dequant")]


def test_fixed_scales_averages_and_switches(tmp_path):
    quantization = torch.ao.quantization
    network = prepared(made())
    network.conv.activation_post_process = quantization.default_fixed_qparams_range_0to1_fake_quant()
    network.other.activation_post_process.activation_post_process.averaging_constant = 0.5
    network.shared.activation_post_process.activation_post_process.averaging_constant = 0
    network.sum.activation_post_process.disable_fake_quant()
    said = reviews(check_model(network, batch(0), tmp_path))
    assert ("conv", "Fixed scale 0.00390625") in said
    assert ("other", "averaging_constant 0.5, not 0.01") in said
    assert ("shared", "averaging_constant 0, not 0.01: the scale is not updated") in said
    assert ("sum", "its fake quantisation is switched off") in said


class Vendor(nn.Module):
    """A fake quantiser that is none of torch's: what it can do tells what it is."""

    def __init__(self, scale):
        super().__init__()
        self.scale, self.dtype, self.quant_min, self.quant_max = torch.tensor([scale]), "qint16", -32768, 32767
        self.fake_quant_enabled = self.observer_enabled = True

    def forward(self, x):
        if not self.fake_quant_enabled:
            return x
        return (x / self.scale).round().clamp(self.quant_min, self.quant_max) * self.scale


class Conv2d(nn.Conv2d):
    def __init__(self, *args):
        super().__init__(*args)
        self.activation_post_process, self.weight_fake_quant = Vendor(1e-4), Vendor(1e-3)

    def forward(self, x):
        return self.activation_post_process(self._conv_forward(x, self.weight_fake_quant(self.weight), self.bias))


def test_quantisers_of_other_makers(tmp_path):
    network = nn.Sequential(Conv2d(3, 4, 1), nn.ReLU())
    found = check_model(network, batch(0), tmp_path)
    assert found.outs[0].outputs == ("qint16",)
    assert found.weights[0].dtype == "qint16"
    assert fusable(found) == [(["0", "1"], "what 0 gives is rounded in between")]
    assert network[0].activation_post_process.fake_quant_enabled is True


def test_graphs_that_fx_prepared(tmp_path):
    from torch.ao.quantization import get_default_qat_qconfig_mapping
    from torch.ao.quantization.quantize_fx import prepare_qat_fx

    class Plain(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.bn, self.relu, self.last = nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 4, 1)

        def forward(self, x):
            return self.last(self.relu(self.bn(self.conv(x))) + 1)

    network = prepare_qat_fx(Plain().train(), get_default_qat_qconfig_mapping("fbgemm"), (batch(0),))
    found = check_model(network, batch(0), tmp_path)
    outs = {out.part.name: out for out in found.outs}
    assert outs["conv"].inputs == outs["conv"].outputs == ("quint8",)
    assert outs["last"].outputs == ("quint8",)
    assert fusable(found) == []


@pytest.mark.parametrize("version", [pytest.param(0, id="plain"), pytest.param(1, id="fused observers")])
@pytest.mark.parametrize("training", [pytest.param(True, id="training"), pytest.param(False, id="evaluation")])
def test_the_network_is_left_as_it_was(tmp_path, training, version):
    network = prepared(made(), qconfig=torch.ao.quantization.get_default_qat_qconfig("fbgemm", version=version)).train(training)
    network.bn.eval()
    before, modes = state(network), [each.training for each in network.modules()]
    hooks = [len(each._forward_hooks) + len(each._forward_pre_hooks) for each in network.modules()]
    check_model(network, 50 * batch(0), tmp_path)
    after = state(network)
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert [each.training for each in network.modules()] == modes
    assert [len(each._forward_hooks) + len(each._forward_pre_hooks) for each in network.modules()] == hooks


def scripted():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.jit.script(nn.ReLU())


class Two(nn.Module):
    def forward(self, x, y, scale=1.0):
        return x["image"] * scale + y


@pytest.mark.parametrize(
    ("module", "inputs"),
    [
        pytest.param(nn.Conv2d(3, 3, 1), batch(0), id="a single module"),
        pytest.param(nn.Conv2d(3, 3, 1), [batch(0), torch.zeros(2)], id="with labels that it does not take"),
        pytest.param(Two(), ({"image": batch(0)}, batch(1)), id="two arguments"),
        pytest.param(nn.Sequential(nn.Conv2d(3, 3, 1), nn.Flatten(), nn.LazyLinear(2)), batch(0), id="lazy"),
        pytest.param(nn.MultiheadAttention(8, 2), (torch.ones(4, 1, 8),) * 3, id="attention"),
        pytest.param(nn.LSTM(8, 2), torch.ones(4, 1, 8), id="lstm"),
        pytest.param(nn.Sequential(scripted()), batch(0), id="scripted"),
        pytest.param(nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3)), torch.full((2, 3, 4, 4), float("nan")), id="not a number"),
    ],
)
def test_any_module_can_be_looked_at(tmp_path, module, inputs):
    assert check_model(module, inputs, tmp_path).model == type(module).__name__


@pytest.mark.parametrize(
    ("module", "inputs", "said"),
    [
        pytest.param(object(), batch(0), "module is no torch.nn.Module, but object", id="no module"),
        pytest.param(nn.Conv2d(4, 4, 1), batch(0), "Conv2d cannot be run on what it was given: RuntimeError", id="other channels"),
        pytest.param(Net(), None, "Net cannot be run on what it was given", id="nothing"),
    ],
)
def test_what_cannot_be_run_is_said(tmp_path, module, inputs, said):
    with pytest.raises(PipecheckError, match=said):
        check_model(module, inputs, tmp_path)
    assert not (tmp_path / "model_check_result.txt").exists()


def test_a_network_that_fails_is_left_as_it_was(tmp_path):
    network = prepared(made()).train()
    before = state(network)
    with pytest.raises(PipecheckError):
        check_model(network, torch.ones(1, 5, 8, 8), tmp_path)
    assert all(torch.equal(before[name], each) for name, each in state(network).items())
    assert network.training
    assert not any(each._forward_hooks for each in network.modules() if type(each).__name__ == "DeQuantStub")
