"""Ctrl-C ends a run soon, with one line, whatever it is in the middle of."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

START = """\
import os
import sys
import threading
import time

from pipecheck.cli.leaving import watched

def run():
    print("ready", flush=True)
{body}

try:
    with watched(0.2):
        run()
except KeyboardInterrupt:
    print("pipecheck: interrupted", file=sys.stderr)
    raise SystemExit(2)
"""
DEAF = """\
    while True:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass
"""
HUSHED = f"""\
    os.close(2)
{DEAF}"""
STUCK = """\
    threading.Thread(target=time.sleep, args=(60,)).start()
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param("    time.sleep(60)", id="what can be interrupted"),
        pytest.param(DEAF, id="what cannot"),
        pytest.param(HUSHED, id="what cannot, the decoders' stream closed off"),
        pytest.param(STUCK, id="a thread that goes on"),
    ],
)
def test_one_line_and_the_end(body):
    root = Path(__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", START.format(body=body)], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout.readline() == "ready\n"
        run.send_signal(signal.SIGINT)
        try:
            _, said = run.communicate(timeout=30)
        finally:
            run.kill()
    assert (run.returncode, said) == (2, "pipecheck: interrupted\n")


def test_what_was_there_before_is_there_again():
    from pipecheck.cli.leaving import watched

    before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(before)
    with watched():
        pass
    assert signal.set_wakeup_fd(before) == before
