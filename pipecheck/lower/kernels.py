"""What libraries call their kernels and borders: by the constants of OpenCV and Pillow, by their numbers, and by plain words."""

from __future__ import annotations

from pipecheck_transformers.words import BorderMode, Interpolation

OPENCV: dict[object, Interpolation] = {
    "INTER_NEAREST": "nearest", "INTER_LINEAR": "linear", "INTER_CUBIC": "cubic", "INTER_AREA": "area", "INTER_LANCZOS4": "lanczos",
    "INTER_NEAREST_EXACT": "nearest-exact", 0: "nearest", 1: "linear", 2: "cubic", 3: "area", 4: "lanczos", 6: "nearest-exact",
}  # fmt: skip
PILLOW: dict[object, Interpolation] = {
    "NEAREST": "nearest", "BOX": "box", "BILINEAR": "linear", "LINEAR": "linear", "HAMMING": "hamming", "BICUBIC": "cubic",
    "CUBIC": "cubic", "LANCZOS": "lanczos", "ANTIALIAS": "lanczos",
    0: "nearest", 1: "lanczos", 2: "linear", 3: "cubic", 4: "box", 5: "hamming",
}  # fmt: skip
WORDS: dict[object, Interpolation] = {
    "nearest": "nearest", "linear": "linear", "bilinear": "linear", "cubic": "cubic", "bicubic": "cubic", "area": "area",
    "lanczos": "lanczos", "lanczos4": "lanczos", "box": "box", "hamming": "hamming",
}  # fmt: skip
OPENCV_BORDERS: dict[object, BorderMode] = {
    "BORDER_CONSTANT": "constant", "BORDER_REPLICATE": "edge", "BORDER_REFLECT_101": "reflect", "BORDER_REFLECT101": "reflect",
    "BORDER_DEFAULT": "reflect", 0: "constant", 1: "edge", 4: "reflect",
}  # fmt: skip
