"""The pictures that networks are run on, and how answers are judged."""

from pathlib import Path

import pytest

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.gather.networks.bench import bench
from pipecheck.gather.networks.how import USUAL, How
from pipecheck.probe.network.load import load

START = 'config = "config.yaml"\n[training]\nsource = "train.yaml"\n'
HITS = "def hit(outputs, truth):\n    return outputs['logits'].argmax() == truth\n"


def made(known, how=USUAL):
    return bench(known, load(Path("model.onnx")), how)


@pytest.mark.parametrize(
    ("lines", "labelled"),
    [
        pytest.param('images = "val"\nlabels = "val"', True, id="named"),
        pytest.param('images = "val"\nexpected = 0.9', True, id="a folder for each class, and a figure"),
        pytest.param('images = "val"\ntask = "classification"', True, id="a folder for each class, and a task"),
        pytest.param('images = "val"', False, id="nobody says that folders are classes"),
    ],
)
def test_labels(written, lines, labelled):
    found = made(written(f"{START}[evaluation]\n{lines}\n"))
    assert (found.score is not None, found.truths is not None, found.unlabelled is None) == (labelled,) * 3
    assert len(found.paths) == 18


def test_pictures_of_training_serve_where_the_evaluation_names_none(written, tmp_path):
    known = written('config = "config.yaml"\n[training]\nsource = "train.yaml"\nimages = "val"\n')
    assert made(known).root == tmp_path / "val"


def test_nobody_names_pictures(written):
    assert made(written(START)) is None


def test_code_of_the_project_runs_only_if_allowed(written, tmp_path):
    (tmp_path / "own.py").write_text(f"open('ran', 'w').close()\n{HITS}", encoding="utf-8")
    known = written(f'{START}[evaluation]\nimages = "val"\nlabels = "val"\nmetric = "own.py:hit"\n')
    with pytest.raises(SourceError, match=r"pipecheck\.toml:4: own\.py:hit: running it needs --allow-exec"):
        made(known)
    assert not (tmp_path / "ran").exists()
    assert made(known, How(execute=True)).own == "own.py:hit"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param('metric = "top0"', "metric 'top0' is not known", id="a metric"),
        pytest.param('task = "detection"', "labels", id="boxes that are folders"),
        pytest.param('classes = "names.txt"', "names.txt", id="a list of classes that is not there"),
    ],
)
def test_what_is_wrong_is_one_line(written, lines, message):
    known = written(f'{START}[evaluation]\nimages = "val"\nlabels = "val"\n{lines}\n')
    with pytest.raises(PipecheckError, match=message):
        made(known)
