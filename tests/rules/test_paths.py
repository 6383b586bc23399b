"""PC508, PC510 and the model's part of PC203: what the paths of the YAML lead to."""

import onnx
import pytest
from linted import COMPILE, MAPPER, yaml
from projects import STUBS

from pipecheck import api

FLOAT, LONG = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64


def onnx_file(*inputs, opset=11):
    """Inputs as (name, shape), or (name, shape, dtype)."""
    made = [onnx.helper.make_tensor_value_info(name, (*dtype, FLOAT)[0], shape) for name, shape, *dtype in inputs]
    nodes = [onnx.helper.make_node("Identity", [name], [f"{name}.out"], name=f"keep {name}") for name, *_ in inputs]
    graph = onnx.helper.make_graph(nodes, "network", made, [])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)]).SerializeToString()


def project(folder, text, model=(("data", [1, 3, 224, 224]),), files=("0.bin",), opset=11):
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    (folder / "model.onnx").write_bytes(onnx_file(*model, opset=opset))
    for name in ("calibration", "calibration_f32"):
        (folder / name).mkdir()
        for file in files:
            (folder / name / file).touch()
    return folder


def told(folder):
    lines = (folder / "config.yaml").read_text(encoding="utf-8").splitlines()
    found = [
        (each, lines[each.origin.line - 1][each.origin.column - 1 :][: each.origin.width])
        for each in api.check(folder, ignore=STUBS).findings
    ]
    return [f"{each.code} {each.severity} {each.origin.line}:{text}" for each, text in found]


@pytest.mark.parametrize(
    ("text", "files"),
    [
        pytest.param(yaml(), ("0.rgb", "1.rgb", ".gitignore"), id="raw files"),
        pytest.param(yaml(calibration__preprocess_on="True"), ("a.jpg", "b.bmp"), id="pictures that hb_mapper reads"),
        pytest.param(yaml(COMPILE), ("0.npy",), id="npy for hb_compile"),
        pytest.param(yaml(model__working_dir="./out"), ("0.bin",), id="folders that the tool makes"),
    ],
)
def test_quiet_about_paths(tmp_path, text, files):
    assert told(project(tmp_path, text, files=files)) == []


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        pytest.param(yaml(onnx_model="modle.onnx"), ("0.bin",), ["PC508 error 2:modle.onnx"], id="a model that is not there"),
        pytest.param(yaml(onnx_model="./calibration"), ("0.bin",), ["PC508 error 2:./calibration"], id="a folder for a model"),
        pytest.param(yaml(onnx_model="./calibration/0.bin"), ("0.bin",), ["PC508 error 2:./calibration/0.bin"], id="no ONNX file"),
        pytest.param(yaml(cal_data_dir="./nowhere_f32"), ("0.bin",), ["PC508 error 13:./nowhere_f32"], id="no calibration files"),
        pytest.param(yaml(), (), ["PC508 error 13:./calibration_f32"], id="an empty folder"),
        pytest.param(yaml(), ("0.bgr", "1.bgr", "2.bin"), ["PC616 note 13:./calibration_f32"], id="files called after the other order"),
        pytest.param(yaml(), ("a.jpg", "b.jpg"), ["PC508 error 13:./calibration_f32"], id="pictures in place of raw files"),
        pytest.param(yaml(), ("0.npy",), ["PC508 error 13:./calibration_f32"], id="npy for hb_mapper"),
        pytest.param(yaml(), ("0.bin", "manifest.json"), ["PC508 error 13:./calibration_f32"], id="a manifest among the samples"),
        pytest.param(yaml(COMPILE), ("a.png",), ["PC508 error 12:./calibration"], id="pictures for hb_compile"),
        pytest.param(
            yaml(calibration__preprocess_on="True"), ("0.bin",), ["PC508 error 13:./calibration_f32"], id="raw files in place of pictures"
        ),
    ],
)
def test_paths(tmp_path, text, files, expected):
    assert told(project(tmp_path, text, files=files)) == expected


@pytest.mark.parametrize(
    ("text", "files", "hint"),
    [
        pytest.param(yaml(), ("0.npy", "1.npy"), "write the numbers alone, with array.tofile(path)", id="npy for hb_mapper"),
        pytest.param(yaml(), ("a.jpg",), "name the folder that the preprocessing script wrote", id="pictures alone"),
        pytest.param(yaml(), ("0.bin", "a.json"), "move them away: nothing but samples may lie there", id="a manifest among the samples"),
        pytest.param(
            yaml(calibration__preprocess_on="True"),
            ("0.npy",),
            "name the folder of the pictures, and keep nothing else there",
            id="where the tool reads pictures",
        ),
    ],
)
def test_what_to_do_about_files_that_are_no_samples(tmp_path, text, files, hint):
    (found,) = [each for each in api.check(project(tmp_path, text, files=files), ignore=STUBS).findings if each.code == "PC508"]
    assert found.hint == hint


