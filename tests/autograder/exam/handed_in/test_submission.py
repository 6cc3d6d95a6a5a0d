"""What is handed in may be anything: it is read, or it is said why not, and nothing else happens."""

import io
import json
import os
import zipfile

import pytest

from autograder.exam import notebook as cells
from autograder.exam.handed_in import files as handed_in_files
from autograder.exam.handed_in import submission as collect
from autograder.exam.notebook import Unreadable, read_cells

NAME = "91_exam"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "submitted" / "student-01" / NAME
    place.mkdir(parents=True)
    return place


def hand_in(folder):
    return collect.collect(folder.parent.parent, "student-01", NAME)


def test_the_notebook_with_the_lessons_name_is_read(folder):
    (folder / f"{NAME}.ipynb").write_bytes(b"{}")
    (folder / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC\n")
    work = hand_in(folder)
    assert (work.data, work.problem, work.notes) == (b"{}", "", [])
    assert work.timestamp == "2026-03-01 12:00:00 UTC"


def test_a_renamed_notebook_counts_and_is_told(folder):
    (folder / "final_FINAL(2).ipynb").write_bytes(b"{}")
    work = hand_in(folder)
    assert work.data == b"{}"
    assert "final_FINAL(2).ipynb counts" in work.notes[0]


def test_of_several_the_one_with_the_name_counts_else_the_one_most_like_the_lesson(folder):
    (folder / "a.ipynb").write_bytes(b'{"x": "grade_id grade_id"}')
    (folder / "b.ipynb").write_bytes(b'{"x": "grade_id"}')
    assert hand_in(folder).data.count(b"grade_id") == 2
    (folder / f"{NAME}.ipynb").write_bytes(b"{}")
    work = hand_in(folder)
    assert work.data == b"{}"
    assert work.notes == [f"3 notebooks were handed in; {NAME}.ipynb counts."]


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/") + ".ipynb", data)
    return out.getvalue()


def test_a_notebook_in_a_zip_is_read_without_unpacking(folder):
    (folder / "work.zip").write_bytes(zipped(**{"..__..__evil": "{}"}))
    work = hand_in(folder)
    assert work.data == b"{}"
    assert os.listdir(folder) == ["work.zip"]
    assert any("work.zip" in note for note in work.notes)


def test_a_zip_bomb_is_refused(folder, monkeypatch):
    monkeypatch.setattr(handed_in_files, "SIZE_LIMIT", 1 << 20)
    (folder / "work.zip").write_bytes(zipped(bomb=b"0" * (50 << 20)))
    assert "larger" in hand_in(folder).problem


def test_a_zip_of_endless_names_is_refused_before_they_are_read(folder, monkeypatch):
    monkeypatch.setattr(handed_in_files, "ENTRIES_LIMIT", 3)
    (folder / "work.zip").write_bytes(zipped(a=b"{}", b=b"{}", c=b"{}", d=b"{}"))
    assert hand_in(folder).problem == "work.zip has more than 3 files."


@pytest.mark.parametrize("data", [b"PK\x03\x04nonsense", b"", b"\0" * 1000])
def test_a_broken_zip_is_told(folder, data):
    (folder / "work.zip").write_bytes(data)
    assert "work.zip cannot be unpacked" in hand_in(folder).problem


def test_an_empty_folder_is_told(folder):
    assert hand_in(folder).problem == "There is no notebook in the folder."


def test_a_link_is_not_followed_wherever_it_stands(folder, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(b"secret")
    (folder / f"{NAME}.ipynb").symlink_to(secret)
    work = hand_in(folder)
    assert work.data == b""
    assert "link" in work.problem
    for level in (folder, folder.parent):
        away = tmp_path / f"away-{level.name}"
        level.rename(away)
        level.symlink_to(away)
        assert "link" in hand_in(folder).problem


def test_a_file_in_the_folders_place_a_pipe_and_a_folder_in_the_files_place_are_told(folder):
    os.mkfifo(folder / f"{NAME}.ipynb")
    assert "not an ordinary file" in hand_in(folder).problem
    os.unlink(folder / f"{NAME}.ipynb")
    (folder / f"{NAME}.ipynb").mkdir()
    assert hand_in(folder).problem
    (folder / f"{NAME}.ipynb").rmdir()
    folder.rmdir()
    folder.write_text("x")
    assert "not a folder" in hand_in(folder).problem


def test_a_file_of_a_gigabyte_is_not_read(folder):
    with open(folder / f"{NAME}.ipynb", "wb") as file:
        file.truncate(1 << 30)
    assert "1024 MB" in hand_in(folder).problem


def test_students_are_folders_with_any_name(tmp_path):
    for name in ("student-02", "ünïcode", "=cmd", "<b>", ".hidden"):
        (tmp_path / name).mkdir()
    (tmp_path / "notes.txt").write_text("x")
    assert collect.students(tmp_path) == ["<b>", "=cmd", "student-02", "ünïcode"]


def cells_of(value):
    notes = []
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_cells(data, notes), notes


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"{not json", "valid JSON"),
        (b"\xff\xfe\x00", "valid JSON"),
        (b"[" * 200_000, "deeply"),
        (b'{"a":' * 200_000, "deeply"),
        (b"[]", "no cells"),
        (b"17", "no cells"),
        (b"{}", "no list of cells"),
        (b'{"cells": {"a": 1}}', "no list of cells"),
        (b'{"n": ' + b"9" * 10_000 + b"}", "valid JSON"),
    ],
)
def test_what_is_not_a_notebook_is_told(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read_cells(data, [])


@pytest.mark.parametrize(
    "cell",
    [None, 3, [], {}, {"source": None}, {"source": [1]}, {"source": {}}, {"source": "x" * 200_001}],
)
def test_an_odd_cell_is_left_out_and_told(cell):
    cells, notes = cells_of({"cells": [cell, {"cell_type": "code", "source": ["a\n", "b"]}]})
    assert [(c.number, c.source) for c in cells] == [(2, "a\nb")]
    assert len(notes) == 1 and "Cell 1" in notes[0]


@pytest.mark.parametrize(
    "metadata",
    [None, 3, {"nbgrader": None}, {"nbgrader": {"grade_id": 3}}, {"nbgrader": {"grade_id": ["x"]}}],
)
def test_odd_metadata_is_no_metadata(metadata):
    cells, _ = cells_of({"metadata": metadata, "cells": [{"metadata": metadata, "source": "x"}]})
    assert cells[0].grade_id == ""


def test_an_old_notebook_format_is_read():
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}
    assert cells_of(old)[0][0].source == "x = 1"


