"""What roads make of pictures, on the page: in pictures, in words, in numbers, and only where there is something to see."""

import base64
import math
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from looked_at import CELLS, pictured, shown, sight
from measured_networks import agreement, apart
from pages import page
from PIL import Image

from pipecheck.evidence.pixels import Gap, Heat
from pipecheck.findings import Confidence, Finding, Severity
from pipecheck.report.html.pictures import COLORS
from pipecheck.report.html.style import STYLE
from pipecheck.report.model import Report

NASTY = "<script>alert(1)</script>\"'`&amp;\x00\x1b\u202e\udcff\n</style></title>-->"
FINDING = Finding(
    code="PC409", name="a-rule", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="apart", origin=None,
    input="data", roads=("calibration",),
)  # fmt: skip


def told(*pictures, **more):
    return page(Report(pictured=pictures, **more))


def test_two_pictures_and_a_map_stand_side_by_side():
    read = told(pictured())
    alts = [attrs["alt"] for attrs in read.all("img")]
    assert alts == [
        "what training makes of 7.jpg",
        "what calibration makes of 7.jpg",
        "heat map of calibration against training on 7.jpg: 90 levels apart at most, at the top right",
    ]
    assert (
        "run on 8 pictures of set; the worst is 7.jpg : 12.3 levels apart on average, 90 at most; 40 % of its 224×168 pixels" in read.text
    )
    assert "a square is the worst of 56×56 pixels" in read.text


def test_the_map_is_what_was_measured():
    source = told(pictured()).all("img")[2]["src"]
    with Image.open(BytesIO(base64.b64decode(source.split(",")[1]))) as opened:
        assert opened.size == (len(CELLS[0]), len(CELLS))
        assert opened.convert("RGB").getpixel((3, 0)) == tuple(bytes.fromhex(COLORS[7]))
        assert opened.convert("RGB").getpixel((0, 2)) == tuple(bytes.fromhex(COLORS[0]))


def test_colors_are_said_in_words_and_in_numbers():
    read = told(pictured())
    assert {"up to 1 level: 42 %", "64 to 128: 8.3 %"} <= set(read.said("li"))
    assert [each for each in read.said("td") if each] == ["0.2", "1.5", "90", "0", "0.5", "12", "0", "20", "40"]
    assert {"top", "middle", "bottom", "left", "centre", "right"} <= set(read.said("th"))


def test_every_band_has_its_color_in_the_legend():
    assert all(f".band{number} {{ --tint: #{color}; }}" in STYLE for number, color in enumerate(COLORS))


@pytest.mark.parametrize(
    ("each", "words"),
    [
        pytest.param(pictured(gap=Gap(largest=0.4, mean=0.01, share=0.0)), "the same but for rounding, 0.4 levels at most", id="rounded"),
        pytest.param(
            pictured(sight=sight(halved=True)), "the same but for what NV12 takes from the colors, 90 levels at most", id="halved"
        ),
    ],
)
def test_where_there_is_nothing_to_see_nothing_is_shown(each, words):
    read = told(each, findings=(FINDING,))
    assert words in read.text
    assert read.all("img") == []
    assert "#pictured-1" not in {attrs["href"] for attrs in read.all("a")}


def test_other_sizes_are_pictures_without_a_map():
    read = told(pictured(gap=None, sight=sight(right=shown(size=(64, 64)), heat=None)))
    assert "training makes 224×168 pixels of it, calibration 64×64" in read.text
    assert len(read.all("img")) == 2


def test_what_is_no_number_is_said_to_be_none():
    each = pictured(gap=Gap(largest=math.nan, mean=math.nan, share=1.0), sight=sight(heat=Heat(1, ((1.0, math.inf),))))
    read = told(each)
    assert "training or calibration makes no number of some of its pixels" in read.text
    assert "above 128, or no number: 50 %" in read.said("li")
    assert "nan" not in read.text


@pytest.mark.parametrize(
    ("changes", "leads"),
    [
        pytest.param({}, True, id="pixels"),
        pytest.param({"code": "PC201", "input": None}, True, id="of all inputs"),
        pytest.param({"code": "PC508"}, False, id="of files"),
        pytest.param({"roads": ("runtime",)}, False, id="another road"),
        pytest.param({"input": "other"}, False, id="another input"),
    ],
)
def test_a_finding_leads_to_what_it_does_to_a_picture(changes, leads):
    read = told(pictured(road="runtime", input="other", sight=sight(halved=True)), pictured(), findings=(replace(FINDING, **changes),))
    assert ("#pictured-2" in {attrs["href"] for attrs in read.all("a")}) is leads
    assert {"pictured-1", "pictured-2"} <= {attrs.get("id") for attrs in read.all("article")}


def test_inputs_are_told_apart_where_there_are_several():
    assert "calibration against training, input data" in told(pictured(), pictured(input="other")).said("h3")
    assert told(pictured()).said("h3") == ["calibration against training"]


def test_networks_that_disagree_show_what_their_roads_make():
    assert len(page(Report(networks=(apart(sight=sight()),))).all("img")) == 3
    assert page(Report(networks=(apart(), agreement()))).all("img") == []


def test_the_page_leads_to_the_pictures(report):
    read = page(replace(report, pictured=(pictured(),)))
    assert [attrs["href"] for attrs in read.all("a")][:4] == ["#main", "#roads", "#findings", "#pictures"]


def test_whatever_a_name_holds_it_is_text():
    wild = pictured(input=NASTY, folder=Path(NASTY.replace("\x00", "")), sight=sight(picture=f"a/{NASTY}"), notes=(NASTY,))
    read = told(wild, pictured())
    assert read.text.count("<script>alert(1)") >= 3
    assert "\x1b" not in read.text
