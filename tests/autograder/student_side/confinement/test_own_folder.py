"""A candidate's folder is emptied, whatever is in it and whoever may look there."""

import os
import subprocess
import sys
import tempfile

import pytest

from autograder.student_side.confinement import own_folder


@pytest.fixture
def place(tmp_path):
    place = tmp_path / "own"
    place.mkdir()
    return place


def test_files_folders_and_links_are_removed_and_no_link_is_followed(place, tmp_path):
    (tmp_path / "kept").write_text("kept")
    (place / "link").symlink_to(tmp_path)
    (place / "broken").symlink_to("nowhere")
    (place / "a" / "b").mkdir(parents=True)
    (place / "a" / "b" / "link").symlink_to(tmp_path / "kept")
    os.mkfifo(place / "a" / "pipe")
    for i in range(own_folder.AT_ONCE + 7):
        (place / str(i)).touch()
    own_folder.empty(str(place))
    assert os.listdir(place) == []
    assert (tmp_path / "kept").read_text() == "kept"


DIG = """
import os, sys
os.chdir(sys.argv[1])
for depth in range(3000):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
"""


def test_no_depth_is_too_deep(place):
    subprocess.run([sys.executable, "-S", "-c", DIG, str(place)], check=True)
    own_folder.empty(str(place))
    assert os.listdir(place) == []


def shut(place):
    """Leave folders that nobody may look into, as an ordinary user; whether they were emptied."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(61234, 61234, 61234)
        os.setresuid(61234, 61234, 61234)
    os.umask(0)
    inner = f"{place}/shut/inner"
    os.makedirs(inner)
    open(f"{inner}/answer", "w").close()
    os.mkdir(f"{place}/closed", 0)
    for folder, mode in ((inner, 0o300), (f"{place}/shut", 0o300), (place, 0o100)):
        os.chmod(folder, mode)
    own_folder.empty(place)
    return os.listdir(place) == []


def test_what_forbids_its_owner_to_look_is_emptied_too():
    place = tempfile.mkdtemp(dir="/tmp")
    if os.geteuid() == 0:
        os.chown(place, 61234, 61234)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if shut(place) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    own_folder.remove(place)
    assert not os.path.exists(place)


def test_a_folder_that_is_gone_needs_no_removing(place):
    own_folder.remove(str(place))
    own_folder.remove(str(place))
    assert not place.exists()
