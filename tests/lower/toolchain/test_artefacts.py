"""Artefacts as programs, and held against the YAML: what differs, and what only looks like it."""

import os
from pathlib import Path

import pytest
from artefacts import FULL, REAL, log, model, pictures, quant_info
from hypothesis import given
from hypothesis import strategies as st
from projects import MEAN, config

from pipecheck.findings import Origin, Skipped
from pipecheck.lower.toolchain import artefacts, builds, conversion, horizon
from pipecheck.lower.toolchain.artefacts import Signature
from pipecheck.sources import onnxprefix, quantinfo, yamldoc
from pipecheck.spec import Affinity, Decoded, Program, Step, canonical, diff
from pipecheck_transformers.ops import Affine, ToColor

SCALES = (0.01712475, 0.017507, 0.01742919)
SMALL = {"norm_type": "data_scale", "mean_value": None, "scale_value": 0.003921568627451}


def read(yaml, path=Path("config.yaml")):
    document = yamldoc.parse(yaml, path)
    return document, conversion.read(document)


def gathered(folder, yaml, **files):
    """What lies beside the YAML, files given by their name without the suffix."""
    (folder / "config.yaml").write_text(yaml, encoding="utf-8")
    for name, content in files.items():
        suffix = ".json" if name.endswith("info") else ".log"
        (folder / f"{name}{suffix}").write_text(content, encoding="utf-8")
    return list(builds.gather(*read(yaml, folder / "config.yaml")))


def differing(found):
    return [
        (setting.key, setting.made, setting.configured) for build in found if isinstance(build, builds.Build) for setting in build.settings
    ]


def node_of(shown, origin, mean=0.0):
    """The preprocessing node as a program; its weights do not tell *mean*."""
    decoded = Decoded(color=shown.handed, range=shown.range, layout=None, dtype=None, origin=origin)
    convert = ToColor(shown.color, source=shown.handed, range=shown.range, library="horizon")
    steps = (Step(convert, origin), Step(Affine(mean=mean, scale=shown.scale), origin))
    return Program(decoded, steps, frozenset({"decode", "geometry", "layout", "dtype"}))


@pytest.mark.parametrize("given_range", ["regular", "bt601_video"])
@pytest.mark.parametrize("train", ["rgb", "bgr"])
@pytest.mark.parametrize(("norm_type", "scale"), [("data_scale", "0.003921568627451"), ("data_mean_and_scale", "0.0171 0.0175 0.0174")])
def test_the_node_of_a_quant_info_is_the_node_of_the_yaml(train, given_range, norm_type, scale):
    changes = {"input_type_train": train, "input_space_and_range": given_range, "norm_type": norm_type, "scale_value": scale}
    _, yaml = read(config(**changes))
    claims = yaml.inputs["data"]
    shown = artefacts.expected(yaml, claims)
    mean = claims.mean.value if norm_type == "data_mean_and_scale" else 0.0
    made, wanted = canonical(node_of(shown, Origin(Path("q.json")), mean)), canonical(horizon.evaluation(yaml, claims))
    assert {found.aspect for found in diff(made, wanted)} & {"color", "values"} == set()


@pytest.mark.parametrize("reading", [0, 1, 2, 3])
@given(st.floats(1e-4, 1))
def test_weights_give_their_signature_back(reading, scale):
    color, handed, given_range, factors = artefacts._FACTORS[reading]
    shown = artefacts.signature([factor * scale for factor in factors])
    assert (shown.color, shown.handed, shown.range) == (color, handed, given_range)
    assert shown.scale == pytest.approx((scale,) * 3)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        pytest.param((0.5, 0.5, 0.5), Signature(None, None, "full", (0.5, 0.5, 0.5)), id="no conversion shows no order"),
        pytest.param((0.1, 0.2, 0.9), None, id="nothing fits"),
        pytest.param((0.1,), None, id="one channel"),
        pytest.param((), None, id="nothing"),
    ],
)
def test_signatures(weights, expected):
    assert artefacts.signature(weights) == expected


@given(st.lists(st.floats(1e-9, 1e9), max_size=4))
def test_any_weights_have_a_signature_or_none(weights):
    found = artefacts.signature(weights)
    assert found is None or (len(weights) == len(found.scale) == 3 and min(found.scale) > 0)


