"""The shape of the project: layers point down, names are lazy, codes are unique and documented."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipecheck.rules import every

ALL = every()

ROOT = Path(__file__).parents[1]
LAYERS = [
    ["cli", "__main__", "pytest_plugin"],
    ["fixing", "baselining", "choosing", "testing", "__init__"],
    ["api", "asking", "calibrating", "modelling", "quantizing", "debugging", "debugger", "demo", "starter", "qat"],
    ["assembly"],
    ["hushing", "pasting"],
    ["saving"],
    ["among"],
    ["preparing"],
    ["gather.stated"],
    ["gather.named"],
    ["gather.quant"],
    ["gather.live"],
    ["gather.measured", "gather.roads", "gather.pair", "gather.networks"],
    ["gather.configuration", "gather.sources", "gather.pictures", "gather.pixels", "gather.readers", "gather.neighbours"],
    ["gather.calibration"],
    ["gather.tensors", "gather.sets", "gather.folders"],
    ["gather.expected", "gather.given", "gather.images", "gather.looking", "gather.coverage", "gather.repeating"],
    ["gather.project", "gather.manifest"],
    ["gather.judging"],
    ["gather"],
    ["engine", "report"],
    ["rules"],
    ["probe"],
    ["evidence"],
    ["lower"],
    ["schema"],
    ["sources", "spec"],
    ["mending", "guesses"],
    ["findings", "errors"],
]
HEIGHT = {name: len(LAYERS) - index for index, names in enumerate(LAYERS) for name in names}
HEAVY = ("numpy", "cv2", "PIL", "skimage", "onnx", "onnxruntime", "rich", "matplotlib", "torch", "scipy")


def modules(package):
    return sorted(path for path in (ROOT / package).rglob("*.py"))


def layer(name):
    """Which of the layers the module *name* lies in: a room, or a module of one."""
    parts = name.split(".")
    return next((inner for inner in (".".join(parts[1:3]), parts[1]) if inner in HEIGHT), parts[1])


def imported(path):
    """The dotted names that *path* imports, at the top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules("pipecheck"), ids=lambda path: str(path.relative_to(ROOT)))
def test_an_import_never_points_up(path):
    here = HEIGHT[layer(".".join(path.relative_to(ROOT).with_suffix("").parts))]
    for name in imported(path):
        if name.startswith("pipecheck."):
            assert HEIGHT.get(layer(name), 0) <= here, f"{path}: {name}"


@pytest.mark.parametrize("path", modules("transformers"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_toolkit_knows_nothing_of_pipecheck(path):
    assert not [name for name in imported(path) if name.split(".")[0] == "pipecheck"]


def test_the_transformers_folder_is_no_package():
    assert not (ROOT / "transformers" / "__init__.py").exists()


def test_files_are_short():
    sources = [*modules("pipecheck"), *modules("transformers"), *modules("fixtures"), *modules("benchmarks")]
    assert [str(path) for path in sources if len(path.read_text(encoding="utf-8").splitlines()) > 250] == []


def test_every_module_says_its_job():
    for path in [*modules("pipecheck"), *modules("transformers")]:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_codes_and_names_are_unique():
    assert len({rule.code for rule in ALL}) == len({rule.name for rule in ALL}) == len(ALL)


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_every_rule_has_a_manual_page(rule):
    assert re.fullmatch(r"PC\d{3}", rule.code)
    first, blank, *rest = rule.manual.split("\n")
    assert first.endswith(".")
    assert blank == ""
    text = "\n".join(rest)
    assert "Bad:" in text
    assert "Good:" in text


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.code)
def test_every_rule_has_a_page_that_is_its_docstring(rule):
    page = (ROOT / "docs" / "rules" / f"{rule.code}.md").read_text(encoding="utf-8")
    assert page == f"# {rule.code} {rule.name}\n\nSeverity: {rule.severity}\n\n{rule.page}\n"


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        pytest.param(["--help"], set(), id="help"),
        pytest.param(["lint", "config.yaml"], set(), id="lint"),
        pytest.param(["check", "config.yaml", "--format", "text"], set(), id="check"),
        pytest.param(["rules"], set(), id="rules"),
    ],
)
def test_heavy_libraries_stay_where_they_are(tmp_path, arguments, allowed):
    from projects import config

    (tmp_path / "config.yaml").write_text(config(), encoding="utf-8")
    code = (
        "import sys\n"
        "from pipecheck.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"print('LOADED', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert set(run.stdout.splitlines()[-1].split()[1:]) == allowed


MANIFEST = """
config = "config.yaml"
[training]
source = "train.py:t"
[calibration]
source = "read.py:load"
[evaluation]
source = "chain.yaml"
"""
SOURCES = {
    "pipecheck.toml": MANIFEST,
    "train.py": "from torchvision import transforms as T\nt = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor()])\n",
    "read.py": "import cv2\ndef load(path):\n    return cv2.resize(cv2.imread(path), (224, 224))[..., ::-1] / 255\n",
    "chain.yaml": "steps:\n- Resize: {height: 224, width: 224}\n",
}
DIALECTS = {
    "torchvision",
    "timm",
    "albumentations",
    "huggingface",
    "keras",
    "vendor",
    "ultralytics",
    "openmmlab",
    "paddle",
    "settings",
    "script",
}


@pytest.mark.parametrize(("command", "heavy"), [(["lint", "config.yaml"], set()), (["check", ".", "--format", "text"], {"onnx", "numpy"})])
def test_only_the_dialects_that_are_met_are_loaded(tmp_path, command, heavy):
    from projects import beside, config

    for name, text in {**SOURCES, "config.yaml": config()}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    beside(tmp_path, config())
    code = (
        "import sys\n"
        "from pipecheck.cli import main\n"
        "main(sys.argv[1:])\n"
        "print('LOADED', *sorted(name.removeprefix('pipecheck.lower.') for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code, *command], cwd=tmp_path, capture_output=True, text=True, check=True)
    loaded = set(run.stdout.splitlines()[-1].split()[1:])
    assert loaded & set(HEAVY) == heavy
    assert loaded & DIALECTS == {"torchvision", "script"}


def test_importing_the_packages_loads_no_library():
    code = f"import sys, pipecheck, pipecheck_transformers; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_huggingface_transformers_is_not_shadowed():
    code = "import transformers; print(getattr(transformers, '__file__', None))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert run.returncode != 0 or "None" in run.stdout or "site-packages" in run.stdout
