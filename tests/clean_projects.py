"""Clean projects of every kind: both toolchains, every type of runtime, every dialect, the stories, the example, real calibration files.

Each is written to a folder, and nothing graver than a note is found in it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import test_calibration_mistakes as sets
from dialects.promise import IMAGENET, project
from projects import STUBS, beside, config
from strategies_projects import LAYOUTS, RUNTIMES, chain, numbers
from test_cases import CASES, STORIES, assemble
from test_dialects import DIALECTS

from pipecheck import api

EXAMPLE = Path(__file__).parents[1] / "docs" / "example"
MARCH = {"hb_mapper": "bayes-e", "hb_compile": "nash-e"}
STEPS = "- ResizeShort: {size: 256, library: opencv}\n- CenterCrop: {height: 224, width: 224}\n"


@dataclass(frozen=True, kw_only=True)
class Clean:
    """A project: its *kind*, what is known of it, and what *lay*s it into a folder; *asked* is what is checked there."""

    id: str
    kind: str
    lay: Callable[[Path], object]
    tool: str = "hb_mapper"
    rt: str = "nv12"
    train: str = "rgb"
    layout: str = "chw"
    yaml: str = "config.yaml"
    asked: str = "."
    ignore: tuple[str, ...] = STUBS

    def check(self, folder):
        return api.check(folder / self.asked, ignore=self.ignore)


def every() -> Iterator[Clean]:
    """Every clean project."""
    yield from planes()
    yield from alone()
    yield from stories()
    yield from dialects()
    yield from filled()
    yield Clean(id="example", kind="example", tool="hb_compile", layout="chw", lay=_example)


def planes() -> Iterator[Clean]:
    """One network that was trained on pictures of each color, for each toolchain, type of runtime and layout."""
    for tool in MARCH:
        for train, runtimes in RUNTIMES.items():
            for rt in runtimes:
                for layout in LAYOUTS:
                    facts = {"tool": tool, "rt": rt, "train": train, "layout": layout}
                    yield Clean(id="-".join(facts.values()), kind="plane", lay=lambda folder, facts=facts: _plane(folder, **facts), **facts)


def alone() -> Iterator[Clean]:
    """A YAML with nothing to compare it with."""
    for tool in MARCH:
        for train in ("rgb", "bgr"):
            facts = {"tool": tool, "rt": "nv12", "train": train, "layout": "chw"}
            lay = lambda folder, facts=facts: _plane(folder, **facts) or (folder / "pipecheck.toml").unlink()
            yield Clean(id=f"alone-{tool}-{train}", kind="alone", lay=lay, asked="config.yaml", **facts)


def constants(train):
    """Mean and standard deviation in the order of the network's channels."""
    mean, std = ((116.0,), (57.0,)) if train == "gray" else IMAGENET
    return (mean[::-1], std[::-1]) if train == "bgr" else (mean, std)


