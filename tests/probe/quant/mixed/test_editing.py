"""Values are put into YAML texts, and everything else stays."""

from pathlib import Path

import pytest

from pipecheck.errors import SourceError
from pipecheck.probe.quant.mixed import editing
from pipecheck.sources import yamldoc

PATH = Path("config.yaml")
ENTRY = {"Conv_1": {"ON": "BPU", "InputType": "int16"}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "m:\n  a: 1  # one\n\n# two\nc:\n  d: 2\n",
            "m:\n  a: 1  # one\n  info:\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n\n# two\nc:\n  d: 2\n",
            id="a new key behind the last one",
        ),
        pytest.param(
            "m:\n    info:\n        Conv_0:\n            'ON': CPU\n    b: |\n      text\n",
            "m:\n    info:\n        Conv_0:\n            'ON': CPU\n"
            "        Conv_1:\n          'ON': BPU\n          InputType: int16\n    b: |\n      text\n",
            id="a new entry in a block",
        ),
        pytest.param(
            "m:\n  info: {'Conv_0': {'ON': 'CPU'}}  # so\n",
            "m:\n  info: {'Conv_0': {'ON': 'CPU'}, Conv_1: {'ON': BPU, InputType: int16}}  # so\n",
            id="in braces",
        ),
        pytest.param("m: {info: {}}\n", "m: {info: {Conv_1: {'ON': BPU, InputType: int16}}}\n", id="in empty braces"),
        pytest.param("m: {a: 1,}\n", "m: {a: 1,info: {Conv_1: {'ON': BPU, InputType: int16}}}\n", id="behind a comma"),
        pytest.param("m: {info: }\n", "m: {info: {Conv_1: {'ON': BPU, InputType: int16}} }\n", id="nothing in braces"),
        pytest.param(
            "m:\n  info:  # none yet\n  z: 1\n",
            "m:\n  info:  # none yet\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n  z: 1\n",
            id="no value so far",
        ),
        pytest.param(
            "m:\n  info: None # so\n  z: 1\n",
            "m:\n  info: # so\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n  z: 1\n",
            id="another value so far",
        ),
        pytest.param("a: 1", "a: 1\nm:\n  info:\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n", id="no line end, no group"),
        pytest.param("# empty\n", "# empty\nm:\n  info:\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n", id="empty"),
        pytest.param(
            "m:\n  a: >-\n    folded\n    text\n\nz: 1\n",
            "m:\n  a: >-\n    folded\n    text\n  info:\n    Conv_1:\n      'ON': BPU\n      InputType: int16\n\nz: 1\n",
            id="behind a folded text",
        ),
        pytest.param(
            "m:\r\n  a: 1\r\n", "m:\r\n  a: 1\r\n  info:\r\n    Conv_1:\r\n      'ON': BPU\r\n      InputType: int16\r\n", id="line ends"
        ),
        pytest.param(
            "m:\n  info:\n    Conv_1: {'ON': CPU} # was\n",
            "m:\n  info:\n    Conv_1: {'ON': BPU, InputType: int16} # was\n",
            id="an entry that is there",
        ),
        pytest.param("m:\n- 1\n- 2\nz: 1\n", None, id="a list in its place"),
        pytest.param("m:\n  info:\n  - 1\n", None, id="a list as the table"),
        pytest.param("m: text\n", None, id="a text in its place"),
        pytest.param("m: &m\n  a: 1\nn: *m\n", None, id="an alias"),
        pytest.param("- 1\n", None, id="no mapping"),
    ],
)
def test_a_table_is_put_into_a_text(before, after):
    if after is None:
        with pytest.raises(SourceError, match=r"set m\.info by hand"):
            editing.put(before, PATH, ("m", "info"), ENTRY)
    else:
        assert editing.put(before, PATH, ("m", "info"), ENTRY) == after


@pytest.mark.parametrize("name", ["/model/0/Conv", "Conv_0:int16", "a b", "it's", "yes", "12", "#x", "- y", "ключ", "tab\there", "{z}", ""])
def test_any_name_is_read_back(name):
    text = editing.put("m:\n  a: 1\n", PATH, ("m", "info"), {name: {"qtype": "int16"}})
    assert yamldoc.parse(text, PATH).data == {"m": {"a": 1, "info": {name: {"qtype": "int16"}}}}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("m:\n  w: 'a;b'  # c\n", "m:\n  w: 'b;c'  # c\n", id="quoted"),
        pytest.param("m:\n  w: a\n", "m:\n  w: 'b;c'\n", id="plain"),
        pytest.param("m:\n  w:\n", "m:\n  w: 'b;c'\n", id="nothing"),
        pytest.param("m:\n  v: 1\n", "m:\n  v: 1\n  w: 'b;c'\n", id="new"),
    ],
)
def test_a_word_is_put_into_a_text(before, after):
    assert editing.put(before, PATH, ("m", "w"), "b;c") == after
