import imagenet_networks
import numpy as np
import onnxruntime
import pytest

PICTURE = np.random.default_rng(4).normal(0, 1, (1, 3, 224, 224)).astype(np.float32)


def answer(path):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"input": PICTURE})[0]


@pytest.mark.peers
@pytest.mark.parametrize("build", [imagenet_networks.mobilenet_v2, imagenet_networks.efficientnet_lite0])
def test_folding_the_batch_norms_changes_no_answer(build, tmp_path):
    folded, whole = (answer(build(tmp_path / f"{folded}.onnx", folded=folded)) for folded in (True, False))
    assert folded.shape == (1, imagenet_networks.CLASSES)
    assert folded == pytest.approx(whole, abs=1e-3)


@pytest.mark.peers
def test_mobilenet_answers_as_torchvisions_does(torchvision, tmp_path):
    torch = pytest.importorskip("torch")
    built = answer(imagenet_networks.mobilenet_v2(tmp_path / "model.onnx"))
    held = imagenet_networks.weights(*imagenet_networks.MOBILENET)
    model = torchvision.models.mobilenet_v2().eval()
    model.load_state_dict({name: torch.from_numpy(array) for name, array in held.items()})
    with torch.no_grad():
        assert built == pytest.approx(model(torch.from_numpy(PICTURE)).numpy(), abs=1e-3)
