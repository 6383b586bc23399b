"""The library: what a program gets from `pipecheck`."""

import numpy as np
import pytest
from projects import RAW, TRAINING, beside, compose, config, write

import pipecheck
from pipecheck.engine import Settings
from pipecheck.errors import PipecheckError, UsageError


def test_the_public_names_are_there():
    assert pipecheck.check
    assert pipecheck.diff
    assert pipecheck.identify
    assert pipecheck.lint
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pipecheck.nothing


def test_a_clean_project(tmp_path):
    report = pipecheck.check(write(tmp_path, config(), calibration=RAW))
    assert report.status == 0
    assert report.findings == ()
    assert list(report.roads["data"]) == ["training", "calibration", "runtime"]
    assert report.checked[1:] == ("data: calibration against training", "data: runtime against training")
    assert [skip.reason for skip in report.skipped] == ["evaluation: no source is named; name it in pipecheck.toml"]


def test_sources_can_be_named_without_a_manifest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    beside(tmp_path, config())
    (tmp_path / "t.py").write_text(compose(TRAINING), encoding="utf-8")
    report = pipecheck.check("config.yaml", training="t.py:t", calibration="t.py:t")
    assert [found.code for found in report.findings] == ["PC301"]


def test_without_any_source_the_yaml_alone_is_checked(tmp_path):
    (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    beside(tmp_path, config())
    report = pipecheck.check(tmp_path)
    assert report.status == 0
    how = "name it in pipecheck.toml, or with --training FILE.py:NAME"
    assert report.skipped[0].reason == f"training: no source is named, so no road is compared with it; {how}"


def test_every_input_is_compared(tmp_path):
    both = config(
        input_name="'a;b'",
        input_type_rt="'nv12;rgb'",
        input_layout_rt="'NHWC;NHWC'",
        input_type_train="'rgb;bgr'",
        input_layout_train="'NCHW;NCHW'",
        norm_type="'data_mean_and_scale;data_mean_and_scale'",
        mean_value="'123.675 116.28 103.53;103.53 116.28 123.675'",
        scale_value="'0.01712475 0.017507 0.01742919;0.01742919 0.017507 0.01712475'",
    )
    report = pipecheck.check(write(tmp_path, both))
    assert [(found.code, found.input) for found in report.findings] == [("PC201", "b")]


def test_an_unreadable_step_is_noted_with_its_place(tmp_path):
    report = pipecheck.check(write(tmp_path, config(), training=f"transforms.Lambda(twist), {TRAINING}"))
    (note,) = report.findings
    assert (note.code, str(note.severity), note.origin.path.name, note.origin.line) == ("PC001", "note", "training.py", 3)
    assert "cannot read `transforms.Lambda(twist)`" in note.message
    assert report.status == 0


def test_nothing_is_executed(tmp_path):
    witness = tmp_path / "witness"
    source = f"from torchvision import transforms\nopen({str(witness)!r}, 'w')\nt = transforms.Compose([transforms.ToTensor()])\n"
    pipecheck.check(write(tmp_path, config(), training=source, calibration=source))
    assert not witness.exists()


def test_files_with_the_same_input_name_stay_apart(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    write(tmp_path / "one", config(), calibration=TRAINING)
    write(tmp_path / "two", config(), manifest='[ignore]\nPC301 = "not here"\n')
    report = pipecheck.lint([tmp_path / "one" / "config.yaml", tmp_path / "two" / "config.yaml"])
    assert len(report.roads) == 2
    assert [found.code for found in report.findings] == ["PC301"]


def test_a_feature_map_is_left_alone(tmp_path):
    yaml = config(input_type_rt="featuremap", input_type_train="featuremap", norm_type=None, mean_value=None, scale_value=None)
    report = pipecheck.check(write(tmp_path, yaml))
    assert report.status == 0
    assert report.roads == {}
    assert "a feature map has no preprocessing to compare" in report.skipped[0].reason


@pytest.mark.parametrize("codes", [("PC999",), ("X",), ("PC3", "nope")])
def test_unknown_codes_are_refused(tmp_path, codes):
    from pipecheck.engine import Settings

    with pytest.raises(UsageError, match="no rule begins with"):
        pipecheck.check(write(tmp_path, config()), settings=Settings(select=codes))


def test_errors_are_one_kind(tmp_path):
    with pytest.raises(PipecheckError, match=r"nowhere\.yaml: no such file"):
        pipecheck.check(tmp_path / "nowhere.yaml")


def test_the_lines_of_a_report_are_counted_as_the_language_counts_them(tmp_path):
    source = compose(TRAINING).replace("\n\n", "\n# form\x0cfeed and\u2028separator are no line ends in Python\n")
    folder = write(tmp_path, config(), training=TRAINING, calibration=source)
    (found,) = pipecheck.check(folder).findings
    line = pipecheck.check(folder).sources[found.origin.path][found.origin.line - 1]
    assert "Normalize" in line[found.origin.column - 1 :]


@pytest.mark.parametrize(
    ("model", "codes"),
    [
        pytest.param("model.onnx", [], id="the model that is converted, which takes what training makes"),
        pytest.param("out/data_original_float_model.onnx", ["PC201", "PC301"], id="what the toolchain made of it, with its nodes inside"),
    ],
)
def test_what_an_evaluation_hands_over_depends_on_the_model(tmp_path, model, codes):
    report = pipecheck.check(write(tmp_path, config(), manifest=f'[evaluation]\nsource = "training.py:t"\nmodel = "{model}"\n'))
    assert sorted({found.code for found in report.findings if "evaluation" in found.roads}) == codes


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        pytest.param({}, ["PC201", "PC301"], id="all"),
        pytest.param({"select": "PC2"}, ["PC201"], id="a text"),
        pytest.param({"select": "pc2, PC3"}, ["PC201", "PC301"], id="as on the command line"),
        pytest.param({"select": ("PC2", "PC3"), "ignore": ["PC301"]}, ["PC201"], id="sequences"),
        pytest.param({"ignore": "PC301", "settings": Settings(ignore=("PC201",))}, [], id="besides settings"),
    ],
)
@pytest.mark.parametrize(
    "command", [pipecheck.check, lambda path, **asked: pipecheck.lint([path / "config.yaml"], **asked)], ids=["check", "lint"]
)
def test_rules_are_chosen_by_plain_words(tmp_path, command, asked, codes):
    folder = write(tmp_path, config(input_type_train="bgr"), calibration=TRAINING)
    assert sorted({found.code for found in command(folder, **asked).findings}) == codes


