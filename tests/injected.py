"""Mistakes that can be put into any clean project that they fit, and the codes of what is found then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import artefacts
import numpy as np
from clean_projects import Clean
from spoiled import (
    AFFINE,
    CROP,
    LOADER,
    MEAN,
    SCALE,
    SHORT,
    TRANSPOSE,
    added,
    again,
    as_floats,
    bare,
    before_layout,
    black,
    bounded,
    brighter,
    called_bgr,
    change,
    coarse,
    colored,
    cut_lower,
    has,
    jpegs,
    keys,
    labelled,
    levels_again,
    logged,
    manifest,
    noise,
    normalised,
    normalises,
    of_mean_and_std,
    photos,
    profiled,
    random_crop,
    same,
    steps,
    tensors,
    unknown_readers,
    unread,
    yaml,
    zoomed,
)
from strategies_projects import LAYOUTS

from pipecheck.findings import Severity

KINDS = ("plane", "alone", "dialect", "story", "filled", "example")
CHAIN = ("plane",)


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """The *codes* that are found where *edit* was made in a project of one of *kinds* that *fits*, and what is *left* after `fix`.

    Where nothing mends it, *left* is None. The *severity* is the one of the rule unless another is named.
    """

    id: str
    codes: tuple[str, ...]
    edit: Callable[[Path, Clean], None]
    left: tuple[str, ...] | None = None
    severity: Severity | None = None
    kinds: tuple[str, ...] = KINDS
    tool: str | None = None
    fits: Callable[[Clean, str], object] = lambda *_: True

    def into(self, folder, clean):
        """Makes the mistake in *folder*, and returns whether it can be made there."""
        yaml = (folder / clean.yaml).read_text(encoding="utf-8")
        fits = clean.kind in self.kinds and self.tool in (None, clean.tool) and self.fits(clean, yaml)
        if fits:
            self.edit(folder, clean)
        return bool(fits)


KEYS = [
    Mistake(id="a key in the plural", left=(), codes=("PC501",), edit=yaml((r"^( +)mean_value:", r"\1mean_values:")), fits=has(MEAN)),
    Mistake(id="a key that nobody knows", left=(), codes=("PC501",), edit=added("compiler", "jobz: 4")),
    Mistake(id="no input_type_train", codes=("PC502",), edit=keys(input_type_train=None), tool="hb_mapper"),
    Mistake(
        id="an unknown layout",
        left=(),
        codes=("PC503",),
        edit=keys(input_layout_train=lambda clean: f"{LAYOUTS[clean.layout]}X"),
        kinds=CHAIN,
    ),
    Mistake(
        id="an unknown level",
        codes=("PC503",),
        edit=added("compiler", "optimize_level: O7"),
        fits=lambda _, text: "optimize_level" not in text,
    ),
    Mistake(id="two means", codes=("PC504",), edit=keys(mean_value="1 2"), fits=has(MEAN)),
    Mistake(id="a key twice", left=(), codes=("PC505",), edit=yaml((r"^( +input_type_rt:.*\n)", r"\1\1"))),
    Mistake(
        id="a key without effect",
        left=(),
        codes=("PC506",),
        edit=added("input", "norm_type: data_mean_and_scale"),
        tool="hb_compile",
        fits=has(MEAN, SCALE),
    ),
    Mistake(id="scale and std", codes=("PC507",), edit=added("input", "std_value: 58.395"), tool="hb_compile", fits=has(SCALE)),
    Mistake(id="no such model", codes=("PC508",), edit=keys(onnx_model="nowhere.onnx")),
    Mistake(id="no such calibration files", codes=("PC508",), edit=keys(cal_data_dir="./nowhere"), kinds=("alone",)),
    Mistake(
        id="calibration files that a script has yet to write",
        codes=("PC508",),
        severity=Severity.WARNING,
        edit=keys(cal_data_dir="./nowhere"),
        kinds=("example",),
    ),
    Mistake(
        id="a truth value for a number",
        left=(),
        codes=("PC509",),
        edit=added("model", "output_model_file_prefix: 010"),
        fits=lambda _, text: "_prefix" not in text,
    ),
    Mistake(id="no such input", left=(), codes=("PC510",), edit=keys(input_name="other"), fits=has("input_name")),
    Mistake(
        id="std on hb_mapper",
        codes=("PC511",),
        edit=yaml((r"scale_value:.*", "std_value: 58.395 57.12 57.375")),
        tool="hb_mapper",
        fits=has(MEAN, SCALE),
    ),
    Mistake(
        id="layers are dumped",
        codes=("PC512",),
        edit=added("model", "layer_out_dump: True"),
        tool="hb_mapper",
        fits=lambda _, text: "layer_out_dump" not in text,
    ),
    Mistake(
        id="an unknown processor",
        codes=("PC808",),
        edit=added("model", "node_info: {Identity_0: {'ON': GPU}}"),
        tool="hb_mapper",
        kinds=CHAIN,
    ),
    Mistake(
        id="an unknown type",
        codes=("PC808",),
        tool="hb_compile",
        edit=added("calibration", "quant_config: {op_config: {Softmax: {qtype: int17}}}"),
    ),
    Mistake(
        id="norm_type drops the mean",
        left=(),
        codes=("PC306",),
        edit=keys(norm_type="data_scale"),
        tool="hb_mapper",
        fits=lambda c, text: has(MEAN, SCALE, "norm_type")(c, text) and "mean_value: 0" not in text,
    ),
    Mistake(
        id="a type that cannot be converted",
        codes=("PC202",),
        edit=keys(input_type_rt="gray"),
        kinds=CHAIN,
        fits=lambda c, _: colored(c) and (c.tool, c.rt) != ("hb_mapper", "nv12"),
    ),
]
VIDEO = manifest('[runtime]\nnv12 = "video"')
CONSTANTS = [
    Mistake(
        id="red and blue in the YAML",
        codes=("PC201",),
        fits=colored,
        edit=keys(input_type_train=lambda clean: {"rgb": "bgr", "bgr": "rgb"}[clean.train]),
        kinds=CHAIN,
    ),
    Mistake(
        id="the other layout in the YAML",
        codes=("PC203",),
        edit=keys(input_layout_train=LAYOUTS["hwc"]),
        kinds=CHAIN,
        fits=lambda c, _: c.layout == "chw",
    ),
    Mistake(
        id="a YAML that stands against two scripts, where training proves nothing",
        codes=("PC203", "PC203"),
        edit=keys(input_layout_train=LAYOUTS["chw"]),
        kinds=CHAIN,
        fits=lambda c, _: c.layout == "hwc",
    ),
    Mistake(
        id="a camera of the other range",
        left=(),
        codes=("PC204",),
        edit=VIDEO,
        kinds=CHAIN,
        fits=lambda c, _: c.rt == "nv12" and colored(c) and c.tool == "hb_compile",
    ),
    Mistake(
        id="a camera of the other range, and an evaluation that makes what the nodes expect",
        left=("PC204",),
        codes=("PC204",),
        edit=VIDEO,
        kinds=CHAIN,
        fits=lambda c, _: c.rt == "nv12" and colored(c) and c.tool == "hb_mapper",
    ),
    Mistake(
        id="a camera of a range that nothing converts",
        codes=("PC204",),
        edit=VIDEO,
        kinds=CHAIN,
        fits=lambda c, _: c.rt == "nv12" and c.train == "yuv444",
    ),
    Mistake(
        id="constants reversed",
        codes=("PC206",),
        edit=of_mean_and_std(lambda mean, std: (mean[::-1], 1 / std[::-1])),
        kinds=CHAIN,
        fits=colored,
    ),
    Mistake(id="nothing normalises", codes=("PC302",), edit=bare, kinds=CHAIN),
    Mistake(
        id="another family",
        codes=("PC303",),
        edit=of_mean_and_std(lambda mean, std: (0 * mean + 127.5, 1 / (0 * std + 127.5))),
        kinds=CHAIN,
    ),
    Mistake(id="std as scale", codes=("PC304",), edit=of_mean_and_std(lambda mean, std: (mean, std)), kinds=CHAIN),
    Mistake(id="constants of 0..1", codes=("PC305",), edit=of_mean_and_std(lambda mean, std: (mean / 255, 255 / std)), kinds=CHAIN),
]
OTHER = {"rgb": "bgr", "bgr": "rgb"}
ALONE = [
    replace(each, id=f"{each.id}, with nothing to compare", left=(), kinds=("alone",))
    for each in CONSTANTS
    if each.id in ("constants reversed", "std as scale", "constants of 0..1")
]
SCRIPTS = [
    Mistake(
        id="red and blue in the script",
        codes=("PC201",),
        kinds=CHAIN,
        fits=lambda c, _: colored(c) and c.tool == "hb_mapper",
        edit=lambda folder, c: before_layout(f"ToColor: {{color: {OTHER[c.train]}, source: {c.train}}}")(folder, c),
    ),
    Mistake(
        id="the other layout in the script", codes=("PC203",), kinds=CHAIN, fits=lambda c, _: c.layout == "chw", edit=steps((TRANSPOSE, ""))
    ),
    Mistake(id="gray", codes=("PC207",), kinds=CHAIN, tool="hb_mapper", fits=colored, edit=before_layout("ToColor: {color: gray}")),
    Mistake(id="normalised twice", codes=("PC301",), kinds=CHAIN, tool="hb_mapper", edit=again),
    Mistake(id="normalised twice in the script", codes=("PC301",), kinds=CHAIN, tool="hb_compile", edit=again),
    Mistake(id="left raw", codes=("PC302",), kinds=CHAIN, tool="hb_compile", edit=steps((AFFINE, ""))),
    Mistake(id="times 255", codes=("PC305",), kinds=CHAIN, edit=before_layout("Affine: {scale: 255.0}")),
    Mistake(id="shifted", codes=("PC307",), kinds=CHAIN, tool="hb_mapper", edit=before_layout("Affine: {bias: -128.0}")),
    Mistake(id="another size", codes=("PC401",), kinds=CHAIN, edit=steps((CROP, "- CenterCrop: {height: 192, width: 192}"))),
    Mistake(id="stretched", codes=("PC402",), kinds=CHAIN, edit=steps((SHORT, "- Resize: {height: 256, width: 256}"))),
    Mistake(
        id="nearest", codes=("PC403",), kinds=CHAIN, edit=steps((r"256, library: opencv", "256, library: opencv, interpolation: nearest"))
    ),
    Mistake(id="smoothed", codes=("PC404",), kinds=CHAIN, edit=steps((r"256, library: opencv", "256, library: pil"))),
    Mistake(id="another ratio", codes=("PC405",), kinds=CHAIN, edit=steps((r"size: 256", "size: 300"))),
    Mistake(
        id="cut before it is resized",
        codes=("PC406",),
        kinds=CHAIN,
        edit=steps(
            (SHORT, "- CenterCrop: {height: 256, width: 256}"), (r"(?<=256}\n)- CenterCrop.*", "- Resize: {height: 224, width: 224}")
        ),
    ),
    Mistake(id="cut a pixel lower", codes=("PC407",), kinds=CHAIN, edit=lambda folder, _: cut_lower(folder)),
    Mistake(
        id="a random crop",
        codes=("PC408",),
        kinds=CHAIN,
        tool="hb_mapper",
        fits=lambda c, _: c.train == "rgb" and c.layout == "chw",
        edit=lambda folder, _: random_crop(folder),
    ),
    Mistake(id="mirrored", codes=("PC410",), kinds=CHAIN, edit=before_layout("Flip: {}")),
    Mistake(
        id="evaluation in the other layout",
        codes=("PC203",),
        kinds=CHAIN,
        fits=lambda c, _: c.layout == "chw",
        edit=steps((TRANSPOSE, ""), road="evaluation"),
    ),
    Mistake(
        id="evaluation stretches",
        codes=("PC402",),
        kinds=CHAIN,
        edit=steps((SHORT, "- Resize: {height: 256, width: 256}"), road="evaluation"),
    ),
    Mistake(id="evaluation left raw", codes=("PC302",), kinds=CHAIN, tool="hb_compile", edit=steps((AFFINE, ""), road="evaluation")),
]
PLAIN = {"kinds": CHAIN, "fits": lambda c, _: c.train == "rgb" and c.layout == "chw" and c.rt == "nv12"}
MAPPED = {**PLAIN, "tool": "hb_mapper"}
BESIDE = [
    Mistake(id="a step that cannot be read", codes=("PC001",), edit=unread, **MAPPED),
    Mistake(id="ignored for nothing", codes=("PC002",), kinds=CHAIN, edit=manifest('[ignore]\nPC403 = "measured"')),
    Mistake(id="other inks", codes=("PC101",), edit=photos("rgb.png", "gray-16.png"), **MAPPED),
    Mistake(id="0..1 for 0..255", codes=("PC102",), edit=as_floats, **MAPPED),
    Mistake(id="turned", codes=("PC103",), edit=photos("rgb.png", "exif-6.jpg"), **MAPPED),
    Mistake(id="a fourth channel", codes=("PC104",), edit=unknown_readers, **MAPPED),
    Mistake(id="cut off", codes=("PC105",), edit=lambda folder, _: jpegs(folder, "rgb.png", "broken/half.jpg"), **MAPPED),
    Mistake(
        id="decoded coarsely",
        codes=("PC106",),
        edit=coarse,
        **{**MAPPED, "fits": lambda c, _: c.train == "rgb" and c.layout == "hwc"},
    ),
    Mistake(id="a profile", codes=("PC107",), edit=profiled, **MAPPED),
    Mistake(
        id="another mode in the shell script",
        codes=("PC108",),
        kinds=("story",),
        fits=lambda c, _: "smooths" in c.id,
        edit=lambda folder, _: change(folder / "preprocess.py", (r"\Z", LOADER)),
    ),
    Mistake(id="apart on panoramas", codes=("PC409",), edit=bounded, **MAPPED),
    Mistake(
        id="built from another YAML",
        codes=("PC513",),
        edit=lambda folder, c: logged(folder, c, artefacts.pictures(-120, 120), ("train: rgb", "train: bgr")),
        **MAPPED,
    ),
    Mistake(id="the model normalises", codes=("PC514",), edit=normalises, **MAPPED),
    Mistake(
        id="built on 0..1",
        codes=("PC515",),
        edit=lambda folder, c: logged(folder, c, artefacts.pictures(-128, -127, whole=False)),
        **MAPPED,
    ),
    Mistake(
        id="files called .bgr",
        codes=("PC616",),
        severity=Severity.NOTE,
        edit=called_bgr,
        kinds=("alone",),
        fits=lambda c, _: (c.tool, c.train) == ("hb_mapper", "rgb"),
    ),
    Mistake(id="files called .bgr, where training decides", codes=(), edit=called_bgr, **MAPPED),
    Mistake(id="bytes, by the name", codes=("PC616",), kinds=CHAIN, tool="hb_mapper", edit=keys(cal_data_type=None)),
]
FILES = {"kinds": ("filled",)}
SETS = [
    Mistake(id="six files", codes=("PC601",), edit=tensors(lambda x: x, 6), **FILES),
    Mistake(id="one picture many times", codes=("PC606",), severity=Severity.ERROR, edit=same, **FILES),
    Mistake(id="another size of the files", codes=("PC608",), edit=tensors(lambda x: x[:, :, :40, :40]), **FILES),
    Mistake(id="files normalised before", codes=("PC609",), tool="hb_mapper", edit=tensors(normalised), **FILES),
    Mistake(id="files in the other order", codes=("PC610",), edit=tensors(lambda x: x[:, ::-1]), **FILES),
    Mistake(id="files in the other layout", codes=("PC611",), tool="hb_mapper", edit=tensors(lambda x: x.transpose(0, 2, 3, 1)), **FILES),
    Mistake(id="NaN", codes=("PC612",), edit=tensors(lambda x: x * np.float32(np.nan)), **FILES),
    Mistake(id="validation calibrates", codes=("PC613",), edit=manifest('[evaluation]\nimages = "pictures"'), **FILES),
    Mistake(id="files of 0..1", codes=("PC614",), tool="hb_mapper", edit=tensors(lambda x: x / np.float32(255)), **FILES),
    Mistake(id="files left raw", codes=("PC614",), tool="hb_compile", edit=tensors(levels_again), **FILES),
    Mistake(id="files of other pictures", codes=("PC615",), edit=tensors(zoomed), **FILES),
    Mistake(id="no bird", codes=("PC603",), edit=labelled(0, 1), **FILES),
    Mistake(id="black", codes=("PC605",), edit=black, **FILES),
    Mistake(id="taken at night", codes=("PC607",), edit=brighter, **FILES),
    Mistake(id="noise", codes=("PC617",), edit=tensors(noise), **FILES),
]
EVERY = (*KEYS, *CONSTANTS, *ALONE, *SCRIPTS, *BESIDE, *SETS)
"""Every mistake that one edit makes."""
NETWORKS = "the network has to run: tests/test_model_mistakes.py puts it into projects that can"
QUANTISED = "the network has to be quantised: tests/probe/quant and tests/rules/quantised"
NOT_INJECTED = {
    "PC003": "is never a finding: a road without a source is listed under what was not checked",
    "PC604": "takes a hundred pictures, for less proves nothing: tests/rules/calibration/test_classes.py",
    "PC602": "takes thousands of calibration files: tests/rules/calibration/test_counts.py",
    **dict.fromkeys(("PC205", *(f"PC70{last}" for last in "123456")), NETWORKS),
    **dict.fromkeys((f"PC80{last}" for last in "1234567"), QUANTISED),
}
"""The rules that no mistake here speaks for, with the reason."""
