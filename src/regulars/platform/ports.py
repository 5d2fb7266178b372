"""Ports of this machine: whether one is free, and which one is."""

import socket

from regulars.kernel.errors import Conflict


class PortTaken(Conflict):
    """Another program listens there, or this user may not."""

    code = "port_taken"


def claim(host: str, port: int) -> None:
    """Raises `PortTaken` unless somebody could listen there now."""
    if not is_free(host, port):
        raise PortTaken(
            f"Nobody can listen on port {port} of {host} right now: another program may be "
            "doing so. Choose another port."
        )


def is_free(host: str, port: int) -> bool:
    try:
        with _bound(host, port):
            return True
    except OSError:
        return False


def a_free_port(host: str) -> int:
    """Some port that nobody listens on."""
    with _bound(host, 0) as found:
        port: int = found.getsockname()[1]
        return port


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(1)  # binding alone may succeed beside a program that listens
    except BaseException:
        bound.close()
        raise
    return bound
