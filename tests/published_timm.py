"""The table of what timm publishes, made from the installed library; run as a script, it writes the table anew."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pipecheck

TABLE = Path(pipecheck.__file__).parent / "lower" / "timm" / "published.json"
FACTS = ("input_size", "interpolation", "crop_pct", "crop_mode", "mean", "std", "test_input_size", "test_crop_pct")


def table(timm):
    """The text of the table: one line per set of facts, the default weights of an architecture with a star."""
    from timm.models._pretrained import PretrainedCfg
    from timm.models._registry import _deprecated_models, _model_default_cfgs

    groups = defaultdict(list)
    for architecture, config in _model_default_cfgs.items():
        for place, tag in enumerate(config.tags):
            facts = {name: getattr(config.cfgs[tag], name) for name in FACTS}
            said = {name: value for name, value in facts.items() if value != getattr(PretrainedCfg(), name)}
            groups[json.dumps(said)].append(f"{architecture}{f'.{tag}' if tag else ''}{'' if place else '*'}")
    rows = [json.dumps([json.loads(facts), " ".join(sorted(models))]) for facts, models in sorted(groups.items())]
    renamed = json.dumps(dict(sorted(_deprecated_models.items())))
    return f'{{"version": "{timm.__version__}", "renamed": {renamed}, "published": [\n' + ",\n".join(rows) + "\n]}\n"


if __name__ == "__main__":
    import timm

    TABLE.write_text(table(timm), encoding="utf-8")
