"""What quantisation makes of a network, in words."""

import pytest
from measured_quantised import loss, lossy, simulated, unlabelled

from pipecheck.report import text
from pipecheck.report.model import Report
from pipecheck.report.network import answers


def lines(each):
    return [line.strip() for line in text.render(Report(networks=(each,), checked=("model.onnx",))).splitlines()]


@pytest.mark.parametrize(
    ("each", "said"),
    [
        pytest.param(
            simulated(),
            "clean: model.onnx quantised: top1 0.872 ± 0.029 becomes 0.870: 0.2 % lost (between −0.5 and 0.9 %, within noise)",
            id="nothing is lost",
        ),
        pytest.param(
            simulated(loss=loss(0.872, 0.881)),
            "clean: model.onnx quantised: top1 0.872 ± 0.029 becomes 0.881: 1.0 % gained (between −1.7 and −0.3 %, within noise)",
            id="a gain is no fault",
        ),
        pytest.param(unlabelled(), "clean: model.onnx quantised: output cosine 0.9991 on 32 samples", id="without labels"),
        pytest.param(
            lossy(),
            "nothing found: model.onnx quantised: top1 0.872 ± 0.029 becomes 0.675: 22.6 % lost (between 21.9 and 23.3 %)",
            id="lost",
        ),
        pytest.param(
            lossy(loss=None),
            "nothing found: model.onnx quantised: output cosine 0.88 (logits) on 32 samples",
            id="the output that is worst",
        ),
        pytest.param(lossy(loss=None, outputs=()), "clean: model.onnx quantised: nothing could be compared", id="nothing"),
    ],
)
def test_the_first_line(each, said):
    assert lines(each)[0].startswith(said)


@pytest.mark.parametrize(
    ("each", "said"),
    [
        pytest.param(simulated(), "Select max-percentile:percentile=0.99995 method.", id="the toolchain's words"),
        pytest.param(simulated(), "tried, by the least output cosine: max 0.999437; kl 0.992516", id="what was tried"),
        pytest.param(simulated(), "1 of 3 settings were not tried: there was no more time", id="what was not"),
        pytest.param(simulated(), "3 nodes computed within others (2 units)", id="what was fused"),
        pytest.param(lossy(), "output boxes: cosine 0.97, L1 0.033, L2 0.0132, Chebyshev 0.084, SQNR ∞ dB", id="an output"),
        pytest.param(lossy(), "node head (Gemm, int16+int8): cosine 0.88, SQNR 32.2 dB", id="a layer"),
        pytest.param(lossy(), "number types: 1 in int8 and 1 in int16", id="several types"),
        pytest.param(lossy(), "stays float: nms (the NPU has no NonMaxSuppression)", id="what stays float"),
        pytest.param(lossy(), "cut short: there was no more time", id="no time"),
        pytest.param(lossy(), "written: out/m_calibrated_model.onnx and out/m_quant_info.json", id="files"),
        pytest.param(
            lossy(),
            "bias_correction takes the mean difference of 2 layers from 0.01 to 0.001, the output cosine from 0.88 to 0.87: "
            "no better: leave bias_correction out",
            id="a correction that does not help",
        ),
        pytest.param(unlabelled(), "no accuracy: no pictures are named to measure the accuracy on", id="no labels"),
    ],
)
def test_a_line(each, said):
    assert said in lines(each)


def test_what_announces_a_search_is_left_to_the_log():
    assert not [line for line in lines(simulated()) if "parameters" in line]


def test_only_what_is_fine_is_good():
    assert [answers.good([each]) for each in (simulated(), lossy(), unlabelled(), lossy(loss=None))] == [True, False, True, False]
