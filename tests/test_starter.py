"""A first manifest, from what lies in a folder."""

import pytest
from projects import TRAINING, compose, config

from pipecheck import api, demo, starter
from pipecheck.cli import main
from pipecheck.errors import PipecheckError

CALIBRATION = "calibration_transform"


def test_the_demo_without_its_manifest_gets_one_that_finds_the_same(tmp_path):
    demo.write(tmp_path)
    (tmp_path / "pipecheck.toml").unlink()
    starter.init(tmp_path)
    told, expected = (api.check(folder, ignore="PC605, PC7") for folder in (tmp_path, demo.write(_new(tmp_path))))
    assert [found.code for found in told.findings] == [found.code for found in expected.findings]


def test_an_empty_folder_gets_comments_that_are_a_manifest_once_the_marks_are_taken_off(tmp_path):
    text = starter.manifest(tmp_path)
    assert all(line.startswith("#") or not line for line in text.splitlines())
    uncommented = "\n".join(line.removeprefix("# ") for line in text.splitlines())
    (tmp_path / "pipecheck.toml").write_text(uncommented, encoding="utf-8")
    for name, content in (("config.yaml", config()), ("train.py", compose(TRAINING).replace("t =", "val_transform ="))):
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name in ("preprocess.py", "evaluate.py"):
        (tmp_path / name).write_text(compose("transforms.PILToTensor()").replace("t =", "transform ="), encoding="utf-8")
    (tmp_path / "data" / "val").mkdir(parents=True)
    assert api.check(tmp_path).checked


def test_what_is_found_is_named(tmp_path):
    (tmp_path / "b.yaml").write_text(config(), encoding="utf-8")
    (tmp_path / "a.yaml").write_text(config(), encoding="utf-8")
    (tmp_path / "notes.yaml").write_text("a: b\n", encoding="utf-8")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "data.py").write_text(compose(TRAINING).replace("t =", "train_tf ="), encoding="utf-8")
    (tmp_path / "broken.py").write_text("(", encoding="utf-8")
    text = starter.manifest(tmp_path)
    assert 'config = "a.yaml"' in text
    assert "# other conversion YAMLs here: b.yaml" in text
    assert 'source = "code/data.py:train_tf"' in text


def test_a_manifest_that_is_there_stays(tmp_path, capsys):
    demo.write(tmp_path)
    before = (tmp_path / "pipecheck.toml").read_text(encoding="utf-8")
    with pytest.raises(PipecheckError, match="is there already"):
        starter.init(tmp_path)
    assert main(["init", str(tmp_path)]) == 2
    assert (tmp_path / "pipecheck.toml").read_text(encoding="utf-8") == before


def test_no_folder_is_one_line(tmp_path, capsys):
    assert main(["init", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err == f"pipecheck: {tmp_path / 'nowhere'}: not a folder\n"


def _new(folder):
    (folder / "again").mkdir()
    return folder / "again"


def test_what_check_finds_without_being_told_is_named_too(tmp_path):
    (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    (tmp_path / "preprocess.py").write_text(
        "from transformer import *\ndef calibration_transformers():\n    return [HWC2CHWTransformer()]\n", encoding="utf-8"
    )
    (tmp_path / "02_preprocess.sh").write_text(
        "python3 data_preprocess.py --dst_dir ./cal_f32 --read_mode opencv --saved_data_type float32\n", encoding="utf-8"
    )
    assert '[calibration]   # what makes the calibration files\nsource = "02_preprocess.sh"' in starter.manifest(tmp_path)


@pytest.mark.parametrize(
    ("scripts", "source"),
    [
        pytest.param({"cal.py": "x.tofile('a')\n"}, 'source = "cal.py"', id="the script that writes arrays"),
        pytest.param({"cal.py": "x.tofile('a')\n", "b.py": "np.save('a', x)\n"}, '# source = "preprocess.py:transform"', id="two that do"),
        pytest.param({"a.py": "x = 1\n"}, '# source = "preprocess.py:transform"', id="none that does"),
    ],
)
def test_the_script_that_writes_the_calibration_files(tmp_path, scripts, source):
    for name, text in scripts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    block = starter.manifest(tmp_path).split("\n\n")[2]
    assert block.splitlines() == [block.splitlines()[0], source]


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        pytest.param("preprocessor_config.json", "{}", "preprocessor_config.json", id="a processor's JSON"),
        pytest.param(
            "train.py",
            "import albumentations as A\nval_tf = A.Compose([A.Resize(9, 9)])\n",
            "train.py:val_tf",
            id="a transform of another library",
        ),
    ],
)
def test_training_is_named_in_every_dialect(tmp_path, name, text, source):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert f'source = "{source}"' in starter.manifest(tmp_path).splitlines()
