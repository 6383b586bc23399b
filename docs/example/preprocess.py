"""Makes the calibration files: the network's own input, as hb_compile wants it for this march."""

from pathlib import Path

import numpy as np
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)


def preprocess(path):
    picture = Image.open(path).convert("RGB").resize((32, 32), Image.BILINEAR)
    tensor = (np.asarray(picture, np.float32) / 255 - MEAN) / STD
    return tensor.transpose(2, 0, 1)


def main(pictures="pictures", to="calibration_data"):
    Path(to).mkdir(exist_ok=True)
    for path in sorted(Path(pictures).rglob("*.png")):
        np.save(Path(to) / f"{path.stem}.npy", preprocess(path)[None])


if __name__ == "__main__":
    main()
