"""Whether the server really answers: log in as the hub would, without a driver."""

import socket
import struct
from pathlib import Path

from regulars.platform.embedded_postgres.home import SOCKET

PROTOCOL_3_0 = 3 << 16
LOGIN = b"user\0regulars\0database\0regulars\0\0"
WELCOME = b"R"  # the server's answer to a login that it takes
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
            welcome = line.recv(1) == WELCOME
            line.sendall(GOODBYE)
    except OSError:
        return False
    return welcome
