"""PC513, PC514, PC515: what the files of an earlier build and the model itself say against the YAML."""

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from artefacts import FULL, REAL, log, model, pictures, quant_info
from onnx import TensorProto, helper
from projects import config

from pipecheck.lower.toolchain import builds, conversion
from pipecheck.rules.artefacts import RULES
from pipecheck.sources import makertbinlog, yamldoc

SMALL = {"norm_type": "data_scale", "mean_value": None, "scale_value": 0.003921568627451}
NOTHING = {"norm_type": "no_preprocess", "mean_value": None, "scale_value": None}
SCALES = (0.01712475, 0.017507, 0.01742919)
RGB, BGR = ([factor * scale for factor, scale in zip(factors, SCALES, strict=True)] for factors in (FULL, FULL[::-1]))


def found(folder, yaml):
    """The problems of the rules in a folder with *yaml* and what lies beside it."""
    path = folder / "config.yaml"
    path.write_text(yaml, encoding="utf-8")
    document = yamldoc.load(path)
    return list(judged(builds.gather(document, conversion.read(document))))


def judged(evidence):
    for item in evidence:
        for rule in RULES:
            if isinstance(item, rule.on):
                for problem in rule.check(item):
                    yield rule, problem


def told(problems):
    return [f"{rule.code} {rule.severity if problem.severity is None else problem.severity}" for rule, problem in problems]


def beside(folder, source, name="hb_mapper_makertbin.log"):
    (folder / name).write_text(source, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        pytest.param("hb_mapper_makertbin.log", log(config(), pictures(-120, 120)), id="log"),
        pytest.param("hb_mapper_makertbin.log", log(config().replace("model.onnx", "b.onnx"), pictures(0, 1, 2)), id="another model"),
        pytest.param("hb_mapper_makertbin.log", "nothing that we know", id="not a log"),
        pytest.param("model_quant_info.json", quant_info(RGB), id="quant info"),
        pytest.param("other_quant_info.json", quant_info([1, 2, 3]), id="another model's quant info"),
    ],
)
def test_quiet_artefacts(tmp_path, name, source):
    beside(tmp_path, source, name)
    assert found(tmp_path, config()) == []


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        pytest.param(
            "hb_mapper_makertbin.log",
            log(config(input_type_train="bgr", mean_value=1), pictures(-100, 90)),
            "made with input_type_train bgr (the YAML says rgb), mean_value 1 (the YAML says 123.675 116.28 103.53)",
            id="one finding for a log",
        ),
        pytest.param("model_quant_info.json", quant_info(BGR), "made with input_type_train bgr (the YAML says rgb)", id="quant info"),
    ],
)
def test_an_artefact_of_other_settings_is_found(tmp_path, name, source, message):
    beside(tmp_path, source, name)
    problems = found(tmp_path, config())
    assert told(problems) == ["PC513 warning"]
    assert problems[0][1].message == message
    assert problems[0][1].origin.path.name == name
    assert problems[0][1].related[0].origin.line == 7


def test_the_older_file_is_named(tmp_path):
    beside(tmp_path, log(config("bayes"), pictures(-100, 90), march="bayes"))
    os.utime(tmp_path / "hb_mapper_makertbin.log", (1e9, 1e9))
    ((_, problem),) = found(tmp_path, config())
    assert problem.message == "made with march bayes (the YAML says bayes-e); hb_mapper_makertbin.log is older than config.yaml"


def test_no_samples_at_all(tmp_path):
    beside(tmp_path, log(config(), [], samples=0))
    assert told(found(tmp_path, config())) == ["PC513 warning"]


def divided(by, dtype=TensorProto.FLOAT):
    cast = [helper.make_node("Cast", ["data"], ["floats"], to=TensorProto.FLOAT)] if dtype != TensorProto.FLOAT else []
    divide = helper.make_node("Div", ["floats" if cast else "data", "by"], ["ready"], name="divide")
    return model([*cast, divide], {"by": np.float32(by)}, dtype=dtype)


@pytest.mark.parametrize(
    ("yaml", "made"),
    [
        pytest.param(config(), model([]), id="nothing in the model"),
        pytest.param(config(**NOTHING), divided(255), id="the model normalises alone"),
        pytest.param(config(**SMALL), divided(0.225), id="to 0..1 first, then mean and std"),
        pytest.param(config(**SMALL), divided(2), id="to half"),
        pytest.param(config(**NOTHING), divided(255, TensorProto.UINT8), id="8-bit pixels, nothing in the YAML"),
        pytest.param(config(input_type_rt="featuremap", input_type_train="featuremap", **NOTHING), divided(255), id="a feature map"),
        pytest.param(config(norm_type="mean_file"), divided(255), id="values unknown"),
    ],
)
def test_quiet_models(tmp_path, yaml, made):
    onnx.save(made, tmp_path / "model.onnx")
    assert found(tmp_path, yaml) == []


