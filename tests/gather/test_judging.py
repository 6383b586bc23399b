"""How a manifest says that accuracy is measured."""

import pytest

from pipecheck.errors import SourceError
from pipecheck.gather import project


def judging(folder, text, name="pipecheck.toml"):
    (folder / name).write_text(text, encoding="utf-8")
    return project.load(folder).roads["evaluation"].judging


@pytest.mark.parametrize(
    ("line", "written"),
    [
        pytest.param("expected = 0.7654", "0.7654", id="four digits"),
        pytest.param("expected = 0.7650  # measured twice", "0.7650", id="a zero at the end"),
        pytest.param("expected=76.50", "76.50", id="per cent"),
        pytest.param("expected = 1", "1", id="whole"),
        pytest.param("expected = 7.65e-1", "7.65e-1", id="an exponent"),
        pytest.param("expected = 0.76_54", "0.7654", id="an underscore"),
        pytest.param('"expected" = 0.50', "0.50", id="a quoted key"),
    ],
)
def test_a_figure_is_kept_as_it_is_written(tmp_path, line, written):
    found = judging(tmp_path, f"[training]\n# expected = 0.1\n[evaluation]\n{line}\n").expected
    assert (found.written, found.origin.line) == (written, 4)


def test_a_figure_in_an_inline_table(tmp_path):
    found = judging(tmp_path, 'evaluation = {expected = 0.70, task = "detection"}\n')
    assert (found.expected.written, found.task) == ("0.70", "detection")


def test_the_figure_of_another_road_is_not_taken(tmp_path):
    text = "[runtime]\nexpected = 0.500\n[evaluation]\nquantized = 0.61\nexpected = 0.5\n"
    found = judging(tmp_path, text)
    assert (found.expected.written, found.quantized.written) == ("0.5", "0.61")


def test_in_a_pyproject(tmp_path):
    assert judging(tmp_path, "[tool.pipecheck.evaluation]\nexpected = 0.10\n", "pyproject.toml").expected.written == "0.10"


def test_a_road_that_says_nothing_of_it_has_none(tmp_path):
    assert judging(tmp_path, '[evaluation]\nimages = "val"\n') is None


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param('task = "clasification"', "task 'clasification' is not known; did you mean classification?", id="a slip"),
        pytest.param(
            'task = "ocr"', "task 'ocr' is not known; it is one of classification, detection, segmentation, regression", id="other"
        ),
        pytest.param("expected = '0.7'", "expected is a number, not '0.7'", id="a text"),
        pytest.param("expected = true", "expected is a number, not True", id="a truth value"),
        pytest.param("quantized = nan", "quantized is a number, not nan", id="not a number"),
        pytest.param("expected = inf", "expected is a number, not inf", id="infinite"),
        pytest.param(f"expected = {'9' * 400}", f"expected is a number, not {'9' * 40}…", id="more than a number holds"),
    ],
)
def test_what_is_not_understood_is_told_with_its_place(tmp_path, line, message):
    with pytest.raises(SourceError) as told:
        judging(tmp_path, f"\n[evaluation]\n{line}\n")
    assert str(told.value) == f"{tmp_path / 'pipecheck.toml'}:2: [evaluation] {message}"


def test_what_is_said_of_single_inputs(tmp_path):
    (tmp_path / "pipecheck.toml").write_text('[evaluation.inputs.lidar]\nimages = "clouds"\n', encoding="utf-8")
    found = project.load(tmp_path).roads["evaluation"]
    assert {name: said.images for name, said in found.inputs.items()} == {"lidar": "clouds"}
    assert found.judging is None
