"""PC1: how two roads read their pictures."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence import Comparison
from pipecheck.evidence.pictures import Reading, ReadModes
from pipecheck.findings import Problem, Severity
from pipecheck.rules import channels, decoders
from pipecheck.rules.rule import rule
from pipecheck.rules.values.misread import divides
from pipecheck.rules.values.wording import faults_of, problem, remedy, seen


@rule("PC101", Severity.ERROR, on=Reading)
def reader_mismatch(reading: Reading) -> Iterator[Problem]:
    """Training reads with one library, this road with another, and these files come out differently.

    OpenCV, PIL and scikit-image decode a valid JPEG or PNG of three channels of 8 bits to the same levels, so another library alone is
    no mistake. They part where a file is something else: a gray file of 16 bits is white in PIL, a CMYK file has four channels in
    scikit-image, an animation has all its frames there. A few such files among many are a warning, a level of difference is a note.

    Read with the library of training, or store the files as RGB of 8 bits.

    Bad:
        Image.open(path).convert("RGB")     # training; the set holds 16-bit PNGs
        cv2.imread(path)                    # calibration

    Good:
        cv2.imread(path)                    # on both roads
    """
    if reading.apart and reading.pictures is not None:
        yield decoders.mismatch(reading, reading.pictures)


@rule("PC102", Severity.ERROR, on=Comparison)
def reader_range(comparison: Comparison) -> Iterator[Problem]:
    """The script takes the reader's 0..1 for 0..255, or the reverse.

    `skimage.io.imread` gives 0..255 like every other reader; after `img_as_float`, and in the samples' read modes `skimage` and `caffe`,
    it is 0..1. What follows is then 255 times too small or too large, and nothing of the picture is left. A chain that was written for
    OpenCV swaps red and blue besides, which is told here too.

    Bad:
        picture = img_as_float(imread(path))      # 0..1
        tensor = picture / 255

    Good:
        picture = img_as_float(imread(path))
        tensor = picture
    """
    for found in faults_of("reader", comparison):
        unit = divides(found.claim)
        gives, taken = ("0..1", "0..255") if unit else ("0..255", "0..1")
        hint = "multiply by 255 after reading, or read 0..255" if unit else "divide by 255 after reading"
        swapped = channels.follows_from_reader(comparison)
        message = f"scikit-image's reader gives {gives}, and the rest takes it for {taken}: {seen(found)}"
        message += ", red and blue swapped" if swapped else ""
        hint = "read with OpenCV, for which the rest was written: it gives 0..255 and bgr" if swapped else hint
        yield problem(found, message, f"{hint}; in the end {remedy(found)}")


@rule("PC103", Severity.ERROR, on=Reading)
def orientation(reading: Reading) -> Iterator[Problem]:
    """The files are turned by EXIF, and not all readers turn them upright.

    Phones store the picture as the sensor saw it and note how to turn it. `cv2.imread` does, PIL and scikit-image do not unless asked.
    A network that sees pictures lying on their side loses 18 to 39 points. Few such files among many are a warning; where the road turns
    its files and the pictures of training need no turning, it is a note.

    Turn on every road, or on none.

    Bad:
        Image.open(path)                                   # calibration, training read with cv2.imread

    Good:
        ImageOps.exif_transpose(Image.open(path))
    """
    if reading.pictures is not None and decoders.turns_differ(reading):
        count, names = reading.pictures.named("turned")
        if count:
            yield decoders.turned(reading, reading.pictures, count, names)


@rule("PC106", Severity.WARNING, on=Reading)
def decoder_difference(reading: Reading) -> Iterator[Problem]:
    """TensorFlow decodes JPEG in a faster, coarser way than every other library.

    `tf.io.decode_jpeg` and `decode_image` are one level off on average and up to fifteen at edges, unless they are told to be exact.
    Published figures are 0.4 to 2 points of accuracy. Without pictures to look at this is a note.

    Decode with TensorFlow on this road too, or ask for the exact way in training and train once more.

    Bad:
        tf.io.decode_jpeg(data)                                    # training
        cv2.imread(path)                                           # calibration

    Good:
        tf.io.decode_jpeg(data, dct_method="INTEGER_ACCURATE")
        cv2.imread(path)
    """
    if decoders.tensorflow_apart(reading):
        yield decoders.coarser(reading)


@rule("PC108", Severity.ERROR, on=ReadModes)
def read_mode_disagrees(modes: ReadModes) -> Iterator[Problem]:
    """What the shell script or the code says of its reader is not what the Python script, or the manifest, says.

    `--read_mode` of the preprocess call decides what the calibration pictures are: `opencv` is BGR in 0..255, `skimage` and `caffe` are
    RGB in 0..1, `PIL` is RGB in 0..255. The transformers behind it were written for one of them. Red and blue, and values that come out
    255 times too small, follow from that and are not reported again.

    Name the same mode in both. `reader` in a `pipecheck.toml` is for sources that do not say it themselves: leave it out where they do.

    Bad:
        python3 data_preprocess.py --read_mode opencv ...
        SingleImageDataLoader(transformers, image, imread_mode="skimage")

    Good:
        python3 data_preprocess.py --read_mode skimage ...
        SingleImageDataLoader(transformers, image, imread_mode="skimage")
    """
    shell, loader = modes.shell.value, modes.loader.value
    if shell is None or loader is None or decoders.mode(shell) == decoders.mode(loader):
        return
    yield decoders.contested(modes, shell, loader)


RULES = (reader_mismatch, reader_range, orientation, decoder_difference, read_mode_disagrees)
