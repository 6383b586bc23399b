"""What the pages under docs say of numbers and of code is held against the arithmetic, the limits and the modules."""

import ast
import re

import pytest
from paged import DOCS, blocks, tables, text
from projects import beside, compose, config

from pipecheck import api
from pipecheck.cli.parser import FORMATS
from pipecheck.findings import Finding, Origin, Severity
from pipecheck.report.model import RENDERERS, Report

NOTATIONS, RECIPES = tables(text(DOCS / "mean-scale-std.md"))
IMAGENET = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))
STEP = 1 / 255 / 0.229
"""What an 8-bit level is about worth in the normalised picture."""


def numbers(cell):
    """The numbers in the first span of code in *cell*."""
    span = re.search(r"`([\d. ]+)`", cell)
    return [float(word) for word in span[1].split()] if span else []


@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row["tool"])
def test_every_notation_makes_the_same_tensor(row):
    formula = compile(ast.parse(row["formula"].strip("`"), mode="eval"), "formula", "eval")
    means, seconds = numbers(row["mean"]), numbers(row["second number"])
    if row["order"] == "BGR":
        means, seconds = means[::-1], seconds[::-1]
    word = row["second number"].split()[0]
    assert len(means) == len(seconds) == 3
    for mean, second, (trained, spread) in zip(means, seconds, IMAGENET, strict=True):
        for level in range(256):
            made = eval(formula, {"p": level, "mean": mean, word: second})
            assert abs(made - (level / 255 - trained) / spread) < 0.05 * STEP, (row["tool"], level)


@pytest.mark.parametrize("row", RECIPES, ids=lambda row: row["recipe"])
@pytest.mark.parametrize(("march", "second"), [("bayes-e", "scale_value"), ("nash-e", "scale_value"), ("nash-e", "std_value")])
def test_every_recipe_is_that_of_its_training_code(tmp_path, row, march, second):
    said = {key: row[f"`{key}`"].strip("`") for key in ("mean_value", second)}
    given = {key: value for key, value in said.items() if value != "–"}
    norm = "_and_".join(("data", *(key.partition("_")[0] for key in given))).replace("data_and", "data")
    changes = {"mean_value": None, "scale_value": None, **given, "norm_type": norm if march == "bayes-e" else None}
    yaml = config(march, input_type_train=row["`input_type_train`"], **changes)
    (tmp_path / "config.yaml").write_text(yaml, encoding="utf-8")
    beside(tmp_path, yaml)
    (tmp_path / "train.py").write_text(source(row["in the training code"].strip("`")), encoding="utf-8")
    pair = api.diff(str(tmp_path / "train.py:t"), str(tmp_path / "config.yaml"))
    assert {aspect: pair.verdicts[aspect] for aspect in ("color", "values")} == {"color": "same", "values": "same"}


def source(code):
    """A file in which *code* is the transform `t`."""
    if code.startswith("T."):
        return f"from torchvision import transforms as T\nt = {code}\n"
    load = "x = keras.utils.img_to_array(keras.utils.load_img(path, target_size=(224, 224)))"
    return f"import keras\ndef t(path):\n    {load}\n    return {code}(x)\n"


def limit(words):
    """The number in the row of the threat model that begins with *words*."""
    (limits,) = tables(text(DOCS / "threat-model.md"))
    (row,) = (row for row in limits if row["what"].startswith(words))
    return re.sub(r"(?<=\d),(?=\d)", "", row["limit"])


