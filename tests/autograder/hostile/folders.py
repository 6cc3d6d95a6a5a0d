"""Folders handed in that hold no honest notebook."""

import io
import os
import zipfile

from tests.autograder.helpers import LESSON


def link(folder):
    (folder / f"{LESSON}.ipynb").symlink_to("/etc/hostname")


def huge(folder):
    (folder / f"{LESSON}.ipynb").write_bytes(b'{"cells": [' + b" " * (21 << 20) + b"]}")


def deep(folder):
    (folder / f"{LESSON}.ipynb").write_bytes(b'{"cells": ' + b"[" * 500_000)


def wide(folder):
    cell = '{"cell_type": "code", "source": "def double(x): return x"},'
    (folder / f"{LESSON}.ipynb").write_text('{"cells": [' + cell * 50_000 + "{}]}")


def climbing(folder):
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("../../../../evil.ipynb", "{}")
        archive.writestr("/etc/evil.ipynb", "{}")


def many(folder):
    for i in range(300):
        (folder / f"{i}.ipynb").write_text("{}")


def device(folder):
    os.mkfifo(folder / f"{LESSON}.ipynb")


def bomb(folder):
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for i in range(20):
            archive.writestr(f"{i}.ipynb", b" " * (20 << 20))


def broken(folder):
    """A zip whose contents are not what they say."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b"{}" * 99)
    data = bytearray(data.getvalue())
    data[37:41] = b"\xff\xff\xff\xff"
    (folder / "a.zip").write_bytes(data)


def odd_name(folder):
    """A name that is not UTF-8, of a link at that."""
    os.symlink("/etc/hostname", os.fsencode(folder) + b"/bad\xff.ipynb")


def loud_name(folder):
    (folder / "\x1b]0;x\x07\u202e<script>.ipynb").write_text('{"cells": []}')


def heavy(folder):
    """Zip files that are all one byte too large."""
    for i in range(199):
        with open(folder / f"{i}.zip", "wb") as file:
            file.truncate((20 << 20) + 1)


def names(folder):
    """Zip files of as many names as are read, none of them a notebook's."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for i in range(9_999):
            archive.writestr(str(i), b"")
    for i in range(20):
        (folder / f"{i}.zip").write_bytes(data.getvalue())


def lists(folder):
    """Notebooks of nothing but empty lists: in memory twenty times their text."""
    text = b'{"cells": [' + b"[]," * (2 << 20) + b"[]]}"
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(2):
            archive.writestr(f"{i}.ipynb", text)


def inner(folder):
    """Zip files in a zip file, each a bomb that is nearly as large as may be."""
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b" " * (19 << 20))
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for i in range(150):
            archive.writestr(f"{i}.zip", one.getvalue())


def twin(folder):
    """The folder of the lesson twice, in two spellings."""
    (folder / f"{LESSON}.ipynb").write_text('{"cells": 7}')
    (folder.parent / LESSON.upper()).mkdir()


FOLDERS = [
    link, huge, deep, wide, climbing, many, device, bomb, broken, odd_name, loud_name, heavy,
    names, lists, inner, twin,
]  # fmt: skip
#: one of each kind of thing that is not a notebook: what an ordinary user and a cluster meet
SOME_FOLDERS = [link, huge, climbing, device, broken, odd_name]