def test_a_code_that_nobody_knows_is_refused_however_it_is_given(tmp_path):
    with pytest.raises(pipecheck.PipecheckError, match="no rule begins with PC999"):
        pipecheck.check(write(tmp_path, config()), ignore="PC999")


def test_a_test_needs_nothing_but_the_package(tmp_path):
    report = pipecheck.check(write(tmp_path, config(), calibration=TRAINING), fail_on=pipecheck.Severity.WARNING)
    assert isinstance(report, pipecheck.Report)
    assert all(isinstance(found, pipecheck.Finding) for found in report.findings)
    assert report.status == 1


def test_what_was_identified_prints_as_text():
    def halved(picture):
        return picture[:, :, ::-1] / np.float32(255)

    found = pipecheck.identify(halved, way="array")
    assert str(found).startswith("RGB, size unchanged, x / 255, HWC float32; proven on ")
    assert "Chain(" in str(found)
    assert repr(found).startswith("<Identified RGB, ")
    assert "\n" not in repr(found)


def test_what_sets_two_apart_prints_as_text(tmp_path):
    folder = write(tmp_path, config(), calibration=RAW)
    found = pipecheck.diff(f"{folder / 'training.py'}:t", f"{folder / 'calibration.py'}:t")
    assert str(found).startswith("not normalised on the right")
    assert repr(found) == f"<Pair {str(found).splitlines()[0]}>"
