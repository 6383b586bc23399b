"""What is written is what the toolchain reads, computed here once more with the libraries alone."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image
from prepared import CHW, IMAGENET, RGB, TRAINING, code, files, onnx_model, project

import pipecheck
from pipecheck import api
from pipecheck_transformers import Affine, CenterCrop, Chain, Resize, ResizeShort, Transpose, pil

MEAN, STD = np.float32([123.675, 116.28, 103.53]), np.float32([58.395, 57.12, 57.375])
IN_BGR = tuple(
    line.replace("123.675, 116.28, 103.53", "103.53, 116.28, 123.675").replace("58.395, 57.12, 57.375", "57.375, 57.12, 58.395")
    for line in IMAGENET
)
NORM = {"rgb": {}, "bgr": {"mean_value": "103.53 116.28 123.675", "scale_value": "0.01742919 0.017507 0.01712475"}}
ENDINGS = {("rgb", "NHWC"): ".rgb", ("rgb", "NCHW"): ".rgbp", ("bgr", "NHWC"): ".bgr", ("bgr", "NCHW"): ".bgrp"}


def decoded(folder):
    return [cv2.resize(cv2.imread(str(path)), (24, 16)) for path in sorted((folder / "pictures").iterdir())]


def expected(picture, order, layout):
    """The 8-bit picture in the order and the layout."""
    ordered = picture[..., ::-1] if order == "rgb" else picture
    return ordered.transpose(2, 0, 1) if layout == "NCHW" else ordered


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("order", ["rgb", "bgr"])
@pytest.mark.parametrize("march", ["bernoulli2", "bayes", "bayes-e"])
def test_hb_mapper_reads_raw_levels(tmp_path, march, order, layout, dtype):
    training = code(*((RGB, *IMAGENET) if order == "rgb" else IN_BGR), *([CHW] if layout == "NCHW" else []))
    shape = (1, 3, 16, 24) if layout == "NCHW" else (1, 16, 24, 3)
    project(tmp_path, training, march=march, shape=shape, input_type_train=order, input_layout_train=layout, **NORM[order])
    folder = f"calibration{'_f32' if dtype == 'float32' else ''}"
    yaml = tmp_path / "config.yaml"
    text = yaml.read_text(encoding="utf-8").replace("cal_data_type: float32", f"cal_data_type: {dtype}")
    yaml.write_text(text.replace("calibration_f32", folder), encoding="utf-8")
    (written,) = pipecheck.prepare(tmp_path)
    assert (written.status, written.made, written.kept) == (0, 3, 0)
    found = files(tmp_path / folder)
    assert list(found) == [f"{index:02}{ENDINGS[order, layout]}" for index in range(3)]
    for data, picture in zip(found.values(), decoded(tmp_path), strict=True):
        assert data == expected(picture, order, layout).astype(f"<{np.dtype(dtype).str[1:]}").tobytes()
    assert [each.problems for each in pipecheck.verify(tmp_path)] == [()]


@pytest.mark.parametrize("layout", ["NHWC", "NCHW"])
@pytest.mark.parametrize("order", ["rgb", "bgr"])
@pytest.mark.parametrize("batch", [1, "N"])
@pytest.mark.parametrize("march", ["nash-e", "nash-m"])
def test_hb_compile_reads_what_the_network_takes(tmp_path, march, batch, order, layout):
    training = code(*((RGB, *IMAGENET) if order == "rgb" else IN_BGR), *([CHW] if layout == "NCHW" else []))
    shape = (batch, 3, 16, 24) if layout == "NCHW" else (batch, 16, 24, 3)
    project(tmp_path, training, march=march, shape=shape, input_type_train=order, input_layout_train=layout, norm_type=None, **NORM[order])
    pipecheck.prepare(tmp_path)
    found = files(tmp_path / "calibration_f32")
    assert list(found) == ["00.npy", "01.npy", "02.npy"]
    for data, picture in zip(found.values(), decoded(tmp_path), strict=True):
        array = np.load(io.BytesIO(data), allow_pickle=False)
        order_of = slice(None, None, -1 if order == "bgr" else 1)
        normalised = (picture[..., ::-1].astype(np.float32) - MEAN) / STD
        wanted = normalised[..., order_of]
        assert (array.dtype, array.shape) == (np.dtype("<f4"), (1, *shape[1:]))
        np.testing.assert_allclose(array[0], wanted.transpose(2, 0, 1) if layout == "NCHW" else wanted, atol=1e-5)


@pytest.mark.parametrize(("rounded", "dtype"), [(True, "uint8"), (False, "float32")])
def test_what_lies_between_levels_is_rounded_and_cut_off_in_bytes_only(tmp_path, rounded, dtype):
    chain = Chain([Affine(std=255), Resize(16, 24, interpolation="cubic"), Transpose("chw")])
    (tmp_path / "chain.yaml").write_text(chain.to_yaml(), encoding="utf-8")
    project(tmp_path, folders="calibration")
    for seed, path in enumerate(sorted((tmp_path / "pictures").iterdir())):
        assert cv2.imwrite(str(path), np.random.default_rng(seed).choice(np.uint8([0, 255]), (30, 40, 3)))
    yaml = tmp_path / "config.yaml"
    yaml.write_text(yaml.read_text(encoding="utf-8").replace("cal_data_type: float32", f"cal_data_type: {dtype}"), encoding="utf-8")
    pipecheck.prepare(tmp_path, source=tmp_path / "chain.yaml")
    for path, data in zip(sorted((tmp_path / "pictures").iterdir()), files(tmp_path / "calibration").values(), strict=True):
        exact = cv2.resize(cv2.imread(str(path)).astype(np.float32), (24, 16), interpolation=cv2.INTER_CUBIC)[..., ::-1].transpose(2, 0, 1)
        assert (exact.min() < 0) or (exact.max() > 255)
        made = np.frombuffer(data, dtype).reshape(exact.shape)
        if rounded:
            np.testing.assert_array_equal(made, np.clip(np.rint(exact), 0, 255))
        else:
            np.testing.assert_allclose(made, exact, atol=1e-3)


def test_pillow_is_pillow(tmp_path):
    project(
        tmp_path,
        "from torchvision import transforms as T\nt = T.Compose([T.Resize(16), T.CenterCrop(16), T.ToTensor()])\n",
        shape=(1, 3, 16, 16),
        norm_type="data_scale",
        mean_value=None,
        scale_value="0.00392157",
    )
    pipecheck.prepare(tmp_path)
    for path, data in zip(sorted((tmp_path / "pictures").iterdir()), files(tmp_path / "calibration_f32").values(), strict=True):
        small = np.asarray(Image.open(path).convert("RGB").resize((21, 16), Image.Resampling.BILINEAR))[:, 2:18]
        assert data == small.transpose(2, 0, 1).astype("<f4").tobytes()


@pytest.mark.parametrize(
    ("read", "gray"),
    [
        pytest.param("x = cv2.imread(path, cv2.IMREAD_GRAYSCALE)", lambda p: cv2.imread(p, cv2.IMREAD_GRAYSCALE), id="read so"),
        pytest.param(
            "x = cv2.cvtColor(cv2.imread(path), cv2.COLOR_BGR2GRAY)",
            lambda p: cv2.cvtColor(cv2.imread(p), cv2.COLOR_BGR2GRAY),
            id="made so",
        ),
    ],
)
def test_gray(tmp_path, read, gray):
    training = (
        f"import cv2\nimport numpy as np\n\n\ndef t(path):\n    {read}\n    x = cv2.resize(x, (24, 16))\n    x = x[None]\n    return x\n"
    )
    project(
        tmp_path,
        training,
        shape=(1, 1, 16, 24),
        input_type_rt="gray",
        input_type_train="gray",
        norm_type="no_preprocess",
        mean_value=None,
        scale_value=None,
    )
    pipecheck.prepare(tmp_path)
    found = files(tmp_path / "calibration_f32")
    assert list(found) == ["00.cali", "01.cali", "02.cali"]
    for path, data in zip(sorted((tmp_path / "pictures").iterdir()), found.values(), strict=True):
        np.testing.assert_allclose(np.frombuffer(data, "<f4").reshape(16, 24), cv2.resize(gray(str(path)), (24, 16)), atol=1)


@pytest.mark.parametrize("said", ["regular", "bt601_video"])
def test_yuv_in_the_range_that_the_yaml_says(tmp_path, said):
    training = code("return x")
    project(
        tmp_path,
        training,
        input_type_train="yuv444",
        input_space_and_range=said,
        norm_type="no_preprocess",
        mean_value=None,
        scale_value=None,
    )
    pipecheck.prepare(tmp_path)
    found = files(tmp_path / "calibration_f32")
    assert list(found) == ["00.yuv", "01.yuv", "02.yuv"]
    for picture, data in zip(decoded(tmp_path), found.values(), strict=True):
        blue, green, red = (picture[..., channel].astype(float) for channel in range(3))
        luma = 0.299 * red + 0.587 * green + 0.114 * blue
        y = luma if said == "regular" else luma * 219 / 255 + 16
        np.testing.assert_allclose(np.frombuffer(data, "<f4").reshape(3, 16, 24)[0], y, atol=0.6)


@pytest.mark.parametrize(
    ("march", "training", "scale", "offset"),
    [
        pytest.param("nash-m", None, 1 / 58.395, -123.675 / 58.395, id="only the YAML has mean and scale"),
        pytest.param("bayes-e", None, 1.0, 0.0, id="hb_mapper normalises by itself"),
        pytest.param("nash-m", TRAINING, 1 / 58.395, -123.675 / 58.395, id="of training"),
    ],
)
def test_the_geometry_of_calibration_and_the_values_of_the_network(tmp_path, march, training, scale, offset):
    chain = Chain([ResizeShort(20, library="pil"), CenterCrop(16, 24)], read=pil())
    (tmp_path / "chain.yaml").write_text(chain.to_yaml(), encoding="utf-8")
    project(tmp_path, training or TRAINING, march=march, manifest='[calibration]\nsource = "chain.yaml"\nimages = "pictures"\n')
    if training is None:
        manifest = 'config = "config.yaml"\n[calibration]\nsource = "chain.yaml"\nimages = "pictures"\n'
        (tmp_path / "pipecheck.toml").write_text(manifest, encoding="utf-8")
    (written,) = pipecheck.prepare(tmp_path)
    assert written.job.source == "chain.yaml"
    ((name, data), *_) = files(tmp_path / "calibration_f32").items()
    array = np.load(io.BytesIO(data))[0] if name.endswith(".npy") else np.frombuffer(data, "<f4").reshape(3, 16, 24)
    cut = chain(tmp_path / "pictures" / "00.png")
    np.testing.assert_allclose(array[0], cut[..., 0] * scale + offset, atol=1e-3)


def test_a_feature_map_that_the_source_makes(tmp_path):
    project(tmp_path, input_type_rt="featuremap", input_type_train="featuremap", norm_type=None, mean_value=None, scale_value=None)
    pipecheck.prepare(tmp_path)
    found = files(tmp_path / "calibration_f32")
    assert list(found) == ["00.feature", "01.feature", "02.feature"]
    normalised = (decoded(tmp_path)[0][..., ::-1].astype(np.float32) - MEAN) / STD
    np.testing.assert_allclose(np.frombuffer(found["00.feature"], "<f4").reshape(3, 16, 24), normalised.transpose(2, 0, 1), atol=1e-5)


def test_every_input_has_a_directory_of_its_own(tmp_path):
    shapes = {"left": (1, 3, 16, 24), "right": (1, 3, 16, 24), "pose": (1, 7)}
    two = {"input_type_rt": "nv12;nv12;featuremap", "input_type_train": "rgb;rgb;featuremap", "input_layout_train": "NCHW;NCHW;NCHW"}
    norm = {"norm_type": "data_mean_and_scale;data_mean_and_scale;no_preprocess", "mean_value": None, "scale_value": None}
    project(tmp_path, shapes=shapes, folders="./l_f32;./r_f32;./p_f32", input_name="left;right;pose", **two, **norm)
    left, right = pipecheck.prepare(tmp_path)
    assert left.job.notes == ("pose: a feature map, which is not made of pictures; write its files yourself",)
    assert files(tmp_path / "l_f32") == files(tmp_path / "r_f32")
    assert not (tmp_path / "p_f32").exists()
    assert [each.job.folder.name for each in pipecheck.prepare(tmp_path, to=tmp_path / "both")] == ["left", "right"]
    (only,) = pipecheck.prepare(tmp_path, input="right", to=tmp_path / "one")
    assert only.job.folder == tmp_path / "one"
    assert (right.made, only.made) == (3, 3)


def test_bytes_do_not_depend_on_the_number_of_threads(tmp_path):
    project(tmp_path, count=25)
    for threads in (1, 4):
        pipecheck.prepare(tmp_path, to=tmp_path / str(threads) / "c_f32", threads=threads)
    assert files(tmp_path / "1" / "c_f32") == files(tmp_path / "4" / "c_f32")
    assert (tmp_path / "1" / "c_f32.json").read_bytes() == (tmp_path / "4" / "c_f32.json").read_bytes()


def test_the_size_of_an_open_model_is_that_of_every_picture(tmp_path):
    project(tmp_path, shape=("N", 3, "h", "w"))
    (written,) = pipecheck.prepare(tmp_path)
    assert written.job.form.shape == (3, 16, 24)
    onnx_model(tmp_path / "model.onnx", shapes={"data": ("N", 3, 16, 24)})
    assert pipecheck.prepare(tmp_path)[0].kept == 3


@pytest.mark.parametrize("march", ["bernoulli2", "bayes-e", "nash-m"])
@pytest.mark.parametrize(("order", "layout"), [("rgb", "NCHW"), ("bgr", "NHWC")])
def test_a_check_finds_nothing_wrong_with_what_was_written(tmp_path, march, order, layout):
    training = code(*((RGB, *IMAGENET) if order == "rgb" else IN_BGR), *([CHW] if layout == "NCHW" else []))
    shape = (1, 3, 16, 24) if layout == "NCHW" else (1, 16, 24, 3)
    norm = {**NORM[order], **({"norm_type": None} if march == "nash-m" else {})}
    project(tmp_path, training, march=march, count=24, shape=shape, input_type_train=order, input_layout_train=layout, **norm)
    assert api.check(tmp_path).status == 1  # there are no files yet
    pipecheck.prepare(tmp_path)
    assert api.check(tmp_path).status == 0
