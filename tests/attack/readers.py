"""Everything that reads bytes of somebody else's: by name, under which file name, with files that are right to begin with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import onnx
from artefacts import log, quant_info
from linted import COMPILE, MAPPER, yaml
from PIL import Image
from projects import model

from pipecheck import api
from pipecheck.evidence.tensors import Expected
from pipecheck.gather import project
from pipecheck.lower import dialect
from pipecheck.preparing import manifest
from pipecheck.probe.identify import dumps
from pipecheck.probe.images import header, sidebyside
from pipecheck.probe.quant.method import Choice, Method
from pipecheck.probe.quant.plan import Plan, Range, Taken
from pipecheck.probe.quant.simulate import kept
from pipecheck.probe.tensors import files
from pipecheck.sources import baselines, labels, makertbinlog, mmconfig, onnxfile, onnxprefix, pragmas, pycalls, quantinfo, text
from pipecheck.sources.labels import classes, listfile
from pipecheck.sources.truth import load as truth

ROOT = Path(__file__).parents[2]
CASES = ROOT / "fixtures" / "cases"
EXPECTED = tuple(Expected(tool=tool, shape=(3, 8, 8), layout="chw", dtype="float32", color="rgb") for tool in ("hb_mapper", "hb_compile"))
PROCESSOR = {
    "image_processor_type": "ViTImageProcessor", "do_resize": True, "size": {"height": 224, "width": 224}, "resample": 2,
    "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
}  # fmt: skip
COCO = {
    "images": [{"id": 1, "file_name": "a.jpg", "width": 9, "height": 9}],
    "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [1, 2, 3, 4], "iscrowd": 0}],
    "categories": [{"id": 3, "name": "cat"}],
}
CONFIG = """_base_ = []\nmodel = dict(data_preprocessor=dict(type='DetDataPreprocessor', mean=[1, 2, 3], std=[1, 1, 1], bgr_to_rgb=True))
test_pipeline = [dict(type='LoadImageFromFile'), dict(type='Resize', scale=(64, 48), keep_ratio=True), dict(type='PackDetInputs')]\n"""
TOML = """config = "config.yaml"\nfail_on = "warning"\n[ignore]\nPC303 = "measured"\n[training]\nsource = "train.py:t"\nlabels = "l.csv"
images = "pictures"\n[calibration]\nat_least = 20\nreader = "pil"\n[training.inputs.data]\nsource = "t.py:t"
color = "rgb"\nexpected = 0.7\n"""
CHAIN = (
    "read: {library: opencv}\nsteps:\n- Resize: {height: 224, width: 224}\n- ToColor: {color: rgb}\n- Affine: {mean: 0.5, std: [1, 2, 3]}\n"
)
PADDLE = "Preprocess:\n- interp: 2\n  keep_ratio: false\n  target_size: [64, 64]\n  type: Resize\n- type: Permute\n"
SHELL = """python3 ../data_preprocess.py --src_dir ../img --dst_dir ./cal_rgb_f32 --pic_ext .rgb \\
  --read_mode opencv --saved_data_type "float32"\n"""
PLAN = Plan(
    ranges={"data": Range(-2.1, 2.64)},
    taken={"conv": Taken(inputs=("int8",))},
    outputs={"logits": "int8"},
    per_channel=frozenset({"conv"}),
    biases={"conv": np.zeros((1, 2), np.float32)},
)
CHOICE = Choice(method=Method("max"), per_channel=True, asymmetric=False)
WORDS = (
    b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xe5\x9d\x87", b"\n", b"\r", b"\t", b" ", b"'", b'"', b"\\", b"1e999", b"nan",
    b"-1", b"0", b"99999999999999999999", b"9" * 400, b"../", b"/", b"%", b"\x1b[2J", b"\xc2\x85", b"\xe2\x80\xa8", b"#",
)  # fmt: skip
MARKS = (
    *WORDS, b"[", b"]", b"{", b"}", b",", b":", b": ", b"- ", b"&a ", b"*a", b"<<: ", b"!!python/object/apply:os.system ", b"|\n", b"null",
    b"true", b'"\\ud800"', b"[[", b"]]", b"=", b".", b"? ", b"---\n", b"'''", b'"""', b"{{", b"}}",
)  # fmt: skip
CODE = (
    *WORDS, b"(", b")", b"[", b"]", b"{", b"}", b",", b":", b"=", b"*", b"**", b"lambda: ", b" if ", b" for x in ", b"while True:\n", b".",
    b"yield ", b"return ", b"import train\n", b"from train import *\n", b"exec(", b"global t\n", b"del t\n", b"@", b":=", b"await ", b"<<",
    b"class t:\n ", b"def t():\n ", b"f'{", b"raise ", b"try:\n ", b"except:\n ", b"with a as t:\n ", b"10**9", b"'a'*9", b"range(",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """What all *reads* a file of the name *file*, some that are right as *seeds*, and the *words* that mean something in them."""

    file: str
    reads: tuple[Callable[[Path], object], ...]
    seeds: Callable[[], Iterator[bytes]]
    words: tuple[bytes, ...] = WORDS


def every() -> dict[str, Reader]:
    """Every reader by its name."""
    tasks = tuple(_truth(task) for task in (None, "classification", "regression", "detection"))
    return {
        "yaml": Reader(
            "config.yaml", (lambda path: api.lint([path]),), lambda: _texts(yaml(MAPPER), yaml(COMPILE), more="**/*.yaml"), MARKS
        ),
        "chain": Reader("chain.yaml", (_named(),), lambda: _texts(CHAIN, PADDLE, "task: detect\nmode: train\nimgsz: 64\n"), MARKS),
        "toml": Reader("pipecheck.toml", (project.load,), lambda: _texts(TOML, more="**/*.toml"), MARKS),
        "pyproject": Reader(
            "pyproject.toml", (project.load,), lambda: _texts(f"[tool.pipecheck]\n{TOML.replace('[', '[tool.pipecheck.')}"), MARKS
        ),
        "python": Reader("train.py", (_named(), _followed), lambda: _texts("t = [1]\n", CONFIG, more="**/*.py"), CODE),
        "openmmlab": Reader("config.py", (mmconfig.load,), lambda: _texts(CONFIG), CODE),
        "shell": Reader("02_preprocess.sh", (_named(),), lambda: _texts(SHELL, more="**/*.sh"), CODE),
        "comments": Reader("train.py", (pragmas.read,), lambda: _texts("t = 1  # pipecheck: ignore[PC403] measured\n"), CODE),
        "processor": Reader(
            "preprocessor_config.json", (_named(),), lambda: _jsons(PROCESSOR, {"steps": [{"Resize": {"height": 3}}]}), MARKS
        ),
        "baseline": Reader("pipecheck-baseline.json", (baselines.load,), _baseline, MARKS),
        "quant_info": Reader("model_quant_info.json", (quantinfo.load,), lambda: _texts(quant_info((1.4, 1.0, 1.8))), MARKS),
        "log": Reader("hb_mapper_makertbin.log", (makertbinlog.load,), _log, MARKS),
        "prepared": Reader("calibration.json", (manifest.load,), _prepared, MARKS),
        "classes": Reader("classes.txt", (classes.read,), lambda: _texts("cat\ndog\n", "0: cat\n1: dog\n", "{0: cat, 1: 'dog'}"), MARKS),
        "classes.json": Reader("classes.json", (classes.read,), lambda: _jsons(["cat", "dog"], {"0": "cat"}, {"names": {"cat": 0}}), MARKS),
        "labels.csv": Reader(
            "labels.csv", (_labels(None), *tasks), lambda: _texts("image,label\na.jpg,cat\nb.jpg,dog\n", "a.jpg 1.5 2.5\n"), MARKS
        ),
        "labels.txt": Reader(
            "labels.txt", (_labels(None), *tasks), lambda: _texts("a.jpg 3\nb c.jpg 4\n", "a.jpg 1,2,3,4,0 5,6,7,8,1\n"), MARKS
        ),
        "labels.json": Reader(
            "labels.json",
            (_labels(None), _labels("json"), _labels("coco"), *tasks),
            lambda: _jsons(COCO, {"a.jpg": 3}, [{"image": "a.jpg", "label": "cat"}]),
            MARKS,
        ),
        "labels.xml": Reader("Annotations/a.xml", (_labels(None, 2), _truth("detection", 2)), _voc, MARKS),
        "yolo": Reader("labels/a.txt", (_labels(None, 2), _truth("detection", 2)), lambda: _texts("0 0.5 0.5 0.1 0.1\n1 .2 .2 .1 .1\n")),
        "list": Reader("pictures.txt", (listfile.pictures,), lambda: _texts("a.jpg\nb/c d.png 3\n")),
        "picture": Reader("picture.png", (header.look, sidebyside.one), _pictures),
        "tensor.npy": Reader(
            "files/0.npy", (*map(_listed, EXPECTED), _dump), lambda: (_npy(np.zeros((3, 8, 8), each)) for each in ("f4", ">f8", "u1"))
        ),
        "tensor.bin": Reader(
            "files/0.bin", (*map(_listed, EXPECTED), _dump), lambda: iter([np.zeros((3, 8, 8), "f4").tobytes(), bytes(range(192))])
        ),
        "onnx": Reader("model.onnx", (onnxfile.load, onnxprefix.load), _models),
        "plan": Reader("plan.json", (_plan,), _plans, MARKS),
    }


def _texts(*first: str, more: str | None = None) -> Iterator[bytes]:
    yield from (each.encode() for each in first)
    yield from (path.read_bytes() for path in sorted(CASES.glob(more)) if path.stat().st_size < 10_000) if more else ()


def _jsons(*data: object) -> Iterator[bytes]:
    yield from (json.dumps(each, indent=1).encode() for each in data)


def _baseline() -> Iterator[bytes]:
    entry = {"code": "PC403", "place": "a.yaml:3", "message": "a", "fingerprint": "f"}
    yield from _jsons({"kind": "pipecheck baseline", "schema": 1, "findings": [entry]})


def _prepared() -> Iterator[bytes]:
    entry = manifest.Entry("0.bin", "a", "a.jpg", "b")
    chain = {"input": "data", "source": "s", "chain": "c", "form": {"shape": [3]}, "versions": {}, "left_out": {"b.jpg": "broken"}}
    yield manifest.Manifest(**chain, complete=True, entries={"0.bin": entry}).dumped()


def _log() -> Iterator[bytes]:
    yield from _texts(log(yaml(MAPPER), [np.zeros((1, 3, 9, 9), np.float32)] * 2))


def _dump(path: Path) -> object:
    return dumps.load(path, None, None)


def _voc() -> Iterator[bytes]:
    box = "<bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>"
    size = "<size><width>9</width><height>9</height></size>"
    yield from _texts(f"<annotation><filename>a.jpg</filename>{size}<object><name>cat</name>{box}</object></annotation>")


def _pictures() -> Iterator[bytes]:
    wide = np.arange(24 * 16 * 3, dtype=np.uint8).reshape(16, 24, 3)
    exif = Image.Exif()
    exif[0x0112] = 6
    for form in ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM"):
        stream = BytesIO()
        Image.fromarray(wide).save(stream, form, **({"exif": exif} if form in ("JPEG", "WEBP", "PNG") else {}))
        yield stream.getvalue()


def _npy(array: np.ndarray) -> bytes:
    stream = BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def _models() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted(CASES.glob("**/*.onnx")) if path.stat().st_size < 20_000)


