"""Correct projects, in as many spellings as people write them in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from hypothesis import strategies as st

MAPPER, COMPILE = ("bernoulli2", "bayes", "bayes-e"), ("nash-e", "nash-m", "nash-p")
FAMILIES = {  # mean and standard deviation of 0..255, red first
    "imagenet": ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375)),
    "cifar": ((125.307, 122.961, 113.8575), (51.5865, 50.847, 51.255)),
    "caffe": ((123.68, 116.779, 103.939), (1.0, 1.0, 1.0)),
    "signed": ((127.5,) * 3, (127.5,) * 3),
    "unit": ((0.0,) * 3, (255.0,) * 3),
    "raw": ((0.0,) * 3, (1.0,) * 3),
}
COLORED, PER_CHANNEL = ("imagenet", "cifar", "random"), ("imagenet", "cifar", "caffe", "random")
NORMALISING = (*COLORED, "signed")
READERS = {
    "opencv": {"library": "opencv", "color": "bgr", "exif": True},
    "pil": {"library": "pil", "color": "rgb"},
    "skimage": {"library": "skimage", "color": "rgb"},
    "skimage as floats": {"library": "skimage", "color": "rgb", "unit": True},
}
RUNTIMES = {
    "rgb": ("nv12", "rgb", "bgr", "yuv444"),
    "bgr": ("nv12", "rgb", "bgr", "yuv444"),
    "yuv444": ("nv12", "yuv444"),
    "gray": ("gray",),
}
LAYOUTS = {"chw": "NCHW", "hwc": "NHWC"}
NORM_TYPES = {(True, True): "data_mean_and_scale", (True, False): "data_mean", (False, True): "data_scale", (False, False): "no_preprocess"}


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    """A project: what is true of the network, the keys of its YAML, and the sources of its roads as file name and text."""

    march: str
    family: str
    mean: tuple[float, ...]
    std: tuple[float, ...]
    color: str
    layout: str
    training_layout: str
    rt: str
    yaml: dict
    sources: dict
    manifest: dict

    @property
    def mapper(self):
        return self.march in MAPPER

    @property
    def ordered(self):
        """Mean and standard deviation in the order of the network's channels."""
        return (self.mean[::-1], self.std[::-1]) if self.color == "bgr" else (self.mean, self.std)

    def file(self, road):
        return self.sources[road][0]

    def keys(self, **changes):
        """This project with other keys in its YAML; None leaves one out."""
        said = {**self.yaml, **changes}
        return replace(self, yaml={key: value for key, value in said.items() if value is not None})

    def source(self, road, text, name=None):
        """This project with another source of *road*."""
        return replace(self, sources={**self.sources, road: (name or f"{road}.yaml", text)})

    def camera(self, made):
        """This project with NV12 of the range *made*."""
        return replace(self, manifest={**self.manifest, "runtime": {"nv12": made}})

    def without(self, *roads):
        return replace(self, sources={road: source for road, source in self.sources.items() if road not in roads})

    def write(self, folder: Path) -> Path:
        lines = ["model_parameters:", "  onnx_model: model.onnx", f"  march: {self.march}", "input_parameters:"]
        lines += [f"  {key}: {value}" for key, value in self.yaml.items()]
        (folder / "config.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        said = ['config = "config.yaml"']
        for road in dict.fromkeys([*self.sources, *self.manifest]):
            said.append(f"[{road}]")
            if road in self.sources:
                name, text = self.sources[road]
                (folder / name).write_text(text, encoding="utf-8")
                said.append(f'source = "{name}{":t" if name.endswith(".py") else ""}"')
            said += [f'{key} = "{value}"' for key, value in self.manifest.get(road, {}).items()]
        (folder / "pipecheck.toml").write_text("\n".join(said) + "\n", encoding="utf-8")
        return folder


def affine(**parts):
    """An affine step; channels that are alike are one number."""
    plain = {key: list(value) if isinstance(value, tuple) and len(set(value)) > 1 else _first(value) for key, value in parts.items()}
    return {"Affine": plain}


def _first(value):
    return value[0] if isinstance(value, tuple) else value


def normalising(mean, std):
    """The spellings of one normalisation of 0..255."""
    scale = tuple(1 / s for s in std)
    bias = tuple(-m / s for m, s in zip(mean, std, strict=True))
    unit = affine(mean=tuple(m / 255 for m in mean), std=tuple(s / 255 for s in std))
    return [
        [affine(std=255.0), unit],
        [affine(mean=mean, std=std)],
        [affine(mean=mean, scale=scale)],
        [affine(scale=scale, bias=bias)],
        [affine(mean=mean), affine(std=std)],
        [affine(scale=scale), affine(bias=bias)],
        [affine(bias=tuple(-m for m in mean)), affine(scale=scale)],
        [affine(scale=1 / 255), unit],
    ]


def chain(reader="opencv", *, color="rgb", layout="chw", values=(), yuv="full", stated=True):
    """A chain in YAML: *reader*, then *color*, then *values* in its order, then *layout*."""
    how = READERS[reader]
    if color == "gray":
        how = {**how, "color": "gray"}
    steps = [affine(scale=255.0)] if how.get("unit") else []
    if color == "yuv444":
        steps.append({"ToColor": {"color": "yuv444", "source": how["color"], "range": yuv, "library": "horizon"}})
    elif color != how["color"]:
        steps.append({"ToColor": {"color": color, **({"source": how["color"]} if stated else {})}})
    steps += values
    steps += [{"Transpose": {"layout": layout}}] if layout == "chw" else []
    return yaml.safe_dump({"read": how, "steps": steps})


def compose(steps):
    return f"from torchvision import transforms\n\nt = transforms.Compose([{', '.join(steps)}])\n"


def torchvision(mean, std):
    """What torchvision users write: `ToTensor`, then `Normalize` unless that would do nothing."""
    if not any(mean) and set(std) == {1.0}:
        return compose(["transforms.PILToTensor()"])
    unit = [[round(m / 255, 10) for m in mean], [round(s / 255, 10) for s in std]]
    none = not any(mean) and set(std) == {255.0}
    return compose(["transforms.ToTensor()"] + ([] if none else [f"transforms.Normalize(mean={unit[0]}, std={unit[1]})"]))


def numbers(values, digits=8, between=" ", *, short=False):
    """Numbers as a YAML holds them."""
    kept = values[:1] if short and len(set(values)) == 1 else values
    return between.join(f"{value:.{digits}g}" for value in kept)


@st.composite
def families(draw, among):
    name = draw(st.sampled_from(among))
    if name != "random":
        return name, *FAMILIES[name]
    level, width = st.integers(50, 190), st.integers(20, 100)
    return name, tuple(draw(level) / 1.0 + 0.25 for _ in range(3)), tuple(draw(width) + 0.5 for _ in range(3))


@st.composite
def spelled(draw, mean, std, *, mapper, family, color):
    """`norm_type` and its values, correct for the constants in the order of the channels."""
    known = family != "random"
    how = {"between": draw(st.sampled_from([" ", ",", ", "])), "short": draw(st.booleans())}
    quote = draw(st.sampled_from(["", "'", '"']))

    def text(values, least):
        said = numbers(values, draw(st.integers(least, 8)), **how)
        return f"{quote}{said}{quote}" if quote or "," not in said else f"'{said}'"

    divides = not mapper and set(std) != {1.0} and draw(st.booleans())
    keys = {}
    means = any(mean) or draw(st.booleans())
    scales = set(std) != {1.0} or draw(st.booleans())
    if mapper or draw(st.booleans()):
        norm = NORM_TYPES[means, scales].replace("scale", "std" if divides else "scale")
        keys["norm_type"] = norm if norm != "no_preprocess" or draw(st.booleans()) else None
    if means or (mapper and draw(st.booleans())):  # hb_mapper drops what norm_type does not name
        keys["mean_value"] = text(mean, 6)
    if scales and not divides:
        keys["scale_value"] = text(tuple(1 / s for s in std), 3 if known else 5)
    if divides:
        keys["std_value"] = text(std, 5)
    return {key: value for key, value in keys.items() if value is not None}


@st.composite
def handed(draw, pipeline, road):
    """A source that hands over what is right on *road*."""
    raw, color, video = pipeline.mapper, pipeline.color, pipeline.yaml.get("input_space_and_range") == "bt601_video"
    if pipeline.mapper and road == "evaluation":
        color = "yuv444" if pipeline.rt == "nv12" else pipeline.rt
    mean, std = ((0.0,) * 3, (1.0,) * 3) if raw else pipeline.ordered
    if color == "rgb" and pipeline.layout == "chw" and draw(st.booleans()):
        return f"{road}.py", torchvision(mean, std)
    reader = draw(st.sampled_from(sorted(READERS)))
    if raw:
        values = draw(st.sampled_from([[], [{"Cast": {"dtype": "float32"}}], [affine(scale=1 / 255), affine(scale=255.0)]]))
        if road == "evaluation" and draw(st.booleans()):
            values = [affine(bias=-128.0)]
    else:
        values = draw(st.sampled_from(normalising(mean, std)))
    yuv, stated = "video" if video else "full", draw(st.booleans())
    return f"{road}.yaml", chain(reader, color=color, layout=pipeline.layout, values=values, yuv=yuv, stated=stated)


@st.composite
def trained(draw, color, mean, std, layout):
    """A training source for constants in the order of the channels, and what the manifest has to say of it."""
    if layout == "chw" and color in ("rgb", "bgr") and draw(st.booleans()):
        said = draw(st.sampled_from([{"color": color}, {"reader": "opencv"} if color == "bgr" else {}]))
        return ("training.py", torchvision(mean, std)), said
    values = draw(st.sampled_from(normalising(mean, std)))
    reader = draw(st.sampled_from(["opencv", "pil", "skimage", "skimage as floats"]))
    return ("training.yaml", chain(reader, color=color, layout=layout, values=values)), {}


@st.composite
def pipelines(
    draw,
    *,
    marches=(*MAPPER, *COMPILE),
    among=(*FAMILIES, "random"),
    colors=("rgb", "bgr", "rgb", "bgr", "yuv444", "gray"),
    roads=("calibration", "evaluation"),
    rts=None,
    layouts=("chw", "chw", "hwc"),
    same_layout=False,
    training=True,
):
    """A correct project; *roads* have sources for certain, and training has one if it is asked for."""
    alike = [name for name in among if name not in PER_CHANNEL]  # all that one channel can have
    march, color = draw(st.sampled_from(marches)), draw(st.sampled_from([name for name in colors if alike or name != "gray"]))
    family, mean, std = draw(families(alike if color == "gray" else among))
    mean, std = (mean[:1], std[:1]) if color == "gray" else (mean, std)
    layout = draw(st.sampled_from(layouts))
    training_layout = layout if same_layout else draw(st.sampled_from([layout, "hwc", "chw"]))
    rt = draw(st.sampled_from([name for name in RUNTIMES[color] if rts is None or name in rts]))
    ordered = (mean[::-1], std[::-1]) if color == "bgr" else (mean, std)
    keys = {"input_name": "data", "input_type_rt": rt, "input_type_train": color, "input_layout_train": LAYOUTS[layout]}
    if draw(st.booleans()):
        keys["input_layout_rt"] = draw(st.sampled_from(["NHWC", "NCHW"]))
    keys |= draw(spelled(*ordered, mapper=march in MAPPER, family=family, color=color))
    yuv = rt in ("nv12", "yuv444") and color != "yuv444"
    space = draw(st.sampled_from([None, "regular", "bt601_video"] if yuv else [None]))
    keys |= {} if space is None else {"input_space_and_range": space}
    manifest = {"runtime": {"nv12": "video" if space == "bt601_video" else "full"}} if rt == "nv12" and draw(st.booleans()) else {}
    made = Pipeline(
        march=march, family=family, mean=mean, std=std, color=color, layout=layout, training_layout=training_layout, rt=rt,
        yaml=keys, sources={}, manifest=manifest,
    )  # fmt: skip
    sources = {road: draw(handed(made, road)) for road in roads}
    if training:
        sources["training"], said = draw(trained(color, *ordered, training_layout))
        manifest = {**manifest, **({"training": said} if said else {})}
    return replace(made, sources=sources, manifest=manifest)
