"""What a script is run with is what its command line says by default."""

from __future__ import annotations

from pathlib import Path

import pytest
from spelled import value_told

from pipecheck.sources import pycalls

ARGPARSE = "import argparse\np = argparse.ArgumentParser()\n"
CLICK = "import click\n@click.command()\n{}def main({}):\n    return {}\nt = main()\n"


def told(source):
    return value_told(pycalls.find(pycalls.parse(source, Path("prepare.py")), "t"))


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        pytest.param("'--size', type=int, default=640", "size", "640", id="a number"),
        pytest.param("'--size', type=int, default='640'", "size", "640", id="a number in quotes"),
        pytest.param("'-s', '--img-size', default=640", "img_size", "640", id="two spellings"),
        pytest.param("'--size', dest='side', default=640", "side", "640", id="another name"),
        pytest.param("'--swap', action='store_true'", "swap", "False", id="a switch"),
        pytest.param("'--keep', action='store_false'", "keep", "True", id="a switch that is on"),
    ],
)
def test_argparse(option, name, value):
    assert told(f"{ARGPARSE}p.add_argument({option})\nt = p.parse_args().{name}") == value


@pytest.mark.parametrize(
    ("option", "name", "value"),
    [
        pytest.param("'--size', type=int, default=640", "size", "640", id="a number"),
        pytest.param("'-s', '--img-size', default=640", "img_size", "640", id="two spellings"),
        pytest.param("'--size', 'side', default=640", "side", "640", id="another name"),
        pytest.param("'--swap', is_flag=True", "swap", "False", id="a switch"),
        pytest.param("'--swap', is_flag=True, default=True", "swap", "True", id="a switch that is on"),
    ],
)
def test_click(option, name, value):
    assert told(CLICK.format(f"@click.option({option})\n", name, name)) == value


def test_what_click_asks_for_is_not_known():
    assert told(CLICK.format("@click.argument('size')\n", "size", "[size, 1]")) == "[$size, 1]"


def test_a_function_in_another_wrapping_is_not_followed():
    assert told("import click\nimport wraps\n@wraps.twice\ndef main():\n    return 1\nt = main()\n").startswith("?")
