"""torch code that is followed makes the tensor that torch makes."""

from __future__ import annotations

import numpy as np
import pytest
from followed import ours, program, same, theirs, unread

pytestmark = pytest.mark.peers

FLOAT_DUST = 255e-6
PICTURES = [np.random.default_rng(11).integers(0, 256, (*size, 3), np.uint8) for size in ((12, 9), (7, 16), (8, 8))]

BODIES = {
    "planes and unit": "t = torch.from_numpy(x).permute(2, 0, 1).float() / 255",
    "unit by div": "t = torch.from_numpy(x).permute(2, 0, 1).float().div(255)",
    "unit by div in place": "t = torch.from_numpy(x).permute(2, 0, 1).float().div_(255.0)",
    "unit of bytes": "t = torch.from_numpy(x.transpose(2, 0, 1).copy()) / 255",
    "tensor": "t = torch.tensor(x).permute(2, 0, 1).to(torch.float32)",
    "as_tensor": "t = torch.as_tensor(x, dtype=torch.float32).permute(2, 0, 1) * (1 / 255)",
    "FloatTensor of doubles": "t = torch.FloatTensor(x / 255.0)",
    "type": "t = torch.from_numpy(x).type(torch.FloatTensor)",
    "type in words": "t = torch.from_numpy(x).type('torch.FloatTensor')",
    "double": "t = torch.from_numpy(x).double() / 255",
    "half": "t = (torch.from_numpy(x).float() / 255).half() - 0.5",
    "to device": "t = torch.from_numpy(x).to('cpu').float()",
    "to device and dtype": "t = torch.from_numpy(x).to(device='cpu', dtype=torch.float32)",
    "batch": "t = torch.from_numpy(x).permute(2, 0, 1).unsqueeze(0).float()",
    "batch by function": "t = torch.unsqueeze(torch.from_numpy(x).permute(2, 0, 1), 0)",
    "batch by None": "t = torch.from_numpy(x).permute(2, 0, 1)[None]",
    "batch by stack": "t = torch.stack([torch.from_numpy(x)])",
    "batch by stack on a dim": "t = torch.stack([torch.from_numpy(x)], dim=0)",
    "batch by cat": "t = torch.cat([torch.from_numpy(x)[None]], 0)",
    "batch of a list": "t = torch.tensor(np.array([x]))",
    "batch and back": "t = torch.from_numpy(x).unsqueeze(0).squeeze(0)",
    "planes by two transposes": "t = torch.from_numpy(x).transpose(0, 2).transpose(1, 2)",
    "planes by other transposes": "t = torch.from_numpy(x).transpose(0, 1).transpose(0, 2).contiguous()",
    "planes by a list": "t = torch.from_numpy(x).permute((2, 0, 1))",
    "planes by function": "t = torch.permute(torch.from_numpy(x), (2, 0, 1))",
    "planes by movedim": "t = torch.movedim(torch.from_numpy(x), -1, 0)",
    "planes of a batch": "t = torch.from_numpy(x)[None].permute(0, 3, 1, 2)",
    "swap by flip": "t = torch.from_numpy(x).permute(2, 0, 1).flip(0)",
    "swap by flip of dims": "t = torch.flip(torch.from_numpy(x), dims=[2])",
    "swap by a list": "t = torch.from_numpy(x).permute(2, 0, 1)[[2, 1, 0]]",
    "swap by a list in a batch": "t = torch.from_numpy(x).permute(2, 0, 1)[None][:, [2, 1, 0]]",
    "swap in numpy": "t = torch.from_numpy(np.ascontiguousarray(x[:, :, ::-1]))",
    "mirror": "t = torch.from_numpy(x).flip([1])",
    "normalise": (
        "m, s = torch.tensor([0.4, 0.5, 0.6]).view(3, 1, 1), torch.tensor([0.2, 0.3, 0.1]).view(3, 1, 1)\n"
        "t = (torch.from_numpy(x).permute(2, 0, 1) / 255 - m) / s"
    ),
    "normalise with buffers": (
        "class Norm(torch.nn.Module):\n    def __init__(self, mean):\n        super().__init__()\n"
        "        self.register_buffer('mean', torch.tensor(mean).view(1, 3, 1, 1))\n"
        "        self.register_buffer('std', tensor=torch.Tensor([0.2, 0.3, 0.1])[None, :, None, None], persistent=False)\n"
        "    def forward(self, x):\n        return (x / 255 - self.mean) / self.std\n"
        "t = Norm([0.4, 0.5, 0.6])(torch.from_numpy(x).permute(2, 0, 1)[None].float())"
    ),
    "normalise with parameters": (
        "class Norm(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.mean = torch.nn.Parameter(torch.tensor([0.4, 0.5, 0.6]).view(3, 1, 1), requires_grad=False)\n"
        "    def forward(self, x):\n        return x - self.mean\n"
        "t = Norm()(torch.from_numpy(x).permute(2, 0, 1).float())"
    ),
    "constants turned": "t = torch.from_numpy(x).float() - torch.tensor([1.0, 2.0, 3.0]).flip(0)",
    "constants turned by function": "t = torch.from_numpy(x).float() - torch.flip(torch.tensor([1.0, 2.0, 3.0]), [0])",
    "constants turned by NumPy": "t = torch.from_numpy(x - np.flip(np.array([1.0, 2.0, 3.0])))",
    "constants turned along an axis": "t = torch.from_numpy(x - np.flip(np.array([1.0, 2.0, 3.0]), axis=-1))",
    "constants turned along another": "t = torch.from_numpy(x - np.flip(np.array([[1.0, 2.0, 3.0]]), axis=0))",
    "normalise in a batch": (
        "m = torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1)\n"
        "t = torch.from_numpy(x).permute(2, 0, 1)[None].float() - m"
    ),
    "normalise with new axes": "m = torch.tensor([0.4, 0.5, 0.6])[:, None, None]\nt = torch.from_numpy(x).permute(2, 0, 1).float() - m",
    "normalise in place": (
        "m = torch.as_tensor([0.4, 0.5, 0.6], dtype=torch.float32)\n"
        "t = torch.from_numpy(x).permute(2, 0, 1).float()\n"
        "t.sub_(m[:, None, None]).div_(m[:, None, None])"
    ),
    "normalise in the tensor's dtype": (
        "t = torch.from_numpy(x).permute(2, 0, 1).float()\n"
        "m = torch.as_tensor([0.4, 0.5, 0.6], dtype=t.dtype, device=t.device)\n"
        "t = t - m.view(-1, 1, 1)"
    ),
    "normalise with doubles": "m = torch.from_numpy(np.array([0.4, 0.5, 0.6]))\nt = torch.from_numpy(x).float() - m",
    "normalise with numpy's of torch's": (
        "m = torch.tensor(np.array([0.4, 0.5, 0.6], dtype=np.float32))\n"
        "t = torch.from_numpy(x).float() - m"
    ),
    "whole numbers": "t = torch.from_numpy(x).float() - torch.tensor([104, 117, 123])",
    "whole numbers from bytes": "t = torch.from_numpy(x) - 128",
    "bytes and a float": "t = torch.from_numpy(x) * 0.5",
    "bytes and floats": "t = torch.from_numpy(x) - torch.tensor([103.5, 116.0, 123.7])",
    "zipped": (
        "t = torch.from_numpy(x.transpose(2, 0, 1)).float()\n"
        "for c, m, s in zip(t, [1.5, 2.5, 3.5], [4.0, 5.0, 6.0]):\n"
        "    c.sub_(m).div_(s)"
    ),
    "zipped in two lines": (
        "t = torch.from_numpy(x.transpose(2, 0, 1)).float()\n"
        "for c, m, s in zip(t, [1.5, 2.5, 3.5], [4.0, 5.0, 6.0]):\n"
        "    c.sub_(m)\n"
        "    c.div_(s)"
    ),
    "zipped by operators": (
        "t = torch.from_numpy(x.transpose(2, 0, 1)).float()\n"
        "for c, m in zip(t, [1.5, 2.5, 3.5]):\n"
        "    c -= m\n"
        "    c /= 255.0"
    ),
    "by number": "t = torch.from_numpy(x.transpose(2, 0, 1)).float()\nfor i in range(3):\n    t[i] = (t[i] - 1.5) / 2.5",
    "by number in place": "t = torch.from_numpy(x.transpose(2, 0, 1)).float()\nfor i in range(3):\n    t[i].sub_(1.5).div_(2.5)",
    "functions": "t = torch.div(torch.sub(torch.from_numpy(x).float(), 127.5), 127.5)",
    "clamp of nothing": "t = (torch.from_numpy(x).float() / 255).clamp(0, 1)",
    "clamp by words": "t = torch.clamp(torch.from_numpy(x).float() / 255, min=0.0, max=1.0)",
    "numpy again": "t = torch.from_numpy(x).float().numpy() / 255 - np.array([1.0, 2.0, 3.0])",
    "numpy of a moved one": "t = torch.from_numpy(x).float().cpu().detach().numpy()",
    "pad": "t = F.pad(torch.from_numpy(x).permute(2, 0, 1).float(), (1, 2, 3, 4), value=0.5)",
    "pad of the width": "t = F.pad(torch.from_numpy(x).permute(2, 0, 1), [1, 2])",
    "pad by mirror": "t = F.pad(torch.from_numpy(x).permute(2, 0, 1)[None].float(), (1, 2, 3, 4), mode='reflect')",
    "pad by the edge": "t = F.pad(torch.from_numpy(x).permute(2, 0, 1)[None].float(), (1, 2, 3, 4), 'replicate')",
}  # fmt: skip
RESIZES = {
    "bilinear": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), size=(6, 10), mode='bilinear', align_corners=False)",
    "a square": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), 6, mode='bilinear')",
    "smooth": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), (5, 5), mode='bilinear', antialias=True)",
    "bicubic": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), (5, 20), mode='bicubic')",
    "nearest by habit": "t = torch.nn.functional.interpolate(torch.from_numpy(x).permute(2, 0, 1).unsqueeze(0).float(), size=[6, 10])",
    "nearest-exact": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), size=(6, 10), mode='nearest-exact')",
    "nearest bytes": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].contiguous(), size=(6, 10), mode='nearest')",
    "area": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), size=(6, 6), mode='area')",
    "then unit": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float() / 255, (6, 10), mode='bilinear').squeeze(0)",
}
UNREAD = {
    "a factor": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), scale_factor=0.5)",
    "corners": "t = F.interpolate(torch.from_numpy(x).permute(2, 0, 1)[None].float(), (6, 6), mode='bilinear', align_corners=True)",
    "channels last": "t = F.interpolate(torch.from_numpy(x)[None].float(), (6, 6))",
    "a norm": "t = F.normalize(torch.from_numpy(x).permute(2, 0, 1).float(), dim=0)",
    "rounded division": "t = torch.div(torch.from_numpy(x), 2, rounding_mode='floor')",
    "rounded division by method": "t = torch.from_numpy(x).div(2, rounding_mode='trunc')",
    "several times as much": "t = torch.from_numpy(x).float().sub(1, alpha=2)",
    "clamp": "t = (torch.from_numpy(x).float() / 255).clamp(0.2, 1)",
    "too large a number": "t = torch.from_numpy(x) + 300",
    "whole numbers": "t = torch.from_numpy(x) - torch.tensor([104, 117, 123])",
    "power": "t = torch.from_numpy(x).float() ** 2",
    "by itself": "t = torch.from_numpy(x).float()\nt = t / t.max()",
    "by its mean": "t = torch.from_numpy(x).float()\nt = (t - t.mean()) / t.std()",
    "an axis that stays": "t = torch.from_numpy(x).transpose(0, 1)",
    "einsum": "t = torch.einsum('hwc->chw', torch.from_numpy(x))",
    "sigmoid": "t = torch.sigmoid(torch.from_numpy(x).float())",
    "the wrong axis": "t = torch.from_numpy(x).float() - torch.tensor([1.0, 2.0, 3.0]).view(3, 1, 1)",
    "other axes of planes": "t = torch.from_numpy(x).permute(2, 0, 1).float() - torch.tensor([1.0, 2.0, 3.0])",
    "into memory of bytes": "t = torch.from_numpy(x)\nt[0] = t[0] * 0.5",
    "two pictures": "t = torch.cat([torch.from_numpy(x), torch.from_numpy(x)], 0)",
    "roll": "t = torch.roll(torch.from_numpy(x), 1, 0)",
}


def source(body):
    return (
        "import torch\nimport torch.nn.functional as F\ndef f(x):\n"
        + "".join(f"    {line}\n" for line in body.split("\n"))
        + "    return t\n"
    )


@pytest.fixture(scope="module", autouse=True)
def torch():
    return pytest.importorskip("torch")


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_the_same_bits(body):
    check(body, 0.0)


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in RESIZES.items()])
def test_the_same_pixels(body):
    check(body, FLOAT_DUST)


def check(body, tolerance):
    written = source(body)
    for picture in PICTURES:
        mine, other = ours(written, picture.copy()), theirs(written, picture.copy())
        assert other is not None
        assert mine is not None, unread(program(written))
        same(mine, other, tolerance)


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in UNREAD.items()])
def test_what_is_not_followed_is_said(body):
    assert unread(program(source(body)))
