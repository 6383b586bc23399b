"""Comments that ignore what is found on their line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipecheck.findings import Origin
from pipecheck.sources import pragmas


def read(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return [(each.line, each.codes, each.reason) for each in pragmas.read(path)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            "a.yaml", "a: b  # pipecheck: ignore[PC201] swapped in the export\n", [(1, ("PC201",), "swapped in the export")], id="YAML"
        ),
        pytest.param("a.sh", "run # pipecheck: ignore[PC1] known\n", [(1, ("PC1",), "known")], id="shell"),
        pytest.param("a.py", "x = 1  #pipecheck:ignore[PC3,PC4] - known\n", [(1, ("PC3", "PC4"), "known")], id="Python, several"),
        pytest.param("a.py", "# pipecheck: ignore[pc403] known\n\n# more\nx = 1\n", [(4, ("PC403",), "known")], id="on a line of its own"),
        pytest.param("a.py", "x = 1  # pipecheck: ignore[PC403]\n", [(1, ("PC403",), "")], id="no reason"),
        pytest.param("a.py", "x = '# pipecheck: ignore[PC403] text'\n", [], id="a text is no comment"),
        pytest.param(
            "a.py", "x = (  # pipecheck: ignore[PC403] known\n", [(1, ("PC403",), "known")], id="Python that is broken further on"
        ),
        pytest.param("a.yaml", "a: b  # pipecheck: ignore[] known\n", [], id="no code"),
        pytest.param("a.yaml", "a: b  # pipecheck: ignore PC201 known\n", [], id="no brackets"),
        pytest.param("a.yaml", "a: b\r\nc: d  # pipecheck: ignore[PC201] known\r\n", [(2, ("PC201",), "known")], id="Windows' lines"),
    ],
)
def test_comments(tmp_path, name, text, expected):
    assert read(tmp_path, name, text) == expected


def test_a_comment_covers_its_line_its_file_and_its_codes(tmp_path):
    read(tmp_path, "a.py", "x = 1\ny = 2  # pipecheck: ignore[PC4] known\n")
    (found,) = pragmas.read(tmp_path / "a.py")
    here = Origin(tmp_path / "a.py", 2, 5)
    assert found.covers("PC403", here)
    assert not found.covers("PC301", here)
    assert not found.covers("PC403", Origin(tmp_path / "a.py", 1))
    assert not found.covers("PC403", Origin(tmp_path / "b.py", 2))
    assert not found.covers("PC403", None)
    assert (found.origin.line, found.origin.column, found.origin.width) == (2, 8, len("# pipecheck: ignore[PC4] known"))


def test_a_comment_without_a_reason_covers_nothing(tmp_path):
    read(tmp_path, "a.py", "x = 1  # pipecheck: ignore[PC4]\n")
    (found,) = pragmas.read(tmp_path / "a.py")
    assert not found.covers("PC403", Origin(tmp_path / "a.py", 1))


@pytest.mark.parametrize("content", [b"\xff# pipecheck: ignore[PC1] x", b"\x00" * 10])
def test_a_file_that_is_no_text_has_none(tmp_path, content):
    (tmp_path / "a.py").write_bytes(content)
    assert pragmas.read(tmp_path / "a.py") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["a.py", "a.yaml", "a.sh"]))
def test_any_text_is_read(tmp_path, text, name):
    made = f"# pipecheck: ignore[PC1] why{text}"
    for line, codes, _ in read(tmp_path, name, made.replace("\ud800", "")):
        assert line >= 1
        assert codes
