"""Which marks a page shows is known the next time, and after the file was lost."""

import pytest

from autograder.store.shown_marks import ShownMarks


def test_a_page_is_drawn_again_only_when_its_marks_change(tmp_path):
    shown = ShownMarks(tmp_path)
    assert not shown.changed("a", "") and shown.changed("a", "1")
    shown.note("a", "1")
    assert not shown.changed("a", "1") and shown.changed("a", "2")
    again = ShownMarks(tmp_path)
    assert not again.changed("a", "1") and again.changed("b", "1")
    assert again.changed("a", "")  # the marks were taken back


@pytest.mark.parametrize("text", ["", "{half", "\0"])
def test_a_file_that_was_lost_lets_pages_be_drawn_again(tmp_path, text):
    shown = ShownMarks(tmp_path)
    shown.note("a", "1")
    shown.path.write_text(text)
    assert ShownMarks(tmp_path).changed("a", "1")
