"""How many pixels are decoded at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest

from pipecheck.probe.sets.room import Room


def test_no_more_than_there_is_room_for_at_once():
    room, lock, most = Room(pixels=100), Lock(), []

    def work(pixels):
        with room.taken(pixels), lock:
            most.append(room.used)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, [60, 50, 10, 100, 5000, 1, 40] * 40))
    assert len(most) == 280
    assert max(most) <= 100
    assert room.used == 0


def test_what_fits_together_does_not_wait():
    room, met = Room(pixels=100), Barrier(4, timeout=30)

    def work(_):
        with room.taken(25):
            met.wait()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert room.used == 0


def test_room_is_given_back_whatever_happens():
    room = Room(pixels=10)
    with pytest.raises(KeyboardInterrupt), room.taken(10):
        raise KeyboardInterrupt
    assert room.used == 0