def _plane(folder, tool, rt, train, layout):
    mean, std = constants(train)
    scale = numbers([1 / each for each in std], 9)
    said = {
        "input_type_rt": rt,
        "input_type_train": train,
        "input_layout_train": LAYOUTS[layout],
        "mean_value": numbers(mean),
        "scale_value": scale,
    }
    idle = {"norm_type": None, "input_layout_rt": None} if tool == "hb_compile" else {}
    text = config(MARCH[tool], calibrated=True, **said, **idle)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    beside(folder, text)
    _only(folder / "calibration", "0.npy" if tool == "hb_compile" else "0.bin")
    mapper = tool == "hb_mapper"
    handed = {"nv12": "yuv444"}.get(rt, rt) if mapper else train
    lines = ['config = "config.yaml"']
    for road, color, raw in (("training", train, False), ("calibration", train, mapper), ("evaluation", handed, mapper)):
        (folder / f"{road}.yaml").write_text(source(color, layout, () if raw else (mean, std)), encoding="utf-8")
        lines += [f"[{road}]", f'source = "{road}.yaml"']
    (folder / "pipecheck.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def source(color, layout, values=()):
    """A chain that resizes and cuts, each step on a line of its own."""
    affine = [{"Affine": {"mean": list(values[0]), "std": list(values[1])}}] if values else []
    head, _, tail = chain("opencv", color=color, layout=layout, values=affine).partition("steps:")
    return f"{head}steps:\n{STEPS}{tail.strip(' []').lstrip(chr(10))}"


def _only(folder, name):
    for path in folder.iterdir():
        path.unlink()
    (folder / name).touch()


def stories() -> Iterator[Clean]:
    """The right twins of real mistakes."""
    for story in STORIES:
        both = {"one-model-for-two-chips": (("x5.toml", "ptq_x5.yaml", "hb_mapper"), ("s.toml", "ptq_s.yaml", "hb_compile"))}
        for asked, yaml, tool in both.get(story, ((None, "config.yaml", None),)):
            name = f"story-{story}{f'-{tool}' if tool else ''}"
            lay = lambda folder, story=story: assemble(story, "right", folder)
            yield Clean(id=name, kind="story", tool=tool or _tool(story), yaml=yaml, asked=asked or _asked(story), lay=lay)


def _tool(story):
    named = [path.read_text(encoding="utf-8") for path in (*(CASES / story).glob("*.yaml"), *(CASES / story).glob("right/*.yaml"))]
    return "hb_compile" if "march: nash" in "".join(named) else "hb_mapper"


def _asked(story):
    """A YAML alone is checked by its name."""
    return "." if [*(CASES / story).glob("*.toml"), *(CASES / story).glob("right/*.toml")] else "config.yaml"


def dialects() -> Iterator[Clean]:
    """A network that was trained in each of the libraries, and whose files are prepared in it too."""
    for name, dialect in DIALECTS.items():
        row = dialect.spellings[0]
        for tool, march in MARCH.items():
            roads = {"training": row, **({"calibration": row, "evaluation": row} if tool == "hb_compile" else {})}
            facts = {"tool": tool, "train": row.target.color, "layout": row.target.layout}
            lay = lambda folder, march=march, row=row, roads=roads: _dialect(folder, march, row, roads)
            yield Clean(id=f"{name}-{tool}", kind="dialect", lay=lay, **facts)


def _dialect(folder, march, row, roads):
    project(folder, march, row.target, **roads)
    text = (folder / "config.yaml").read_text(encoding="utf-8")
    kept = text.replace("  norm_type: data_mean_and_scale\n", "") if march.startswith("nash") else text
    (folder / "config.yaml").write_text(f"{kept}calibration_parameters:\n  calibration_type: skip\n", encoding="utf-8")
    beside(folder, text)


def filled() -> Iterator[Clean]:
    """Calibration files as each toolchain wants them, with the pictures that they were made of, and with a feature map beside them."""
    for tool in MARCH:
        facts = {"tool": tool, "kind": "filled", "ignore": ()}
        yield Clean(id=f"filled-{tool}", lay=lambda folder, tool=tool: _filled(folder, tool), **facts)
        lay = lambda folder, tool=tool: sets.write_pair(folder, tool, sets.RIGHT[tool])
        yield Clean(id=f"featuremap-{tool}", lay=lay, **{**facts, "kind": "pair"})


def _filled(folder, tool):
    sets.write(folder, tool, sets.RIGHT[tool])
    if tool == "hb_compile":
        path = folder / "config.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("  norm_type: data_mean_and_scale\n", ""), encoding="utf-8")
    lines, affine = ['config = "config.yaml"'], [{"Affine": dict(zip(("mean", "std"), map(list, IMAGENET), strict=True))}]
    for road, values in (("training", affine), ("calibration", [] if tool == "hb_mapper" else affine)):
        (folder / f"{road}.yaml").write_text(chain("opencv", values=values), encoding="utf-8")
        lines += [f"[{road}]", f'source = "{road}.yaml"', 'images = "pictures"']
    (folder / "pipecheck.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _example(folder):
    aside = shutil.ignore_patterns("__pycache__", ".pytest_cache", "calibration_data")
    shutil.copytree(EXAMPLE, folder, ignore=aside, dirs_exist_ok=True)
    (folder / "calibration_data").mkdir()
    (folder / "calibration_data" / "0.npy").touch()