@pytest.mark.parametrize(
    ("yaml", "made", "message"),
    [
        pytest.param(
            config(**SMALL), divided(255), "the model itself normalises too, so of 0..255 its first layer sees 0..0.00392", id="1/255 twice"
        ),
        pytest.param(
            config(), divided([[[[58]], [[57]], [[56]]]]), "first layer sees −0.0365..0.0471",
            id="per channel",
        ),
        pytest.param(config("nash-e"), divided(128), "", id="hb_compile, at run time"),
        pytest.param(
            config(**SMALL), divided(255, TensorProto.UINT8),
            "model.onnx takes uint8 at data, but these nodes hand it 0..1", id="8 bit",
        ),
    ],
)  # fmt: skip
def test_a_model_that_normalises_is_found(tmp_path, yaml, made, message):
    onnx.save(made, tmp_path / "model.onnx")
    problems = found(tmp_path, yaml)
    assert told(problems) == ["PC514 error"]
    assert problems[0][1].message.endswith(message)
    assert problems[0][1].origin.path.name == "config.yaml"
    assert problems[0][1].related[0].text.endswith("divide")


def yuv(luma, chroma, count=25):
    made = pictures(0, 1, count)
    for picture in made:
        picture[:, 0] = np.random.default_rng(1).choice(luma, picture[:, 0].shape)
        picture[:, 1:] = np.random.default_rng(2).choice(chroma, picture[:, 1:].shape)
    return made


def calibrated(tensors, expected="RGB_128", **kind):
    return log(config(), tensors, expected=expected, **kind)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(calibrated(pictures(-128, 127)), id="pixels"),
        pytest.param(calibrated(pictures(-128, 127, whole=False)), id="resized as floats"),
        pytest.param(calibrated(pictures(-131.5, 130, whole=False)), id="cubic overshoot"),
        pytest.param(calibrated(pictures(-128, -128)), id="black borders"),
        pytest.param(calibrated(pictures(-128, -122)), id="dark borders"),
        pytest.param(calibrated(pictures(-128, -120, whole=False)), id="dark borders, resized as floats"),
        pytest.param(calibrated(yuv([-128], [0]), "YUV444_128"), id="black borders in yuv"),
        pytest.param(calibrated(yuv([-128, 127], [0]), "YUV444_128"), id="black and white"),
        pytest.param(calibrated(yuv([-128, -127, 126, 127], [-90, 0, 1]), "YUV444_128"), id="black and white, beside blue"),
        pytest.param(calibrated(yuv([-128, -127, 126, 127], [-1, 0, 90]), "YUV444_128"), id="black and white, beside red"),
        pytest.param(calibrated(yuv(range(-128, 127), range(-9, 9)), "YUV444_128"), id="yuv"),
        pytest.param(calibrated(pictures(-3, 3, whole=False), "FEATUREMAP"), id="a feature map"),
        pytest.param(calibrated(yuv([-112], [0, 1]), "YUV_BT601_Video_Range"), id="a type that is not known"),
    ],
)
def test_quiet_calibration(tmp_path, source):
    beside(tmp_path, source)
    assert found(tmp_path, config()) == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param(calibrated(pictures(-128, -127, whole=False)), "divided by 255", id="0..1"),
        pytest.param(calibrated(pictures(-130.1, -125.4, whole=False)), "normalised already", id="mean and std"),
        pytest.param(calibrated(pictures(-129, -127, whole=False)), "normalised already", id="-1..1"),
        pytest.param(calibrated(pictures(-500, 900)), "where 0..255 is expected", id="far beyond"),
        pytest.param(calibrated(yuv([-128], [-1, 0]), "YUV444_128"), "trace of color", id="0..1 by way of yuv"),
        pytest.param(
            calibrated(yuv([-128, -127, -126, 126, 127], [-1, 0, 1]), "YUV444_128"), "wrapped around", id="normalised, by way of yuv"
        ),
    ],
)
def test_calibration_data_that_were_prepared_twice_are_found(tmp_path, source, words):
    beside(tmp_path, source)
    problems = found(tmp_path, config())
    assert told(problems) == ["PC515 error"]
    assert words in problems[0][1].message
    assert problems[0][1].origin.line is not None


def test_an_old_log_only_warns(tmp_path):
    beside(tmp_path, calibrated(pictures(-128, -127, 5, whole=False)))
    os.utime(tmp_path / "hb_mapper_makertbin.log", (1e9, 1e9))
    ((rule, problem),) = found(tmp_path, config())
    assert told([(rule, problem)]) == ["PC515 warning"]
    assert problem.message.endswith("divided by 255; config.yaml was changed after it")


def test_few_samples_are_a_note(tmp_path):
    beside(tmp_path, calibrated(pictures(-128, 127, 19)))
    ((rule, problem),) = found(tmp_path, config())
    assert (told([(rule, problem)]), problem.message) == (["PC515 note"], "calibrated on 19 samples, fewer than 20")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_manual_has_both_examples(rule):
    first, blank, *rest = rule.manual.split("\n")
    assert first.endswith(".")
    assert blank == ""
    assert "Bad:" in rest
    assert "Good:" in rest


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
@pytest.mark.parametrize("path", sorted(REAL.glob("*makertbin.log")) if REAL.is_dir() else [Path("none")], ids=lambda path: path.name)
def test_real_builds_are_quiet(path):
    real = makertbinlog.load(path)
    assert list(judged(builds.of_log(real, real.config, conversion.read(real.config)))) == []