def test_the_models_own_prefix_follows_the_nodes():
    from onnx import helper

    nodes = [helper.make_node("Mul", ["data", "c"], ["x"]), helper.make_node("Gather", ["x", "i"], ["ready"], axis=1)]
    found = onnxprefix.read(model(nodes, {"c": 2.0, "i": [2, 1, 0]}), Path("m.onnx"))["data"]
    _, yaml = read(config(**SMALL))
    total = canonical(horizon.runtime(yaml, yaml.inputs["data"]).then(artefacts.prefix(found)))
    assert total.color.value.name == "bgr"
    assert total.values.value.affine == Affinity((pytest.approx(2 / 255),), (0.0,))
    assert total.values.origin == Origin(Path("m.onnx"))


def test_a_prefix_that_cannot_be_read_makes_the_values_unknown():
    steps = (
        onnxprefix.Unread("m", "Mul"),
        onnxprefix.Casted("c", "bool"),
        onnxprefix.Casted("d", "float32"),
        onnxprefix.Moved("t", "NCHW"),
    )
    prefix = onnxprefix.Prefix(path=Path("m.onnx"), input="x", dtype="uint8", layout="NHWC", steps=steps)
    spec = canonical(artefacts.prefix(prefix))
    assert (spec.values.value, spec.layout.value) == (None, "chw")


def same(folder, yaml, **changes):
    """The YAML, and a log of *changes* to it."""
    return gathered(folder, yaml, hb_mapper_makertbin=log(config(**changes), pictures(-100, 90)))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        pytest.param({}, {}, id="the same"),
        pytest.param({"input_space_and_range": "regular"}, {}, id="the default spelled out"),
        pytest.param({"mean_value": "'123.675,116.28,103.53'"}, {}, id="commas"),
        pytest.param(SMALL, {**SMALL, "mean_value": 7}, id="a value that norm_type leaves out"),
        pytest.param({"input_layout_rt": "NHWC"}, {}, id="a key that one of them leaves out"),
        pytest.param({"mean_value": "a b c"}, {}, id="what cannot be read"),
    ],
)
def test_quiet_logs(tmp_path, now, then):
    assert differing(same(tmp_path, config(**now), **then)) == []


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        pytest.param({"input_type_train": "bgr"}, {}, [("input_type_train", "rgb", "bgr")], id="order"),
        pytest.param({"input_type_rt": "rgb"}, {}, [("input_type_rt", "nv12", "rgb")], id="runtime type"),
        pytest.param({"input_space_and_range": "bt601_video"}, {}, [("input_space_and_range", "regular", "bt601_video")], id="range"),
        pytest.param({"mean_value": 128}, {}, [("mean_value", "123.675 116.28 103.53", "128")], id="mean"),
        pytest.param(
            SMALL,
            {},
            [("mean_value", MEAN, "0"), ("scale_value", "0.0171248 0.017507 0.0174292", "0.00392157")],
            id="another normalisation",
        ),
        pytest.param({"march": "bayes"}, {}, [("march", "bayes-e", "bayes")], id="march"),
        pytest.param({"march": "nash-e", "mean_value": 128}, {}, [("march", "bayes-e", "nash-e")], id="another generation speaks alone"),
    ],
)
def test_found_in_logs(tmp_path, now, then, expected):
    assert differing(same(tmp_path, config(**now), **then)) == expected


def test_the_places_are_those_of_the_two_files(tmp_path):
    found = same(tmp_path, config(input_type_train="bgr"))
    setting = found[0].settings[0]
    lines = (tmp_path / "hb_mapper_makertbin.log").read_text(encoding="utf-8").splitlines()
    assert lines[setting.shown.line - 1].strip() == "input_type_train: rgb"
    assert setting.said.line == 7


def test_the_log_of_another_model_says_nothing(tmp_path):
    other = config().replace("model.onnx", "other.onnx")
    assert gathered(tmp_path, config(), hb_mapper_makertbin=log(other, pictures(0, 9))) == []
    other = config().replace("input_parameters:", "  output_model_file_prefix: other\ninput_parameters:")
    assert gathered(tmp_path, config(), hb_mapper_makertbin=log(other, pictures(0, 9))) == []


