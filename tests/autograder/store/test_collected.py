"""What was taken in is known the next time; a damaged file is named."""

import pytest

from autograder.store.collected import Collected, Taken


def test_what_was_noted_comes_back_after_it_was_saved(tmp_path):
    taken = Taken("moodle", "4711", "Zoë", "Zoë_4711_", "d", "2026-03-01", 2, 3.5)
    collected = Collected(tmp_path)
    collected.note("90_tiny", "zoe", taken)
    assert Collected(tmp_path).get("90_tiny", "zoe") is None  # not saved yet
    collected.save()
    again = Collected(tmp_path)
    assert again.get("90_tiny", "zoe") == taken
    assert again.get("90_tiny", "ada") is None and again.get("91_exam", "zoe") is None
    assert "Zoë" in again.path.read_text(encoding="utf-8")


def test_the_same_is_saved_in_the_same_bytes_whatever_the_order(tmp_path):
    texts = []
    for order in ("ab", "ba"):
        collected = Collected(tmp_path / order)
        for student in order:
            collected.note("90_tiny", student, Taken("canvas", student))
        collected.save()
        texts.append(collected.path.read_bytes())
    assert texts[0] == texts[1]


def test_aliases_are_what_a_system_calls_our_students_in_its_tables(tmp_path):
    collected = Collected(tmp_path)
    collected.note("90_tiny", "ada", Taken("moodle", "4711"))
    collected.note("90_tiny", "bo", Taken("canvas", "1002"))
    assert collected.aliases("moodle") == {"90_tiny": {"Participant 4711": "ada"}}
    assert collected.aliases("canvas") == {"90_tiny": {"1002": "bo"}}
    assert collected.aliases("blackboard") == {"90_tiny": {}}


@pytest.mark.parametrize("text", ["{", "[]", '{"90_tiny": {"ada": {"colour": 1}}}', '{"a": 1}'])
def test_a_damaged_file_is_named_and_left_alone(tmp_path, text):
    path = Collected(tmp_path).path
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(ValueError, match="is damaged; move it away, and collect again"):
        Collected(tmp_path)
    assert path.read_text() == text
