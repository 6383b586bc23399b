"""Small projects whose network can be run: a trained classifier, its pictures by class, and a training chain."""

from networks import MEAN, SIZE, STD, classifier, pictures, wanted
from projects import config

LEVELS = " ".join(f"{255 * each:.10g}" for each in MEAN)
SCALES = " ".join(f"{1 / (255 * each):.10g}" for each in STD)
MANIFEST = """
config = "config.yaml"
[training]
source = "train.yaml"
[evaluation]
images = "val"
labels = "val"
"""


def write(folder, manifest=MANIFEST, *, per_class=3, **changes):
    """Writes the project to *folder*, the YAML with these *changes*, and returns it."""
    folder.mkdir(exist_ok=True, parents=True)
    classifier(folder / "model.onnx")
    pictures(folder / "val", per_class)
    (folder / "train.yaml").write_text(wanted().to_yaml(), encoding="utf-8")
    said = {"mean_value": LEVELS, "scale_value": SCALES, **changes}
    (folder / "config.yaml").write_text(config(**said), encoding="utf-8")
    (folder / "pipecheck.toml").write_text(manifest, encoding="utf-8")
    return folder


def bench(folder):
    """How many pictures lie in *folder*."""
    return len(list((folder / "val").rglob("*.png")))


__all__ = ["MANIFEST", "SIZE", "bench", "write"]
