"""The plugin as pytest finds it: options, markers, projects as tests, and nothing at all where nobody asks for it."""

import pytest
from projects import RAW, TRAINING, config, write
from test_architecture import HEAVY

pytest_plugins = ["pytester"]

SETTINGS = """
[tool.pytest.ini_options]
filterwarnings = ["error"]
"""
LOADED = """
import sys

def test_what_is_loaded():
    print("LOADED", *sorted(name for name in sys.modules if name.split(".")[0] in {names!r}))
"""
FIXTURE = """
def test_right(pipecheck):
    assert pipecheck.check("config.yaml", select="PC2").status == 0

def test_wrong(pipecheck):
    pipecheck.check()

def test_missing(pipecheck):
    pipecheck.check("missing.yaml")

def test_else():
    pass
"""
COUNTING = """
from pathlib import Path
from pipecheck import api

check = api.check

def counted(*args, **kwargs):
    with Path("checked.txt").open("a") as file:
        file.write("once\\n")
    return check(*args, **kwargs)

api.check = counted
"""
FAMILIES = 9
PARALLEL = [pytest.param([], id="one process"), pytest.param(["-n", "2"], id="two workers")]


@pytest.fixture
def run(pytester):
    """Runs pytest in a process of its own, as users do."""
    pytester.makepyprojecttoml(SETTINGS)
    return lambda *arguments: pytester.runpytest_subprocess("-p", "no:cacheprovider", *arguments)


@pytest.fixture
def wrong(pytester):
    """A project whose calibration normalises twice, with a test beside it."""
    pytester.makepyfile(test_it="def test_it(): pass")
    return write(pytester.path, config(), calibration=TRAINING)


def words(result, start):
    return next(line for line in result.outlines if line.startswith(start))


def test_a_run_that_does_not_use_it_loads_nothing(run, pytester):
    pytester.makepyfile(LOADED.format(names=("pipecheck", "pipecheck_transformers", *HEAVY)))
    result = run("-s")
    result.assert_outcomes(passed=1)
    (line,) = (line for line in result.outlines if "LOADED" in line)
    assert line.partition("LOADED ")[2].split() == ["pipecheck", "pipecheck.pytest_plugin"]


def test_the_fixture_shows_the_report_and_no_traceback(run, pytester):
    write(pytester.path, config(), calibration=TRAINING)
    pytester.makepyfile(test_fixture=FIXTURE)
    result = run()
    result.assert_outcomes(passed=2, failed=2)
    assert result.ret == 1
    said = result.stdout.str()
    assert "\nerror: the picture is normalised twice, here and again by the nodes from the YAML" in said
    assert "\ncalibration.py:3:" in said
    assert "\nmissing.yaml: no such file" in said
    assert said.count("missing.yaml: no such file") == 2  # the second one is in the summary
    assert not [line for line in result.outlines if line.startswith(("E  ", "test_fixture.py:", "Traceback"))]


def test_its_tests_can_be_left_out(run, pytester):
    pytester.makepyfile(test_fixture=FIXTURE)
    run("--strict-markers", "-m", "not pipecheck").assert_outcomes(passed=1, deselected=3)
    assert "@pytest.mark.pipecheck: " in run("--markers").stdout.str()


def test_it_can_be_turned_off(run, pytester):
    pytester.makepyfile(test_fixture=FIXTURE)
    result = run("-p", "no:pipecheck")
    result.assert_outcomes(passed=1, errors=3)
    assert "fixture 'pipecheck' not found" in result.stdout.str()
    assert run("-p", "no:pipecheck", "--pipecheck").ret == 4


@pytest.mark.parametrize("workers", PARALLEL)
def test_a_project_is_a_test_for_every_family_and_checked_once(run, pytester, wrong, workers):
    if workers:
        pytest.importorskip("xdist")
    pytester.makeconftest(COUNTING)
    result = run("--pipecheck", "-ra", *workers)
    result.assert_outcomes(passed=7, failed=1, skipped=2)
    assert result.ret == 1
    assert (pytester.path / "checked.txt").read_text() == "once\n"
    said = result.stdout.str()
    assert "pipecheck.toml PC3-values" in said
    assert "\nerror: the picture is normalised twice, here and again by the nodes from the YAML" in said
    assert "\ncalibration.py:3:" in said
    assert "Traceback" not in said
    assert "SKIPPED [1] pipecheck.toml:1: PC7-network: the project names nothing to measure a model on" in said
    assert "FAILED pipecheck.toml::PC3-values" in said


@pytest.mark.parametrize("workers", PARALLEL)
@pytest.mark.parametrize(
    ("said", "arguments", "failed"),
    [
        pytest.param("", [], 0, id="a warning does not count by default"),
        pytest.param('fail_on = "warning"', [], 1, id="where the project says so"),
        pytest.param("", ["--pipecheck-fail-on", "warning"], 1, id="where the run says so"),
        pytest.param('fail_on = "warning"', ["--pipecheck-fail-on=error"], 0, id="the run knows better"),
    ],
)
def test_what_counts(run, pytester, workers, said, arguments, failed):
    if workers:
        pytest.importorskip("xdist")
    write(pytester.path, config(), calibration=RAW.replace("Resize(256)", "Resize(256, interpolation=0)"))
    manifest = pytester.path / "pipecheck.toml"
    manifest.write_text(f"{said}\n{manifest.read_text(encoding='utf-8')}", encoding="utf-8")
    result = run("--pipecheck", *arguments, *workers)
    result.assert_outcomes(passed=7 - failed, failed=failed, skipped=2)
    assert ("FAILED pipecheck.toml::PC4-geometry" in result.stdout.str()) == bool(failed)


