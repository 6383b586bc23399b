"""Where the paths lie that tests name: pytest is started from many folders, and tests are written for one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pipecheck.errors import PipecheckError, SourceError
from pipecheck.gather import manifest, project
from pipecheck.lower import dialect

_TABLE = "pyproject.toml"


def near(word: Any, root: Path) -> Any:
    """*word*, a path or FILE.py:NAME, as it is found here, else below *root*; anything else is left as it is."""
    if not isinstance(word, str | os.PathLike):
        return word
    text = os.fspath(word)
    file = dialect.parts(text, Path())[0]
    elsewhere = root / file
    return os.path.relpath(elsewhere) + text[len(file) :] if not _there(Path(file)) and _there(elsewhere) else text


def described(folder: Path) -> Path | None:
    """The file in *folder* that describes a project; None where there is none."""
    for name in (project.MANIFEST, _TABLE):
        path = folder / name
        if path.is_file() and (name == project.MANIFEST or _speaks(path)):
            return path
    return None


def file(folder: Path) -> Path:
    """The file in *folder* that describes a project, or its conversion YAML; raises where there is neither, or several."""
    found = described(folder) or project.load(folder).config
    if found is None:
        raise SourceError(folder / project.MANIFEST, "names no config, the conversion YAML")
    return found


def nearest(here: Path, root: Path) -> Path:
    """The file that describes the project *here*, or the nearest one above, not beyond *root*."""
    above = (here, *here.parents)
    within = above[: above.index(root) + 1] if root in above else (here,)
    return next((found for folder in within if (found := described(folder)) is not None), None) or file(here)


def _speaks(path: Path) -> bool:
    """Whether a pyproject.toml speaks of pipecheck; one that is wrong may, and is complained of by whoever reads it."""
    try:
        return manifest.load(path) is not None
    except PipecheckError:
        return True


def _there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  # no error where it cannot be a name
