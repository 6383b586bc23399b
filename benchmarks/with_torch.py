"""The chain of torchvision that the toolkit's PIL chain equals bit for bit, and torch's loader around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image

_OPERATORS = ("nms(Tensor dets, Tensor scores, float iou_threshold)", "qnms(Tensor dets, Tensor scores, float iou_threshold)")


class Pictures(torch.utils.data.Dataset[torch.Tensor]):
    """What a validation loop reads from."""

    def __init__(self, paths: Sequence[Path], transform: Callable[[Image.Image], torch.Tensor]) -> None:
        self.paths = paths
        self.transform = transform

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> torch.Tensor:
        with Path(self.paths[index]).open("rb") as file:
            return self.transform(Image.open(file).convert("RGB"))


def transform(short: int, crop: int, mean: Sequence[float], std: Sequence[float]) -> Callable[[Image.Image], torch.Tensor]:
    """Resize, CenterCrop, ToTensor, Normalize."""
    transforms = _transforms()
    steps = [transforms.Resize(short), transforms.CenterCrop(crop), transforms.ToTensor(), transforms.Normalize(mean, std)]
    composed: Callable[[Image.Image], torch.Tensor] = transforms.Compose(steps)
    return composed


def loader(pictures: Pictures, workers: int) -> torch.utils.data.DataLoader[torch.Tensor]:
    """Batches made by *workers* processes that stay alive between two runs."""
    return torch.utils.data.DataLoader(pictures, batch_size=16, num_workers=workers, persistent_workers=True)


def _transforms() -> Any:
    # Beside a CPU build of torch, torchvision's import asks for two operators that nobody declared.
    try:
        from torchvision import transforms
    except RuntimeError:
        libraries: Any = torch.library
        library = libraries.Library("torchvision", "DEF")
        for operator in _OPERATORS:
            library.define(f"{operator} -> Tensor")
        from torchvision import transforms
    return transforms
