"""What the samples' shell script makes of a picture, and what it says of the files that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import step_told

from pipecheck.errors import SourceError
from pipecheck.lower.vendor import script
from pipecheck.spec import canonical

CHAIN = """\
from transformer import *
def calibration_transformers():
    return [PadResizeTransformer(target_size=(640, 640)), HWC2CHWTransformer(), BGR2RGBTransformer(data_format="CHW")]
"""
SHELL = """\
#!/usr/bin/env bash
set -e -v
cd $(dirname $0) || exit

python3 ../../../data_preprocess.py \\
  --src_dir ../../../01_common/calibration_data/coco \\
  --dst_dir ./calibration_data_rgb_f32 \\
  --pic_ext .rgb \\
  --read_mode opencv \\
  --cal_img_num 50 \\
  --saved_data_type float32
"""
STEPS = ["Letterbox(640, 640, fill=127.0, rounding='floor')", "Transpose('chw')", "ToColor('rgb', source='bgr')"]


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "samples" / "detection" / "mapper"
    inside.mkdir(parents=True)
    (inside / "preprocess.py").write_text(CHAIN, encoding="utf-8")
    return inside


def shell(folder, source=SHELL):
    path = folder / "02_preprocess.sh"
    path.write_text(source, encoding="utf-8")
    return path


def told(program):
    return [step_told(step) for step in program.steps]


def test_a_script(folder):
    made = script.read(shell(folder))
    assert made.program.decoded.library == "opencv"
    assert told(made.program) == [*STEPS, "Cast('float32')"]
    assert (made.read_mode.value, made.pic_ext.value, made.count.value, made.dtype.value) == ("opencv", ".rgb", 50, "float32")
    assert made.writes.value == folder / "calibration_data_rgb_f32"
    facts = (made.program.decoded, made.read_mode, made.writes, made.pic_ext, made.count, made.dtype)
    assert [fact.origin.line for fact in facts] == [9, 9, 7, 8, 10, 11]
    assert made.program.steps[-1].origin.line == 11
    assert made.program.steps[0].origin.path == folder / "preprocess.py"


def test_skimage_reads_rgb_in_0_to_1(folder):
    spec = canonical(script.lower(shell(folder, SHELL.replace("opencv", "skimage"))))
    assert (spec.color.value.name, spec.values.value.affine.scale) == ("bgr", (1 / 255,))


@pytest.mark.parametrize(
    ("changes", "dtype"),
    [
        pytest.param({"\\\n  --saved_data_type float32": ""}, "float32", id="by the folder's name"),
        pytest.param({"\\\n  --saved_data_type float32": "", "_rgb_f32": "_rgb_f32/"}, "float32", id="with a slash"),
        pytest.param({"\\\n  --saved_data_type float32": "", "_rgb_f32": "_rgb"}, "uint8", id="by another name"),
        pytest.param({"type float32": "type uint8"}, "uint8", id="said"),
        pytest.param({"type float32": "type $1"}, None, id="computed"),
        pytest.param({"type float32": "type float"}, None, id="no type"),
    ],
)
def test_the_type_that_is_written(folder, changes, dtype):
    source = SHELL
    for before, after in changes.items():
        source = source.replace(before, after)
    made = script.read(shell(folder, source))
    assert made.dtype.value == dtype
    expected = "?the type of the numbers that are written dtype+values" if dtype is None else f"Cast({dtype!r})"
    assert told(made.program)[-1] == expected


@pytest.mark.parametrize(
    ("tool", "mode", "line"),
    [
        pytest.param(None, None, 5, id="nobody says it"),
        pytest.param(
            "import argparse\nfrom preprocess import *\np = argparse.ArgumentParser()\np.add_argument('--read_mode', default='skimage')\n",
            "skimage",
            4,
            id="argparse",
        ),
        pytest.param(
            "import click\nimport preprocess\n@click.option('--read_mode', type=str, default='opencv')\ndef main(read_mode): ...\n",
            "opencv",
            3,
            id="click",
        ),
    ],
)
def test_a_mode_that_is_left_out(folder, tool, mode, line):
    if tool:
        (folder / "../../../data_preprocess.py").write_text(tool, encoding="utf-8")
    made = script.read(shell(folder, SHELL.replace("--read_mode opencv", "--extra 1")))
    assert (made.read_mode.value, made.read_mode.origin.line) == (mode, line)
    assert (canonical(made.program).values.value is None) is (mode is None)


def test_another_script_of_that_name_is_not_guessed(folder):
    (folder / "../../../data_preprocess.py").write_text("import cv2\n", encoding="utf-8")
    assert told(script.lower(shell(folder)))[0].startswith("?python3 ../../../data_preprocess.py")


def test_no_chain_beside_it(folder):
    (folder / "preprocess.py").unlink()
    *_, opaque, cast = told(script.lower(shell(folder)))
    assert "preprocess.py: no such file" in opaque
    assert cast == "Cast('float32')"


def test_several_calls(folder):
    path = shell(folder, SHELL + SHELL.replace("_rgb_f32", "_bgr_f32").replace("opencv", "skimage"))
    assert script.read(path, "calibration_data_bgr_f32").read_mode.value == "skimage"
    with pytest.raises(SourceError, match=r"calls data_preprocess.py 2 times.*writes calibration_data_bgr_f32, calibration_data_rgb_f32"):
        script.read(path)


def test_a_script_that_makes_no_calibration_files(folder):
    with pytest.raises(SourceError, match=r"does not call data_preprocess\.py"):
        script.read(shell(folder, "hb_mapper makertbin --config a.yaml\n# python3 data_preprocess.py --dst_dir x\n"))


def test_m05_the_folder_and_the_ending_are_told(folder):
    made = script.read(shell(folder, SHELL.replace("_rgb_f32", "_bgr_f32")))
    assert (made.writes.value.name, made.pic_ext.value) == ("calibration_data_bgr_f32", ".rgb")
    assert canonical(made.program).color.value.name == "rgb"


def test_m21_the_size_that_the_script_makes(folder):
    (folder / "preprocess.py").write_text(CHAIN.replace("640", "512"), encoding="utf-8")
    (placed,) = canonical(script.lower(shell(folder))).geometry.value
    assert (placed.op.height, placed.op.width) == (512, 512)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"preprocess.py": CHAIN}, {"calibration": "preprocess.py:calibration_transformers"}, id="a chain"),
        pytest.param({"preprocess.py": CHAIN, "02_preprocess.sh": SHELL}, {"calibration": "02_preprocess.sh"}, id="and a script"),
        pytest.param({"data_preprocess.py": "import cv2\n"}, {"calibration": "data_preprocess.py"}, id="one's own"),
        pytest.param(
            {"preprocess.py": "def infer_image_preprocess(x): ...\ndef eval_image_preprocess(x): ...\n"},
            {"evaluation": "preprocess.py:eval_image_preprocess"},
            id="evaluation",
        ),
        pytest.param(
            {"preprocess.py": "def infer_image_preprocess(x): ...\n"},
            {"evaluation": "preprocess.py:infer_image_preprocess"},
            id="one picture",
        ),
        pytest.param({"preprocess.py": "def (", "01_preprocess.sh": "a '"}, {}, id="broken files"),
        pytest.param(
            {"02_preprocess.sh": SHELL + SHELL.replace("_rgb_", "_bgr_")},
            {"calibration": "02_preprocess.sh:calibration_data_bgr_f32"},
            id="two folders",
        ),
    ],
)
def test_what_lies_beside_a_config(tmp_path, files, expected):
    for name, source in files.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    assert script.beside(tmp_path, tmp_path / "calibration_data_bgr_f32") == expected


def test_a_relative_folder_stays_relative(folder, monkeypatch):
    shell(folder)
    monkeypatch.chdir(folder.parent)
    assert script.read(Path("mapper/02_preprocess.sh")).writes.value == Path("mapper/calibration_data_rgb_f32")
