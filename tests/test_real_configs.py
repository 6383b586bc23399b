"""Real conversion YAMLs, each with what is to be said of it: everything else would be a false alarm."""

import re
from pathlib import Path

import pytest

import pipecheck
from pipecheck.errors import SourceError

FOLDER = Path(__file__).parents[2] / "shared/data/configs"
CONFIGS = sorted(FOLDER.glob("*.yaml"))
TEMPLATE = ["PC502 error model_parameters has no onnx_model", "PC502 error input_parameters has no input_type_train, input_layout_train"]
LAYOUT, NORM, CAL = (f"PC506 note {key} has no effect with hb_compile" for key in ("input_layout_rt", "norm_type", "cal_data_type"))
SOFTMAX = "PC808 warning softmax is not an operator of ONNX"
EXPECTED = {
    "PaddleOCR__conversion__README.md__block13.yaml": [
        "PC501 error model_name is not a key that hb_mapper knows",
        "PC501 error output_parameters is not a group that hb_mapper knows",
        "PC501 error build_parameters is not a group that hb_mapper knows",
    ],
    "EfficientFormerv2_s2_config.yaml": ["PC505 error /stages/stages.3/blocks/blocks.4/token_mixer/Softmax is written twice"],
    "vit__conversion__config_vit_nv12.yaml": [
        "PC305 error these are constants for pixels of 0..1",
        NORM,
        CAL,
        SOFTMAX,
        "PC808 error qtype is one of int4, int8, int16, float16, float32, dual-int16, int16-ec, not int32",
    ],
    "s100-11s-config.yaml": [NORM, CAL, SOFTMAX],
    "line_follower__10_model_convert__mapper__resnet18_config.yaml": ["PC616 note the name of ./calibration_data_bgr_f32 says bgr"],
    "toolchain.md__block73.yaml": TEMPLATE,
    "toolchain.md__block74.yaml": TEMPLATE,
    "toolchain.md__block75.yaml": TEMPLATE,
    "toolchain.md__block76.yaml": TEMPLATE,
    "efficient_sam_encoder_nashe_config.yaml": [LAYOUT, NORM, CAL],
    "mobile_sam_decoder_512_nashe_config.yaml": [LAYOUT, NORM, CAL],
    "lanenet__conversion__config.yaml": [LAYOUT, CAL],
    "paddle_ocr__conversion__paddleocr_rec_configs100.yaml": [LAYOUT, NORM, CAL],
    "yolo26n_depth_nashe_768x768_nv12.yaml": [NORM, CAL],
    "PaddleOCR__README_cn.md__block8.yaml": [LAYOUT, NORM, CAL],
    "PaddleOCR__source__yaml__paddleocr_det_configs100.yaml": [NORM, CAL],
    "PaddleOCR__source__yaml__paddleocr_rec_configs100.yaml": [LAYOUT, NORM, CAL],
}
UNFILLED = ("mobilenetv1__conversion__ptq_s.yaml", "mobilenetv1__conversion__ptq_x5.yaml", "mobilenetv4__conversion__ptq_s.yaml")
FILLED = {"@WORK@": "/work", "@SIZE@": "224", "@TARGET@": "s100", "@MARCH@": "nash-e"}

pytestmark = pytest.mark.skipif(not CONFIGS, reason="the configurations lie beside the checkout of the authors only")


def told(report):
    return sorted(f"{found.code} {found.severity} {found.message}" for found in report.findings)


@pytest.mark.parametrize("path", [path for path in CONFIGS if not path.name.endswith(UNFILLED)], ids=lambda path: path.name[-50:])
def test_what_is_said_of_it(path):
    expected = sorted(next((said for end, said in EXPECTED.items() if path.name.endswith(end)), []))
    found = told(pipecheck.lint([path]))
    assert len(found) == len(expected), found
    assert [message for message, start in zip(found, expected, strict=True) if not message.startswith(start)] == []


@pytest.mark.parametrize("path", [path for path in CONFIGS if path.name.endswith(UNFILLED)], ids=lambda path: path.name[-50:])
def test_a_template_names_its_placeholder_and_filled_in_has_no_mistake(path, tmp_path):
    with pytest.raises(SourceError, match=r":3:15: an unfilled placeholder @WORK@: this is a template$"):
        pipecheck.lint([path])
    text = re.sub("|".join(FILLED), lambda found: FILLED[found.group()], path.read_text(encoding="utf-8"))
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    found = told(pipecheck.lint([tmp_path / "config.yaml"]))
    assert found == [] if "x5" in path.name else [message[:14] for message in found] == ["PC506 note cal", "PC506 note nor"]


def test_every_expectation_is_of_a_file():
    assert [end for end in EXPECTED if not any(path.name.endswith(end) for path in CONFIGS)] == []