def test_the_limits_of_the_threat_model():
    from pipecheck.errors import LONGEST
    from pipecheck.gather import manifest
    from pipecheck.probe.identify import dumps
    from pipecheck.probe.images import scan
    from pipecheck.probe.network import trying
    from pipecheck.probe.tensors import files, whole
    from pipecheck.sources import jsondoc, makertbinlog, onnxfile, pycalls, shellargs, yamlwalk
    from pipecheck.sources import text as texts
    from pipecheck.sources.labels import coco, lines
    from pipecheck.sources.python import imports, machine
    from pipecheck_transformers import readers

    assert limit("a text file") == f"{texts.LIMIT >> 20} MiB"
    assert limit("Python code") == f"{pycalls.LIMIT >> 10} KiB"
    assert pycalls.LIMIT == shellargs.LIMIT
    assert limit("a manifest").startswith(f"{manifest.LIMIT >> 20} MiB")
    assert limit("a log of a build").startswith(f"{makertbinlog.LIMIT >> 20} MiB")
    assert limit("labels") == f"{lines.LIMIT >> 20} MiB, in COCO's form {coco.LIMIT >> 30} GiB"
    assert limit("a line that says why") == f"{LONGEST} signs"
    assert limit("following a shell script") == f"values and paths of {shellargs.LONGEST} letters"
    assert limit("a configuration in JSON") == f"{jsondoc.LIMIT >> 20} MiB"
    assert limit("a YAML").startswith(f"{yamlwalk.DEPTH} levels, {yamlwalk.SIZE} values")
    wanted = f"{machine.STEPS} steps, {machine.DEPTH} calls deep, {imports.FILES} modules, values of {machine.SIZE} elements"
    assert limit("following Python") == wanted
    wanted = f"{readers.MAX_BYTES // 10**6} MB, {readers.MAX_PIXELS // 10**6} million pixels, {readers.MAX_DECODED // 10**6} MB of pixels, "
    assert limit("a picture").startswith(f"{wanted}{readers.MAX_SCANNED // 10**9} billion pixels over all scans")
    assert limit("pages of a TIFF") == f"{readers.MAX_DECODED // 10**6} MB"
    assert limit("a model's first run").startswith(f"{trying.SECONDS} seconds")
    assert limit("a set of pictures").startswith(f"{scan.MOST} headers")
    assert limit("a calibration file") == limit("a dumped tensor") == f"{files.LARGEST >> 30} GB"
    assert dumps._MAX_BYTES == files.LARGEST == whole.MOST
    assert limit("a directory of").startswith(str(files.MOST))
    assert limit("an ONNX file").startswith(f"{onnxfile.LIMIT >> 30} GiB")


def test_the_format_that_is_shown_is_one():
    (block,) = blocks(text(DOCS / "contributing" / "add-a-format.md"), "python")
    room = {}
    exec(block, room)
    found = Finding(
        code="PC201", name="n", severity=Severity.ERROR, confidence=2, message="a, b\x1b[2J", origin=Origin(DOCS / "a.yaml", 3, 1)
    )
    told = room["render"](Report(findings=(found,)))
    assert told.startswith("severity,code,place,message\nerror,PC201,")
    assert '"a, b' in told
    assert "\x1b" not in told
    assert set(RENDERERS) | {"rich"} == set(FORMATS)


def test_the_rule_that_is_shown_is_one():
    from collections.abc import Iterator

    from pipecheck.evidence import Comparison
    from pipecheck.findings import Problem
    from pipecheck.rules.rule import rule
    from pipecheck.spec import ASPECTS, ColorState, Fact, Spec

    (block,) = blocks(text(DOCS / "contributing" / "add-a-rule.md"), "python")
    room = {
        "rule": rule,
        "Severity": Severity,
        "Comparison": Comparison,
        "Iterator": Iterator,
        "Problem": Problem,
        "looks_sepia": lambda color: color.colorless,
    }
    exec(block, room)
    made = room["sepia_pictures"]
    assert (made.name, made.summary) == ("sepia-pictures", "The pictures are sepia.")
    assert "Bad:\n\n```" in made.page
    nothing = dict.fromkeys(ASPECTS, Fact(None))
    colors = (ColorState("rgb"), ColorState("rgb", colorless=True), None)
    plain, tinted, unknown = (Spec(**{**nothing, "color": Fact(color)}) for color in colors)
    for script, count in ((tinted, 1), (plain, 0), (unknown, 0), (None, 0)):
        evidence = Comparison(input="x", road="calibration", generation=None, training=plain, script=script, handover=None, nodes=None)
        assert len(list(made.check(evidence))) == count


def test_the_step_that_is_shown_is_one():
    from pipecheck.lower import torchvision
    from pipecheck.lower.arguments import Arguments, NotReadError
    from pipecheck.lower.picture import Picture
    from pipecheck.sources import pycalls
    from pipecheck.sources.pyvalues import Call
    from pipecheck_transformers.ops import ToColor

    (block,) = blocks(text(DOCS / "contributing" / "add-a-dialect.md"), "python")
    room = {"Arguments": Arguments, "NotReadError": NotReadError, "Picture": Picture, "Call": Call, "ToColor": ToColor}
    exec(block, room)
    value = pycalls.find(pycalls.parse(compose("transforms.Grayscale()"), DOCS / "t.py"), "t")
    (step,) = value.args[0].items
    made = room["_grayscale"](step, torchvision.begin(value))
    assert [each.op.color for each in made.program.steps] == ["gray"]
    assert made.gray
