"""Two networks compared in a folder of their own."""

import pytest
from graphs import saved
from twins import TRAINING, lane, pictures, program, twin

from pipecheck.probe.agreement.agree import agree


@pytest.fixture
def compared(tmp_path):
    """What comes out where a network is compared with its twin."""

    def run(second, chain=TRAINING, *, first=None, trained=TRAINING, nodes=None, count=6, **more):
        source = saved(first or twin(), tmp_path / "source.onnx")
        path = saved(second, tmp_path / "second.onnx") if hasattr(second, "graph") else second
        roads = program(trained), program(chain, nodes) if nodes else program(chain)
        paths = more.pop("paths", None) or pictures(tmp_path / "p", count)
        return agree(lane(source, trained), lane(path, chain), roads, paths, tmp_path / "p", threads=2, **more)

    return run
