"""What a project ignores is told with its reason, and an entry that nothing needs is told too."""

import json

import pytest
from projects import IMAGENET, RAW, TRAINING, config, write

from pipecheck import api
from pipecheck.engine import Settings
from pipecheck.report import jsonformat, terminal, text

NEAREST = RAW.replace("Resize(256)", "Resize(256, interpolation=0)")
WHY = "measured: costs 0.0 on this model"


def project(folder, ignored, calibration=RAW, **sources):
    return write(folder, config(), calibration=calibration, manifest=ignored, **sources)


def unused(report):
    return [
        f"{each.origin.path.name}:{each.origin.line}:{each.origin.column} {each.message}"
        for each in report.findings
        if each.code == "PC002"
    ]


def test_a_finding_that_is_ignored_is_told_with_its_reason(tmp_path):
    report = api.check(project(tmp_path, f'[ignore]\nPC4 = "all of it"\nPC403 = "{WHY}"\n', NEAREST))
    assert report.findings == ()
    assert report.status == 0
    assert [(each.finding.code, each.reason) for each in report.ignored] == [("PC403", WHY)]
    place = f"{tmp_path / 'calibration.py'}:3:25"
    assert f"{place}: ignored PC403 interpolation: {WHY}" in text.render(report).splitlines()
    assert text.render(report).splitlines()[-1] == "no findings; 1 ignored; 1 check skipped"
    shown = terminal.render(report, width=300, color=False)
    assert f"ignored: 1\n  PC403 {WHY} ({place})\n" in shown
    assert json.loads(jsonformat.render(report))["ignored"] == [
        {
            "code": "PC403",
            "message": "this resizes with pil nearest, but training with pil linear",
            "origin": {"path": (tmp_path / "calibration.py").as_posix(), "line": 3, "column": 25},
            "reason": WHY,
            "by": "manifest",
        }
    ]


@pytest.mark.parametrize(
    ("ignored", "calibration", "training", "expected"),
    [
        pytest.param(f'[ignore]\nPC403 = "{WHY}"\n', NEAREST, TRAINING, [], id="needed"),
        pytest.param(f'[ignore]\nPC40 = "{WHY}"\n', NEAREST, TRAINING, [], id="needed by one of several"),
        pytest.param(f'[ignore]\nPC403 = "{WHY}"\n', RAW, TRAINING, ["pipecheck.toml:7:1 PC403"], id="mended"),
        pytest.param(f'[ignore]\n  "PC403" = "{WHY}"\n', RAW, TRAINING, ["pipecheck.toml:7:3 PC403"], id="in quotes"),
        pytest.param(f'[ignore]\nPC404 = "{WHY}"\nPC403 = "{WHY}"\n', NEAREST, TRAINING, ["pipecheck.toml:7:1 PC404"], id="one of two"),
        pytest.param(f'[ignore]\nPC502 = "{WHY}"\n', RAW, TRAINING, ["pipecheck.toml:7:1 PC502"], id="of the YAML"),
        pytest.param(f'[ignore]\nPC403 = "{WHY}"\n', RAW, f"transforms.Lambda(read), {IMAGENET}", [], id="training is not readable"),
        pytest.param(f'[ignore]\nPC403 = "{WHY}"\n', RAW, f"transforms.RandomCrop(9), {TRAINING}", [], id="training is random"),
        pytest.param(f'[ignore]\nPC403 = "{WHY}"\n', RAW, None, [], id="training is not named"),
        pytest.param(f'[ignore]\nPC513 = "{WHY}"\n', RAW, TRAINING, [], id="no earlier build lies beside it"),
        pytest.param(f'[ignore]\nPC003 = "{WHY}"\n', RAW, TRAINING, [], id="a road without a source"),
    ],
)
def test_unused_ignore(tmp_path, ignored, calibration, training, expected):
    found = unused(api.check(project(tmp_path, ignored, calibration, training=training)))
    assert found == [f"{each} is ignored, and nothing was found that it would hide" for each in expected]


def test_an_inline_table_has_its_place_too(tmp_path):
    folder = project(tmp_path, "", calibration=None)
    manifest = (folder / "pipecheck.toml").read_text(encoding="utf-8")
    (folder / "pipecheck.toml").write_text(f'ignore = {{ PC502 = "{WHY}" }}\n{manifest}', encoding="utf-8")
    assert unused(api.check(folder)) == ["pipecheck.toml:1:12 PC502 is ignored, and nothing was found that it would hide"]


def test_pyproject_has_its_place_too(tmp_path):
    folder = project(tmp_path, "", calibration=None)
    manifest = (folder / "pipecheck.toml").read_text(encoding="utf-8")
    (folder / "pipecheck.toml").unlink()
    told = f'[tool.pipecheck]\n{manifest.replace("[training]", "[tool.pipecheck.training]")}[tool.pipecheck.ignore]\nPC502 = "{WHY}"\n'
    (folder / "pyproject.toml").write_text(told, encoding="utf-8")
    assert unused(api.check(folder)) == ["pyproject.toml:6:1 PC502 is ignored, and nothing was found that it would hide"]


@pytest.mark.parametrize("asked", [Settings(select=("PC5",)), Settings(ignore=("PC403",)), Settings(ignore=("PC002",))])
def test_what_is_not_asked_for_is_not_told(tmp_path, asked):
    assert unused(api.check(project(tmp_path, f'[ignore]\nPC403 = "{WHY}"\n'), settings=asked)) == []


def test_lint_sees_too_little_to_tell(tmp_path):
    folder = project(tmp_path, f'[ignore]\nPC403 = "{WHY}"\n')
    assert api.lint([folder / "config.yaml"]).findings == ()
