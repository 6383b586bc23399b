"""Edits that make a clean project a wrong one, each a function of its folder and of what is known of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import artefacts
import cv2
import numpy as np
import test_calibration_mistakes as sets
from clean_projects import constants
from onnx import helper
from PIL import Image, ImageCms
from projects import compose
from strategies_projects import numbers

MEAN, SCALE = "mean_value", "scale_value"
PICTURES = Path(__file__).parents[1] / "fixtures" / "pictures"
AFFINE = r"^- Affine:\n(?:  .*\n)+"
SHORT, CROP = r"^- ResizeShort: .*$", r"^- CenterCrop: .*$"
TRANSPOSE = r"^- Transpose:\n(?:  .*\n)+"
TENSORFLOW = """\
import tensorflow as tf


def load(path):
    x = tf.image.resize(tf.io.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224))
    return (x - [123.675, 116.28, 103.53]) / [58.395, 57.12, 57.375]
"""
LOADER = "\n\ndef infer(path):\n    return SingleImageDataLoader(calibration_transformers(), path, imread_mode='skimage')\n"


def change(path, *edits):
    """Makes each of *edits*, a pattern and what replaces it, once in the file; each has something to replace."""
    text = path.read_text(encoding="utf-8")
    for pattern, new in edits:
        text, made = re.subn(pattern, new, text, count=1, flags=re.MULTILINE)
        assert made, f"{path.name}: nothing matches {pattern}"
    path.write_text(text, encoding="utf-8")


def has(*keys):
    return lambda _, yaml: all(re.search(rf"^ +{key}:", yaml, re.MULTILINE) for key in keys)


def yaml(*edits):
    return lambda folder, clean: change(folder / clean.yaml, *edits)


def keys(**said):
    """Other values of keys, None leaving one out; each is there."""

    def edit(folder, clean):
        given = {key: value(clean) if callable(value) else value for key, value in said.items()}
        patterns = [(rf"^ +{key}:.*\n", "") if new is None else (rf"^( +{key}:).*$", rf"\1 {new}") for key, new in given.items()]
        change(folder / clean.yaml, *patterns)

    return edit


def added(group, line):
    """*line* in *group*, which is made where there is none."""

    def edit(folder, clean):
        path = folder / clean.yaml
        text = path.read_text(encoding="utf-8")
        head = f"{group}_parameters:"
        text = text if re.search(f"^{head}", text, re.MULTILINE) else f"{text.rstrip()}\n{head}\n"
        path.write_text(text.replace(head, f"{head}\n  {line}", 1), encoding="utf-8")

    return edit


def steps(*edits, road="calibration"):
    return lambda folder, _: change(folder / f"{road}.yaml", *edits)


def before_layout(step, road="calibration"):
    """*step* behind all that is done to values."""
    return lambda folder, _: change(folder / f"{road}.yaml", (r"(^- Transpose:|\Z)", f"- {step}\n\\1"))


def manifest(text):
    def edit(folder, clean):
        path = folder / (clean.asked if clean.asked.endswith(".toml") else "pipecheck.toml")
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")

    return edit


def colored(clean, _=None):
    return clean.train in ("rgb", "bgr")


def of_mean_and_std(make):
    """`mean_value` and `scale_value` as *make* has them of mean and standard deviation."""
    parts = lambda clean: [numbers(part, 9) for part in make(*map(np.asarray, constants(clean.train)))]
    return keys(mean_value=lambda clean: parts(clean)[0], scale_value=lambda clean: parts(clean)[1])


def bare(folder, clean):
    """A YAML that normalises nothing."""
    keys(**{MEAN: None, SCALE: None}, **({"norm_type": "no_preprocess"} if clean.tool == "hb_mapper" else {}))(folder, clean)


def values_of(clean):
    mean, std = constants(clean.train)
    return {"mean": list(mean), "std": list(std)}


def again(folder, clean):
    before_layout(f"Affine: {values_of(clean)}".replace("'", ""))(folder, clean)


def random_crop(folder):
    (folder / "augmented.py").write_text(
        compose("transforms.Resize(256), transforms.RandomCrop(224), transforms.PILToTensor()"), encoding="utf-8"
    )
    change(folder / "pipecheck.toml", (r"calibration\.yaml", "augmented.py:t"))


def cut_lower(folder):
    """Every road stretches, and calibration cuts one row too low."""
    for road in ("training", "calibration", "evaluation"):
        change(folder / f"{road}.yaml", (SHORT, "- Resize: {height: 256, width: 256}"))
    change(folder / "calibration.yaml", (CROP, "- Crop: {top: 17, left: 16, height: 224, width: 224}"))


def unread(folder, clean):
    """A script that calls what is not there."""
    code = "import cv2\nfrom ours import ready\n\n\ndef t(path):\n    return ready(cv2.imread(path))\n"
    (folder / "calibration.py").write_text(code, encoding="utf-8")
    change(folder / "pipecheck.toml", (r"calibration\.yaml", "calibration.py:t"))


def read_by(library):
    """Another library reads, which gives RGB."""
    return [(r"^read:\n(?:  .*\n)+", f"read: {{library: {library}, color: rgb}}\n"), (r"^- ToColor:\n(?:  .*\n)+", "")]


def coarse(folder, clean):
    """Training decodes with TensorFlow, calibration does not, and the pictures are JPEGs."""
    (folder / "train.py").write_text(TENSORFLOW, encoding="utf-8")
    change(folder / "calibration.yaml", (SHORT, "- Resize: {height: 224, width: 224}"), (f"{CROP}\n", ""))
    change(folder / "pipecheck.toml", (r"training\.yaml", "train.py:load"), (r"\[evaluation\]\nsource = .*\n", ""))
    jpegs(folder, "rgb-420.jpg")


def jpegs(folder, *names):
    (folder / "photos").mkdir()
    for name in names:
        shutil.copy(PICTURES / name, folder / "photos")
    change(folder / "pipecheck.toml", (r"\[calibration\]\n", '[calibration]\nimages = "photos"\n'))


def photos(*names, reader="pil"):
    """Pictures of calibration, which training reads with another library."""

    def edit(folder, clean):
        jpegs(folder, *names)
        change(folder / "training.yaml", *read_by(reader))

    return edit


def profiled(folder, clean):
    jpegs(folder, "rgb-420.jpg")
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    Image.new("RGB", (8, 8)).save(folder / "photos" / "a.jpg", icc_profile=lab)


def unknown_readers(folder, clean):
    """Nobody says how pictures with a fourth channel are read."""
    jpegs(folder, "rgb.png", "rgba.png")
    change(folder / "pipecheck.toml", (r'source = "training.yaml"', ""), (r'source = "calibration.yaml"', ""))


def as_floats(folder, clean):
    """Scikit-image's 0..1 is taken for 0..255."""
    change(folder / "calibration.yaml", *read_by("skimage, unit: true"))


