"""Which versions of a library the requirement files beside a source allow."""

from __future__ import annotations

import pytest

from pipecheck.sources import pins

OLD, NEW, EITHER = True, False, None


def pinned(folder, library="torchvision"):
    return pins.pinned(folder / "train.py", library)


@pytest.mark.parametrize(
    ("file", "content", "before"),
    [
        pytest.param("requirements.txt", "torch==1.13.1\ntorchvision==0.14.1\n", OLD, id="exact"),
        pytest.param("requirements.txt", "torchvision==0.14.1+cu117\n", OLD, id="of a build"),
        pytest.param("requirements.txt", "torchvision == 0.14.*  # old\n", OLD, id="any of a release"),
        pytest.param("requirements.txt", "torchvision>=0.15,<0.17\n", OLD, id="a range"),
        pytest.param("requirements.txt", "torchvision (>=0.15, <0.17)\n", OLD, id="a range in parentheses"),
        pytest.param("requirements.txt", "torchvision[scipy]<=0.16.2; python_version < '3.9'\n", OLD, id="extras and markers"),
        pytest.param("requirements.txt", "torchvision~=0.16.0\n", OLD, id="compatible"),
        pytest.param("requirements.txt", "torchvision===0.16\n", OLD, id="identical"),
        pytest.param("requirements.txt", "torchvision>=0.17\n", NEW, id="at least"),
        pytest.param("requirements.txt", "torchvision==0.17\n", NEW, id="the very version"),
        pytest.param("requirements.txt", "torchvision>0.18,!=0.19.0\n", NEW, id="above, with an exception"),
        pytest.param("requirements.txt", "torchvision>=0.15\n", EITHER, id="on both sides"),
        pytest.param("requirements.txt", "torchvision<=0.17\n", EITHER, id="up to the version itself"),
        pytest.param("requirements.txt", "torchvision~=0.15\n", EITHER, id="compatible with any 0"),
        pytest.param("requirements.txt", "torchvision!=0.15\n", EITHER, id="all but one"),
        pytest.param("requirements-train.txt", "torchvision==0.14.1\n", OLD, id="another requirements file"),
        pytest.param("requirements/base.txt", "torchvision==0.14.1\n", OLD, id="a folder of them"),
        pytest.param("pyproject.toml", '[project]\ndependencies = ["torch", "torchvision>=0.15,<0.17"]\n', OLD, id="pyproject"),
        pytest.param("pyproject.toml", '[tool.poetry.dependencies]\ntorchvision = "^0.14"\n', OLD, id="Poetry's caret"),
        pytest.param("pyproject.toml", '[tool.poetry.dependencies]\ntorchvision = "^0.16.1"\n', OLD, id="Poetry's caret on three"),
        pytest.param("pyproject.toml", '[tool.poetry.dependencies]\ntorchvision = "~0.16.1"\n', OLD, id="Poetry's tilde"),
        pytest.param("pyproject.toml", '[tool.poetry.dependencies]\ntorchvision = "0.14.1"\n', OLD, id="Poetry's exact version"),
        pytest.param("pyproject.toml", 'torchvision = {version = ">=0.18", source = "cpu"}\n', NEW, id="Poetry's table"),
        pytest.param("setup.cfg", "[options]\ninstall_requires =\n    torchvision>=0.17\n", NEW, id="setup.cfg"),
        pytest.param("setup.py", "setup(install_requires=['torchvision<0.15'])\n", OLD, id="setup.py"),
        pytest.param("environment.yml", "dependencies:\n  - torchvision=0.14.1=py39_cu117\n", OLD, id="conda"),
        pytest.param("environment.yaml", "dependencies:\n  - pip:\n    - torchvision==0.19.0\n", NEW, id="pip within conda"),
    ],
)
def test_what_a_requirement_allows(tmp_path, file, content, before):
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="utf-8")
    assert pinned(tmp_path).before((0, 17)) is before


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("torch==1.13.1\n", id="another library"),
        pytest.param("my-torchvision==0.1\ntorchvision-extra==0.1\n", id="a library of a similar name"),
        pytest.param("torchvision\n", id="no version"),
        pytest.param("# torchvision==0.14.1\n", id="a comment"),
        pytest.param("torchvision @ https://example.org/torchvision.whl\n", id="an address"),
        pytest.param("torchvision==0.14.1\ntorchvision==0.18.0\n", id="a contradiction"),
        pytest.param("torchvision==\xff", id="nothing after the sign"),
    ],
)
def test_what_says_nothing(tmp_path, content):
    (tmp_path / "requirements.txt").write_text(content, encoding="utf-8")
    assert pinned(tmp_path) is None


def test_a_file_that_cannot_be_read_says_nothing(tmp_path):
    (tmp_path / "requirements.txt").write_bytes(b"torchvision==0.14.1\n\xff\xfe")
    (tmp_path / "requirements-large.txt").write_text("torchvision==0.14.1\n" + "#" * pins.LARGEST, encoding="utf-8")
    assert pinned(tmp_path) is None


def test_the_nearest_folder_speaks(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("torchvision==0.14.1\n", encoding="utf-8")
    assert pinned(deep).said == "torchvision==0.14.1 (requirements.txt)"
    (tmp_path / "a" / "requirements.txt").write_text("numpy\ntorchvision>=0.18\n", encoding="utf-8")
    assert pinned(deep).before((0, 17)) is NEW
    assert pinned(tmp_path).before((0, 17)) is OLD


def test_looking_up_ends(tmp_path):
    deep = tmp_path / "a" / "b" / "c" / "d"
    deep.mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("torchvision==0.14.1\n", encoding="utf-8")
    assert pinned(deep) is None
    (tmp_path / "a" / ".git").mkdir()
    assert pinned(tmp_path / "a" / "b") is None


def test_files_that_agree_speak_together(tmp_path):
    (tmp_path / "requirements.txt").write_text("torchvision>=0.15\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('dependencies = ["torchvision<0.17"]\n', encoding="utf-8")
    pin = pinned(tmp_path)
    assert (pin.before((0, 17)), pin.before((0, 15)), pin.before((0, 16))) == (True, False, None)
    assert pin.said == "torchvision>=0.15 (requirements.txt) and torchvision<0.17 (pyproject.toml)"
