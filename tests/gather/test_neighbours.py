"""The sources that lie beside a conversion YAML are used where nobody names one, and only where they are surely this model's."""

import pytest
from projects import STUBS, beside, config

from pipecheck import api

CHAIN = """\
from transformer import *


def calibration_transformers():
    return [ShortSideResizeTransformer(short_size=256), HWC2CHWTransformer(), BGR2RGBTransformer(data_format="CHW")]
"""
SHELL = "python3 ../data_preprocess.py --src_dir a --dst_dir ./{} --pic_ext .rgb --read_mode opencv --saved_data_type float32\n"
OWN = """\
import cv2
import numpy as np

picture = cv2.cvtColor(cv2.imread("a.jpg"), cv2.COLOR_BGR2RGB)
picture.transpose(2, 0, 1).astype(np.float32).tofile("calibration/0.bin")
"""
EVALUATE = (
    CHAIN
    + """\


def eval_image_preprocess(image_path, label_path, input_layout):
    return ImageNetDataLoader(calibration_transformers(), image_path, label_path, imread_mode="opencv")
"""
)
SHELL_HERE, SHELL_THERE = SHELL.format("calibration"), SHELL.format("other")
OTHER_MODEL = config(calibrated=True).replace("model.onnx", "other.onnx")


def lay(folder, yaml=None, **files):
    """Writes a YAML and *files* beside it; `__` in a name is a dot."""
    yaml = yaml or config(calibrated=True)
    for name, content in {"config__yaml": yaml, **files}.items():
        (folder / name.replace("__", ".")).write_text(content, encoding="utf-8")
    beside(folder, yaml)
    return folder


def found(report):
    """The sources that were found, by their roads."""
    ending = " (found beside the YAML)"
    return [each.removesuffix(ending) for each in report.checked if each.endswith(ending)]


CHAIN_FOUND = ["calibration: preprocess.py:calibration_transformers"]
BOTH_FOUND = [*CHAIN_FOUND, "evaluation: preprocess.py:eval_image_preprocess"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, [], id="nothing there"),
        pytest.param({"preprocess__py": CHAIN}, CHAIN_FOUND, id="a chain"),
        pytest.param({"preprocess__py": EVALUATE}, BOTH_FOUND, id="a chain and a loader"),
        pytest.param(
            {"preprocess__py": CHAIN, "02_preprocess__sh": SHELL_HERE}, ["calibration: 02_preprocess.sh"], id="the samples' shell script"
        ),
        pytest.param({"data_preprocess__py": OWN}, ["calibration: data_preprocess.py"], id="one's own script"),
        pytest.param({"preprocess__py": "import cv2\n\n\ndef load(path): ...\n"}, [], id="none of the samples' functions"),
        pytest.param({"preprocess__py": CHAIN, "02_preprocess__sh": SHELL_THERE}, [], id="a shell script that writes other files"),
        pytest.param(
            {"preprocess__py": CHAIN, "a_preprocess__sh": SHELL_THERE, "b_preprocess__sh": SHELL_HERE},
            ["calibration: b_preprocess.sh"],
            id="two shell scripts",
        ),
        pytest.param({"preprocess__py": EVALUATE, "other__yaml": OTHER_MODEL}, [], id="two models"),
        pytest.param({"preprocess__py": EVALUATE, "other__yaml": config(calibrated=True, march="nash-e")}, [], id="two toolchains"),
        pytest.param({"preprocess__py": EVALUATE, "other__yaml": "input_parameters:\n  - [\n"}, [], id="a YAML that cannot be read"),
        pytest.param(
            {"preprocess__py": CHAIN, "other__yaml": config(calibrated=True, march="bayes")}, CHAIN_FOUND, id="one model for two chips"
        ),
        pytest.param({"preprocess__py": CHAIN, "data__yaml": "names: [cat, dog]\n"}, CHAIN_FOUND, id="another kind of YAML"),
        pytest.param(
            {"preprocess__py": EVALUATE, "other__yaml": OTHER_MODEL, "02_preprocess__sh": SHELL_HERE},
            ["calibration: 02_preprocess.sh"],
            id="two models, and a script that writes the files of this one",
        ),
    ],
)
def test_what_is_used(tmp_path, files, expected):
    assert found(api.check(lay(tmp_path, **files) / "config.yaml")) == expected


def test_what_was_found_is_compared(tmp_path):
    wrong = CHAIN.replace(', BGR2RGBTransformer(data_format="CHW")', "")
    (told,) = api.check(lay(tmp_path, preprocess__py=wrong, **{"02_preprocess__sh": SHELL_HERE}), ignore=STUBS).findings
    assert (told.code, told.roads) == ("PC201", ("calibration",))


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path):
    report = api.check(lay(tmp_path, data_preprocess__py="print 'python 2'\n"), ignore=STUBS)
    assert (report.status, report.findings) == (0, ())
    (said,) = [each.reason for each in report.skipped if each.reason.startswith("calibration: ")]
    assert said.startswith("calibration: data_preprocess.py lies beside the YAML and cannot be read: ")


def test_several_pictures_need_names(tmp_path):
    two = config(input_name="a;b", input_type_rt="nv12;nv12", input_type_train="rgb;rgb", input_layout_train="NCHW;NCHW")
    assert found(api.check(lay(tmp_path, two, preprocess__py=CHAIN))) == []


def test_a_manifest_that_names_sources_is_all_that_counts(tmp_path):
    lay(tmp_path, preprocess__py=CHAIN, pipecheck__toml='config = "config.yaml"\n[calibration]\nsource = "own.py"\n', own__py=OWN)
    assert found(api.check(tmp_path)) == []


def test_a_manifest_that_names_none_leaves_it_open(tmp_path):
    lay(tmp_path, preprocess__py=CHAIN, pipecheck__toml='config = "config.yaml"\n')
    assert found(api.check(tmp_path)) == CHAIN_FOUND


def test_the_command_line_comes_first(tmp_path, monkeypatch):
    monkeypatch.chdir(lay(tmp_path, preprocess__py=EVALUATE, own__py=OWN))
    assert found(api.check("config.yaml", calibration="own.py")) == BOTH_FOUND[1:]
    assert found(api.check("config.yaml", training="own.py")) == BOTH_FOUND


def test_lint_reads_no_scripts(tmp_path):
    lay(tmp_path, preprocess__py=CHAIN.replace(', BGR2RGBTransformer(data_format="CHW")', ""))
    report = api.lint([tmp_path / "config.yaml"])
    assert (report.findings, found(report)) == ((), [])
