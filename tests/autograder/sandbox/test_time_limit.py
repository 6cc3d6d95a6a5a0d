"""Interruptions come in time, never in the middle of what must be whole, and again if lost."""

import threading
import time

import pytest

from autograder.sandbox import time_limit as patience
from autograder.sandbox.time_limit import TooSlow, at_most, uninterrupted


def busy(seconds):
    """Work in Python, in small steps, as a check does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_what_takes_too_long_is_stopped():
    begun = time.monotonic()
    with pytest.raises(TooSlow), at_most(0.05):
        busy(30)
    assert time.monotonic() - begun < 10


def test_what_is_quick_enough_is_not_stopped_then_or_later():
    with at_most(0.05):
        pass
    busy(0.1)


def test_of_a_limit_within_a_limit_the_earlier_counts():
    begun = time.monotonic()
    with pytest.raises(TooSlow), at_most(0.05), at_most(60):
        busy(30)
    with at_most(60):
        with pytest.raises(TooSlow), at_most(0.05):
            busy(30)
        busy(0.1)  # the inner one is over
    assert time.monotonic() - begun < 20


def test_what_catches_the_inner_interruption_is_interrupted_by_the_outer_limit():
    with pytest.raises(TooSlow), at_most(0.05):
        with pytest.raises(TooSlow), at_most(0.05):
            busy(30)
        busy(30)
    busy(0.1)


def test_no_error_handler_on_the_way_stops_it():
    with pytest.raises(TooSlow), at_most(0.05):
        try:
            busy(30)
        except Exception:
            busy(30)


def test_an_interruption_that_gets_lost_comes_again(monkeypatch):
    monkeypatch.setattr(patience, "AGAIN", 0.05)
    lost = []
    with pytest.raises(TooSlow), at_most(0.05):
        try:
            busy(30)
        except TooSlow:  # as in a finaliser, whose errors nobody sees
            lost.append(True)
        busy(30)
    assert lost


def test_one_that_falls_into_a_finaliser_comes_again_without_a_word(monkeypatch, capfd):
    monkeypatch.setattr(patience, "AGAIN", 0.05)

    class Slow:
        def __del__(self):
            busy(0.2)

    with pytest.raises(TooSlow), at_most(0.05):
        Slow()
        busy(30)
    assert capfd.readouterr().err == ""


def test_half_of_what_must_be_whole_never_happens():
    """Also while another thread runs, to which the kernel could give a blocked signal."""
    begun, done, over = [], [], threading.Event()
    other = threading.Thread(target=lambda: [over.wait(0.001) for _ in range(100_000)])
    other.daemon = True
    other.start()
    for i in range(60):
        with pytest.raises(TooSlow), at_most(0.001 + i / 30_000):
            while True:
                with uninterrupted():
                    begun.append(i)
                    busy(0.0005)
                    with uninterrupted():  # one part of it may be such a part too
                        done.append(i)
    over.set()
    assert begun == done


def test_in_another_thread_there_is_no_limit():
    def work():
        with at_most(0.01), uninterrupted():
            time.sleep(0.05)
        finished.append(True)

    finished = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert finished
