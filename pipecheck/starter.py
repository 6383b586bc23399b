"""A first `pipecheck.toml`, written from what lies in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipecheck import project
from pipecheck.errors import PipecheckError, SourceError

CAMERA = "what the camera or the encoder makes; OpenCV makes video"
MOST = 200
"""So many Python files are looked into."""
_TRAINING = ("val", "test", "eval", "train", "transform")
_CALIBRATION = ("calib", "preprocess", "quant")


def manifest(folder: Path) -> str:
    """The manifest for *folder*: what was found is filled in, what was not is there as a comment."""
    configs = [path for path in project.configs(folder) if _nameable(path)]
    transforms = list(_transforms(folder))
    training = _best(transforms, _TRAINING, unlike=_CALIBRATION)
    calibration = _best([each for each in transforms if each != training], _CALIBRATION)
    models = [path for pattern in ("", "*/") for path in sorted(folder.glob(f"{pattern}*_original_float_model.onnx"))]
    blocks = [
        f'config = "{configs[0].name}"' if configs else '# config = "config.yaml"                          # the conversion YAML',
        _road("training", training, "train.py:val_transform", "what the network was trained and validated with"),
        _road("calibration", calibration, "preprocess.py:transform", "what makes the calibration files"),
        f'# [runtime]\n# nv12 = "video"   # or "full": {CAMERA}',
        _evaluation(folder, models),
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
        return f'# [{road}]                                          # {what}\n# source = "{example}"'
    return f'[{road}]                                            # {what}\nsource = "{source}"'


def _evaluation(folder: Path, models: list[Path]) -> str:
    model = models[0].relative_to(folder).as_posix() if models else "model_output/model_original_float_model.onnx"
    return f'# [evaluation]\n# source = "evaluate.py:transform"\n# model = "{model}"'


def _best(names: list[str], words: tuple[str, ...], unlike: tuple[str, ...] = ()) -> str | None:
    """The name that the earliest of *words* occurs in."""
    likely = [name for name in names if not any(word in name.lower() for word in unlike)]
    return next((name for word in words for name in likely if word in name.lower()), None)


def _transforms(folder: Path) -> Iterator[str]:
    """The torchvision transforms that are written in the Python files of *folder*, as `file.py:name`."""
    from pipecheck.lower import torchvision
    from pipecheck.sources import pycalls

    for path in sorted(folder.glob("*.py"))[:MOST] + sorted(folder.glob("*/*.py"))[:MOST]:
        if not _nameable(path):
            continue
        try:
            module = pycalls.load(path)
            found = [name for name in pycalls.names(module) if torchvision.speaks(pycalls.find(module, name))]
        except SourceError:  # a file in another Python, or no text: nothing to name
            continue
        yield from (f"{path.relative_to(folder).as_posix()}:{name}" for name in found)


def write(folder: Path) -> Path:
    """Writes the manifest into *folder*; one that is there already stays."""
    path = folder / project.MANIFEST
    if not folder.is_dir():
        raise SourceError(folder, "not a folder")
    text = manifest(folder)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as e:
        raise PipecheckError(f"{path}: is there already") from e
    except OSError as e:
        raise SourceError(path, e.strerror or str(e)) from e
    return path
