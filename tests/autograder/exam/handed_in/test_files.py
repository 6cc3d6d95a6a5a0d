"""The notebooks in a folder, its folders and its zip files; what is left out is told."""

import io
import os
import zipfile

import pytest

from autograder.exam.handed_in import files
from autograder.exam.handed_in.files import (
    TooMuch,
    is_debris,
    is_notebook,
    is_of,
    notebooks,
    read_file,
)
from autograder.exam.notebook import Unreadable


def zipped(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.fixture
def found(tmp_path):
    """`found(name=bytes, …)`: the notebooks in a folder of these files, and the notes."""

    def read(only=None, **contents):
        for name, content in contents.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        notes = []
        return {(n.place, n.name): n.data for n in notebooks(tmp_path, notes, only)}, notes

    return read


def test_notebooks_are_found_one_folder_and_two_zips_deep(found):
    inner = zipped(**{"c.ipynb": "3", "deepest.zip": zipped(**{"d.ipynb": "4"})})
    seen, notes = found(
        **{
            "a.ipynb": b"1",
            "sub/b.ipynb": b"2",
            "sub/deeper/no.ipynb": b"0",
            "w.zip": zipped(**{"x/a.ipynb": "5", "in.zip": inner, "__MACOSX/a.ipynb": "0"}),
            "notes.txt": b"0",
            ".hidden.ipynb": b"0",
        }
    )
    assert seen == {
        ("", "a.ipynb"): b"1",
        ("sub/", "b.ipynb"): b"2",
        ("w.zip", "a.ipynb"): b"5",
        ("in.zip in w.zip", "c.ipynb"): b"3",
    }
    assert notes == ["deepest.zip is a zip file too deep in others; it was left out."]


def test_only_the_files_that_are_asked_for_are_read(found):
    assert found(["b.ipynb"], **{"a.ipynb": b"1", "b.ipynb": b"2"})[0] == {("", "b.ipynb"): b"2"}


def test_without_a_notebook_it_says_what_there_is(found):
    with pytest.raises(Unreadable, match=r"no notebook in the folder; it has a.py, b.pdf\."):
        found(**{"a.py": b"", "b.pdf": b"", ".DS_Store": b""})


def test_a_link_is_not_followed(found, tmp_path):
    (tmp_path / "a.ipynb").symlink_to("/etc/passwd")
    with pytest.raises(Unreadable, match="is a link to another place"):
        found()
    assert found(**{"b.ipynb": b"1"})[1] == [
        "a.ipynb is a link to another place; it was not followed."
    ]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.ipynb")
    with pytest.raises(Unreadable, match="not an ordinary file"):
        read_file(tmp_path / "a.ipynb", 10)


def test_a_file_too_large_is_not_read(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 10)
    assert read_file(tmp_path / "a", 10)[0] == b"x" * 10
    with pytest.raises(Unreadable, match="a has 10 bytes; at most 9 are read"):
        read_file(tmp_path / "a", 9)


def test_what_unpacks_to_too_much_is_refused(found, monkeypatch):
    monkeypatch.setattr(files, "SIZE_LIMIT", 1000)
    monkeypatch.setattr(files, "TOTAL_LIMIT", 2500)
    bomb = zipped(**{f"{i}.ipynb": b"0" * 1001 for i in range(2)})
    with pytest.raises(Unreadable, match="is larger than"):
        found(**{"a.zip": bomb})
    with pytest.raises(TooMuch):
        found(**{"a.zip": zipped(**{f"{i}.ipynb": b"0" * 900 for i in range(3)})})


def test_a_damaged_zip_costs_only_itself(found):
    seen, notes = found(**{"a.ipynb": b"1", "b.zip": b"PK\x03\x04 and no more"})
    assert seen == {("", "a.ipynb"): b"1"} and notes[0].startswith("b.zip cannot be unpacked: ")


def test_a_name_says_what_a_file_is():
    assert is_notebook("a.ipynb.txt") and is_notebook("A.IPYNB") and not is_notebook("a.ipynb.py")
    assert is_of("Ada-91_exam (1).ipynb", "91_exam") and is_of("91_EXAM.zip", "91_exam")
    assert not is_of("191_exam.ipynb", "91_exam") and not is_of("91_exam.py", "91_exam")
    assert is_debris("__MACOSX") and is_debris("._a.ipynb") and not is_debris("a_.ipynb")