def _plans() -> Iterator[bytes]:
    noted = onnx.ModelProto()
    kept.note(noted, PLAN, CHOICE, CASES / "README.md", ROOT / "m.onnx")
    yield from (entry.value.encode() for entry in noted.metadata_props if entry.value.startswith("{"))


def _named(name: str = "") -> Callable[[Path], object]:
    return lambda path: dialect.lower(f"{path.name}{name}", path.parent)


def _followed(path: Path) -> object:
    return [dialect.lower(f"{path.name}:{name}", path.parent) for name in pycalls.names(pycalls.load(path))[:5]]


def _labels(form: str | None, above: int = 0) -> Callable[[Path], object]:
    return lambda path: labels.load((path, *path.parents)[above], form=form)


def _truth(task: str | None, above: int = 0) -> Callable[[Path], object]:
    return lambda path: truth.load((path, *path.parents)[above], task=task, form=None, classes=None, images=None, outputs=None)


def _listed(expected: Expected) -> Callable[[Path], object]:
    return lambda path: files.listed(path.parent, expected)


def _plan(path: Path) -> object:
    """The plan in the metadata of a model; what is fuzzed is its JSON."""
    said, made = text.read(path), path.with_name("made.onnx")
    (path.parent / "model.onnx").write_bytes(model("data"))
    noted = onnx.load(path.parent / "model.onnx")
    kept.note(noted, PLAN, CHOICE, path.parent / "model.onnx", made)
    for entry in noted.metadata_props:
        entry.value = (
            said if entry.value.startswith("{") and (said.find("format") >= 0) == (entry.value.find("format") >= 0) else entry.value
        )
    onnx.save(noted, made)
    return kept.read(made)
