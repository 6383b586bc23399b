"""PC608, PC611, PC612 and PC617: whether calibration files hold numbers of the right size, order and kind."""

from __future__ import annotations

from collections.abc import Iterator

from pipecheck.evidence.tensors import Claimed, Misfit, TensorSet
from pipecheck.findings import Confidence, Origin, Problem, Related, Severity
from pipecheck.rules.calibration.words import few
from pipecheck.rules.rule import rule
from pipecheck_transformers.words import Layout

_NAMED = 5
_REMEDY = "write the files again, in the size and the type that are expected"
_UNFINITE = "NaN comes from a division by a standard deviation of zero, or from numbers that overflowed: write these files again"
_CONSTANT = "one number comes from a picture that could not be read, or is of one color: write these files again, or leave them out"


@rule("PC608", Severity.ERROR, on=TensorSet)
def tensor_size(tensors: TensorSet) -> Iterator[Problem]:
    """Calibration files do not hold as many numbers as the input takes.

    hb_mapper reads raw bytes and cuts them into the input's shape: a file of another size stops the build, or, where the sizes divide,
    becomes stripes. A header, as `np.save` writes it, is read as pixels. hb_compile loads `.npy` files and needs their shape to fit.

    Write the files again, in the size and the type that the YAML says.

    Bad:
        np.save("calibration/0.bin", picture)               # hb_mapper: the header becomes pixels

    Good:
        picture.astype(np.float32).tofile("calibration/0.bin")
    """
    misfits, count = [misfit for misfit in tensors.misfits if not misfit.told], tensors.count
    if not misfits:
        return
    reasons = [f"{misfit.reason} ({few(misfit.names, 3, misfit.count)})" for misfit in misfits]
    wrong = sum(misfit.count for misfit in misfits)
    yield Problem(
        f"{min(wrong, count) or wrong} of {count} calibration {'file' if count == 1 else 'files'}: {'; '.join(reasons)}",
        tensors.expected.origins.get("folder") or Origin(tensors.folder),
        tuple(related(tensors, "shape", "dtype")),
        "; ".join(dict.fromkeys(_remedy(misfit) for misfit in misfits)),
        evidence={misfit.reason: {"names": list(misfit.names), "count": misfit.count} for misfit in misfits},
    )


def _remedy(misfit: Misfit) -> str:
    """What to do: a script that is right need only be run again."""
    return f"{misfit.hint or _REMEDY}{': the declared source does so now, run it again' if misfit.mended else ''}"


@rule("PC611", Severity.ERROR, on=TensorSet, confidence=Confidence.LIKELY)
def tensor_layout(tensors: TensorSet) -> Iterator[Problem]:
    """Calibration files store channels first where channels last are configured, or the reverse.

    Both have the same number of bytes, so nothing complains; the network sees three stripes of noise. Read in one of the two orders the
    files are smooth, as pictures are; that is the order in which they were written. Where files are their pictures in one of the orders,
    it is certain.

    Transpose before saving, or correct `input_layout_train`.

    Bad:
        picture.tofile(name)                        # height × width × 3, input_layout_train: NCHW

    Good:
        picture.transpose(2, 0, 1).tofile(name)
    """
    expected, found, matched = tensors.expected.layout, stored(tensors), tensors.matched
    if (
        not is_spoken_for(tensors)
        and not is_of_another_shape(tensors)
        and found is not None
        and expected is not None
        and found != expected
        and "layout" not in tensors.explained
    ):
        proven = matched is not None and matched.layout == found
        some = matched is not None and proven and tensors.layout != found and matched.laid_out < matched.pairs
        said = f"{matched.laid_out} of {matched.pairs} files" if matched and some else "the files"
        yield Problem(
            f"{said} are stored {found.upper()}, and {expected.upper()} is configured",
            tensors.expected.origins.get("layout") or Origin(tensors.folder),
            (Related(Origin(tensors.folder), f"read as {found.upper()} they {'are their' if proven else 'look like'} pictures"),),
            "transpose before saving, or correct input_layout_train",
            confidence=Confidence.CERTAIN if proven else None,
        )


