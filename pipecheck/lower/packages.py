"""Which dialect speaks of which package."""

from __future__ import annotations

DIALECTS = {
    "timm": "timm",
    "torch": "torchvision",
    "torchvision": "torchvision",
    "albumentations": "albumentations",
    "transformers": "huggingface",
    "keras": "keras",
    "tensorflow": "keras",
    "ultralytics": "ultralytics",
}
"""The samples of the toolchain are in no package: their names come from files beside the user's."""
