"""`pipecheck fix`: text edits at spans that leave a clean file."""

import codecs
import re

import pytest
from projects import TRAINING, config, told, write

from pipecheck import api
from pipecheck.cli import main

COMMENTED = """\
# the conversion of our detector
model_parameters:
  onnx_model: 'model.onnx'   # exported from torch
  march: "nash-e"
input_parameters:
  input_type_rt: nv12        # camera
  input_type_train: rgb
  input_layout_train: NCHW
  norm_type: data_mean_and_scale
  mean_value: 123.675 116.28 103.53
  std_value: '58.395 57.12 57.375'
calibration_parameters:
  cal_data_dir: ./calibration
  cal_data_type: float32     # what the files hold
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay(folder, text, encode=str.encode):
    path = folder / "config.yaml"
    path.write_bytes(encode(text))
    return path


def test_the_diff_is_the_default_and_changes_nothing(here, capsys):
    path = lay(here, COMMENTED)
    assert main(["fix", "config.yaml"]) == 1
    told_ = capsys.readouterr().out
    assert "-  norm_type: data_mean_and_scale\n+  # norm_type: data_mean_and_scale\n" in told_
    assert path.read_text(encoding="utf-8") == COMMENTED


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_safe_edits_keep_everything_else_byte_for_byte(here, end, mark, capsys):
    path = lay(here, COMMENTED.replace("\n", end), lambda text: mark + text.encode())
    assert main(["fix", "--safe", "config.yaml"]) == 0
    expected = re.sub(r"(?m)^  (norm_type|cal_data_type)", r"  # \1", COMMENTED).replace("\n", end)
    assert path.read_bytes() == mark + expected.encode()
    assert api.lint([path]).findings == ()
    assert main(["fix", "--safe", "config.yaml"]) == 0
    assert capsys.readouterr().err == "nothing to mend\n"


UNSAFE = [
    pytest.param(config(input_type_train="bgr"), "  mean_value: '103.53 116.28 123.675'\n", id="mean in the other order"),
    pytest.param(config(scale_value="58.395 57.12 57.375"), "  scale_value: '0.0171247538 0.0175070028 0.0174291939'\n", id="std as scale"),
    pytest.param(
        config(mean_value="0.485 0.456 0.406", scale_value="4.367 4.464 4.444"),
        "  mean_value: '123.675 116.28 103.53'\n  scale_value: '0.0171254902 0.0175058824 0.017427451'\n",
        id="0..1 constants",
    ),
]


@pytest.mark.parametrize(("yaml", "line"), UNSAFE)
def test_unsafe_edits_need_the_word_and_leave_a_clean_file(here, yaml, line, capsys):
    path = lay(here, yaml)
    assert main(["fix", "--safe", "config.yaml"]) == 0
    assert path.read_text(encoding="utf-8") == yaml
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    assert line in path.read_text(encoding="utf-8")
    assert told(api.lint([path])) == []
    mended = path.read_text(encoding="utf-8")
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    assert path.read_text(encoding="utf-8") == mended


@pytest.mark.parametrize("old", [None, "regular"])
def test_the_range_of_the_camera_is_written_where_it_belongs(here, old):
    write(here, config(input_space_and_range=old), manifest='[runtime]\nnv12 = "video"\n')
    assert [found.code for found in api.check(here).findings] == ["PC204"]
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    assert "\n  input_space_and_range: bt601_video\n" in (here / "config.yaml").read_text(encoding="utf-8")
    assert api.check(here).findings == ()


@pytest.mark.parametrize(
    ("given", "mends"),
    [
        pytest.param({"mean_value": "127.5", "scale_value": "0.0078431373"}, True, id="the same constants for all channels"),
        pytest.param({"mean_value": "127.5", "scale_value": "0.0078431373", "march": "nash-e"}, True, id="hb_compile"),
        pytest.param({}, False, id="constants of their own for each channel, which would have to move too"),
    ],
)
def test_the_order_of_the_channels_is_written_as_it_was_trained(here, given, mends):
    training = "transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.5] * 3)" if mends else TRAINING
    yaml = config(**{"input_type_train": "bgr", **given}, **({"norm_type": None} if "march" in given else {}))
    write(here, yaml, training=training)
    assert "PC201" in [found.code for found in api.check(here, select="PC201").findings]
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    written = (here / "config.yaml").read_text(encoding="utf-8")
    assert ("input_type_train: rgb" in written) is mends
    if mends:
        assert written == yaml.replace("bgr", "rgb")
        assert api.check(here, ignore="PC5, PC6").findings == ()


def test_of_two_keys_that_say_the_same_the_first_becomes_a_comment(here):
    path = lay(here, config() + "compiler_parameters:\n  optimize_level: O3  # fast\n  optimize_level: O3\n")
    assert [found.code for found in api.lint([path]).findings] == ["PC505"]
    assert main(["fix", "--safe", "config.yaml"]) == 0
    assert path.read_text(encoding="utf-8").endswith("\n  # optimize_level: O3  # fast\n  optimize_level: O3\n")
    assert api.lint([path]).findings == ()


def test_two_keys_that_say_different_things_are_left_to_a_person(here, capsys):
    lay(here, config() + "compiler_parameters:\n  optimize_level: O2\n  optimize_level: O3\n")
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    assert capsys.readouterr().err == "nothing to mend\n"


def test_a_misspelled_key_is_renamed(here):
    path = lay(here, config().replace("mean_value", "mean_values"))
    assert main(["fix", "--unsafe", "config.yaml"]) == 0
    assert path.read_text(encoding="utf-8") == config()


def test_a_file_that_cannot_be_read_is_one_line(here, capsys):
    lay(here, "a: [1")
    assert main(["fix", "config.yaml"]) == 2
    assert capsys.readouterr().err.startswith("pipecheck: config.yaml:2:1: not YAML")
