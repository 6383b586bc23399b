"""The lowered transformers make what the toolkit's classes make of the same picture file."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import pipecheck_transformers.vendor as toolkit
from pipecheck.lower import chain, vendor
from pipecheck.sources import pycalls
from pipecheck_transformers import readers

HEAD = "import numpy as np\nfrom transformer import *\nfrom dataloader import *\n"


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    coarse = np.random.default_rng(3).integers(0, 256, (30, 42, 3)).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    cv2.imwrite(str(path), cv2.resize(coarse, (421, 301), interpolation=cv2.INTER_CUBIC))
    return path


@pytest.mark.parametrize("mode", ["opencv", "skimage", "PIL"])
@pytest.mark.parametrize(
    "source",
    [
        pytest.param("[PadResizeTransformer((64, 96)), HWC2CHWTransformer(), BGR2RGBTransformer()]", id="yolo"),
        pytest.param(
            "[ShortSideResizeTransformer(short_size=256), CenterCropTransformer(224), HWC2CHWTransformer(), RGB2BGRTransformer(),"
            " ScaleTransformer(255)]",
            id="resnet",
        ),
        pytest.param(
            "[PaddedCenterCropTransformer(64), ResizeTransformer((64, 64), method=3), HWC2CHWTransformer(),"
            " MeanTransformer(means=np.array([123.675, 116.28, 103.53])), ScaleTransformer(0.017)]",
            id="efficientnet",
        ),
        pytest.param("[ResizeTransformer((64, 48), 'opencv', interpolation='INTER_CUBIC'), RGB2NV12Transformer('HWC')]", id="nv12"),
        pytest.param("[PadTransformer(32, 128), LongSideCropTransformer(), BGR2YUV444_128Transformer('HWC')]", id="yuv444"),
        pytest.param(
            "[PILResizeTransformer(40), PILCenterCropTransformer(33), AddTransformer(-1.5), NormalizeTransformer(2.)]", id="pillow"
        ),
        pytest.param("[WarpAffineTransformer((48, 64), 1.0), HWC2CHWTransformer(), RGB2GRAYTransformer('CHW')]", id="centernet"),
    ],
)
def test_the_lowered_chain_makes_what_the_classes_make(source, mode, photo):
    text = f"{HEAD}t = SingleImageDataLoader({source}, path, imread_mode={mode!r})\n"
    read = pycalls.find(pycalls.parse(text, Path("preprocess.py")), "t")
    runnable = chain.runnable(vendor.lower(read))
    made = [readers.read(toolkit.imread_mode(mode), photo)]
    for transformer in eval(source, {**vars(toolkit), "np": np}):
        made = transformer(made)
    assert runnable is not None
    result = runnable(photo)
    assert result.dtype == made[0].dtype
    np.testing.assert_array_equal(result, made[0])
