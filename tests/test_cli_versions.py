"""What a bug report needs: the versions of the libraries, and whether two distributions share one cv2."""

import subprocess
import sys

import pytest

from pipecheck import __version__
from pipecheck.cli import main, versions


def installed(folder, name, *files):
    """A distribution as pip leaves it."""
    made = folder / f"{name}.dist-info"
    made.mkdir(parents=True)
    (made / "METADATA").write_text("Metadata-Version: 2.1\n", encoding="utf-8")
    if files:
        (made / "RECORD").write_text("".join(f"{file},sha256=x,1\n" for file in files), encoding="utf-8")


def test_version_names_the_libraries(capsys):
    assert main(["--version"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"pipecheck {__version__}"
    assert told[1] == f"python {sys.version.split()[0]}"
    named = [line.split()[0] for line in told]
    assert {"platform", "numpy", "pillow", "scikit-image", "onnx", "onnxruntime"} <= set(named)
    assert any(name.startswith("opencv-") for name in named)
    assert all(len(line.split()) >= 2 for line in told)


def test_nothing_is_imported_for_it():
    code = "import sys; from pipecheck.cli import main; main(['--version']); print(sorted({'numpy', 'cv2', 'PIL', 'onnx', 'onnxruntime', 'skimage', 'rich'} & set(sys.modules)))"  # fmt: skip  # noqa: E501
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("there", "owners"),
    [
        pytest.param({}, [], id="none"),
        pytest.param({"opencv_python-4.9.0.80": ["cv2/__init__.py"]}, ["opencv-python 4.9.0.80"], id="one"),
        pytest.param(
            {"opencv_python-4.9.0.80": ["cv2/__init__.py"], "opencv_python_headless-4.11.0.86": ["cv2/__init__.py", "cv2/cv2.abi3.so"]},
            ["opencv-python 4.9.0.80", "opencv-python-headless 4.11.0.86"],
            id="two",
        ),
        pytest.param(
            {"opencv_python-4.9.0": [], "opencv_python_headless-4.9.0": ["opencv_python_headless-4.9.0.dist-info/METADATA"]},
            [],
            id="metadata alone, as conda leaves it",
        ),
        pytest.param({"opencv_stubs-1.0": ["cv2-stubs/__init__.pyi"], "numpy-2.0": ["numpy/__init__.py"]}, [], id="others"),
    ],
)
def test_who_brought_cv2(tmp_path, there, owners):
    for name, files in there.items():
        installed(tmp_path, name, *files)
    assert versions.owners(tmp_path) == owners
    assert (versions.mixture(tmp_path) is not None) == (len(owners) > 1)


def test_no_cv2_is_no_mixture():
    assert versions.owners(None) == []
    assert versions.mixture(None) is None


@pytest.mark.parametrize("reads", [True, False], ids=["pictures are read", "none are"])
def test_check_warns_where_pictures_are_read(tmp_path, reads):
    from projects import config, write

    library = tmp_path / "library"
    (library / "cv2").mkdir(parents=True)
    (library / "cv2" / "__init__.py").write_text(ELSEWHERE, encoding="utf-8")
    for kind in ("", "_headless"):
        installed(library, f"opencv_python{kind}-4.9.0", "cv2/__init__.py")
    write(tmp_path, config())
    first = f"import sys; sys.path.insert(0, {str(library)!r}); {'import cv2; ' * reads}"
    code = f"{first}from pipecheck.cli import main; sys.exit(main(['lint', 'config.yaml']))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    said = "pipecheck: opencv-python 4.9.0 and opencv-python-headless 4.9.0 share one cv2, so that it may be a mixture: "
    assert run.returncode == 0
    assert run.stderr.startswith(said) if reads else run.stderr == ""
    assert run.stdout.startswith("clean: ")


ELSEWHERE = '"""Stands where an OpenCV would."""\n'
