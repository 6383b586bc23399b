"""What torchvision does is found by sending pictures through it."""

from __future__ import annotations

import pytest

from pipecheck import identify

pytestmark = pytest.mark.peers

NORMALIZE = "T.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))"
IMAGENET = "Affine(std=255.0), Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)), Transpose('chw')"
BYTES, FLOATS = 0.0, 0.01
"""Bytes are resized bit for bit; another loop over the same floats differs in their last digits."""


def evaluated(torchvision, text):
    import torch
    from torchvision.transforms import InterpolationMode as M
    from torchvision.transforms import v2

    return eval(text, {"T": torchvision.transforms, "V": v2, "M": M, "torch": torch})


def steps(found):
    return " ".join(repr(found.chain).split()).removeprefix("Chain([ ").rpartition(", ],")[0]


@pytest.mark.parametrize(
    ("source", "chain", "levels"),
    [
        pytest.param(
            f"T.Compose([T.Resize(72), T.CenterCrop(64), T.ToTensor(), {NORMALIZE}])",
            f"ResizeShort(72, library='pil'), CenterCrop(64, 64), {IMAGENET}",
            BYTES,
            id="short side and crop",
        ),
        pytest.param(
            f"T.Compose([T.Resize((64, 48), M.BICUBIC), T.ToTensor(), {NORMALIZE}])",
            f"Resize(64, 48, interpolation='cubic', library='pil'), {IMAGENET}",
            BYTES,
            id="bicubic stretch",
        ),
        pytest.param(
            "T.Compose([T.Resize(60, M.LANCZOS), T.CenterCrop((41, 50)), T.ToTensor()])",
            "ResizeShort(60, interpolation='lanczos', library='pil'), CenterCrop(41, 50), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="lanczos, odd crop",
        ),
        pytest.param(
            "T.Compose([T.Resize(72, M.NEAREST), T.CenterCrop(64), T.ToTensor()])",
            "ResizeShort(72, interpolation='nearest', library='pil'), CenterCrop(64, 64), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="nearest",
        ),
        pytest.param(
            "T.Compose([T.Resize(60, max_size=90), T.ToTensor()])",
            "ResizeShort(60, longest=90, library='pil'), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="long side limited, size varies",
        ),
        pytest.param(
            "T.Compose([T.CenterCrop(100), T.ToTensor()])",
            "CenterCrop(100, 100, fill=0.0), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="crop that pads small pictures",
        ),
        pytest.param(
            "T.Compose([T.Pad((3, 5, 7, 9), fill=30), T.ToTensor()])",
            "Pad(top=5, bottom=9, left=3, right=7, fill=30.0), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="border",
        ),
        pytest.param(
            "T.Compose([T.Resize(72), T.CenterCrop(64), T.Grayscale(), T.ToTensor()])",
            "ResizeShort(72, library='pil'), CenterCrop(64, 64), ToColor('gray', library='pil'), Affine(std=255.0), Transpose('chw')",
            BYTES,
            id="gray",
        ),
        pytest.param(
            "V.Compose([V.ToImage(), V.Resize(72), V.CenterCrop(64), V.ToDtype(torch.float32, scale=True), "
            "V.Normalize((0.5,) * 3, (0.5,) * 3)])",
            "ResizeShort(72, library='torch', antialias=True), CenterCrop(64, 64), "
            "Affine(scale=0.00392156862745098), Affine(mean=0.5, std=0.5), Transpose('chw')",
            BYTES,
            id="tensors of bytes",
        ),
        pytest.param(
            "V.Compose([V.ToImage(), V.Resize((40, 56), interpolation=M.BICUBIC, antialias=False), V.ToDtype(torch.uint8)])",
            "Resize(40, 56, interpolation='cubic', library='torch'), Transpose('chw')",
            BYTES,
            id="tensors of bytes, not smoothed",
        ),
        pytest.param(
            f"T.Compose([T.ToTensor(), T.Resize(72), T.CenterCrop(64), {NORMALIZE}])",
            "Affine(std=255.0), ResizeShort(72, library='torch', antialias=True), CenterCrop(64, 64), "
            "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)), Transpose('chw')",
            FLOATS,
            id="tensors of floats",
        ),
        pytest.param(
            f"T.Compose([T.ToTensor(), T.Resize(72, antialias=False), T.CenterCrop(64), {NORMALIZE}])",
            "Affine(std=255.0), ResizeShort(72, library='torch'), CenterCrop(64, 64), "
            "Affine(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)), Transpose('chw')",
            FLOATS,
            id="tensors of floats, not smoothed",
        ),
    ],
)
def test_the_chain_is_recovered(torchvision, source, chain, levels):
    found = identify(evaluated(torchvision, source))
    assert found.unexplained is None
    assert steps(found) == chain
    assert found.residual <= levels
    assert found.deterministic
    assert found.status == 0


def test_a_preset_is_recovered(torchvision):
    found = identify(torchvision.models.ResNet50_Weights.IMAGENET1K_V1.transforms())
    assert steps(found) == f"ResizeShort(256, library='pil'), CenterCrop(224, 224), {IMAGENET}"
    assert found.residual == 0


def test_two_names_of_one_kernel_are_both_given(torchvision):
    found = identify(evaluated(torchvision, "T.Compose([T.Resize((40, 40), M.NEAREST), T.ToTensor()])"))
    assert {other.chain.ops[0].library for other in found.alternatives} >= {"opencv"}
    assert {other.residual for other in found.alternatives} == {0.0}


@pytest.mark.parametrize("step", ["T.RandomHorizontalFlip()", "T.RandomResizedCrop(40)", "T.ColorJitter(0.4)"])
def test_randomness_is_said(torchvision, step):
    found = identify(evaluated(torchvision, f"T.Compose([T.Resize((50, 50)), {step}, T.ToTensor()])"))
    assert not found.deterministic
    assert found.status == 1
    assert found.chain is None


def test_what_a_random_flip_does_to_values_is_known_still(torchvision):
    found = identify(evaluated(torchvision, f"T.Compose([T.Resize((50, 50)), T.RandomHorizontalFlip(), T.ToTensor(), {NORMALIZE}])"))
    assert found.spec.color.value.name == "rgb"
    assert found.spec.values.value.affine.scale[0] == pytest.approx(1 / 255 / 0.229)
    assert found.spec.geometry.value is None
