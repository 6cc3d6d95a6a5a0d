"""What is built is what the lessons say, byte for byte; what is not is named."""

from pathlib import Path

import pytest

from autograder.authoring import build, lesson_files
from autograder.authoring.build import needed_minutes, words
from autograder.authoring.lesson import BEGIN, BEGIN_HIDDEN, LessonError
from autograder.authoring.lesson_files import BuildError
from autograder.authoring.lesson_rules import read
from tests.autograder import helpers

ROOT = Path(__file__).resolve().parents[3]
LESSONS = [p.stem for p in sorted((ROOT / "lessons").glob("*.py"))]


def test_a_lesson_becomes_three_files(tiny):
    files = build.build(tiny)
    assert [str(p.relative_to(tiny)) for p in files] == [
        "solutions/90_tiny/90_tiny.ipynb",
        "notebooks/90_tiny/90_tiny.ipynb",
        "autograder/misconceptions/90_tiny.py",
    ]
    source, release, module = files.values()
    assert BEGIN_HIDDEN in source.decode() and BEGIN in source.decode()
    assert b"BEGIN" not in release and b"x[gap:] - x[:-gap]" not in release
    assert b"raise NotImplementedError" in release
    assert b"def difference__turned" in module and b"\ndef difference(" not in module


def test_building_twice_gives_the_same_bytes(tiny):
    assert build.build(tiny) == build.build(tiny)


COVER = """
# %% cover=true
from convkit import plot
print("drawn")
plot.array(np.eye(2), "eye")
"""


def test_the_cover_is_built_and_stands_in_the_readme(bend):
    course = bend(
        "# %% [markdown]\n# ## Exercise 90.1", COVER + "\n# %% [markdown]\n# ## Exercise 90.1"
    )
    course = course.parents[1]
    (course / "README.md").write_text("<!-- lessons -->\n<!-- /lessons -->")
    files = build.build(course)
    path = course / "docs" / "lessons" / "90_tiny.svg"
    assert b"eye" in files[path]
    assert b'src="docs/lessons/90_tiny.svg"' in files[course / "README.md"]
    build.write(files)
    path.write_bytes(files[path].replace(b"eye", b"ear"))
    (line,) = build.stale(course, files, True)
    assert line.startswith("docs/lessons/90_tiny.svg is not what its lesson says")


def test_a_lesson_without_a_cover_has_none(tiny):
    (tiny / "README.md").write_text("<!-- lessons -->\n<!-- /lessons -->")
    (tiny / "docs" / "lessons").mkdir(parents=True)
    (tiny / "docs" / "lessons" / "90_tiny.svg").write_text("<svg/>")
    files = build.build(tiny)
    assert b"<img" not in files[tiny / "README.md"]
    build.write(files)
    assert build.stale(tiny, files, True) == ["docs/lessons/90_tiny.svg has no lesson; delete it"]


def test_stale_files_are_named_with_the_command(tiny):
    files = build.build(tiny)
    assert len(build.stale(tiny, files, True)) == 3
    build.write(files)
    assert build.stale(tiny, files, True) == []
    assert build.write(files) == []
    release = tiny / "notebooks" / "90_tiny" / "90_tiny.ipynb"
    release.write_bytes(release.read_bytes() + b" ")
    (tiny / "notebooks" / "91_gone").mkdir()
    (tiny / "notebooks" / "91_gone" / "91_gone.ipynb").write_text("{}")
    lines = build.stale(tiny, files, True)
    assert lines[0] == (
        "notebooks/90_tiny/90_tiny.ipynb is not what its lesson says; run `autograder build`"
    )
    assert lines[1].endswith("91_gone.ipynb has no lesson; delete it")


@pytest.mark.parametrize("name", ["91", "other.py", ""])
def test_an_unknown_lesson_is_refused_by_name(tiny, name):
    with pytest.raises(BuildError, match=r"there is no lesson .*; there are 90_tiny"):
        lesson_files.find_lessons(tiny, [name])


def test_a_folder_without_lessons_is_refused(tmp_path):
    with pytest.raises(BuildError, match="no lessons in"):
        build.build(tmp_path)


def test_what_is_committed_is_what_the_lessons_say():
    assert LESSONS
    assert build.stale(ROOT, build.build(ROOT), everything=True) == []


LATE = {
    "too little time": ("**Time** 16 minutes", "**Time** 15 minutes",
                        "says 15 minutes; its exercises and reading at 150 words a minute take 16"),
    "a long lesson without a pause": ("**Time** 16 minutes", "**Time** 121 minutes",
                                      "over 120 minutes; mark a pause"),
    "an exercise in an optional section": (
        "## Exercise 90.1", "## More (optional)\n\n# %% [markdown]\n# ## Exercise 90.1",
        "stands in an optional section"),
}  # fmt: skip


@pytest.mark.parametrize("what", LATE)
def test_a_lesson_whose_time_is_not_true_is_not_built(bend, what):
    old, new, message = LATE[what]
    course = bend(old, new).parents[1]
    with pytest.raises(LessonError, match=message):
        build.build(course)


def test_what_is_optional_counts_apart():
    """Time and points of an optional section and its exercise are no part of the core's."""
    lesson = read(helpers.LESSONS / "96_optional.py")
    assert (lesson.points, lesson.all_points) == (3, 8)
    assert (lesson.minutes, lesson.all_minutes) == (10, 30)
    assert lesson.optional == {"triple", "in_words"}
    core, optional = needed_minutes(lesson)
    assert core == pytest.approx(5 + 20 / 150)
    assert optional == pytest.approx(10 + 4 / 150)


def test_words_are_what_is_read():
    assert words("# Two **words** – `x + 1` <img src='a b c'> 3 × 4") == 6
