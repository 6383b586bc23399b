"""A calibration set in a line, and in the verdict."""

from dataclasses import replace

import pytest
from calibration_sets import fit, pictures, tensors, written

from pipecheck.evidence.tensors import Held, Matched
from pipecheck.report import text
from pipecheck.report.model import Report
from pipecheck.report.sets import words
from pipecheck.report.verdict import verdict


@pytest.mark.parametrize(
    ("each", "title", "summary"),
    [
        pytest.param(
            pictures(),
            "calibration pictures data/calib",
            "74 pictures, 3 broken, 4 exceptional (2 dark, 1 one color, 1 odd size), 2 groups of duplicates, "
            "2 that also measure the accuracy; 8 of 10 classes shown, 2 pictures without a label; "
            "brightness 68 ± 22 (training 124 ± 39), red 76 ± 28 (training 124 ± 45), "
            "green 76 ± 22 (training 116 ± 45), blue 60 ± 22 (training 108 ± 45)",
            id="pictures",
        ),
        pytest.param(
            fit(),
            "calibration pictures calib",
            "100 pictures, 0 broken; 10 of 10 classes shown, 10 pictures each; brightness 124 ± 39",
            id="fit pictures",
        ),
        pytest.param(
            tensors(),
            "calibration tensors calibration_f32 (data)",
            "60 files, 3×224×224 float32, normalised with ImageNet's mean and std, 2 of another form, 2 with NaN or infinity, 1 constant; "
            "from −2.118 to 2.64, mean −0.1, 0.02, 0.3; "
            "20 files held against their pictures: 12 as the chain makes them, 5 with red and blue swapped and 3 made otherwise",
            id="tensors",
        ),
        pytest.param(written(), "calibration tensors c (x)", "100 files, ?×3×4 uint8", id="fit tensors"),
    ],
)
def test_a_set_in_a_line(each, title, summary):
    assert (words.title(each), words.summary(each)) == (title, summary)


def test_what_is_not_certain_says_so():
    assert words.held(Held(kind="unit", certain=True, proof="", named="x / 255")) == "levels divided by 255"
    assert words.held(Held(kind="unit", certain=True, proof="", named="x / 256")) == "levels divided by 256"
    assert words.held(Held(kind="unit", certain=False, proof="")) == "levels divided by 255 by their range"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(Matched(pairs=1, found_by="name", same=1), "1 file held against its picture: all as the chain makes them", id="one"),
        pytest.param(
            Matched(pairs=9, found_by="name", same=9, road="training"),
            "9 files held against their pictures: all about as training makes them",
            id="by training",
        ),
        pytest.param(Matched(pairs=9, found_by="name", same=0), "9 files held against their pictures: all made otherwise", id="none alike"),
        pytest.param(Matched(pairs=0, found_by="name", same=0), "", id="no pairs"),
        pytest.param(None, "", id="not matched"),
        pytest.param(
            Matched(pairs=9, found_by="name", same=6, swapped=3, whole=False),
            "9 files held against their pictures: 6 with red and blue in order and 3 with red and blue swapped",
            id="the chain cannot be run",
        ),
    ],
)
def test_files_against_their_pictures(given, expected):
    assert words.matched(given) == expected


def test_text_has_a_line_per_set_after_the_findings_and_its_advice_below(report):
    lines = text.render(replace(report, sets=(pictures(), tensors()))).splitlines()
    sets = [index for index, line in enumerate(lines) if line.startswith("calibration ")]
    assert [lines[index].split(":")[0] for index in sets] == [
        "calibration pictures data/calib",
        "calibration tensors calibration_f32 (data)",
    ]
    assert lines[sets[0] - 1] == "    fix: name it in pipecheck.toml under [evaluation]"
    assert all(line.startswith("    advice: ") for line in lines[sets[0] + 1 : sets[1]])
    assert lines[sets[1] + 5].startswith("roads of data: ")


def test_text_without_sets_says_nothing_of_them(report):
    assert "calibration pictures" not in text.render(report)


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        pytest.param((fit(),), "clean: nothing found in 100 pictures of calib", id="pictures"),
        pytest.param((fit(), written()), "clean: nothing found in 100 pictures of calib and 100 files of c", id="both"),
        pytest.param((fit(left_out=7),), "clean: nothing found in 100 pictures of calib (7 more were not looked at)", id="cut"),
        pytest.param((fit(whole=0),), "clean: nothing found in calib; no road was compared with training", id="nothing in it"),
    ],
)
def test_the_verdict_on_sets_alone(sets, expected):
    assert verdict(Report(sets=sets, checked=("calib",))) == expected


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        pytest.param((fit(),), "100 pictures of calib", id="pictures"),
        pytest.param((fit(), written()), "100 pictures of calib and 100 files of c", id="both"),
        pytest.param((fit(whole=0),), "calib", id="nothing in it"),
    ],
)
def test_the_verdict_on_sets_and_a_road_alone(clean, sets, expected):
    alone = {"data": {"runtime": clean.roads["data"]["runtime"]}}
    places = tuple(str(each.folder) for each in sets)
    said = verdict(replace(clean, sets=sets, roads=alone, checked=("a.yaml", *places)))
    assert (
        said
        == f"clean: nothing found in {'a.yaml, ' if ' and ' in expected else 'a.yaml and '}{expected}; no road was compared with training"
    )


def test_the_verdict_on_roads_and_sets(clean):
    assert verdict(replace(clean, sets=(fit(),))) == f"{verdict(clean)}; nothing found in 100 pictures of calib"
