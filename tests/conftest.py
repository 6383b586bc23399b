"""What tests share."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("usual", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("usual")  # `--hypothesis-profile thorough` where there is time
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # tests load onnxruntime by themselves

THOROUGH = frozenset(
    (
        "test_probing",
        "test_space",
        "test_lattice_soundness",
        "test_callables",
        "test_dumps",
        "test_model_mistakes",
        "test_model_vendor",
        "test_calibration_mistakes",
        "test_geometry_mistakes",
        "test_cli_calibration_attacked",
        "test_injected",
        "test_permuted",
        "test_repeated",
        "test_bombs",
        "test_reading_of_anything",
        "test_debugger",
        "test_calibrated_models",
        "test_fix_commands",
        "test_runs",
        "test_drawing",
        "test_raising",
        "test_trying",
        "test_search",
        "test_nodes",
        "test_curve",
        "test_real_configs",
        "test_dialects",
        "test_library",
        "test_model_on_data",
        "test_quantize_on_data",
        "test_mistakes",
        "test_running",
        "test_everything",
        "test_rank",
    )
)
"""The modules whose tests take long for what they add to the usual run: `-m thorough` runs them."""


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.stem in THOROUGH:
            item.add_marker(pytest.mark.thorough)


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
