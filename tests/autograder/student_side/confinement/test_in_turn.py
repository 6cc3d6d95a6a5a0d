"""A pool of threads that has none gives what one with threads gives."""

from concurrent.futures import ThreadPoolExecutor, as_completed

import pytest

from autograder.student_side.confinement import in_turn


@pytest.fixture(autouse=True)
def installed(monkeypatch):
    monkeypatch.setattr(ThreadPoolExecutor, "submit", ThreadPoolExecutor.submit)
    in_turn.install()


def test_results_and_errors_come_as_from_threads():
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pow, [2, 3], [5, 2])) == [32, 9]
        futures = [pool.submit(int, text) for text in ("1", "x")]
        assert {type(f.exception()) for f in as_completed(futures)} == {type(None), ValueError}
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(int)
