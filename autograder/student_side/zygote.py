"""The zygote: a warm process that forks one candidate at a time.

Started with the number of an inherited socket and a JSON description. It imports NumPy (and torch
where the lesson allows it) once; each candidate is a fork that has them already. Messages:
``fork`` with two file descriptors, the candidate's end of its socket and its arguments' memory;
``kill``; ``queued``, how long it had to wait for a processor. When the worker is gone, everything
here is.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import signal
import socket
import sys
import time
import traceback

import numpy as np

from . import arguments
from .channel import Channel
from .confinement import in_turn, landlock, limits, own_folder
from .serve import Server

MESSAGE = 65536


def main(fd: int, description: dict) -> None:
    """Serve the worker until it hangs up."""
    control = socket.socket(fileno=fd)
    limits.prctl(limits.PR_SET_CHILD_SUBREAPER, 1)
    limits.prctl(limits.PR_SET_DUMPABLE, 0)
    for name in description["preload"]:
        importlib.import_module(name)
    in_turn.install()
    gc.collect()
    gc.freeze()
    rules = description["rules"]
    if rules:
        description["ruleset"] = landlock.ruleset(**rules)
    mapped = limits.address_space()
    child = 0
    control.send(json.dumps({"ready": True}).encode())
    while True:
        message, fds, _, _ = socket.recv_fds(control, MESSAGE, 2)
        if not message:
            break
        request = json.loads(message)
        if request["do"] == "queued":
            control.send(json.dumps({"seconds": queued(child)}).encode())
            continue
        status = end(child) if child else None
        child = 0
        if request["do"] == "fork":
            try:
                child = fork(fds, request, description, mapped)
                reply: dict = {"pid": child}
            except OSError as error:
                reply = {"error": str(error)}
            for fd in fds:
                os.close(fd)
        else:
            reply = {"status": status}
        control.send(json.dumps(reply).encode())
    if child:
        end(child)
    if description["folder"]:
        own_folder.remove(description["folder"])


def settle() -> None:
    """Make what a student's code draws without a seed of its own the same in every run.

    A cell may ask PyTorch for more threads than the one there is; that is no mistake.
    """
    random.seed(0)
    np.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)
        for name in ("set_num_threads", "set_num_interop_threads"):
            setattr(torch, name, int)  # a class of Python's, with nothing of ours behind it


def fork(fds: list[int], request: dict, description: dict, mapped: int) -> int:
    """Start a candidate; its process number as seen from here.

    Its files are a socket, and the memory for its arguments.
    """
    if not description["namespaces"]:
        child = os.fork()
        if child == 0:
            candidate(fds, request, description, mapped, alone=False)
        return child
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        # this process moves into new namespaces; what it forks is process 1 there
        try:
            limits.own_namespaces(description["uid"], description["scratch"])
            child = os.fork()
            if child == 0:
                candidate(fds, request, description, mapped, alone=True)
            os.write(writer, json.dumps({"pid": child}).encode())
        except BaseException as error:
            os.write(writer, json.dumps({"error": f"{error}"}).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = json.loads(pipe.read() or '{"error": "the process between died"}')
    os.waitpid(middle, 0)
    if "error" in told:
        raise OSError(told["error"])
    return told["pid"]


def candidate(fds: list[int], request: dict, description: dict, mapped: int, alone: bool) -> None:
    """The forked process: give everything up, then serve. Never returns."""
    try:
        rules = description["rules"]
        if rules:
            limits.prctl(limits.PR_SET_NO_NEW_PRIVS, 1)
            landlock.restrict(description["ruleset"])
            if description["uid"] is not None:
                limits.become(description["uid"], description["keep"])
        if not alone:
            limits.prctl(limits.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        fd, file = fds
        memory = arguments.mapped(file)
        limits.close_files({fd})
        os.chdir(request["cwd"])
        if alone:
            limits.drop_capabilities()
        limits.prctl(limits.PR_SET_DUMPABLE, 0)
        room = mapped + arguments.SIZE
        limits.apply(limits.Limits(**request["limits"]), room, walls=alone, files=not rules)
        settle()
        channel = Channel(socket.socket(fileno=fd), trusted=True)
        installed = frozenset(description["installed"])
        Server(channel, request["allow"], request["setup_allow"], installed, memory).serve()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def end(child: int) -> int | None:
    """Kill a candidate and all it started, and reap them; the candidate's own wait status."""
    status = None
    for kill in (os.killpg, os.kill):
        try:
            kill(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    give_up = time.monotonic() + 5
    while time.monotonic() < give_up:
        # orphans of the candidate became our children: none may outlive it
        for orphan in children():
            try:
                os.kill(orphan, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            while (reaped := os.waitpid(-1, os.WNOHANG))[0]:
                status = reaped[1] if reaped[0] == child else status
        except ChildProcessError:
            return status
        time.sleep(0.001)
    os._exit(1)  # the worker starts another zygote; this one's end takes the rest along


def queued(child: int) -> float:
    """Seconds in which a process was ready to run and others had the processors; 0 if unknown."""
    try:
        with open(f"/proc/{child}/schedstat") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def children() -> list[int]:
    """The direct children of this process."""
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return [int(pid) for pid in file.read().split()]


if __name__ == "__main__":
    main(int(sys.argv[1]), json.loads(sys.argv[2]))
