"""What users write around a picture: samples in dictionaries, arrays filled channel by channel, networks of their own, test scripts."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
import pytest
from followed import IMPORTS, module, ours, program, theirs, unread
from spelled import step_told

from pipecheck.lower import dialect, script
from pipecheck.sources import pycalls

HEAD = "import torch\nimport torchvision.transforms as T\nimport onnxruntime as ort\n"
PICTURE = np.random.default_rng(7).integers(0, 256, (40, 56, 3), np.uint8)


def told(found):
    return "; ".join(step_told(step) for step in found.steps)


def ran(source):
    return told(script.lower(pycalls.script(module(HEAD + textwrap.dedent(source)))))


@pytest.mark.parametrize(
    "array",
    [
        pytest.param("np.zeros(x.shape).astype('float32')", id="of its shape"),
        pytest.param("np.zeros_like(x)", id="like it"),
        pytest.param("np.empty((3, 40, 56), np.float32)", id="of numbers"),
        pytest.param("np.zeros(shape=x.shape, dtype=np.float64)", id="of doubles"),
    ],
)
@pytest.mark.parametrize("rounds", ["range(3)", "range(x.shape[0])", "range(len(x))"])
def test_an_array_filled_channel_by_channel(array, rounds):
    source = f"""
def f(x):
    x = x.transpose(2, 0, 1).astype('float32')
    mean, std = np.array([0.4, 0.5, 0.6]), [0.1, 0.2, 0.3]
    y = {array}
    for i in {rounds}:
        y[i, :, :] = (x[i, :, :] / 255 - mean[i]) / std[i]
    return y
"""
    made, real = ours(source, PICTURE), theirs(source, PICTURE)
    assert made is not None, unread(program(source))
    assert made.dtype == real.dtype
    np.testing.assert_array_equal(made, real)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("y = np.zeros(x.shape)\n    y[0] = x[0] / 2\n    y[1] = x[1] / 2", id="two channels of three"),
        pytest.param("y = np.zeros(x.shape)\n    for i in range(3):\n        y[i] = x[2 - i] / 2", id="another channel"),
        pytest.param("y = np.zeros((4, 40, 56))\n    for i in range(3):\n        y[i] = x[i] / 2", id="a fourth that stays empty"),
        pytest.param("y = np.zeros(x.shape)\n    y[0] = x[0] / 2\n    y[1] = x[1] * 2\n    y[2] = x[2] - 2", id="three operators"),
        pytest.param("y = np.zeros(x.shape)\n    for i in range(3):\n        y[i] = x[i] / x.max()", id="the picture's own number"),
    ],
)
def test_a_filling_that_is_not_followed(body):
    source = f"def f(x):\n    x = x.transpose(2, 0, 1)\n    {body}\n    return y\n"
    assert unread(program(source))


def test_whole_numbers_of_64_bits_lose_only_the_dtype():
    source = "def f(x):\n    m = np.array([1, 2, 3])\n    return ((x - m) / 128).astype(np.float32)\n"
    steps = [step.op for step in program(source).steps]
    assert [sorted(op.touches) for op in steps if hasattr(op, "touches")] == [["dtype"]]
    assert told(program(source)).startswith("Affine(mean=(1.0, 2.0, 3.0), dtype='float64'); ?x - m dtype; Affine(std=128.0")


SAMPLES = """
class Resize:
    def __init__(self, size):
        self.size = size
    def __call__(self, sample):
        image, mask = sample["image"], sample["label"]
        return {"label": mask, "image": cv2.resize(image, (self.size, self.size))}
class Prepare:
    def __call__(self, sample):
        sample["image"] = np.transpose(sample["image"], (2, 0, 1)).astype(np.float32)
        if "label" in sample:
            sample["label"] = np.ascontiguousarray(sample["label"])
        return sample
"""


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("def f(x, m):\n    go = T.Compose([Resize(32), Prepare()])\n    return go({'image': x, 'label': m})\n", id="composed"),
        pytest.param("def f(x, m):\n    return Prepare()(Resize(32)({'image': x, 'label': m}))['image']\n", id="called"),
        pytest.param("def f():\n    return [Resize(32), Prepare()]\n", id="listed"),
    ],
)
def test_samples_in_dictionaries(source):
    assert told(program(HEAD + SAMPLES + source)) == "Resize(32, 32); Transpose('chw'); Cast('float32')"


NET = """
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3)
    def forward(self, x):
        return self.conv(x) / 7
net = Net().eval()
x = cv2.imread("a.jpg")
x = torch.from_numpy(x[:, :, ::-1].transpose(2, 0, 1).copy()).float()
"""
FED = "ToColor('rgb', source='bgr'); Transpose('chw'); Cast('float32')"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("y = net(x)", id="called"),
        pytest.param("y = net.to('cuda')(x.unsqueeze(0))", id="on another device"),
        pytest.param("y = net(x)\ny = y + torch.flip(net(torch.flip(x, dims=[2])), dims=[2])", id="asked again with the mirrored picture"),
        pytest.param("ses = ort.InferenceSession('a')\nses.run(None, {'x': x})", id="of another library"),
    ],
)
def test_networks_of_ones_own(source):
    assert ran(NET + source) == FED


def test_a_result_that_is_no_picture_leads_to_what_was_fed():
    source = """
def f(path):
    ses = ort.InferenceSession("a")
    x = cv2.resize(cv2.imread(path), (64, 32))
    boxes = decode(ses.run(None, {"x": x})[0])
    return boxes if len(boxes) > 0 else []
"""
    assert told(program(HEAD + source)) == "Resize(32, 64)"


def test_a_tensor_that_is_copied_into_a_buffer():
    source = "def f(path, buffer):\n    x = cv2.imread(path)\n    np.copyto(buffer, cv2.resize(x, (64, 32)).ravel())\n    return path\n"
    assert told(program(source)).startswith("Resize(32, 64)")


def test_a_module_beside_is_no_method():
    source = "from .network import Net\ndef f(path):\n    net = Net()\n    return net(cv2.imread(path))\n"
    assert unread(program(source)) == ["net(cv2.imread(path))"]


def test_an_inherited_conversion_begins_with_a_pil_picture():
    source = """
class Maybe(T.ToTensor):
    def __call__(self, x):
        if isinstance(x, torch.Tensor):
            return x
        return super().__call__(x)
t = T.Compose([T.Resize((32, 32)), Maybe()])
"""
    found = dialect.followed(pycalls.trace(pycalls.parse(IMPORTS + HEAD + source, Path("train.py")), "t"), {})
    assert told(found) == "Resize(32, 32, library='pil'); Affine(std=255.0); Transpose('chw')"