def logged(folder, clean, tensors, *edits):
    """A log of a build from the YAML as it was before *edits*."""
    said = (folder / clean.yaml).read_text(encoding="utf-8")
    for old, new in edits:
        said = said.replace(old, new)
    (folder / "hb_mapper_makertbin.log").write_text(artefacts.log(said, tensors), encoding="utf-8")


def normalises(folder, clean):
    """The model subtracts and divides before anything else."""
    nodes = [helper.make_node("Sub", ["data", "mean"], ["less"]), helper.make_node("Div", ["less", "std"], ["ready"])]
    made = artefacts.model(
        nodes, opset=11, constants={name: np.full((1, 3, 1, 1), 120, np.float32) for name in ("mean", "std")}, shape=(1, 3, 224, 224)
    )
    (folder / "model.onnx").write_bytes(made.SerializeToString())


def tensors(make, count=None):
    """Calibration files that *make* makes of the right ones, as far as *count*."""

    def edit(folder, clean):
        for number, path in enumerate(sorted((folder / "calibration").iterdir())):
            if count is not None and number >= count:
                path.unlink()
                continue
            right = np.load(path) if path.suffix == ".npy" else np.fromfile(path, np.float32).reshape(1, 3, sets.SIDE, sets.SIDE)
            made = np.ascontiguousarray(make(right))
            np.save(path, made) if path.suffix == ".npy" else made.tofile(path)

    return edit


