"""HTML that is escaped by the way it is made."""

import pytest

from pipecheck.report.html.markup import Markup, element, inside, text, together


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;", id="script"),
        pytest.param("a & b", "a &amp; b", id="ampersand"),
        pytest.param('"it\'s"', "&quot;it&#x27;s&quot;", id="quotes"),
        pytest.param("a\x00\x1b[31m\x7f", "a␀␛[31m�", id="control characters"),
        pytest.param("a\udcff", "a�", id="a lone surrogate"),
        pytest.param("a\u202eb", "a�b", id="another direction of writing"),
        pytest.param("a\n\n  b\tc", "a b c", id="lines"),
        pytest.param("读取 ×", "读取 ×", id="letters of all kinds"),
    ],
)
def test_text_is_text(said, expected):
    assert text(said).html == expected
    assert inside("p", said).html == f"<p>{expected}</p>"
    assert element("img", {"alt": said}).html == f'<img alt="{expected}">'


def test_only_markup_is_taken_as_it_is():
    inner = inside("b", "x")
    assert element("p", {"class": "a", "id": None}, inner, "<b>", None).html == '<p class="a"><b>x</b>&lt;b&gt;</p>'
    assert together(inner, Markup("<hr>"), "&").html == "<b>x</b><hr>&amp;"


def test_an_empty_attribute_is_written():
    assert element("img", {"alt": ""}).html == '<img alt="">'
