"""The toolchain samples' transformers in plain code: they take a list of pictures and give one back."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.lower import script
from pipecheck.sources import pycalls

HEAD = "import cv2\nfrom transformer import *\n"
STEPS = ["ResizeShort(256)", "Cast('float32')", "Transpose('chw')", "ToColor('rgb', source='bgr')"]
CHAIN = "[ShortSideResizeTransformer(256), HWC2CHWTransformer(), BGR2RGBTransformer(data_format='CHW')]"


def told(source):
    module = pycalls.parse(f"{HEAD}def f(path):\n{source}", Path("prepare.py"))
    return [step_told(step) for step in script.lower(pycalls.trace(module, "f")).steps]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f" data = [cv2.imread(path)]\n for t in {CHAIN}:\n  data = t(data)\n return data[0]\n", id="in a loop"),
        pytest.param(
            " x = ShortSideResizeTransformer(256)([cv2.imread(path)])\n x = HWC2CHWTransformer()(x)[0]\n"
            " return BGR2RGBTransformer(data_format='CHW')([x])[0]\n",
            id="one by one",
        ),
    ],
)
def test_a_list_of_one_picture(body):
    assert told(body) == STEPS
