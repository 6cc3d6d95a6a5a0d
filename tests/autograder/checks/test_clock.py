"""Searches for a reason end in time, and those of one notebook share what there is."""

import time

from autograder.checks.clock import GRACE, Clock, Patience


def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_part_of_a_clock_ends_before_it():
    clock = Clock(10)
    part = clock.part(0.4)
    assert 3.5 < part.left <= 4.0 < clock.left <= 10
    assert not Clock(0) and not Clock(0).part(1)


def test_what_a_search_takes_is_gone_for_those_after_it():
    patience = Patience(0.2, together=0.3)
    lengths = []
    for _ in range(3):
        with patience.clock() as clock:
            lengths.append(clock.left)
            while clock:
                work(0.01)
    assert 0.15 < lengths[0] <= 0.2
    assert 0.02 < lengths[1] <= 0.1
    assert lengths[2] == 0


def test_alone_each_has_its_own():
    patience = Patience(0.05)
    for _ in range(3):
        with patience.clock() as clock:
            assert clock.left > 0.03
            work(0.05)


def test_what_was_begun_in_time_may_end():
    assert not Clock(0) and not Clock(0).long_over()
    assert Clock(-GRACE).long_over()
