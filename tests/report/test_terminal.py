"""What people see: nothing is wider than the terminal, nothing is taken for markup, and the marks need no color."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipecheck.findings import Confidence, Finding, Origin, Related, Severity, Skipped
from pipecheck.report import terminal
from pipecheck.report.cells import width
from pipecheck.report.model import Report
from pipecheck.spec import Fact, Placed
from pipecheck_transformers.ops import CenterCrop, ResizeShort

WIDTHS = [40, 60, 80, 100, 140, 220]
FINDING = Finding(code="PC301", name="a-rule", severity=Severity.ERROR, confidence=Confidence.CERTAIN, message="twice", origin=None)


def plain(report, columns=80):
    return terminal.render(report, width=columns, color=False)


def flat(text):
    """*text* without line breaks and indents."""
    return " ".join(text.split())


@pytest.mark.parametrize("columns", WIDTHS)
def test_nothing_is_wider_than_the_terminal(report, columns):
    long = Origin(Path("a" * 150 + ".py"), 1, 70, 5)
    told = replace(FINDING, message="m" * 300, origin=long, hint="h" * 300, input="i" * 90, related=(Related(long, "注" * 150),))
    wild = replace(
        report,
        findings=(*report.findings, told),
        skipped=(*report.skipped, Skipped("PC999", "r" * 200)),
        sources={**report.sources, long.path: ("\t注释" * 90,)},
        roads={**report.roads, "n" * 90: report.roads["data"]},
    )
    assert max(width(line) for line in plain(wild, columns).splitlines()) <= columns


@pytest.mark.parametrize("columns", WIDTHS)
def test_without_color_there_is_no_escape(report, columns, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in plain(report, columns)


@pytest.mark.parametrize("columns", WIDTHS)
def test_color_changes_no_letter(report, columns, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    colored = terminal.render(report, width=columns, color=True)
    assert "\x1b[1;31merror" in colored
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain(report, columns).splitlines()


def test_it_begins_with_the_answer_and_ends_with_the_counts(report):
    lines = plain(report, 140).splitlines()
    assert lines[0].startswith("error: the script normalises the picture, and the nodes in the model normalise it again")
    assert lines[-2:] == ["why it matters: pipecheck explain PC301", "2 errors, 1 warning and 1 note; 18 checks skipped"]


def test_the_roads_stand_side_by_side_where_there_is_room(report):
    rows = [line.split() for line in plain(report, 140).splitlines()]
    assert ["training", "calibration", "runtime"] in rows
    assert ["color", "rgb*", "≠", "bgr", "="] in rows
    assert ["decode", "pil,", "not", "turned", "by", "EXIF*", "≠", "opencv,", "turned", "by", "EXIF", "camera"] in rows


def test_columns_are_as_wide_as_their_words(report):
    widest = [max(len(row) for row in plain(report, columns).splitlines() if row.startswith("  color")) for columns in (300, 400)]
    assert widest[0] == widest[1] < 250


def test_the_roads_are_listed_where_there_is_none(report):
    rows = [" ".join(line.split()) for line in plain(report, 60).splitlines()]
    first = rows.index("color training rgb*")
    assert rows[first : first + 3] == ["color training rgb*", "calibration ≠ bgr", "runtime ="]
    assert "geometry training short side 256 (pil linear)" in rows
    assert "→ centre crop 224×224" in rows
    assert "calibration ? unknown (preprocess.py:5)" in rows
    assert "layout all roads CHW" in rows


def test_the_signs_and_the_conventions_are_explained(report):
    text = plain(report)
    assert "  = as training   ≠ differs from training   ? cannot be compared\n" in text
    assert "  camera: nothing says what is done to pictures before the nodes; name the" in text
    assert "  * assumed: torchvision pipelines start from a PIL image in RGB\n" in text


def test_what_training_has_too_is_quiet_in_a_cell_that_differs(report):
    other = (Placed(ResizeShort(256)), Placed(CenterCrop(224, 224)))
    roads = report.roads["data"]
    moved = {**roads, "calibration": replace(roads["calibration"], geometry=Fact(other))}
    colored = terminal.render(replace(report, roads={"data": moved}), width=220, color=True)
    row = next(line for line in colored.splitlines() if "opencv linear" in line)
    assert "\x1b[31mshort side 256 (opencv linear)\x1b[0m → centre crop 224×224" in row


def test_a_long_chain_is_broken_at_its_steps(report):
    steps = tuple(Placed(op) for op in (ResizeShort(256), CenterCrop(240, 240), CenterCrop(230, 230), CenterCrop(224, 224)))
    roads = report.roads["data"]
    moved = {**roads, "calibration": replace(roads["calibration"], geometry=Fact(steps))}
    lines = plain(replace(report, roads={"data": moved}), 100).splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith("  geometry"))
    assert [line[36:].strip() for line in lines[first : first + 4]][1:] == [
        "→ centre crop 240×240", "→ centre crop 230×230", "→ centre crop 224×224",
    ]  # fmt: skip


def test_signs_that_do_not_occur_are_not_explained(clean):
    assert "differs" not in plain(clean)


def test_a_finding_shows_its_claims_with_their_lines(report):
    assert (
        "error PC201 channel-order-mismatch  [calibration]  likely\n"
        "  calibration gets bgr, but the model was trained on rgb (train/transforms.py:4)\n"
        "  preprocess.py:4:10\n"
        "     4 │     image = cv2.imread(path)  # 读取图片\n"
        "       │             ^^^^^^^^^^^^^^^^\n"
        "  deploy/resnet50_config.yaml:3:3  the configuration promises rgb\n"
        "     3 │   input_type_train: 'rgb'  # 训练时的颜色顺序\n"
        "       │   ^^^^^^^^^^^^^^^^^^^^^^^\n"
        "  fix: swap after reading: cv2.cvtColor(image, cv2.COLOR_BGR2RGB)\n"
    ) in plain(report)


def test_skipped_checks_are_folded(report):
    text = plain(report, 140)
    assert "not checked: 18\n" in text
    assert "  PC601–PC616  the calibration directory ./calibration_data_rgb_f32 does not exist yet\n" in text


@pytest.mark.parametrize("nasty", ["[red]", "[/]", "[/red]", "[link=http://x]", ":warning:", "\\[b]", "[@click=x]", "a[0] [bold"])
def test_markup_is_printed_as_it_stands(report, nasty):
    here = Origin(Path(f"{nasty}.py"), 1, 1)
    told = replace(FINDING, message=nasty, hint=nasty, input=nasty, origin=here, related=(Related(here, nasty),), name=nasty)
    wild = Report(
        findings=(told,),
        skipped=(Skipped("PC999", nasty),),
        checked=(nasty,),
        roads={nasty: report.roads["data"]},
        sources={here.path: (nasty,)},
    )
    assert plain(wild).count(nasty) == terminal.render(wild, width=80, color=True).count(nasty) >= 9


def test_what_a_terminal_would_obey_is_shown_as_signs():
    told = replace(FINDING, message="a\x1b[31mb\x07c\u202ed")
    assert "a␛[31mb␇c�d" in plain(Report(findings=(told,)))


def test_an_empty_report_says_so():
    assert plain(Report()) == "nothing was checked: there was nothing to check\n\nno findings\n"


def test_a_place_whose_file_is_not_at_hand_is_named_without_its_line():
    assert "  a.py:3:1\n" in plain(Report(findings=(replace(FINDING, origin=Origin(Path("a.py"), 3, 1)),)))


def test_many_places_are_folded():
    related = tuple(Related(Origin(Path("a.py"), line), "here") for line in range(1, 11))
    text = plain(Report(findings=(replace(FINDING, related=related),)))
    assert "a.py:6  here\n  and 4 more places\n" in text
    assert "a.py:7" not in text


def test_the_input_is_named_where_there_are_several(report):
    told = replace(report, findings=(replace(FINDING, input="lidar"),), roads={**report.roads, "lidar": report.roads["data"]})
    assert "error PC301 a-rule  input 'lidar'\n" in plain(told)
    assert "input 'lidar'" in flat(plain(told))


def test_what_it_costs_is_said_before_where(report):
    told = replace(FINDING, cost=3.25, roads=("calibration", "runtime"), confidence=Confidence.LIKELY)
    assert "error PC301 a-rule  costs 3.25 points  [calibration, runtime]  likely\n" in plain(Report(findings=(told,)))


def test_a_code_leads_to_its_page():
    where = "file://here/docs/PC301.md"
    linked = terminal.render(Report(findings=(FINDING,)), width=80, color=True, link={"PC301": where}.get)
    assert re.search(rf"\x1b\]8;id=[\d-]+;{re.escape(where)}\x1b\\\x1b\[1mPC301\x1b\[0m\x1b\]8;;\x1b\\", linked)
    assert linked.count("\x1b]8;") == 2
    bare = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", linked)
    assert bare == terminal.render(Report(findings=(FINDING,)), width=80, color=True)


@pytest.mark.parametrize("said", [{"color": True}, {"color": True, "link": lambda _: None}, {"color": False, "link": lambda _: "file://x"}])
def test_a_code_leads_nowhere_without_a_page_or_without_color(report, said):
    assert "\x1b]8;" not in terminal.render(report, width=80, **said)


def test_only_the_terminal_format_loads_rich():
    code = "import sys, pipecheck.report.text, pipecheck.report.jsonformat; print('rich' in sys.modules, 'numpy' in sys.modules)"
    path = [entry for entry in sys.path if entry]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {path!r}; {code}"], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False False\n"
