"""What a process gives up, it gives up for good: the tests do it in a process of their own."""

import json
import os
import traceback

import pytest


@pytest.fixture
def in_child():
    """Run a function in a fork, and give what it returned, a value of JSON."""

    def run(function):
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:  # nothing of the tests may go on here
                run.report = writing
                said = json.dumps({"value": function()})
            except BaseException:
                said = json.dumps({"error": traceback.format_exc()})
            finally:
                try:
                    os.write(writing, said.encode())
                finally:
                    os._exit(0)
        os.close(writing)
        with open(reading, "rb") as file:
            said = json.loads(file.read() or b'{"error": "it died"}')
        os.waitpid(pid, 0)
        assert "value" in said, said["error"]
        return said["value"]

    return run


@pytest.fixture
def refused():
    """The kind of error that a call ends with; "" if it ends with none."""

    def kind(function, *arguments):
        try:
            function(*arguments)
        except OSError as error:
            return type(error).__name__
        return ""

    return kind