def test_another_kernel_is_told():
    _, notes = cells_of({"cells": [], "metadata": {"kernelspec": {"language": "R"}}})
    assert "for R" in notes[0]


def test_a_notebook_of_too_many_cells_is_cut(monkeypatch):
    monkeypatch.setattr(cells, "CELLS_LIMIT", 3)
    found, notes = cells_of({"cells": [{"source": "x"}] * 5})
    assert len(found) == 3
    assert "5 cells" in notes[0]


def test_a_notebook_of_too_much_text_is_read_in_part():
    found, notes = cells_of({"cells": [{"source": "x" * 190_000}] * 15})
    assert len(found) == 11
    assert "up to cell 11" in notes[0]


PLAIN = f"{NAME}.ipynb"


@pytest.mark.parametrize(
    ("path", "note"),
    [
        (PLAIN, "no folder"),
        (f"{NAME.upper()}.IPYNB", "no folder"),
        (f"{NAME}-1.ipynb", "no folder"),
        (f"doe_1234_{NAME}.ipynb.txt", "no folder"),
        (f"{NAME.title()}/{PLAIN}", f"named {NAME.title()}"),
        (f"{NAME}/{NAME}/{PLAIN}", f"taken from {NAME}/"),
        (f"{NAME}/{PLAIN}.txt", f"{PLAIN}.txt counts"),
        (f"{NAME}/{PLAIN}.json", f"{PLAIN}.json counts"),
    ],
)
def test_a_notebook_in_another_place_or_with_another_ending_is_read(tmp_path, path, note):
    file = tmp_path / "student-01" / path
    file.parent.mkdir(parents=True)
    file.write_bytes(b"{}")
    (tmp_path / "student-01" / "92_other.ipynb").write_bytes(b"[]")
    assert collect.handed_in(tmp_path, "student-01", NAME)
    work = collect.collect(tmp_path, "student-01", NAME)
    assert (work.data, work.problem) == (b"{}", "")
    assert any(note in n for n in work.notes)


