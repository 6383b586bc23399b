import threading
import time
from contextlib import closing

import cv2
import pytest

from pipecheck.probe import streaming


class Worker:
    """Doubles numbers, waits at some, and remembers what was begun."""

    def __init__(self, *slow):
        self.begun, self.slow, self.go = [], slow, threading.Event()

    def __call__(self, number):
        self.begun.append(number)
        if number in self.slow:
            assert self.go.wait(30)
        return 2 * number


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_order(threads):
    assert list(streaming.each(lambda number: time.sleep(0.002 * (number % 3)) or number, range(30), threads)) == list(range(30))


@pytest.mark.parametrize("ahead", [2, 8])
def test_a_slow_item_holds_up_no_more_than_may_wait(ahead):
    work = Worker(0)
    results = streaming.each(work, range(100), 2, ahead=ahead)
    waiter = threading.Thread(target=next, args=(results,))
    waiter.start()
    deadline = time.monotonic() + 20
    while len(work.begun) < 2 * ahead and time.monotonic() < deadline:
        time.sleep(0.01)
    begun = sorted(work.begun)
    work.go.set()
    waiter.join()
    results.close()
    assert begun == list(range(2 * ahead))


def test_who_leaves_leaves_nothing_running():
    before = threading.active_count()
    work = Worker()
    with closing(streaming.each(work, range(1000), 2)) as results:
        assert next(results) == 0
    assert len(work.begun) < 20
    assert threading.active_count() == before


def test_what_fails_ends_it():
    with pytest.raises(ZeroDivisionError):
        list(streaming.each(lambda number: 1 // number, range(5), 2))


def test_opencv_has_its_threads_back():
    before = cv2.getNumThreads()
    with streaming.alone():
        assert cv2.getNumThreads() == 1
    assert cv2.getNumThreads() == before
