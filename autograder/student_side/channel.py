"""Frames between the examiner and a candidate, over a socket.

A frame is an eight-byte prefix (length of the header, length of the body), a JSON header and a
body of raw array bytes. It holds several questions, or several answers, as long as they are small.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence

from .wire import BODY_LIMIT, MAX_NODES, WireError

HEADER_LIMIT = 4 << 20
HEADER_WEIGHT = 20  # bytes of memory that a byte of JSON can become, about: `[]` is a list
MAX_LISTS = 2 * MAX_NODES  # in a header; a pair in a dict is a list of its own
_PREFIX = struct.Struct("<II")
_to_json = json.JSONEncoder(separators=(",", ":")).encode
_from_json = json.JSONDecoder().decode


class Closed(WireError):
    """The other side is gone."""


def encode(header: dict, body: Sequence[bytes] = ()) -> bytes:
    """One frame."""
    try:
        head = _to_json(header).encode()
    except (ValueError, RecursionError) as error:
        raise WireError(f"the value cannot be written down: {error}") from None
    if len(head) > HEADER_LIMIT:
        raise WireError(f"the value's description is larger than {HEADER_LIMIT >> 20} MB")
    return b"".join([_PREFIX.pack(len(head), sum(map(len, body))), head, *body])


class Channel:
    """Frames over a stream socket, with a deadline for each receive and send."""

    def __init__(self, sock: socket.socket, trusted: bool = False):
        self.sock = sock
        self.trusted = trusted  # whether the other side is
        self.weight = 0  # bytes of memory, about, that the frames so far have taken
        self.ahead = bytearray()  # what has come and was not asked for yet

    def send(self, header: dict, body: Sequence[bytes] = (), deadline: float | None = None) -> None:
        frame = encode(header, body)
        try:
            self._wait(deadline)
            self.sock.sendall(frame)
        except TimeoutError:
            raise
        except OSError:
            raise Closed("the other side is gone") from None

    def receive(self, deadline: float | None = None) -> tuple[dict, bytes]:
        """The next frame; TimeoutError after `deadline` (of time.monotonic)."""
        head_size, body_size = _PREFIX.unpack(self._read(_PREFIX.size, deadline))
        if head_size > HEADER_LIMIT or body_size > BODY_LIMIT:
            raise WireError("a frame announces more than is allowed")
        self.weight += HEADER_WEIGHT * head_size + body_size
        head = self._read(head_size, deadline)
        body = self._read(body_size, deadline)
        if not self.trusted and head.count(b"[") + head.count(b"{") > MAX_LISTS:
            raise WireError("a frame's header has too many parts")
        try:
            header = _from_json(head.decode())
        except (ValueError, RecursionError):
            raise WireError("a frame's header is not JSON") from None
        if not isinstance(header, dict):
            raise WireError("a frame's header is not an object")
        return header, body

    def ready(self, deadline: float) -> bool:
        """Wait until something has come; False if nothing has by `deadline`."""
        try:
            if not self.ahead:
                self._more(1, deadline)
        except TimeoutError:
            return False
        except Closed:
            pass  # what there is to be read is its end
        return True

    def _read(self, size: int, deadline: float | None) -> bytes:
        while len(self.ahead) < size:
            self._more(size - len(self.ahead), deadline)
        data = bytes(self.ahead[:size])
        del self.ahead[:size]
        return data

    def _more(self, size: int, deadline: float | None) -> None:
        """Take what has come, of which `size` bytes are needed."""
        self._wait(deadline)
        try:
            part = self.sock.recv(max(1 << 16, size))
        except TimeoutError:
            raise
        except OSError:
            raise Closed("the other side is gone") from None
        if not part:
            raise Closed("the other side is gone")
        self.ahead += part

    def _wait(self, deadline: float | None) -> None:
        if deadline is None:
            self.sock.settimeout(None)
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.sock.settimeout(left)

    def close(self) -> None:
        self.sock.close()
