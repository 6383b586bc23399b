"""The chains of the toolchain's samples, found by sending pictures through them."""

from __future__ import annotations

import numpy as np
import pytest

from pipecheck import identify
from pipecheck_transformers import Chain, vendor


def sample(*transformers, mode="opencv"):
    return Chain(transformers, read=vendor.imread_mode(mode))


@pytest.mark.parametrize(
    "chain",
    [
        pytest.param(
            sample(
                vendor.ShortSideResizeTransformer(64),
                vendor.CenterCropTransformer(56),
                vendor.HWC2CHWTransformer(),
                vendor.BGR2RGBTransformer(),
                vendor.MeanTransformer(np.array([123.675, 116.28, 103.53])),
                vendor.ScaleTransformer(0.017),
            ),
            id="short side and crop by opencv",
        ),
        pytest.param(
            sample(
                vendor.ShortSideResizeTransformer(64),
                vendor.CenterCropTransformer(56),
                vendor.HWC2CHWTransformer(),
                vendor.RGB2BGRTransformer(),
                vendor.ScaleTransformer(255),
                mode="skimage",
            ),
            id="from 0..1",
        ),
        pytest.param(
            sample(vendor.PadResizeTransformer((80, 80)), vendor.HWC2CHWTransformer(), vendor.BGR2RGBTransformer()),
            id="letterbox of 127",
        ),
        pytest.param(sample(vendor.ResizeTransformer((48, 64)), vendor.HWC2CHWTransformer()), id="skimage"),
        pytest.param(sample(vendor.ResizeTransformer((48, 64), mode="opencv"), vendor.BGR2YUV444_128Transformer("HWC")), id="yuv444_128"),
        pytest.param(sample(vendor.ResizeTransformer((48, 64), "opencv", data_type="uint8"), vendor.BGR2NV12Transformer("HWC")), id="nv12"),
        pytest.param(sample(vendor.ResizeTransformer((48, 64), "opencv"), vendor.BGR2GRAYTransformer("HWC")), id="gray"),
        pytest.param(sample(vendor.PaddedCenterCropTransformer(56, 8), vendor.ResizeTransformer((56, 56), "opencv")), id="EfficientNet"),
        pytest.param(sample(vendor.PILResizeTransformer(64), vendor.PILCenterCropTransformer(57), mode="PIL"), id="pil"),
        pytest.param(sample(vendor.PadTransformer(32, 96), vendor.HWC2CHWTransformer()), id="padded to a multiple"),
        pytest.param(sample(vendor.ShortLongResizeTransformer(60, 90), vendor.HWC2CHWTransformer()), id="long side limited"),
        pytest.param(sample(vendor.LongSideCropTransformer(), vendor.ResizeTransformer((56, 56), "opencv")), id="the slip of a tall crop"),
        pytest.param(sample(vendor.WarpAffineTransformer((64, 64), 1.0), vendor.HWC2CHWTransformer()), id="CenterNet"),
    ],
)
def test_a_chain_of_the_vendor_is_recovered(chain):
    found = identify(chain)
    assert found.unexplained is None
    assert found.residual <= 1e-4
    picture = np.random.default_rng(0).integers(0, 256, (130, 172, 3), np.uint8)
    handed = (picture / np.float32(255)).astype(np.float32) if chain.read.unit else picture
    made, expected = found.chain(handed), chain(handed)
    assert made.dtype == expected.dtype
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-4)