def normalised(planes):
    return ((planes - sets.MEAN[:, None, None]) / sets.STD[:, None, None]).astype(np.float32)


def noise(planes):
    levels = np.random.default_rng(int(abs(planes).sum())).integers(0, 256, planes.shape).astype(np.float32)
    return levels if planes.max() > 10 else normalised(levels)


def levels_again(planes):
    return (planes * sets.STD[:, None, None] + sets.MEAN[:, None, None]).astype(np.float32)


def zoomed(planes):
    """The middle of the picture, as large as the whole."""
    side = sets.SIDE
    return cv2.resize(planes[0, :, 6:-6, 6:-6].transpose(1, 2, 0), (side, side)).transpose(2, 0, 1)[np.newaxis].astype(np.float32)


def same(folder, clean):
    """One picture, and what was made of it, under many names."""
    for name in ("calibration", "pictures"):
        first, *others = sorted((folder / name).iterdir())
        for path in others:
            shutil.copyfile(first, path)


def labelled(*shown):
    """What each picture shows, of three classes."""

    def edit(folder, clean):
        names = sorted(path.name for path in (folder / "pictures").iterdir())
        lines = (f"{name} {shown[number % len(shown)]}\n" for number, name in enumerate(names))
        (folder / "labels.txt").write_text("".join(lines), encoding="utf-8")
        (folder / "names.txt").write_text("cat\ndog\nbird\n", encoding="utf-8")
        change(folder / "pipecheck.toml", (r"\[calibration\]\n", '[calibration]\nlabels = "labels.txt"\nclasses = "names.txt"\n'))

    return edit


def black(folder, clean):
    """One picture is black, and so is what was made of it."""
    cv2.imwrite(str(folder / "pictures" / "005.png"), np.zeros((sets.SIDE, sets.SIDE, 3), np.uint8))
    zeros = np.zeros((1, 3, sets.SIDE, sets.SIDE), np.float32)
    path = next((folder / "calibration").glob("005.*"))
    np.save(path, normalised(zeros)) if path.suffix == ".npy" else zeros.tofile(path)


def brighter(folder, clean):
    """Training saw pictures by day."""
    (folder / "days").mkdir()
    for path in sorted((folder / "pictures").iterdir()):
        picture = cv2.imread(str(path)).astype(np.float32)
        cv2.imwrite(str(folder / "days" / path.name), np.clip(190 + picture / 4, 0, 255).astype(np.uint8))
    change(folder / "pipecheck.toml", (r'images = "pictures"', 'images = "days"'))


def bounded(folder, clean):
    """One road limits the long side, which only panoramas show."""
    for road in ("training", "calibration", "evaluation"):
        change(folder / f"{road}.yaml", (SHORT, "- ResizeShort: {size: 64}"), (CROP, "- Resize: {height: 224, width: 224}"))
    change(folder / "calibration.yaml", (r"size: 64", "size: 64, longest: 300"))
    jpegs(folder)
    rows, columns = np.mgrid[0:60, 0:1500]
    waves = np.stack([columns * 5 % 256, (columns + rows) * 3 % 256, rows * 7 % 256], axis=-1)
    Image.fromarray(waves.astype(np.uint8)).save(folder / "photos" / "wide.png")


def called_bgr(folder, _):
    """A file of levels in RGB is called as if it held BGR."""
    (folder / "calibration" / "0.bin").rename(folder / "calibration" / "0.bgr")
