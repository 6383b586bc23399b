"""NumPy code that is followed makes the tensor that NumPy makes, bit by bit."""

from __future__ import annotations

import numpy as np
import pytest
from followed import ours, program, same, theirs, unread

PICTURES = [np.random.default_rng(7).integers(0, 256, (*size, 3), np.uint8) for size in ((5, 7), (16, 9), (1, 4))]

BODIES = {
    "unit": "x = x / 255.0",
    "unit by int": "x = x / 255",
    "float32 then unit": "x = x.astype(np.float32) / 255.0",
    "float32 in words": "x = x.astype('float32') / 255.0",
    "float32 function": "x = np.float32(x) / 255.0",
    "python float": "x = x.astype(float) / 255",
    "np.array with dtype": "x = np.array(x, dtype=np.float32) * (1 / 255.0)",
    "asarray with dtype": "x = np.asarray(x, np.float32) * 0.00392",
    "half": "x = (x / 255.0).astype(np.float16) - 0.5",
    "half meets single": "x = (x / 255.0).astype(np.float16) - np.array([0.485, 0.456, 0.406], np.float32)",
    "in place": "x = x.astype(np.float32)\nx /= 255.0\nx -= 0.5",
    "in place with doubles": "x = x.astype(np.float32)\nx -= np.array([103.53, 116.28, 123.675])\nx /= np.array([57.375, 57.12, 58.395])",
    "with doubles": "x = x.astype(np.float32) - np.array([103.53, 116.28, 123.675])",
    "with singles": (
        "x = (x.astype(np.float32) - np.array([103.53, 116.28, 123.675], dtype=np.float32)) / np.array([57.4, 57.1, 58.4], np.float32)"
    ),
    "with singles on doubles": "x = x / 255.0 - np.array([0.485, 0.456, 0.406], dtype=np.float32)",
    "with whole numbers": "x = x.astype(np.float32) - np.array([104, 117, 123])",
    "with whole numbers in place": "x = x.astype(np.float32)\nx -= np.array([104, 117, 123])",
    "with a list": "x = x.astype(np.float32) - [104.0, 117.0, 123.0]",
    "with a tuple": "x = (x - (104, 117, 123.5)) * 0.017",
    "bytes and singles": "x = x - np.array([103.53, 116.28, 123.675], dtype=np.float32)",
    "bytes and a float": "x = x * 0.5",
    "bytes wrap": "x = x - 128",
    "bytes wrap in place": "x -= 128",
    "bytes doubled": "x = x * 2",
    "bytes negated": "x = -x",
    "numbers first": "x = 255 - x",
    "numbers first in floats": "x = 1.0 - x / 255.0",
    "numbers first per channel": "x = np.array([1.0, 2.0, 3.0]) - x",
    "negated floats": "x = -(x.astype(np.float32))",
    "signed": "x = (x.astype(np.int16) - 128).astype(np.int8)",
    "signed by wrapping": "x = (x - 128).astype(np.int8)",
    "sixteen bits": "x = x.astype(np.int16) - 128",
    "thirty-two bits": "x = x.astype(np.int32) * 2 - np.array([1, 2, 3], np.float32)",
    "floats to bytes": "x = (x * 0.5).astype(np.uint8)",
    "functions": "x = np.divide(np.subtract(x.astype(np.float32), 127.5), 127.5)",
    "functions in place": "x = x.astype(np.float32)\nnp.subtract(x, 127.5, out=x)\nnp.multiply(x, 1 / 127.5, out=x)",
    "reckoned constants": "mean = np.array([0.485, 0.456, 0.406]) * 255\nstd = 255 * np.array([0.229, 0.224, 0.225])\nx = (x - mean) / std",
    "reckoned constants in single": "mean = np.array([0.485, 0.456, 0.406], np.float32) * 255\nx = x - mean",
    "reciprocal": "std = 1 / np.array([0.229, 0.224, 0.225])\nx = (x / 255 - 0.5) * std",
    "shape (1, 1, 3)": "mean = np.array([0.485, 0.456, 0.406]).reshape(1, 1, 3)\nx = x / 255 - mean",
    "shape (1, 1, -1)": "mean = np.array([0.485, 0.456, 0.406]).reshape((1, 1, -1))\nx = x / 255 - mean",
    "np.reshape of constants": "mean = np.reshape([0.485, 0.456, 0.406], (1, 1, 3))\nx = x / 255 - mean",
    "shape (3, 1, 1)": "mean = np.array([0.485, 0.456, 0.406]).reshape(3, 1, 1)\nx = x.transpose(2, 0, 1) / 255 - mean",
    "new axes of constants": (
        "mean = np.array([0.485, 0.456, 0.406], np.float32)[:, None, None]\n"
        "x = x.transpose(2, 0, 1).astype(np.float32) - mean"
    ),
    "newaxis of constants": "mean = np.array([0.485, 0.456, 0.406])[:, np.newaxis, np.newaxis]\nx = np.transpose(x, (2, 0, 1)) - mean",
    "dots of constants": "mean = np.array([0.485, 0.456, 0.406])[..., None, None]\nx = np.transpose(x, (2, 0, 1)) - mean",
    "nested constants": "mean = np.array([[[0.485]], [[0.456]], [[0.406]]])\nx = np.transpose(x, [2, 0, 1]) - mean",
    "expand_dims of constants": "mean = np.expand_dims(np.array([0.4, 0.5, 0.6]), axis=(1, 2))\nx = x.transpose(2, 0, 1) - mean",
    "batched constants": "mean = np.array([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)\nx = x.transpose(2, 0, 1)[None] - mean",
    "constants make the batch": "mean = np.array([0.485, 0.456, 0.406]).reshape(1, 3, 1, 1)\nx = x.transpose(2, 0, 1) - mean",
    "constants reversed": "mean = np.array([0.485, 0.456, 0.406])[::-1]\nx = x[..., ::-1] / 255.0 - mean",
    "a single of the constants": "mean = np.array([0.5, 0.456, 0.406])\nx = x.astype(np.float32) - mean[0]",
    "swap": "x = x[:, :, ::-1]",
    "swap with dots": "x = x[..., ::-1]",
    "swap by a list": "x = x[:, :, [2, 1, 0]]",
    "swap by a tuple": "x = x[:, :, (2, 1, 0)]",
    "swap by a list with dots": "x = x[..., [2, 1, 0]]",
    "swap by flip": "x = np.flip(x, axis=2)",
    "swap by flip from the end": "x = np.flip(x, -1)",
    "swap in place": "x[:, :, [0, 2]] = x[:, :, [2, 0]]",
    "swap of planes": "x = x.transpose(2, 0, 1)[::-1]",
    "swap of planes by a list": "x = x.transpose(2, 0, 1)[[2, 1, 0]]",
    "swap of planes by a list, all axes": "x = x.transpose(2, 0, 1)[[2, 1, 0], :, :]",
    "swap of planes with more": "x = x.transpose(2, 0, 1)[::-1, :, :]",
    "swap of a batch of planes": "x = x.transpose(2, 0, 1)[None][:, ::-1]",
    "swap and batch": "x = x[None, :, :, ::-1]",
    "first of a batch swapped": "x = x[None][0, ..., ::-1]",
    "no swap": "x = x[:, :, :3]",
    "all": "x = x[:]",
    "flip of width": "x = np.fliplr(x)",
    "flip of height": "x = np.flipud(x)",
    "flip by axis": "x = np.flip(x, 0)",
    "planes": "x = x.transpose(2, 0, 1)",
    "planes by a tuple": "x = x.transpose((2, 0, 1))",
    "planes by a list": "x = np.transpose(x, [2, 0, 1])",
    "planes by word": "x = np.transpose(x, axes=(2, 0, 1))",
    "planes from the end": "x = x.transpose(-1, 0, 1)",
    "planes by moveaxis": "x = np.moveaxis(x, -1, 0)",
    "planes by moveaxis from the front": "x = np.moveaxis(x, 2, 0)",
    "planes by rollaxis": "x = np.rollaxis(x, 2)",
    "planes by rollaxis to": "x = np.rollaxis(x, 2, 0)",
    "planes by two swaps": "x = x.swapaxes(0, 2).swapaxes(1, 2)",
    "planes by two other swaps": "x = np.swapaxes(np.swapaxes(x, 1, 2), 0, 1)",
    "planes by T": "x = x.T.transpose(0, 2, 1)",
    "planes and back": "x = x.transpose(2, 0, 1).transpose(1, 2, 0)",
    "pixels by moveaxis": "x = np.moveaxis(x.transpose(2, 0, 1), 0, -1)",
    "planes of a batch": "x = x[None].transpose(0, 3, 1, 2)",
    "planes of a batch by moveaxis": "x = np.moveaxis(x[None], -1, 1)",
    "planes of a batch by rollaxis": "x = np.rollaxis(x[None], 3, 1)",
    "batch": "x = np.expand_dims(x, axis=0)",
    "batch by position": "x = np.expand_dims(x, 0)",
    "batch by None": "x = x[None]",
    "batch by None and dots": "x = x[None, ...]",
    "batch by newaxis": "x = x[np.newaxis, :]",
    "batch by array": "x = np.array([x])",
    "batch by array and cast": "x = np.array([x], dtype=np.float32)",
    "batch by stack": "x = np.stack([x])",
    "batch by stack on 0": "x = np.stack((x,), axis=0)",
    "batch joined": "x = np.concatenate([x[None]], axis=0)",
    "joined alone": "x = np.concatenate([x], axis=0)",
    "batch and back": "x = x[None][0]",
    "batch squeezed": "x = np.squeeze(x[None], 0)",
    "batch squeezed by method": "x = x[None].squeeze()",
    "contiguous": "x = np.ascontiguousarray(x[:, :, ::-1].transpose(2, 0, 1))",
    "clip that does nothing": "x = np.clip(x.astype(np.float32), 0, 255) / 255",
    "clip method that does nothing": "x = x.astype(np.float32).clip(0, 255)",
    "channels by hand": "x = x.astype(np.float32)\nx[..., 0] -= 103.94\nx[..., 1] -= 116.78\nx[..., 2] -= 123.68",
    "channels by colons": "x = x.astype(np.float32)\nx[:, :, 0] = (x[:, :, 0] - 103.94) / 57.375",
    "channels in a loop": (
        "mean, std = [0.4, 0.5, 0.6], [0.2, 0.3, 0.1]\n"
        "x = x / 255.0\n"
        "for i in range(3):\n"
        "    x[..., i] = (x[..., i] - mean[i]) / std[i]"
    ),
    "channels in a loop over planes": (
        "mean, std = [0.4, 0.5, 0.6], [0.2, 0.3, 0.1]\n"
        "x = x.transpose(2, 0, 1).astype('float32')\n"
        "for i in range(3):\n"
        "    x[i] = (x[i] / 255 - mean[i]) / std[i]"
    ),
    "channels in place in a loop": (
        "mean = np.array([0.4, 0.5, 0.6])\n"
        "x = x.astype(np.float32)\n"
        "for i in range(3):\n"
        "    x[:, :, i] -= mean[i]\n"
        "    x[:, :, i] *= 2.0"
    ),
    "channels enumerated": "x = x.astype(np.float32)\nfor i, m in enumerate([1.5, 2.5, 3.5]):\n    x[..., i] -= m",
    "channels zipped": (
        "x = x.astype(np.float32)\n"
        "for i, (m, s) in enumerate(zip((1.5, 2.5, 3.5), (3.0, 4.0, 5.0))):\n"
        "    x[:, :, i] = (x[:, :, i] - m) / s"
    ),
    "channels of bytes": "x[..., 0] -= 100",
    "channels of bytes cut off": "x[..., 1] = x[..., 1] * 0.5",
    "one channel": "x = x[:, :, 1]",
    "one channel kept": "x = x[:, :, 1][..., None]",
    "one channel as planes": "x = x[..., 0][None] / 255.0",
    "one channel as a batch of planes": "x = x[..., 0][None, None]",
    "one channel tripled": "x = np.stack([x[..., 0]] * 3, axis=-1)",
    "one channel tripled by name": "g = x[..., 0]\nx = np.dstack([g, g, g])",
    "one channel tripled as planes": "g = x[..., 0]\nx = np.stack([g, g, g], axis=0)",
    "one channel repeated": "x = np.repeat(x[..., 0][:, :, None], 3, axis=2)",
    "one channel joined": "g = x[..., 2][..., None]\nx = np.concatenate([g, g, g], axis=-1)",
    "flattened": "x = (x / 255.0).transpose(2, 0, 1).flatten()",
}  # fmt: skip


def source(body):
    return "def f(x):\n    x = x.copy()\n" + "".join(f"    {line}\n" for line in body.split("\n")) + "    return x\n"


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in BODIES.items()])
def test_the_same_bits(body):
    written = source(body)
    for picture in PICTURES:
        mine, other = ours(written, picture.copy()), theirs(written, picture.copy())
        assert other is not None
        assert mine is not None, unread(program(written))
        same(mine if other.ndim != 1 else mine.reshape(-1), other)
