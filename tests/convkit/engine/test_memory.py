"""Scratch memory: one piece for each role and thread, and what is large is given back."""

import threading

import numpy as np

from convkit.engine.memory import KEPT_BYTES, scratch


def test_each_role_has_its_own():
    first, second = scratch("one", (3,), np.float64), scratch("two", (3,), np.float64)
    assert not np.shares_memory(first, second)
    assert np.shares_memory(first, scratch("one", (2, 2), np.float32))


def test_each_thread_has_its_own():
    mine, theirs = scratch("one", (3,), np.float64), []
    thread = threading.Thread(target=lambda: theirs.append(scratch("one", (3,), np.float64)))
    thread.start()
    thread.join()
    assert not np.shares_memory(mine, theirs[0])


def test_what_is_large_is_not_kept():
    large = scratch("large", (KEPT_BYTES + 1,), np.uint8)
    assert not np.shares_memory(large, scratch("large", (1,), np.uint8))
