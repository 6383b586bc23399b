"""Small networks in torch, float and prepared for training with rounding, with planted faults."""

import copy
import warnings

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn


class Net(nn.Module):
    """A convolution with norm and Relu, then a second one that is called twice: the second time on *factor* times as much."""

    def __init__(self, factor=1.0, heads=1):
        super().__init__()
        self.factor, self.heads = factor, heads
        self.quant, self.dequant = torch.ao.quantization.QuantStub(), torch.ao.quantization.DeQuantStub()
        self.conv, self.bn, self.relu = nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(inplace=True)
        self.shared, self.other = nn.Conv2d(8, 8, 1), nn.Conv2d(8, 8, 1)
        self.sum = torch.ao.nn.quantized.FloatFunctional()
        self.fc = nn.Linear(8, 4)
        self.unused = nn.Linear(2, 2)

    def forward(self, x):
        x = self.relu(self.bn(self.conv(self.quant(x))))
        y = self.shared(x)
        z = self.shared(self.other(x) * self.factor)
        found = self.dequant(self.fc(self.sum.add(y, z / self.factor).mean((2, 3))))
        return found if self.heads == 1 else {"boxes": found, "more": [found * 2, found.argmax(1)]}


def batch(seed, size=8):
    return torch.randn(2, 3, size, size, generator=torch.Generator().manual_seed(seed))


def made(**options):
    """A float network whose norms are not those of a new one, and that gives nothing for nothing."""
    torch.manual_seed(0)
    found = Net(**options).eval()
    with torch.no_grad():
        found.bn.running_mean.normal_(0, 0.1)
        found.bn.running_var.uniform_(0.5, 2)
        for layer in (found.shared, found.other, found.fc):
            layer.bias.zero_()
    return found


def prepared(network, *, fuse=True, qconfig=None, batches=4):
    """*network* prepared for training, and calibrated."""
    quantization = torch.ao.quantization
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = copy.deepcopy(network).train()
        found.qconfig = qconfig or quantization.get_default_qat_qconfig("fbgemm", version=0)
        if fuse:
            found = quantization.fuse_modules_qat(found, [["conv", "bn", "relu"]])
        found = quantization.prepare_qat(found).eval()
        found.apply(quantization.disable_fake_quant)
        for seed in range(batches):
            found(batch(seed))
        found.apply(quantization.enable_fake_quant)
    return found


def coarse(network, name):
    """*network*, the output of whose layer *name* is rounded to nothing."""
    quantiser = network.get_submodule(name).activation_post_process
    quantiser.scale.mul_(400)
    return network


def state(network):
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}
