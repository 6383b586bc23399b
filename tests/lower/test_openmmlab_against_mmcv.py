"""A lowered config makes the tensor that mmcv's transforms and mmengine's preprocessor make of the same picture file."""

from __future__ import annotations

import warnings

import cv2
import numpy as np
import pytest

from pipecheck.lower import chain, openmmlab

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module")
def libraries():
    """mmcv's transforms, mmengine's registry and its preprocessor, which may be installed without the rest of OpenMMLab."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        transforms = pytest.importorskip("mmcv.transforms")
        config = pytest.importorskip("mmengine.config")
        model = pytest.importorskip("mmengine.model")
    return transforms, config, model


@pytest.fixture(scope="module", params=[(301, 421), (421, 301), (90, 97), (64, 64)], ids=lambda size: f"{size[0]}x{size[1]}")
def photo(request, tmp_path_factory):
    height, width = request.param
    coarse = np.random.default_rng(5).integers(0, 256, (30, 42, 3)).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    cv2.imwrite(str(path), cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
    return path


def theirs(libraries, path, photo):
    transforms, config, model = libraries
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = config.Config.fromfile(path)
        results = {"img_path": str(photo)}
        for step in made.test_pipeline:
            results = transforms.TRANSFORMS.build(step)(results)
        if "data_preprocessor" not in made:
            return results["img"]
        settings = {key: value for key, value in made.data_preprocessor.items() if key != "type"}
        batch = {"inputs": [results["img"]]}
        return model.ImgDataPreprocessor(**settings)(batch)["inputs"][0]


LOAD = "dict(type='LoadImageFromFile')"
TENSOR = "dict(type='ImageToTensor', keys=['img'])"
NORM = "dict(type='Normalize', mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], to_rgb=True)"
FIRST = "data_preprocessor = dict(type='ImgDataPreprocessor', mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375], {})\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"test_pipeline = [{LOAD}, dict(type='Resize', scale=(48, 64)), {NORM}, {TENSOR}]", id="normalised in the pipeline"),
        pytest.param(
            f"test_pipeline = [{LOAD}, dict(type='Resize', scale=(96, 64), keep_ratio=True), {NORM}, "
            f"dict(type='Pad', size_divisor=32), {TENSOR}]",
            id="detector",
        ),
        pytest.param(
            f"test_pipeline = [{LOAD}, dict(type='Resize', scale=(64, 64), keep_ratio=True), "
            f"dict(type='Pad', size=(64, 64), pad_val=dict(img=(114, 114, 114))), {TENSOR}]\n" + FIRST.format("bgr_to_rgb=True"),
            id="letterbox",
        ),
        pytest.param(
            f"test_pipeline = [{LOAD}, dict(type='Resize', scale=(64, 64), keep_ratio=True), {NORM}, "
            f"dict(type='Pad', size=(64, 96)), {TENSOR}]",
            id="padded after normalising",
        ),
        pytest.param(
            f"test_pipeline = [{LOAD}, dict(type='CenterCrop', crop_size=(33, 50)), {TENSOR}]\n"
            + FIRST.format("rgb_to_bgr=True, pad_size_divisor=32, pad_value=1.5"),
            id="crop",
        ),
        pytest.param(
            f"test_pipeline = [{LOAD}, dict(type='Resize', scale=(70, 60), backend='pillow', interpolation='bicubic'), {TENSOR}]\n"
            + FIRST.format(""),
            id="Pillow's kernel",
        ),
        pytest.param(
            "test_pipeline = [dict(type='LoadImageFromFile', imdecode_backend='pillow', to_float32=True), "
            f"dict(type='Resize', scale=(70, 60), interpolation='area'), {TENSOR}]\n" + FIRST.format("bgr_to_rgb=True"),
            id="floats",
        ),
        pytest.param(
            f"norm = dict(mean=[10, 20, 30], std=[1, 2, 3])\ntest_pipeline = [{LOAD}, dict(type='Normalize', **norm, to_rgb=False)]",
            id="channels last",
        ),
    ],
)
def test_the_same_tensor(libraries, photo, source, tmp_path):
    path = tmp_path / "config.py"
    path.write_text(source, encoding="utf-8")
    expected = np.asarray(theirs(libraries, path, photo))
    program = openmmlab.lower(path)
    runnable = chain.runnable(program)
    assert runnable is not None, program
    made = runnable(photo)
    assert made.shape == expected.shape
    assert made.dtype == expected.dtype
    np.testing.assert_allclose(made, expected, rtol=0, atol=1e-5)
