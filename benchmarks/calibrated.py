"""The time and the peak memory of one way to quantise a network over a folder of samples; started by others in a process of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Way = Callable[[Path, Sequence[Path], Path], None]


def main() -> None:
    """Quantise, and print what it took; the time for imports is not counted."""
    name, model, folder, made = sys.argv[1], *map(Path, sys.argv[2:5])
    samples = sorted(folder.glob("*.npy"))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        way = WAYS[name]()
        wall, cpu = time.perf_counter(), time.process_time()
        way(model, samples, made)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    # Not getrusage: its peak begins with what the parent held when it forked.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert peak is not None
    print(json.dumps({"wall": wall, "cpu": cpu, "peak": int(peak[1]) / 1024}))


def _ours() -> Way:
    """One pass, and every setting of the `default` search, simulated and judged."""
    from pipecheck.probe.quant.graph import prepare
    from pipecheck.probe.quant.observe.observe import observe
    from pipecheck.probe.quant.precision import read, taken
    from pipecheck.probe.quant.samples import Samples
    from pipecheck.probe.quant.search import choices, search
    from pipecheck.probe.quant.search.bench import bench
    from pipecheck.probe.quant.simulate.write import write

    def run(model: Path, paths: Sequence[Path], made: Path) -> None:
        prepared = prepare.prepare(model)
        samples = Samples(tuple(map(str, paths)), lambda name: {prepared.inputs[0].name: np.load(name)})
        observed = observe(prepared, samples)
        assert observed.count == len(paths)
        table = bench(prepared, observed, samples, taken.taken(read.read(None), prepared))
        found = search.modelwise(table, choices.choices(choices.DEFAULT))
        assert len(found.attempts) == 12
        assert not any(each.failed for each in found.attempts)
        write(prepared, found.plan, made)

    return run


def _onnxruntime(method: str) -> Callable[[], Way]:
    """Its static quantisation with one calibration method."""

    def loaded() -> Way:
        from onnxruntime import quantization

        def run(model: Path, paths: Sequence[Path], made: Path) -> None:
            reader = _reader(quantization, paths)
            quantization.quantize_static(
                str(model),
                str(made),
                reader,
                per_channel=True,
                activation_type=quantization.QuantType.QInt8,
                weight_type=quantization.QuantType.QInt8,
                calibrate_method=quantization.CalibrationMethod[method],
            )

        return run

    return loaded


def _reader(quantization: Any, paths: Sequence[Path]) -> Any:
    class Reader(quantization.CalibrationDataReader):  # type: ignore[misc]  # whatever it is
        left: Iterator[Path] = iter(paths)

        def get_next(self) -> dict[str, Any] | None:
            path = next(self.left, None)
            return None if path is None else {"input": np.load(path)}

    return Reader()


def _nncf() -> Way:
    """Its quantisation as it comes."""
    import importlib

    import onnx

    nncf: Any = importlib.import_module("nncf")

    def run(model: Path, paths: Sequence[Path], made: Path) -> None:
        data = nncf.Dataset(list(paths), lambda path: {"input": np.load(path)})
        onnx.save(nncf.quantize(onnx.load(model), data, subset_size=len(paths)), made)

    return run


WAYS: dict[str, Callable[[], Way]] = {
    "ours": _ours,
    "percentile": _onnxruntime("Percentile"),
    "entropy": _onnxruntime("Entropy"),
    "nncf": _nncf,
}

if __name__ == "__main__":
    main()
