"""Several notebooks: the filled-in one counts, then the newest, and what is in doubt is said."""

import io
import os
import zipfile

import pytest

from autograder.exam.handed_in import submission
from tests.autograder.helpers import LESSON

DAY = 86_400
NOW = 1_770_000_000


@pytest.fixture
def collected(tmp_path, exam):
    """Hand in files, named and in the order of their times; what was collected."""

    def collect(files, days=None):
        folder = tmp_path / "submitted" / "student-01" / LESSON
        for number, (name, work) in enumerate(files.items()):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(getattr(work, "data", work))
            day = number if days is None else days[number]
            os.utime(path, (NOW + day * DAY, NOW + day * DAY))
        return submission.collect(tmp_path / "submitted", "student-01", LESSON, exam)

    return collect


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, work in files.items():
            archive.writestr(name, getattr(work, "data", work))
    return out.getvalue()


@pytest.mark.parametrize(
    "debris",
    [
        f".ipynb_checkpoints/{LESSON}-checkpoint.ipynb",
        f"__MACOSX/._{LESSON}.ipynb",
        f"work/.ipynb_checkpoints/{LESSON}.ipynb",
        f"__MACOSX/work/{LESSON}.ipynb",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_what_programs_leave_in_a_zip_is_none_of_it(collected, new_notebook, debris, first):
    solved = new_notebook().solve()
    files = {debris: new_notebook(), f"work/{LESSON}.ipynb": solved}
    work = collected({"work.zip": zipped(files if first else dict(reversed(files.items())))})
    assert work.data == solved.data
    assert work.notes == ["The notebook was taken from work.zip."]
    assert work.person == []


@pytest.mark.parametrize(
    "other",
    [
        f"{LESSON}-1.ipynb",
        f"{LESSON} (1).ipynb",
        f"Copy of {LESSON}.ipynb",
        f"{LESSON}-Copy1.ipynb",
        f"91_student-01_attempt_2026-03-01-12-00-00_{LESSON}.ipynb",
        f"{LESSON}-checkpoint.ipynb",
    ],
)
@pytest.mark.parametrize("days", [(0, 1), (1, 0)])
@pytest.mark.parametrize("named", [True, False])
def test_the_filled_in_one_counts_before_an_untouched_one(
    collected, new_notebook, other, days, named
):
    solved = new_notebook().solve()
    ours = {f"{LESSON}.ipynb": solved, other: new_notebook()}
    theirs = {f"{LESSON}.ipynb": new_notebook(), other: solved}
    work = collected(ours if named else theirs, days)
    assert work.data == solved.data
    name = f"{LESSON}.ipynb" if named else other
    assert work.notes == [f"2 notebooks were handed in; {name}, with most answers, counts."]
    assert work.person == []


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (f"{LESSON}.ipynb", f"{LESSON}-1.ipynb"),
        (f"{LESSON}-2.ipynb", f"{LESSON}-10.ipynb"),
        (f"{LESSON}.ipynb", f"{LESSON} (1).ipynb"),
        ("x_attempt_2026-03-01-12-00-00_a.ipynb", "x_attempt_2026-03-02-08-00-00_a.ipynb"),
    ],
)
def test_of_two_filled_in_the_newer_by_its_name_counts(collected, new_notebook, older, newer):
    wrong = new_notebook().solve().answer(double="def double(x): return x * x")
    right = new_notebook().solve()
    work = collected({newer: right, older: wrong}, (0, 0))
    assert work.data == right.data
    assert f"{newer}, the newest of those with most answers, counts" in work.notes[0]
    assert work.person == []


def test_where_only_the_time_tells_the_newest_counts_and_a_person_is_asked(collected, new_notebook):
    wrong = new_notebook().solve().answer(double="def double(x): return x * x")
    right = new_notebook().solve()
    work = collected({f"{LESSON}.ipynb": wrong, f"Copy of {LESSON}.ipynb": right})
    assert work.data == right.data
    assert len(work.person) == 1 and f"{LESSON}.ipynb has other answers" in work.person[0]


def test_a_newer_one_with_fewer_answers_is_shown_to_a_person(collected, new_notebook):
    fewer = new_notebook().answer(double="def double(x): return 2.0 * x")
    solved = new_notebook().solve()
    work = collected({f"{LESSON}.ipynb": solved, f"{LESSON}-1.ipynb": fewer})
    assert work.data == solved.data
    assert f"{LESSON}-1.ipynb has other answers" in work.person[0]


def test_an_earlier_state_of_the_same_work_is_no_doubt(collected, new_notebook):
    earlier = new_notebook().solve("pair")
    solved = new_notebook().solve()
    work = collected({"b.ipynb": earlier, "a.ipynb": solved}, (0, 0))
    assert work.data == solved.data
    assert work.person == []


def test_answers_are_seen_without_nbgraders_metadata(collected, new_notebook):
    solved = new_notebook().solve()
    for cell in solved.cells:
        cell["metadata"] = {}
        cell.pop("id", None)
    assert collected({"a.ipynb": solved, f"{LESSON}.ipynb": new_notebook()}).data == solved.data


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 200_000, b"{}"])
def test_a_broken_one_never_counts_before_one_with_answers(collected, new_notebook, data):
    solved = new_notebook().solve()
    assert collected({"a.ipynb": solved, f"{LESSON}.ipynb": data}).data == solved.data
