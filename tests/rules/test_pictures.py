"""PC104, PC105, PC107: what the picture files of a road hold."""

import io
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from projects import config, write

from pipecheck import api, engine
from pipecheck.cli import main
from pipecheck.evidence.pictures import Pictures
from pipecheck.rules.pictures import RULES

PICTURES = Path(__file__).parents[2] / "fixtures" / "pictures"


def judged(code, **said):
    evidence = Pictures(**{"road": "calibration", "folder": Path("pics"), "count": 10, **said})
    return [f"{each.severity} {each.message}" for each in engine.run(RULES, [evidence], engine.Settings((code,)))]


ALPHA, GRAY, PROFILE = ("alpha", 2, ("a.png", "b.png")), ("gray", 3, ("c.jpg",)), ("profile", 1, ("d.jpg",))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, [], id="RGB of 8 bits"),
        pytest.param({"hazards": (ALPHA,), "settled": True}, [], id="the readers are known"),
        pytest.param({"hazards": (PROFILE,)}, [], id="profiles are another matter"),
        pytest.param({"hazards": (GRAY,)}, ["note readers do not decode these alike: 3 gray (c.jpg)"], id="gray"),
        pytest.param(
            {"hazards": (ALPHA, GRAY)}, ["warning readers do not decode these alike: 2 alpha (a.png), 3 gray (c.jpg)"], id="alpha"
        ),
    ],
)
def test_PC104(said, expected):
    assert judged("PC104", **said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, [], id="all whole"),
        pytest.param(
            {"broken_count": 1, "broken": (("a.jpg", "empty file"),)},
            ["error 1 of 10 pictures cannot be read whole: a.jpg (empty file)"],
            id="one",
        ),
        pytest.param(
            {"broken_count": 7, "broken": (("a.jpg", "empty file"), ("b.jpg", "truncated"))},
            ["error 7 of 10 pictures cannot be read whole: a.jpg (empty file), b.jpg (truncated), and 5 more"],
            id="many",
        ),
    ],
)
def test_PC105(said, expected):
    assert judged("PC105", **said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param({}, [], id="none"),
        pytest.param(
            {"hazards": (PROFILE,), "profiles": ("Adobe RGB (1998)",)},
            ["note 1 of 10 pictures have a color profile that every reader ignores: Adobe RGB (1998)"],
            id="AdobeRGB",
        ),
    ],
)
def test_PC107(said, expected):
    assert judged("PC107", **said) == expected


def project(folder, *names, images="pics"):
    write(folder, config(), training=None)
    (folder / "pipecheck.toml").write_text(f'config = "config.yaml"\n[calibration]\nimages = "{images}"\n', encoding="utf-8")
    (folder / "pics").mkdir()
    for name in names:
        shutil.copy(PICTURES / name, folder / "pics")
    return folder


def found(folder):
    return [each.code for each in api.check(folder).findings if each.code.startswith("PC1")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param((), [], id="an empty folder"),
        pytest.param(("rgb-420.jpg", "rgb.png", "lossy.webp"), [], id="plain pictures"),
        pytest.param(("rgb-420.jpg", "rgba.png"), ["PC104"], id="alpha"),
        pytest.param(("rgb-420.jpg", "exif-6.jpg"), ["PC104"], id="turned, and nobody knows by whom"),
        pytest.param(("rgb-420.jpg", "broken/half.jpg"), ["PC105"], id="cut off"),
    ],
)
def test_of_a_set_that_is_read_in_an_unknown_way(tmp_path, names, expected):
    assert found(project(tmp_path, *names)) == expected


def test_a_profile_is_found_in_the_file(tmp_path):
    folder, file = project(tmp_path), io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (8, 8)).save(file, "JPEG", icc_profile=lab)
    (folder / "pics" / "a.jpg").write_bytes(file.getvalue())
    assert found(folder) == ["PC107"]


def test_lint_opens_no_pictures(tmp_path):
    assert [each.code for each in api.lint([project(tmp_path, "broken/half.jpg") / "config.yaml"]).findings] == []


def test_a_folder_that_is_not_there_ends_the_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(project(tmp_path, images="nowhere"))
    assert main(["check"]) == 2
    assert capsys.readouterr().err == "pipecheck: nowhere: no such file or folder\n"
