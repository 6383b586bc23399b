"""The page in a real browser: on a phone and on a desk, light and dark, on paper, by keyboard, alone and quiet."""

import itertools
import re
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from browsing import BROWSER, browsing, opened
from calibration_sets import pictures, tensors, thumbnail
from looked_at import CELLS, pictured, sight
from measured_networks import apart
from measured_quantised import EVERY
from PIL import Image
from strange_reports import finding, strange

from pipecheck.evidence.calibration import Coverage
from pipecheck.findings import Origin, Related
from pipecheck.report.html.page import render
from pipecheck.report.html.pictures import COLORS
from pipecheck.report.verdict import verdict

pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no browser: chromium or google-chrome is not installed")
WIDTHS = {"phone": 390, "small phone": 320, "tablet": 768, "desk": 1280}
LONG = "a_name_without_any_gap/" * 12

OVERFLOWING = """[...document.querySelectorAll('body *')].filter(each => {
  const box = each.getBoundingClientRect();
  if (!box.width || box.right <= document.documentElement.clientWidth + 1 && box.left >= -1 || each.matches('.skip')) return false;
  for (let up = each; up; up = up.parentElement) if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return false;
  return true;
}).map(each => each.outerHTML.slice(0, 120))"""
FAINT = """(() => {
  const parts = said => said.match(/[\\d.]+/g).map(Number);
  const light = said => parts(said).slice(0, 3).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = each => {
    for (let up = each; up; up = up.parentElement) {
      const said = getComputedStyle(up).backgroundColor;
      if ((parts(said)[3] ?? 1) > 0) return said;
    }
  };
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const each = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !each.checkVisibility()) continue;
    const [low, high] = [light(getComputedStyle(each).color), light(behind(each))].sort((one, other) => one - other);
    if ((high + 0.05) / (low + 0.05) < 4.5) found.push(walker.currentNode.data.slice(0, 60));
  }
  return found;
})()"""
FOCUSED = """(() => {
  const each = document.activeElement, box = each.getBoundingClientRect(), look = getComputedStyle(each);
  return {tag: each.localName, href: each.getAttribute('href'), text: each.textContent.slice(0, 40),
    inside: each.closest('article')?.id ?? '', outlined: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight};
})()"""


def whole(report):
    """Everything that a page may show."""
    related = tuple(Related(Origin(Path("a.py"), line), "here") for line in range(1, 11))
    findings = (*report.findings, finding(code="PC409", related=related, roads=("calibration",), input="data"))
    networks = (*(make() for make in EVERY.values()), apart(sight=sight()))
    return replace(report, findings=findings, sets=(pictures(), tensors()), networks=networks, pictured=(pictured(),))