@rule("PC612", Severity.ERROR, on=TensorSet)
def not_a_number(tensors: TensorSet) -> Iterator[Problem]:
    """Calibration files hold NaN or infinity, or one number throughout.

    One NaN makes the range of every layer behind it NaN. A tensor of one number is no picture: most times a read that failed, or a
    buffer that was never filled.

    Find the pictures that they were made of, and write these files again.

    Bad:
        np.zeros((3, 224, 224), np.float32).tofile("calibration/17.bin")     # cv2.imread gave None

    Good:
        assert picture is not None
    """
    found = [
        (count, what, names, hint)
        for count, what, names, hint in (
            (tensors.unfinite_count, "NaN or infinity", tensors.unfinite, _UNFINITE),
            (tensors.constant_count, "one number throughout", tensors.constant, _CONSTANT),
        )
        if count
    ]
    said = [f"{'holds' if count == 1 else 'hold'} {what} ({few(names, _NAMED, count)})" for count, what, names, _ in found]
    also = "".join(f", and {count} {words}" for (count, *_), words in zip(found[1:], said[1:], strict=True))
    if found:
        yield Problem(
            f"{found[0][0]} of {tensors.count} calibration files {said[0]}{also}",
            tensors.expected.origins.get("folder") or Origin(tensors.folder),
            hint="; ".join(hint for *_, hint in found),
            evidence={what: {"names": list(names), "count": count} for count, what, names, _ in found},
        )


@rule("PC617", Severity.ERROR, on=TensorSet, confidence=Confidence.LIKELY)
def no_picture(tensors: TensorSet) -> Iterator[Problem]:
    """The calibration files look like noise, not like pictures.

    In a picture neighbours are alike. Where they have nothing to do with one another, however the axes are read, the files are random
    numbers, of another type than configured, or compressed. int8 accuracy falls from .81 to .04 when a network is calibrated with noise.

    Calibrate with pictures. (A feature map is declared as `featuremap`.)

    Bad:
        np.random.rand(3, 224, 224).astype(np.float32).tofile(name)      # a stand-in that was forgotten

    Good:
        preprocess(picture).tofile(name)
    """
    if tensors.noise and not is_spoken_for(tensors):
        dtype = tensors.expected.dtype
        yield Problem(
            f"the calibration files look like noise{f' when they are read as {dtype}' if dtype else ''}: no number is like its neighbours",
            tensors.expected.origins.get("folder") or Origin(tensors.folder),
            tuple(related(tensors, "dtype")),
            "calibrate with pictures, or say of what type the numbers are",
        )


def stored(tensors: TensorSet) -> Layout | None:
    """The order of axes in which files lie: that in which they are their pictures, else that in which they look like some."""
    found = tensors.matched
    if found is None or found.layout is None or any(misfit.holds is not None for misfit in tensors.misfits):
        return tensors.layout
    proven = found.layout != tensors.expected.layout or 2 * found.laid_out >= found.pairs
    return found.layout if proven else tensors.layout


def is_spoken_for(tensors: TensorSet) -> bool:
    """Whether what is wrong with each single file leaves nothing to say of their numbers."""
    return tensors.numbers is None or tensors.constant_count >= tensors.count


def is_of_another_shape(tensors: TensorSet) -> bool:
    """Whether no file holds an array of the shape that is expected, which says enough of their axes and sides."""
    return sum(misfit.count for misfit in tensors.misfits if misfit.holds is not None) >= max(tensors.count, 1)


def related(tensors: TensorSet, *claims: Claimed) -> Iterator[Related]:
    """The places that say what the files should be."""
    words: dict[Claimed, str] = {
        "shape": "the shape that is expected",
        "dtype": "the type that is expected",
        "values": "normalised here again" if tensors.expected.nodes is not None else "the numbers that are expected",
    }
    for claim in claims:
        if claim in words and (origin := tensors.expected.origins.get(claim)) is not None:
            yield Related(origin, words[claim])


RULES = (tensor_size, tensor_layout, not_a_number, no_picture)