def test_a_zip_beside_the_folder_upper_case_in_it_and_a_zip_in_it_are_read(tmp_path):
    home = tmp_path / "student-01"
    home.mkdir()

    def pack(name, data):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, data)
        return out.getvalue()

    inner = pack(f"{NAME}.IPYNB", b"{}")
    for name, data in ((f"{NAME}.ZIP", inner), (f"{NAME}.zip", pack("a.zip", inner))):
        (home / name).write_bytes(data)
        work = collect.collect(tmp_path, "student-01", NAME)
        assert (work.data, work.problem) == (b"{}", "")
        (home / name).unlink()
    (home / f"{NAME}.zip").write_bytes(pack("b.zip", pack("a.zip", inner)))
    assert "too deep" in collect.collect(tmp_path, "student-01", NAME).problem


def test_zips_in_a_zip_are_limited_together(folder, monkeypatch):
    monkeypatch.setattr(handed_in_files, "TOTAL_LIMIT", 1 << 20)
    inner = zipped(a=b"0" * (400 << 10))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(5):
            archive.writestr(f"{i}.zip", inner)
    (folder / "work.zip").write_bytes(out.getvalue())
    assert "larger than" in hand_in(folder).problem


def test_what_is_one_byte_too_large_is_not_read_at_all(folder, monkeypatch):
    """Two hundred such files were four gigabytes to read."""
    monkeypatch.setattr(handed_in_files, "SIZE_LIMIT", 1 << 20)
    monkeypatch.setattr(handed_in_files, "TOTAL_LIMIT", 10 << 20)
    read = []
    monkeypatch.setattr(handed_in_files, "open", counting(read), raising=False)
    for i in range(100):
        with open(folder / f"{i}.zip", "wb") as file:
            file.truncate((1 << 20) + 1)
    (folder / f"{NAME}.ipynb").write_bytes(b"{}")
    assert hand_in(folder).data == b"{}"
    assert sum(read) == 2


def counting(read):
    """`open`, of which every file notes how much was read of it."""

    class Counted(io.FileIO):
        def read(self, size=-1):
            data = super().read(size)
            read.append(len(data))
            return data

    return Counted


def test_what_is_there_in_place_of_a_notebook_is_named(folder):
    for name in ("a.pdf", "b.rar", ".DS_Store"):
        (folder / name).write_bytes(b"x")
    assert hand_in(folder).problem == "There is no notebook in the folder; it has a.pdf, b.rar."


def test_two_folders_of_a_name_in_other_case_are_told(tmp_path):
    for name in (NAME.upper(), NAME.title()):
        (tmp_path / "student-01" / name).mkdir(parents=True)
    assert "Which is the folder" in collect.collect(tmp_path, "student-01", NAME).problem


def test_no_link_is_followed_in_any_of_these_places(tmp_path):
    away = tmp_path / "away"
    (away / NAME).mkdir(parents=True)
    (away / PLAIN).write_bytes(b"secret")
    (away / NAME / PLAIN).write_bytes(b"secret")
    home = tmp_path / "submitted" / "student-01"
    (home / NAME).mkdir(parents=True)
    (home / NAME / "deeper").symlink_to(away)
    work = hand_in(home / NAME)
    assert work.data == b"" and work.problem
    (home / NAME / "deeper").unlink()
    (home / NAME).rmdir()
    for name, target in ((PLAIN, away / PLAIN), (NAME.upper(), away / NAME)):
        (home / name).symlink_to(target)
        work = hand_in(home / NAME)
        assert work.data == b"" and "link" in work.problem
        (home / name).unlink()
    home.rmdir()
    home.symlink_to(away)
    assert collect.names_in(home) == []
    assert "link" in collect.not_recognised(home.parent, "student-01")


def test_a_folder_with_nothing_of_a_lesson_is_told_by_what_it_has(tmp_path):
    home = tmp_path / "student-01"
    (home / "week 3").mkdir(parents=True)
    (home / "final.ipynb").write_bytes(b"{}")
    assert not collect.handed_in(tmp_path, "student-01", NAME)
    assert collect.not_recognised(tmp_path, "student-01") == (
        "student-01: no lesson was recognised in the folder; it has final.ipynb, week 3."
    )