def long(report):
    """Names that do not end."""
    classes = Coverage(title="class", counts=((LONG, 1), ("b", 2)), unlabelled=1, without=(LONG,))
    wild = pictures(folder=Path(LONG), coverage=(classes,), sheet=(thumbnail(LONG, LONG),))
    odd = replace(
        strange(LONG), sets=(wild, tensors(input=LONG)), pictured=(pictured(input=LONG, sight=sight(picture=LONG), notes=(LONG,)),)
    )
    networks = tuple(replace(make(), model=Path(LONG)) for make in EVERY.values())
    return replace(odd, networks=networks, roads={LONG: report.roads["data"]})


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A browser for every page, opened once."""
    with ExitStack() as stack:
        found = {}

        def browser(name, report):
            if name not in found:
                folder = tmp_path_factory.mktemp("page")
                (folder / "report.html").write_text(render(report), encoding="ascii")
                found[name] = opened(stack.enter_context(browsing(folder / "profile")), folder / "report.html")
            found[name].look()
            found[name].size(1280)
            return found[name]

        yield browser


@pytest.fixture(params=[whole, long], ids=lambda make: make.__name__)
def browser(pages, report, request):
    return pages(request.param.__name__, request.param(report))


@pytest.fixture
def shown(pages, report):
    return pages("whole", whole(report))


@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_nothing_is_wider_than_the_window(browser, width, media):
    browser.size(width)
    browser.look(media=media)
    assert browser.ask(OVERFLOWING) == []
    assert browser.ask("[innerWidth, document.documentElement.clientWidth, document.documentElement.scrollWidth]") == [width] * 3


def test_folded_parts_are_no_wider_once_they_are_open(browser):
    browser.size(WIDTHS["phone"])
    browser.ask("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert browser.ask(OVERFLOWING) == []
    browser.ask("document.querySelectorAll('details').forEach(each => each.open = false)")


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_light_or_dark_as_is_wanted_and_legible(shown, scheme, dark):
    shown.look(scheme)
    red, green, blue = map(int, re.findall(r"\d+", shown.ask("getComputedStyle(document.body).backgroundColor"))[:3])
    assert (red + green + blue < 3 * 64) is dark
    assert shown.ask(FAINT) == []


def test_on_paper_it_is_whole(shown):
    printed = shown.printed()
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", printed)) >= 5
    assert len(re.findall(rb"/Subtype /Image\b", printed)) >= 3
    shown.look(media="print")
    assert shown.ask("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert shown.ask("[...document.querySelectorAll('pre')].filter(each => each.scrollWidth > each.clientWidth + 1).length") == 0


def test_on_paper_it_is_dark_on_light_whatever_the_screen(shown):
    shown.look("dark", media="print")
    assert shown.ask("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert shown.ask(FAINT) == []


def requested(browser):
    urls = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"]
    return [url.partition("/report.html")[1] for url in urls if not url.startswith("data:")]


def complaints(browser):
    return [
        event for event in browser.events if event["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
    ]


def test_nothing_is_asked_for_and_nothing_goes_wrong(browser):
    assert requested(browser) == ["/report.html"]
    assert complaints(browser) == []
    assert browser.ask("document.scripts.length") == 0


def test_what_would_be_fetched_or_run_is_refused(report, tmp_path):
    """The policy of the page holds, and a browser tells of what it refuses."""
    added = (
        "<img src='http://127.0.0.1:9/a.png'><script>document.title = 'ran'</script><img src='data:,' onerror='document.title = 1'></body>"
    )
    (tmp_path / "report.html").write_text(render(report).replace("</body>", added), encoding="ascii")
    with browsing(tmp_path / "profile") as browser:
        opened(browser, tmp_path / "report.html")
        assert browser.ask("document.title").startswith("pipecheck: ")
        assert len(complaints(browser)) >= 3


def test_it_shows_the_answer_and_every_picture(shown, report):
    assert verdict(report)[:40] in shown.ask("document.querySelector('h1').textContent")
    sizes = shown.ask("[...document.images].map(each => [each.complete, each.naturalWidth, each.clientHeight])")
    assert len(sizes) == 9 + 3 + 3
    assert all(complete and width > 0 and height > 20 for complete, width, height in sizes)


@pytest.mark.parametrize("width", [WIDTHS["phone"], WIDTHS["desk"]])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_seen(shown, width, scheme):
    """What is drawn is what was measured: the colors of the heat map stand where they belong."""
    shown.look(scheme)
    shown.size(width)
    left, top, right, bottom = shown.ask(
        "(box => [box.left, box.top + scrollY, box.right, box.bottom + scrollY])"
        "(document.querySelector('#pictures .heat img').getBoundingClientRect())"
    )
    with Image.open(BytesIO(shown.screenshot())) as opened_:
        seen = opened_.convert("RGB")
    assert seen.width == width
    assert len(seen.resize((64, 256)).getcolors(64 * 256)) > 100
    for row, column in itertools.product(range(len(CELLS)), range(len(CELLS[0]))):
        at = left + (column + 0.5) * (right - left) / len(CELLS[0]), top + (row + 0.5) * (bottom - top) / len(CELLS)
        number = sum(CELLS[row][column] > end for end in (1.01, 2, 4, 8, 16, 32, 64, 128))
        assert seen.getpixel((round(at[0]), round(at[1]))) == tuple(bytes.fromhex(COLORS[number]))


def test_everything_can_be_reached_by_keyboard(shown):
    stops = list(itertools.takewhile(lambda stop: stop["tag"] != "body", walked(shown)))
    assert (stops[0]["tag"], stops[0]["href"]) == ("a", "#main")
    assert [stop for stop in stops if not (stop["outlined"] and stop["seen"])] == []
    wanted = shown.ask("[...document.querySelectorAll('a')].map(each => each.getAttribute('href'))")
    assert [stop["href"] for stop in stops if stop["href"]] == wanted
    findings = shown.ask("[...document.querySelectorAll('.finding')].map(each => each.id)")
    assert [stop["inside"] for stop in stops if stop["href"] == f"#{stop['inside']}"] == findings
    assert len([stop for stop in stops if stop["tag"] == "summary"]) == shown.ask("document.querySelectorAll('summary').length")


def walked(browser):
    """What the Tab key leads to, one after the other."""
    browser.ask("document.activeElement.blur(), scrollTo(0, 0)")
    for _ in range(300):
        browser.press("Tab", 9)
        yield browser.ask(FOCUSED)


def test_folded_parts_open_by_keyboard(shown):
    assert shown.ask("document.querySelectorAll('details[open]').length") == 0
    shown.ask("document.querySelector('#findings summary').focus()")
    shown.press("Enter", 13, "\r")
    assert shown.ask("document.querySelector('#findings details').open")
    shown.press("Enter", 13, "\r")
    assert not shown.ask("document.querySelector('#findings details').open")


def test_a_link_leads_to_its_finding(shown):
    shown.ask("document.querySelector('#finding-3 a').focus()")
    shown.press("Enter", 13, "\r")
    assert shown.ask("location.hash") == "#finding-3"
    assert abs(shown.ask("document.getElementById('finding-3').getBoundingClientRect().top")) < 2
