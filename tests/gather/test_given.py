"""What a project names to be read, so that nothing that is written replaces it."""

import pytest

from pipecheck.gather import given, project

START = 'config = "config.yaml"\n[training]\nsource = "train.py:val"\n'


def named(folder, manifest):
    (folder / "pipecheck.toml").write_text(START + manifest, encoding="utf-8")
    found = given.files(project.load(folder))
    return {path.relative_to(folder).as_posix() for path in found} - {"pipecheck.toml", "config.yaml", "train.py"}


@pytest.mark.parametrize(
    ("manifest", "files"),
    [
        pytest.param("", set(), id="nothing more"),
        pytest.param(
            '[evaluation]\nmodel = "m.onnx"\nlabels = "val.csv"\nclasses = "names.txt"\n', {"m.onnx", "val.csv", "names.txt"}, id="files"
        ),
        pytest.param('[evaluation]\nmetric = "mine.py:f"\n', {"mine.py"}, id="a metric"),
        pytest.param('[evaluation]\ndecoder = "mine.py:f"\n', {"mine.py"}, id="a decoder"),
        pytest.param('[evaluation]\nmetric = "top5"\n', set(), id="a metric that is known"),
        pytest.param('[evaluation.inputs.second]\nsource = "mine.py:f"\n', {"mine.py"}, id="a single input"),
        pytest.param('[evaluation]\nimages = "pictures"\nlabels = "labels"\n', {"labels"}, id="a folder of labels"),
        pytest.param('[evaluation]\nimages = "pictures"\nlabels = "pictures"\n', set(), id="pictures by class"),
        pytest.param('[evaluation]\nlabels = "."\n', set(), id="the project's own folder"),
    ],
)
def test_what_is_named(tmp_path, manifest, files):
    for name in ("config.yaml", "train.py", "m.onnx", "val.csv", "names.txt", "mine.py"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name in ("labels", "pictures"):
        (tmp_path / name).mkdir()
    assert named(tmp_path, manifest) == files


def test_what_is_not_there_is_left_out(tmp_path):
    assert named(tmp_path, '[evaluation]\nlabels = "gone"\n') == set()
