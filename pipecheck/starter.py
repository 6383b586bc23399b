"""A first `pipecheck.toml`, written from what lies in a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipecheck import saving
from pipecheck.errors import PipecheckError, SourceError
from pipecheck.findings import Road
from pipecheck.gather import neighbours, project

CAMERA = "what the camera or the encoder makes; OpenCV makes video"
MOST = 200
"""So many Python files are looked into."""
_TRAINING = ("val", "test", "eval", "train", "transform")
_CALIBRATION = ("calib", "preprocess", "quant")
_WRITES = (b".tofile(", b"np.save(", b"numpy.save(")
PROCESSOR = "preprocessor_config.json"
_MEASURED = (
    '# images = "data/val"               # with labels and a figure, the float model is measured too',
    '# labels = "data/val_labels.csv"',
    "# expected = 0.7654                 # the accuracy of the network that was trained",
)


def manifest(folder: Path) -> str:
    """The manifest for *folder*: what was found is filled in, what was not is there as a comment."""
    configs = [path for path in project.configs(folder) if _nameable(path)]
    transforms = list(_transforms(folder))
    training = _best(transforms, _TRAINING, unlike=_CALIBRATION) or _processor(folder)
    beside = _beside(folder, configs[0]) if configs else {}
    calibration = beside.get("calibration") or _best([each for each in transforms if each != training], _CALIBRATION) or _writer(folder)
    models = [path for pattern in ("", "*/") for path in sorted(folder.glob(f"{pattern}*_original_float_model.onnx"))]
    blocks = [
        f'config = "{configs[0].name}"' if configs else '# config = "config.yaml"   # the conversion YAML',
        _road("training", training, "train.py:val_transform", "what the network was trained and validated with"),
        _road("calibration", calibration, "preprocess.py:transform", "what makes the calibration files"),
        f'# [runtime]\n# nv12 = "video"   # or "full": {CAMERA}',
        _evaluation(folder, models, beside.get("evaluation")),
        '# [ignore]\n# PC303 = "measured: costs nothing on this model"  # the reason is printed',
    ]
    left = [each for each in transforms if each not in (training, calibration)]
    others = [f"# other transforms here: {', '.join(left)}"] if left else []
    more = [f"# other conversion YAMLs here: {', '.join(path.name for path in configs[1:])}"] if len(configs) > 1 else []
    return "\n\n".join([*more, *blocks, *others]) + "\n"


def _nameable(path: Path) -> bool:
    """Whether a text can hold the name of *path*."""
    return path.name.isprintable() and '"' not in path.name and "\\" not in path.name


def _road(road: str, source: str | None, example: str, what: str) -> str:
    if source is None:
        return f'# [{road}]   # {what}\n# source = "{example}"'
    return f'[{road}]   # {what}\nsource = "{source}"'


def _evaluation(folder: Path, models: list[Path], source: str | None) -> str:
    model = models[0].relative_to(folder).as_posix() if models else "model_output/model_original_float_model.onnx"
    start = '# [evaluation]\n# source = "evaluate.py:transform"' if source is None else f'[evaluation]\nsource = "{source}"'
    return "\n".join([start, f'# model = "{model}"', *_MEASURED])


def _beside(folder: Path, config: Path) -> dict[Road, str]:
    """The sources that `check` finds beside the conversion YAML without being told."""
    found = neighbours.added(project.Project(folder=folder, config=config)).roads
    return {road: said.source for road, said in found.items() if said.source is not None}


def _best(names: list[str], words: tuple[str, ...], unlike: tuple[str, ...] = ()) -> str | None:
    """The name that the earliest of *words* occurs in."""
    likely = [name for name in names if not any(word in name.lower() for word in unlike)]
    return next((name for word in words for name in likely if word in name.lower()), None)


def _processor(folder: Path) -> str | None:
    """The JSON of a Hugging Face processor."""
    return PROCESSOR if (folder / PROCESSOR).is_file() else None


def _writer(folder: Path) -> str | None:
    """The one script that writes arrays to files."""
    found = [path for path in sorted(folder.glob("*.py"))[:MOST] if _nameable(path) and any(mark in _bytes(path) for mark in _WRITES)]
    return found[0].name if len(found) == 1 else None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _transforms(folder: Path) -> Iterator[str]:
    """The transforms that are written in the Python files of *folder*, as `file.py:name`."""
    from pipecheck.lower import dialect
    from pipecheck.sources import pycalls

    for path in sorted(folder.glob("*.py"))[:MOST] + sorted(folder.glob("*/*.py"))[:MOST]:
        if not _nameable(path):
            continue
        try:
            module = pycalls.load(path)
            found = [name for name in pycalls.names(module) if dialect.speaker(pycalls.find(module, name)) is not None]
        except SourceError:  # a file in another Python, or no text: nothing to name
            continue
        yield from (f"{path.relative_to(folder).as_posix()}:{name}" for name in found)


def init(folder: str | Path = ".") -> Path:
    """Writes a first `pipecheck.toml` into *folder*, from what lies there, and returns its path; one that is there already stays.

    >>> Path("pipecheck.toml").unlink()
    >>> print(pipecheck.init().read_text().splitlines()[0])
    config = "config.yaml"
    """
    path = Path(folder) / project.MANIFEST
    if not path.parent.is_dir():
        raise SourceError(folder, "not a folder")
    text = manifest(path.parent)
    if os.path.lexists(path):
        raise PipecheckError(f"{path}: is there already")
    try:
        saving.replace(str(path), text.encode())
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    return path
