"""PC5 and the YAML's part of PC3 and PC6: values that contradict one another, that are miscounted, that YAML reads otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Configuration
from pipecheck.findings import Problem, Related, Severity
from pipecheck.rules.keys import of, problem
from pipecheck.rules.rule import rule


@rule("PC306", Severity.ERROR, on=Configuration)
def norm_type_conflict(configuration: Configuration) -> Iterator[Problem]:
    """`norm_type` ignores a value that is given, or needs one that is missing.

    hb_mapper uses only the values that `norm_type` names, and nothing at all without it: `mean_value` beside `data_scale` is dropped
    without a word, and the network sees pixels that were never centred. (hb_compile derives the type from the values.)

    Let `norm_type` name exactly what is given. A mean of 0 and a scale of 1 change nothing and may stay.

    Bad:
        norm_type: data_scale
        mean_value: 123.675 116.28 103.53
        scale_value: 0.01712 0.01751 0.01743

    Good:
        norm_type: data_mean_and_scale
        mean_value: 123.675 116.28 103.53
        scale_value: 0.01712 0.01751 0.01743
    """
    yield from map(problem, of("norm type", configuration))


@rule("PC504", Severity.ERROR, on=Configuration)
def count_mismatch(configuration: Configuration) -> Iterator[Problem]:
    """There are more or fewer values than inputs or channels.

    Lists hold one value per input, in the order of `input_name` and separated by semicolons; mean and scale hold one number, or one per
    channel. Anything else stops the build, or worse, gives an input the numbers of another.

    Count again.

    Bad:
        input_name: left;right
        input_type_rt: nv12;nv12;nv12

    Good:
        input_name: left;right
        input_type_rt: nv12;nv12
    """
    yield from map(problem, of("count", configuration))


@rule("PC507", Severity.ERROR, on=Configuration)
def conflicting_keys(configuration: Configuration) -> Iterator[Problem]:
    """Two keys exclude one another.

    A feature map takes no mean, scale or `norm_type`; `scale_value` and `std_value` say the same thing twice; `bt601_video` is a range
    of NV12. The build stops, or one of the two is forgotten: that is a note where nothing is lost by it.

    Keep the one that is meant.

    Bad:
        input_type_rt: featuremap
        input_type_train: featuremap
        norm_type: data_scale

    Good:
        input_type_rt: featuremap
        input_type_train: featuremap
        norm_type: no_preprocess
    """
    yield from map(problem, of("conflict", configuration))


@rule("PC509", Severity.WARNING, on=Configuration)
def yaml_trap(configuration: Configuration) -> Iterator[Problem]:
    """YAML reads something else than is written.

    `ON` and `no` without quotes are truth values, `010` is eight, `12:30` is 750, `1e-5` is a text. The tool never sees what was meant.

    Put quotes around what is a text, and a point into what is a number.

    Bad:
        node_info: {Softmax_0: {ON: BPU}}

    Good:
        node_info: {Softmax_0: {'ON': BPU}}
    """
    yield from map(problem, of("trap", configuration))


@rule("PC512", Severity.NOTE, on=Configuration)
def tuning_hint(configuration: Configuration) -> Iterator[Problem]:
    """A value is allowed, and known to cost.

    A percentile far below 1 cuts off values that the network uses, nodes on the CPU cost copies, dumped layers cost time on the board.

    Measure with and without.

    Bad:
        calibration_type: max
        max_percentile: 0.9

    Good:
        calibration_type: max
        max_percentile: 0.9999
    """
    yield from map(problem, of("hint", configuration))


@rule("PC616", Severity.WARNING, on=Configuration)
def name_disagrees(configuration: Configuration) -> Iterator[Problem]:
    """The name of the calibration directory, or the ending of its files, says something else than the YAML.

    Where `cal_data_type` is missing, hb_mapper goes by the name: files in a directory that ends in `_f32` are float32, all others uint8,
    four times as many pixels as there are. Where it is given it counts, and the name only misleads people. A name with the other channel
    order is a note, and only where no training source decides.

    Say what the files are.

    Bad:
        cal_data_dir: ./calib_data

    Good:
        cal_data_dir: ./calib_data
        cal_data_type: float32
    """
    found = [fault for fault in of("name", configuration) if fault.severity is None or not configuration.compared]
    yield from map(problem, found)
    if not found and not configuration.compared:
        yield from _endings(configuration)


def _endings(configuration: Configuration) -> Iterator[Problem]:
    """Files that are called `.bgr` where RGB is configured, or the reverse."""
    named = configuration.beside.named if configuration.beside is not None else ()
    folders = {each.text: each.found for each in named if each.key == "cal_data_dir"}
    for claims in configuration.conversion.inputs.values():
        found, train = folders.get(claims.calibration_dir.value or ""), claims.train
        other = {"rgb": "bgr", "bgr": "rgb"}.get(train.value or "")
        common = max(found.endings, key=found.endings.__getitem__, default="") if found is not None else ""
        if found is not None and other is not None and common.startswith(f".{other}"):
            yield Problem(
                f"files such as {found.example[common]} are called {common}, and input_type_train is {train.value}",
                claims.calibration_dir.origin,
                () if train.origin is None else (Related(train.origin, f"the network is said to be trained on {train.value}"),),
                f"make sure that the files hold {train.value}",
                severity=Severity.NOTE,
            )


RULES = (norm_type_conflict, count_mismatch, conflicting_keys, yaml_trap, tuning_hint, name_disagrees)
