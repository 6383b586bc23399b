"""How well boxes are found: average precision as COCO and as VOC define it, from the outputs of the usual detectors."""

from __future__ import annotations

from pipecheck.probe.scores.detection.judging import METRICS, classes, score

__all__ = ["METRICS", "classes", "score"]
