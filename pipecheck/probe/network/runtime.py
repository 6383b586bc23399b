"""onnxruntime, told beforehand to keep no diary of what it runs and to send none to its makers."""

from __future__ import annotations

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # it looks for this while it is loaded, and then writes and connects at once

import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as state

onnxruntime.disable_telemetry_events()  # older ones on Windows know only this

__all__ = ["onnxruntime", "state"]
