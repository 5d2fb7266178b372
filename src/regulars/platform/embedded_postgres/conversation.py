"""Whether the server really answers: log in as the hub would, without a driver."""

import socket
import struct
from pathlib import Path
from typing import BinaryIO

from regulars.platform.embedded_postgres.home import SOCKET

PROTOCOL_3_0 = 3 << 16
LOGIN = b"user\0regulars\0database\0regulars\0\0"
READY, REFUSED = b"Z", b"E"  # what a login ends with: the server waits for queries, or says no
GOODBYE = b"X" + struct.pack("!I", 4)
LIMIT = 5.0


def answers(sockets: Path) -> bool:
    """Whether a login to the server whose socket lies in `sockets` succeeds now."""
    hello = struct.pack("!II", 8 + len(LOGIN), PROTOCOL_3_0) + LOGIN
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(LIMIT)
            line.connect(str(sockets / SOCKET))
            line.sendall(hello)
            with line.makefile("rb") as said:
                ready = is_ready(said)
            line.sendall(GOODBYE)
    except OSError:
        return False
    return ready


def is_ready(said: BinaryIO) -> bool:
    """Whether the server's answers to a login end with it waiting for queries.

    It takes the password first and looks at the role afterwards, so its first answer tells nothing.
    """
    while kind := said.read(1):
        if kind in (READY, REFUSED):
            return kind == READY
        said.read(int.from_bytes(said.read(4)) - 4)
    return False
