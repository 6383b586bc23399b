"""What tests share."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("usual", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usual")  # `--hypothesis-profile thorough` where there is time
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
