"""Two networks in torch, one that rounds and one that does not, held against each other as the vendor's profiler does it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, get_args

from pipecheck.errors import PipecheckError, UsageError
from pipecheck.evidence.debug.badcases import BadCases
from pipecheck.evidence.debug.layers import Layers
from pipecheck.probe.images.scan import Progress
from pipecheck.probe.quant.badcases import writing as cases_file
from pipecheck.probe.quant.layers import writing as layers_file
from pipecheck.probe.quant.simulate.write import whole
from pipecheck.qat import badcases, layers, library, recording, sensitivity, storing
from pipecheck.qat.both import Both, PostProcess, named, standing_still
from pipecheck.qat.sensitivity import Sensitive

AnalysisType = Literal["fake_quant", "pre_export", "export", "convert"]
BASELINE, ANALYSIS = "baseline_model", "analysis_model"
INPUT, ADVICE = "badcase_input.json", "abnormal_layer_advisor.csv"
_NO_CASE = "there is no bad case yet: find one with auto_find_bad_case, or give one with set_bad_case or load_bad_case"


class QuantAnalysis:
    """The *baseline_model*, usually the float network, against the *analysis_model* that rounds; files go to *out_dir*.

    Of the vendor's types only networks that torch runs can be looked at; of `"pre_export"` the sensitivity cannot be found. *post_process*
    is done to what each network gives before it is compared. The networks are run where they are, or on the first of *device_ids*, and are
    otherwise left as they were.
    """

    def __init__(
        self,
        baseline_model: Any,
        analysis_model: Any,
        analysis_model_type: AnalysisType = "fake_quant",
        *,
        device_ids: int | Sequence[int] | None = None,
        post_process: PostProcess | None = None,
        out_dir: str | Path = "./horizon_quant_analysis",
    ) -> None:
        """Nothing is run yet."""
        if analysis_model_type not in get_args(AnalysisType):
            raise UsageError(f"unknown type {analysis_model_type}: choose of {', '.join(get_args(AnalysisType))}")
        models = [library.network(each, role) for each, role in ((baseline_model, BASELINE), (analysis_model, ANALYSIS))]
        if device_ids is not None:
            first = device_ids if isinstance(device_ids, int) else device_ids[0]
            models = [model.to(f"cuda:{first}") for model in models]
        self._both = Both(models[0], models[1], post_process)
        self._folder = Path(out_dir)
        self._cases: BadCases | None = None
        self._inputs: dict[int, Any] = {}
        self._input: tuple[str, Any] | None = None

    def auto_find_bad_case(
        self, data_generator: Iterable[Any], num_steps: int | None = None, metric: str = "L1", *, metrics: Sequence[str] = badcases.USUAL
    ) -> BadCases:
        """The batch of *data_generator* that is worst for each output by each of *metrics*; the worst by *metric* is used from now on.

        Written to `badcase.txt` and `badcase.json`. Only batches that are the worst of something are kept.
        """
        wanted = named((*metrics, metric))
        self._cases, self._inputs = badcases.find(self._both, data_generator, num_steps, wanted)
        head = self._cases.overall(named(metric)[0])
        assert head is not None
        self._choose(head[1].index)
        cases_file.write(self._cases, self._folder)
        self._json("badcase.json", _said(self._cases))
        self.save_bad_case()
        return self._cases

    def set_bad_case(self, data: Any) -> None:
        """Use the batch *data* from now on."""
        self._input = "given", data

    def load_bad_case(self, filename: str | Path | None = None) -> None:
        """Use the batch in *filename*, written by `save_bad_case`, from now on; without a name that in *out_dir*."""
        path = self._folder / INPUT if filename is None else Path(filename)
        self._input = str(path), storing.load(path)

    def save_bad_case(self) -> Path | None:
        """Where the batch in use was written, as arrays beside a description; None where it holds something else than tensors."""
        path = self._folder / INPUT
        return path if storing.save(self._batch()[1], path) else None

    def run(self, index: int | None = None, *, run_baseline_model: bool = True, run_analysis_model: bool = True) -> None:
        """Run the networks on the bad case, that of batch *index* where one is named, and keep what every layer gives in *out_dir*."""
        if index is not None:
            self._choose(index)
        _, batch = self._batch()
        with standing_still(self._both):
            if run_baseline_model:
                recording.record(self._both.baseline, batch, self._folder / BASELINE)
            if run_analysis_model:
                recording.record(self._both.analysis, batch, self._folder / ANALYSIS)

    def compare_per_layer(self) -> Layers:
        """What the layers gave when the networks were run, held against each other, and where the error grows.

        Written to `compare_per_layer_out.txt` and `.csv`; what to do about it to `abnormal_layer_advisor.csv`.
        """
        name = "given" if self._input is None else self._input[0]
        found = layers.compare(self._folder / BASELINE, self._folder / ANALYSIS, type(self._both.analysis).__name__, name)
        layers_file.write(found, self._folder)
        self._json("compare_per_layer_out.json", [asdict(layer) for layer in found.layers])
        made = io.StringIO()
        csv.writer(made).writerows([("mod_name", "advice"), *layers.sheet(found).items()])
        self._text(ADVICE, made.getvalue())
        return found

    def sensitivity(
        self, metric: str | Sequence[str] = "L1", output_names: Collection[str] | None = None, *, progress: Progress | None = None
    ) -> tuple[Sensitive, ...]:
        """What every weight and every output of a layer costs on the bad case when it alone is rounded, the dearest first.

        Written to `output_<name>_<metric>_sensitive_ops.txt` and `.json`, a table for each output and metric.
        """
        wanted, (_, batch) = named(metric), self._batch()
        found = sensitivity.rank(self._both, batch, wanted, output_names, progress)
        sensitivity.write(found, sensitivity.floor(self._both, batch, wanted), self._folder)
        return found

    def _batch(self) -> tuple[str, Any]:
        if self._input is None:
            raise PipecheckError(_NO_CASE)
        return self._input

    def _choose(self, index: int) -> None:
        if index not in self._inputs:
            there = ", ".join(map(str, sorted(self._inputs))) or "none"
            raise UsageError(f"batch {index} is no bad case: choose of {there}")
        self._input = f"batch {index}", self._inputs[index]

    def _json(self, name: str, value: Any) -> None:
        self._text(name, json.dumps(_finite(value), indent=1, ensure_ascii=False) + "\n")

    def _text(self, name: str, text: str) -> None:
        with whole(self._folder / name) as (made,):
            made.write_text(text, encoding="utf-8", newline="")


def _said(cases: BadCases) -> dict[str, Any]:
    """*cases* for JSON."""
    worst = [
        {"output": output, "metric": metric, "index": case.index, "value": case.value}
        for (output, metric), found in cases.worst.items()
        for case in found
    ]
    return {"outputs": cases.outputs, "metrics": cases.metrics, "batches": cases.count, "worst": worst}


def _finite(value: Any) -> Any:
    """*value* with numbers that JSON does not have as text."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):  # noqa: PLR0124
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, list | tuple) else value
