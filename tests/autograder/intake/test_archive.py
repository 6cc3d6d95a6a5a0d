"""What is read of a download, and what is not."""

import stat
import unicodedata
import zipfile

import pytest

from autograder.exam.notebook import Unreadable
from autograder.intake import archive
from tests.autograder.intake.downloads import zipped


def listed(source):
    notes = []
    with archive.opened(source, notes) as found:
        return {e.path: found.read(e) for e in found.entries()}, notes


def special(name, mode):
    member = zipfile.ZipInfo(name)
    member.external_attr = mode << 16
    return member


def test_files_come_by_their_paths(tmp_path):
    source = zipped({"b/c.ipynb": b"2", "a.ipynb": b"1"}, tmp_path / "a.zip")
    assert listed(source) == ({"a.ipynb": b"1", "b/c.ipynb": b"2"}, [])


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/x", "C:\\x", "\\\\host\\x", "a\\..\\x"]
)
def test_what_leads_outside_is_left_out_and_told(tmp_path, name):
    found, notes = listed(zipped({name: b"", "a.ipynb": b"1"}, tmp_path / "a.zip"))
    assert list(found) == ["a.ipynb"]
    assert "leads outside the download" in notes[0]


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_left_out_and_told(tmp_path, mode):
    found, notes = listed(zipped({special("l.ipynb", mode): b"/etc/passwd"}, tmp_path / "a.zip"))
    assert found == {} and notes and "l.ipynb" in notes[0]


def test_what_programs_leave_is_not_there(tmp_path):
    files = {"__MACOSX/._a.ipynb": b"", ".DS_Store": b"", "b/.ipynb_checkpoints/c.ipynb": b""}
    assert listed(zipped(files, tmp_path / "a.zip")) == ({}, [])


def test_a_file_that_unpacks_to_too_much_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "SIZE_LIMIT", 1000)
    with archive.opened(zipped({"a.ipynb": bytes(2000)}, tmp_path / "a.zip"), []) as found:
        with pytest.raises(Unreadable, match="larger than"):
            found.read(*found.entries())


def test_a_download_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 3000)
    source = zipped({f"{i}.ipynb": bytes(2000) for i in range(3)}, tmp_path / "a.zip")
    with pytest.raises(ValueError, match="unpacks to more than"):
        listed(source)


def test_a_zip_of_very_many_files_is_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "ENTRIES_LIMIT", 10)
    source = zipped({f"{i}": b"" for i in range(11)}, tmp_path / "a.zip")
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ValueError, match="more than 10 files"):
        listed(source)


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all"])
def test_what_is_no_zip_is_refused_in_a_line(tmp_path, data):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(ValueError, match="is not a zip file"):
        listed(tmp_path / "a.zip")
    with pytest.raises(ValueError, match="there is no file"):
        listed(tmp_path / "b.zip")


def test_a_damaged_member_costs_only_itself(tmp_path):
    data = bytearray(zipped({"a.ipynb": b"x" * 500, "b.ipynb": b"y" * 500}))
    data[37:42] = b"\xff" * 5  # the first bytes of what is packed
    (tmp_path / "a.zip").write_bytes(data)
    with archive.opened(tmp_path / "a.zip", []) as found:
        first, second = found.entries()
        with pytest.raises(Unreadable, match="cannot be unpacked"):
            found.read(first)
        assert found.read(second) == b"y" * 500


def test_names_of_a_mac_come_in_the_usual_form(tmp_path):
    name = unicodedata.normalize("NFD", "Zoë.ipynb")
    data = zipped({name: b""}).replace(b"\0\x08\0\0\x21", b"\0\0\0\0\x21")
    (tmp_path / "a.zip").write_bytes(data)
    assert list(listed(tmp_path / "a.zip")[0]) == ["Zoë.ipynb"]
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / name).write_bytes(b"")
    assert list(listed(tmp_path / "folder")[0]) == ["Zoë.ipynb"]


def test_names_that_are_not_said_to_be_utf8_are_read_as_such(tmp_path):
    member = zipfile.ZipInfo("Zoe.ipynb")
    data = zipped({member: b""}).replace(b"Zoe.ipynb", "Zö.ipynb".encode())
    (tmp_path / "a.zip").write_bytes(data)
    assert list(listed(tmp_path / "a.zip")[0]) == ["Zö.ipynb"]


def test_a_folder_is_read_as_a_zip_is_and_no_link_in_it_is_followed(tmp_path):
    folder = tmp_path / "download"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "c.ipynb").write_bytes(b"1")
    (tmp_path / "secret.ipynb").write_bytes(b"2")
    (folder / "d.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (folder / "e").symlink_to(tmp_path)
    found, notes = listed(folder)
    assert found == {"b/c.ipynb": b"1"}
    assert notes == ["d.ipynb is not an ordinary file; it was left out."]
