"""The data configurations that timm publishes with its models, by the name of the model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULTS: Mapping[str, Any] = {
    "input_size": (3, 224, 224),
    "interpolation": "bicubic",
    "crop_pct": 0.875,
    "crop_mode": "center",
    "mean": (0.485, 0.456, 0.406),
    "std": (0.229, 0.224, 0.225),
}
"""What timm takes where a model says nothing."""
CONSTANTS: Mapping[str, Any] = {
    "DEFAULT_CROP_PCT": 0.875,
    "DEFAULT_CROP_MODE": "center",
    "IMAGENET_DEFAULT_MEAN": (0.485, 0.456, 0.406),
    "IMAGENET_DEFAULT_STD": (0.229, 0.224, 0.225),
    "IMAGENET_INCEPTION_MEAN": (0.5, 0.5, 0.5),
    "IMAGENET_INCEPTION_STD": (0.5, 0.5, 0.5),
    "IMAGENET_DPN_MEAN": (124 / 255, 117 / 255, 104 / 255),
    "IMAGENET_DPN_STD": (1 / (0.0167 * 255),) * 3,
    "OPENAI_CLIP_MEAN": (0.48145466, 0.4578275, 0.40821073),
    "OPENAI_CLIP_STD": (0.26862954, 0.26130258, 0.27577711),
}
"""The constants of `timm.data`."""


@dataclass(frozen=True, slots=True)
class Published:
    """The *facts* of the weights *model*; *disputed* are those in which other weights of an architecture named alone differ from them."""

    model: str
    facts: Mapping[str, Any]
    disputed: frozenset[str] = frozenset()

    @property
    def assumed(self) -> str:
        """The convention behind the choice of these weights."""
        return f"timm 1.0 takes {self.model} where only its architecture is named"


def published(name: str) -> Published | None:
    """What timm publishes of the model *name*, an architecture with or without the tag of its weights; None for other names."""
    table = _table()
    plain = name.removeprefix("hf_hub:").removeprefix("hf-hub:").removeprefix("timm/")
    wanted = table["renamed"].get(plain, plain)
    alike: list[tuple[str, Mapping[str, Any]]] = []
    for said, models in table["published"]:
        if wanted not in models:
            continue
        for model in models.split():
            if model.rstrip("*") == wanted and "." in wanted:
                return Published(wanted, _facts(said))
            if model.rstrip("*").split(".")[0] == wanted:
                alike.insert(0 if model.endswith("*") else len(alike), (model.rstrip("*"), _facts(said)))
    if not alike:
        return None
    model, facts = alike[0]
    disputed = {key for _, other in alike for key in {**facts, **other} if other.get(key) != facts.get(key)}
    return Published(model, facts, frozenset(disputed))


def names() -> list[str]:
    """Every model with its tag, and every architecture."""
    models = [model.rstrip("*") for _, several in _table()["published"] for model in several.split()]
    return [*models, *dict.fromkeys(model.split(".")[0] for model in models)]


def _table() -> Any:
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def _facts(said: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**DEFAULTS, **{key: tuple(fact) if isinstance(fact, list) else fact for key, fact in said.items()}}