def test_a_folder_that_a_script_has_yet_to_write_is_a_warning(tmp_path):
    project(tmp_path, yaml(cal_data_dir="./later_f32"))
    (tmp_path / "prep.yaml").write_text("read: {library: pil, color: rgb}\nsteps: [{Transpose: {layout: chw}}]\n", encoding="utf-8")
    (tmp_path / "pipecheck.toml").write_text('config = "config.yaml"\n[calibration]\nsource = "prep.yaml"\n', encoding="utf-8")
    assert told(tmp_path) == ["PC508 warning 13:./later_f32"]


def test_lint_looks_at_no_path(tmp_path):
    (tmp_path / "config.yaml").write_text(yaml(), encoding="utf-8")
    assert api.lint([tmp_path / "config.yaml"]).findings == ()
    assert {found.code for found in api.check(tmp_path, ignore=STUBS).findings} == {"PC508"}


@pytest.mark.parametrize(
    ("text", "model"),
    [
        pytest.param(yaml(), [("data", [1, 3, 224, 224])], id="as it should be"),
        pytest.param(yaml(input_name="''"), [("images", [1, 3, 224, 224])], id="a single input may stay unnamed"),
        pytest.param(yaml(input__input_shape="1x3x224x224"), [("data", ["n", 3, "h", "w"])], id="sides that the file leaves open"),
        pytest.param(yaml(input_layout_train="NHWC"), [("data", [1, 224, 224, 3])], id="the other layout"),
        pytest.param(yaml(), [("data", [1, 3, 3, 3])], id="a shape that fits both layouts"),
        pytest.param(yaml(), [("data", [1, 3, 224, 224], onnx.TensorProto.FLOAT16)], id="half precision"),
        pytest.param(
            yaml(input_type_rt="featuremap", input_type_train="featuremap", norm_type=None, mean_value=None, scale_value=None),
            [("data", [1, 8], LONG)],
            id="a feature map of any kind",
        ),
    ],
)
def test_quiet_about_the_model(tmp_path, text, model):
    assert told(project(tmp_path, text, model)) == []


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        pytest.param(yaml(input_name="image"), [("images", [1, 3, 8, 8])], ["PC510 error 5:image"], id="another name"),
        pytest.param(yaml(), [("data", [1, 3, 8, 8]), ("b", [1])], ["PC510 error 5:data"], id="an input that is left out"),
        pytest.param(yaml(input__input_shape="1x3x8x8"), [("data", [1, 3, 6, 6])], ["PC510 error 12:1x3x8x8"], id="another shape"),
        pytest.param(yaml(), [("data", [1, 6, 8, 8])], ["PC510 error 7:rgb"], id="six channels"),
        pytest.param(yaml(), [("data", [1, 2, 3, 8])], ["PC510 error 7:rgb"], id="the channels in the middle"),
        pytest.param(yaml(), [("data", [1, 3])], ["PC510 error 7:rgb"], id="no picture"),
        pytest.param(yaml(), [("data", [1, 3, 8, 8], LONG)], ["PC514 error 11:0.01712475 0.017507 0.01742919"], id="bytes"),
        pytest.param(yaml(input_layout_train="NHWC"), [("data", [1, 3, 8, 8])], ["PC203 error 8:NHWC"], id="the other layout"),
        pytest.param(
            yaml(input_layout_train="NHWC", input__input_shape="1x3x8x8"),
            [("data", [1, 3, 8, 8])],
            ["PC203 error 8:NHWC"],
            id="the other layout, of which the shape says nothing more",
        ),
    ],
)
def test_the_model(tmp_path, text, model, expected):
    assert told(project(tmp_path, text, model)) == expected


@pytest.mark.parametrize(("base", "opset", "expected"), [(MAPPER, 13, ["PC510 note 2:model.onnx"]), (MAPPER, 10, []), (COMPILE, 17, [])])
def test_opsets(tmp_path, base, opset, expected):
    assert told(project(tmp_path, yaml(base), opset=opset)) == expected
