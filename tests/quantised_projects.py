"""Small projects with a trained network and calibration files in the form that either toolchain reads."""

import measured_projects
import networks
import numpy as np

FOLDER = "calibration"
MARCH = {"hb_mapper": "bayes-e", "hb_compile": "nash-e"}


def write(folder, tool="hb_mapper", *, count=24, per_class=4, chain=None):
    """The project in *folder* with *count* calibration files: what the tool wants, or what *chain* makes."""
    said = {"norm_type": None} if tool == "hb_compile" else {}
    measured_projects.write(folder, per_class=per_class, march=MARCH[tool], calibrated=True, **said)
    samples(folder / FOLDER, tool, count=count, chain=chain)
    return folder


def samples(folder, tool="hb_mapper", *, count=24, chain=None):
    """Calibration files of pictures that nothing else shows: levels 0..255 for hb_mapper, normalised for hb_compile."""
    folder.mkdir(exist_ok=True)
    made = chain or (levels() if tool == "hb_mapper" else networks.wanted())
    for index in range(count):
        number = index % len(networks.CLASSES)
        tensor = np.ascontiguousarray(made(networks.picture(number, 5000 + index)[..., ::-1]), np.float32)
        if tool == "hb_mapper":
            tensor.tofile(folder / f"{index:03d}.rgb")
        else:
            np.save(folder / f"{index:03d}.npy", tensor[None])
    return folder


def levels():
    """The chain that makes the pixels of which the nodes make what the network wants."""
    return networks.Chain(
        [networks.Resize(32, 32, library="opencv"), networks.ToColor("rgb"), networks.Transpose("chw")], read=networks.readers.opencv()
    )
