"""The page of a ranking."""

from pages import Page
from rankings import place, ranking

from pipecheck.report.html.sensitivity import render

ONE = ranking(place("a_HzCalibration", 0.91), place("b_HzCalibration", 0.9995, samples=2, macs=None, share=None))


def read(found):
    """The page of *found*, which fetches and runs nothing."""
    rendered = render(found)
    assert rendered.isascii()
    page = Page(rendered)
    assert not {tag for tag, _ in page.elements} & {"script", "iframe", "link", "form", "img"}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on") or name in ("src", "style")]
    return page


def test_every_place_is_a_row_with_its_figures():
    page = read(ONE)
    assert page.said("h1") == ["Sensitivity of the weights of m.onnx"]
    assert page.said("h2") == ["Output y0, by cosine-similarity"]
    assert "All screened on 2 samples, 1 of 2 measured on more, up to 8; the others are grey." in page.text
    assert "a_HzCalibration 0.91 0.09 Conv int8 2,000 (25.00 %) 8" in page.text
    assert [attributes.get("class") for attributes in page.all("tr")] == [None, None, "screened"]


def test_the_bar_of_the_worst_is_full():
    bars = [attributes["d"] for attributes in read(ONE).all("path")]
    assert bars[0] == "M0 1h100v8H0z"
    assert len(bars) == 2


def test_every_output_is_a_section_that_is_linked():
    page = read(ranking(place("a", 0.9, 1.0), place("b", 0.99, 1.0), kind="node", alone=False, left=2, settled=False, failed={"c": "no"}))
    assert page.said("h2") == ["Output y0, by cosine-similarity", "Output y1, by cosine-similarity"]
    assert [link["href"] for link in page.all("a")] == ["#output0", "#output1"]
    assert {section["id"] for section in page.all("section")} == {"output0", "output1"}
    for said in ("Each left float", "may belong to the first 5", "2 more were not measured", "1 could not be measured"):
        assert said in page.text


def test_whatever_a_name_holds_it_is_text():
    name = "</td><script>alert(1)</script>\x1b\u202e\udcff"
    assert "</td><script>alert(1)</script>" in read(ranking(place(name, 0.9))).text


def test_numbers_without_end_have_a_bar_too():
    page = read(ranking(place("a", float("nan")), place("b", 0.9)))
    assert len(page.all("path")) == 2


def test_nothing_is_a_page():
    assert read(ranking()).said("h2") == []
