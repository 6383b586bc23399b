"""What tests share."""

import os

import pytest

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # tests load onnxruntime by themselves


@pytest.fixture(scope="session")
def torchvision():
    """Torchvision beside a CPU build of torch, which lacks two operators that the import asks for."""
    torch = pytest.importorskip("torch")
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    pytest.importorskip("torchvision.transforms.v2")
    yield pytest.importorskip("torchvision")
    del library


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory):
    """What the command line remembers of pictures goes to a folder of this run, that of subprocesses too."""
    kept = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    os.environ.pop("XDG_CACHE_HOME")
    if kept is not None:
        os.environ["XDG_CACHE_HOME"] = kept