@pytest.mark.parametrize(
    ("now", "weights", "expected"),
    [
        pytest.param({}, [f * s for f, s in zip(FULL, SCALES, strict=True)], [], id="the same"),
        pytest.param({}, [round(f * s, 6) for f, s in zip(FULL, SCALES, strict=True)], [], id="six digits"),
        pytest.param(SMALL, [1 / 255] * 2, [], id="not three channels"),
        pytest.param({"norm_type": "mean_file"}, [1 / 255] * 3, [], id="values unknown"),
        pytest.param({"march": "nash-e"}, [1 / 255] * 3, [], id="hb_compile has no such node"),
        pytest.param({"input_type_train": "gray", "input_type_rt": "gray"}, [1 / 255] * 3, [], id="gray is not judged"),
        pytest.param(
            {"input_type_train": "bgr"},
            [f * s for f, s in zip(FULL, SCALES, strict=True)],
            [("input_type_train", "rgb", "bgr")],
            id="order",
        ),
        pytest.param(
            {**SMALL, "input_space_and_range": "bt601_video"},
            [f / 255 for f in FULL],
            [("input_space_and_range", "regular", "bt601_video")],
            id="range",
        ),
        pytest.param(SMALL, [1 / 255] * 3, [("input_type_rt", "rgb or bgr", "nv12")], id="no conversion"),
        pytest.param(
            {**SMALL, "input_type_rt": "rgb"}, [f / 255 for f in FULL], [("input_type_rt", "nv12 or yuv444", "rgb")], id="conversion"
        ),
        pytest.param(SMALL, [f * 0.0171 for f in FULL], [("scale_value", "0.0171", "0.00392157")], id="scale"),
        pytest.param(
            SMALL,
            [f * s for f, s in zip(FULL, (0.01, 0.02, 0.03), strict=True)],
            [("scale_value", "0.01 0.02 0.03", "0.00392157")],
            id="scales",
        ),
    ],
)
def test_quant_infos(tmp_path, now, weights, expected):
    assert differing(gathered(tmp_path, config(**now), model_quant_info=quant_info(weights))) == expected


def test_a_run_of_the_checker_says_nothing(tmp_path):
    assert differing(gathered(tmp_path, config(), model_quant_info=quant_info([1.0], handed=1.0))) == []


def test_which_file_is_older(tmp_path):
    (build, calibration) = same(tmp_path, config())
    assert (build.age, calibration.stale) == (None, None)
    os.utime(tmp_path / "hb_mapper_makertbin.log", (1e9, 1e9))
    (build, calibration) = builds.gather(*read(config(), tmp_path / "config.yaml"))
    assert (build.age, calibration.stale) == ("older", "config.yaml was changed after it")
    os.utime(tmp_path / "config.yaml", (9e8, 9e8))
    yaml = config() + "calibration_parameters:\n  cal_data_dir: cal\n"
    (tmp_path / "cal").mkdir()
    (build, calibration) = builds.gather(*read(yaml, tmp_path / "config.yaml"))
    assert (build.age, calibration.stale) == ("newer", "the calibration data were changed after it")


def test_broken_files_are_skipped(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"garbage")
    found = gathered(tmp_path, config(), model_quant_info="{", hb_mapper_makertbin="\0")
    assert [(item.code, isinstance(item, Skipped)) for item in found] == [("PC513", True), ("PC514", True)]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
def test_the_real_quant_info_is_rgb_full_range_1_255():
    (path,) = REAL.glob("*X5*_quant_info.json")
    (node,) = quantinfo.load(path).nodes
    shown = artefacts.signature(node.weights)
    assert (shown.color, shown.handed, shown.range) == ("rgb", "yuv444", "full")
    assert shown.scale == pytest.approx((1 / 255,) * 3, rel=1e-3)
    spec = canonical(node_of(shown, node.origin))
    assert (spec.color.value.name, spec.values.origin.path) == ("rgb", path)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files do not lie beside the checkout")
@pytest.mark.parametrize("pattern", ["*X5*makertbin.log", "*bayes*makertbin.log"])
def test_real_logs_agree_with_their_own_yaml(pattern):
    from pipecheck.sources import makertbinlog

    (path,) = REAL.glob(pattern)
    found = makertbinlog.load(path)
    (build, calibration) = builds.of_log(found, found.config, conversion.read(found.config))
    assert (build.settings, calibration.stale) == ((), None)
