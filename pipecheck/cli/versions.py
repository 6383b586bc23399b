"""Which libraries are installed, for bug reports, and whether two of them wrote into the same folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipecheck import __version__

_LIBRARIES = {
    "numpy": ("numpy",),
    "opencv": (),  # which has a name for each of its kinds
    "Pillow": ("pillow",),
    "scikit-image": ("scikit-image",),
    "onnx": ("onnx",),
    "onnxruntime": ("onnxruntime", "onnxruntime-gpu", "onnxruntime-openvino", "onnxruntime-directml"),
    "PyYAML": ("pyyaml",),
    "rich": ("rich",),
}
"""The libraries that answers depend on, and the distributions that may bring them."""


def lines() -> Iterator[str]:
    """pipecheck, Python, the system and the libraries with their versions; nothing is imported for it."""
    import platform

    yield f"pipecheck {__version__}"
    yield f"python {platform.python_version()}"
    yield f"platform {platform.platform()}"
    for library, names in _LIBRARIES.items():
        found = list(_installed(names) if names else owners(_folder()))
        yield from found or [f"{library} not installed"]
    if said := mixture(_folder()):
        yield f"warning: {said}"


def owners(folder: Path | None) -> list[str]:
    """The distributions that brought the `cv2` in *folder*, with their versions; folders of metadata alone bring nothing."""
    if folder is None:
        return []
    return [_name(record.parent) for record in sorted(folder.glob("opencv*.dist-info/RECORD")) if _brings(record)]


def mixture(folder: Path | None) -> str | None:
    """What is wrong with the `cv2` in *folder* where more than one distribution brought it."""
    both = owners(folder)
    if len(both) < 2:
        return None
    names = " and ".join(both)
    return f"{names} share one cv2, so that it may be a mixture: uninstall all of them, then install the one that you want"


def warn() -> None:
    """Says so on standard error where the `cv2` that was loaded may be such a mixture."""
    file = getattr(sys.modules.get("cv2"), "__file__", None)
    if said := mixture(Path(file).parent.parent if file else None):
        print(f"pipecheck: {said}", file=sys.stderr)


def _folder() -> Path | None:
    """The folder that `cv2` would be loaded from."""
    from importlib.util import find_spec

    found = find_spec("cv2")
    return Path(found.origin).parent.parent if found is not None and found.origin else None


def _installed(names: tuple[str, ...]) -> Iterator[str]:
    from contextlib import suppress
    from importlib.metadata import PackageNotFoundError, version

    for name in names:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def _name(folder: Path) -> str:
    """`opencv-python 4.9.0` of `opencv_python-4.9.0.dist-info`."""
    name, _, version = folder.name.removesuffix(".dist-info").partition("-")
    return f"{name.replace('_', '-')} {version}"


def _brings(record: Path) -> bool:
    try:
        return any(line.startswith("cv2/") for line in record.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return False
