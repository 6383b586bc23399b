"""Without torch one line says what is missing, and when it is needed."""

import subprocess
import sys

import pytest

CALLS = ("qat.check_model(None, None)", "qat.QuantAnalysis(None, None)")


@pytest.mark.parametrize("call", CALLS)
def test_torch_is_asked_for(call):
    code = (
        "import sys\n"
        "sys.modules['torch'] = None\n"
        "from pipecheck import PipecheckError, qat\n"
        f"try: {call}\n"
        "except PipecheckError as e: print(e)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "pipecheck.qat needs torch: pip install 'pipecheck-npu[torch]'\n"


def test_nothing_is_loaded_before_that():
    code = "import sys; from pipecheck import qat; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
