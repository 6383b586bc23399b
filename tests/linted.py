"""A conversion YAML as text, changed key by key, and what `lint` says of it."""

from __future__ import annotations

from pathlib import Path

from pipecheck import api

MAPPER = {
    "model_parameters": {"onnx_model": "model.onnx", "march": "bayes-e"},
    "input_parameters": {
        "input_name": "data",
        "input_type_rt": "nv12",
        "input_type_train": "rgb",
        "input_layout_train": "NCHW",
        "norm_type": "data_mean_and_scale",
        "mean_value": "123.675 116.28 103.53",
        "scale_value": "0.01712475 0.017507 0.01742919",
    },
    "calibration_parameters": {"cal_data_dir": "./calibration_f32", "cal_data_type": "float32"},
    "compiler_parameters": {"optimize_level": "O2"},
}
COMPILE = {
    "model_parameters": {"onnx_model": "model.onnx", "march": "nash-e"},
    "input_parameters": {
        "input_name": "data",
        "input_type_rt": "nv12",
        "input_type_train": "rgb",
        "input_layout_train": "NCHW",
        "mean_value": "123.675 116.28 103.53",
        "scale_value": "0.01712475 0.017507 0.01742919",
    },
    "calibration_parameters": {"cal_data_dir": "./calibration"},
    "compiler_parameters": {"optimize_level": "O2"},
}


def yaml(base=MAPPER, **changes):
    """*base* with other values, None leaving a key out; a new key goes to the end of the group that `group__key` names."""
    groups = {group: dict(entries) for group, entries in base.items()}
    for name, value in changes.items():
        group, key = name.split("__") if "__" in name else (_group(groups, name), name)
        groups.setdefault(f"{group}_parameters", {})[key] = value
    lines = []
    for group, entries in groups.items():
        lines += [f"{group}:", *(f"  {key}: {value}" for key, value in entries.items() if value is not None)]
    return "\n".join(lines) + "\n"


def _group(groups, name):
    return next((group for group, entries in groups.items() if name in entries), "input_parameters").removesuffix("_parameters")


def report(folder: Path, text: str):
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return api.lint([folder / "config.yaml"])


def lint(folder: Path, text: str) -> list[str]:
    """Every finding as `code severity what-stands-there`."""
    lines = text.splitlines()
    return [
        f"{found.code} {found.severity} {found.origin.line}:{lines[found.origin.line - 1][found.origin.column - 1 :][: found.origin.width]}"
        if found.origin.line
        else f"{found.code} {found.severity} -"
        for found in report(folder, text).findings
    ]
