"""Trained networks, as they are and after what optimisers do to them: the thresholds rest on what these show."""

import cv2
import numpy as np
import onnxruntime
import pytest
from graphs import saved
from imagenet_networks import mobilenet_v2
from twins import MEAN, STD, lane, node, program, renamed, reweighted

from pipecheck.probe.agreement.agree import agree
from pipecheck.sources import onnxfile
from pipecheck_transformers import Affine, CenterCrop, Chain, ResizeShort, ToColor, Transpose, readers

CHAIN = Chain([ResizeShort(256), CenterCrop(224, 224), ToColor("rgb"), Affine(mean=MEAN, std=STD), Transpose("chw")], read=readers.opencv())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("trained")
    rng = np.random.default_rng(4)
    for index in range(2):
        smooth = cv2.resize(rng.uniform(0, 255, (9, 12, 3)), (400, 300), interpolation=cv2.INTER_CUBIC) + rng.normal(0, 12, (300, 400, 3))
        cv2.imwrite(str(made / f"{index}.png"), np.clip(smooth, 0, 255).astype(np.uint8))
    mobilenet_v2(made / "source.onnx", folded=False)
    mobilenet_v2(made / "folded.onnx", folded=True)
    return made


def compared(folder, second):
    road = program(CHAIN)
    return agree(lane(folder / "source.onnx", CHAIN), lane(second, CHAIN), (road, road), sorted(folder.glob("*.png")), folder)


def optimised(folder, path):
    """The model in the file *path* as onnxruntime keeps it once it has put nodes together."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(folder / "optimised.onnx")
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return folder / "optimised.onnx"


def test_folding_and_optimising_change_nothing(folder):
    for path in (folder / "folded.onnx", optimised(folder, folder / "source.onnx")):
        (logits,) = compared(folder, path).outputs
        assert logits.decimals >= 5


@pytest.mark.parametrize("layer", ["features.3.conv.1.0", "features.11.conv.0.0", "features.17.conv.2"])
@pytest.mark.parametrize("form", ["folded", "source", "renamed", "optimised"])
def test_the_layer_with_other_weights_is_found(folder, layer, form):
    path = folder / ("folded.onnx" if form == "folded" else "source.onnx")
    changed = reweighted(onnxfile.model(path), f"{layer}.w", lambda weight: weight * 1.02)
    second = saved(renamed(changed) if form == "renamed" else changed, folder / "changed.onnx")
    found = compared(folder, optimised(folder, second) if form == "optimised" else second)
    assert found.alike < 3
    assert layer in found.part.unlike[0][0]


def test_the_norm_with_another_epsilon_is_found(folder):
    built = onnxfile.model(folder / "source.onnx")
    node(built, "batchnormalization_72").attribute[0].f = 1e-3
    found = compared(folder, saved(built, folder / "changed.onnx"))
    assert (found.part.node, found.part.unlike) == ("batchnormalization_72", (("epsilon", "1e-05", "0.001"),))
