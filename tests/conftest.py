"""What tests share."""

import pytest


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