def test_the_fixture_follows_the_project(run, pytester):
    write(pytester.path, config(), calibration=RAW.replace("Resize(256)", "Resize(256, interpolation=0)"))
    pytester.makepyfile(
        """
        def test_as_the_project_says(pipecheck):
            pipecheck.check()

        def test_otherwise(pipecheck):
            pipecheck.check(fail_on="error")
        """
    )
    run().assert_outcomes(passed=2)
    manifest = pytester.path / "pipecheck.toml"
    manifest.write_text(f'fail_on = "warning"\n{manifest.read_text(encoding="utf-8")}', encoding="utf-8")
    run().assert_outcomes(passed=1, failed=1)


def test_no_severity_is_a_usage_error(run, wrong):
    assert run("--pipecheck", "--pipecheck-fail-on", "fatal").ret == 4


def test_without_the_option_no_project_is_a_test(run, wrong):
    run().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("arguments", "outcomes"),
    [
        pytest.param(["pipecheck.toml"], {"passed": 6, "failed": 1, "skipped": 2}, id="the manifest"),
        pytest.param(["config.yaml"], {"passed": 6, "failed": 1, "skipped": 2}, id="the YAML"),
        pytest.param(["pipecheck.toml::PC3-values"], {"failed": 1}, id="one family"),
        pytest.param(["."], {"passed": 7, "failed": 1, "skipped": 2}, id="the folder"),
        pytest.param([".", "pipecheck.toml"], {"passed": 7, "failed": 1, "skipped": 2}, id="both"),
        pytest.param(["test_it.py"], {"passed": 1}, id="a file of tests"),
        pytest.param(["-k", "PC2 or PC3"], {"passed": 1, "failed": 1, "deselected": 8}, id="some families"),
        pytest.param(["-m", "not pipecheck"], {"passed": 1, "deselected": 9}, id="none"),
    ],
)
def test_what_is_named_is_collected(run, wrong, arguments, outcomes):
    run("--pipecheck", *arguments).assert_outcomes(**outcomes)


def test_projects_below_a_folder_and_from_elsewhere(run, pytester):
    for name in ("first", "second"):
        (pytester.path / name).mkdir()
        write(pytester.path / name, config(), calibration=RAW)
    run("--pipecheck", ".").assert_outcomes(passed=14, skipped=4)
    (pytester.path / "second" / "pipecheck.toml").unlink()
    (pytester.path / "second" / "pyproject.toml").write_text('[tool.pipecheck]\nconfig = "config.yaml"\n', encoding="utf-8")
    run("--pipecheck", "--rootdir", ".", "second").assert_outcomes(passed=3, skipped=6)


def test_a_folder_with_a_yaml_alone_is_a_project_for_whoever_says_so(run, pytester):
    (pytester.path / "model").mkdir()
    (pytester.path / "model" / "deploy.yaml").write_text(config(), encoding="utf-8")
    said = run("--pipecheck", "model").parseoutcomes()
    assert sum(said.values()) == FAMILIES
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\naddopts = ["--pipecheck"]\n')
    assert run("model").ret == 5


def test_the_option_may_stand_in_the_settings(run, pytester, wrong):
    pytester.makepyprojecttoml('[tool.pytest.ini_options]\naddopts = ["--pipecheck"]\ntestpaths = ["tests"]\n')
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "test_other.py").write_text("def test_other(): pass\n", encoding="utf-8")
    run().assert_outcomes(passed=7, failed=1, skipped=2)
    run("tests").assert_outcomes(passed=1)


def test_a_project_that_cannot_be_read_is_one_line(run, pytester):
    (pytester.path / "pipecheck.toml").write_text("nonsense = 1\n", encoding="utf-8")
    result = run("--pipecheck")
    assert result.ret == 2
    assert words(result, str(pytester.path)).endswith("pipecheck.toml: nonsense is not known")
    assert "Traceback" not in result.stdout.str()


@pytest.mark.parametrize("workers", PARALLEL)
def test_a_project_that_cannot_be_checked_passes_nothing(run, pytester, workers):
    (pytester.path / "pipecheck.toml").write_text('config = "missing.yaml"\n', encoding="utf-8")
    result = run("--pipecheck", *workers)
    result.assert_outcomes(failed=FAMILIES)
    assert "\nmissing.yaml: no such file" in result.stdout.str()


def test_asking_for_a_project_where_there_is_none(run, pytester):
    pytester.makepyfile(test_it="def test_it(): pass")
    result = run("--pipecheck")
    assert result.ret == 4
    assert "--pipecheck: " in result.stderr.str()
    assert "holds neither a pipecheck.toml nor a conversion YAML" in result.stderr.str()


def test_golden_tensors_are_written_anew_when_asked_for(run, pytester):
    (pytester.path / "pictures").mkdir()
    (pytester.path / "pictures" / "a.ppm").write_bytes(b"P6 4 4 255\n" + bytes(range(48)))
    test = """
        from pipecheck_transformers import Affine, Chain, pil

        def test_it(pipecheck):
            pipecheck.assert_golden(Chain([Affine(std={})], read=pil()), "pictures")
    """
    for std, arguments, outcomes in (
        (255.0, [], {"failed": 1}),
        (255.0, [], {"passed": 1}),
        (128.0, [], {"failed": 1}),
        (128.0, ["--pipecheck-regen"], {"failed": 1}),
        (128.0, ["--pipecheck-regen"], {"passed": 1}),
        (128.0, [], {"passed": 1}),
    ):
        pytester.makepyfile(test_golden=test.format(std))
        run(*arguments).assert_outcomes(**outcomes)
    assert [path.name for path in (pytester.path / "test_golden_golden").iterdir()] == ["test_it.npz"]
