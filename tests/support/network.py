"""Closes the network to the test process: loopback and local sockets only."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class NetworkReached(AssertionError):
    """A test tried to speak to another machine."""


def is_local(family: int, address: Any) -> bool:
    """True for a socket file and for an address of this machine's loopback."""
    if family not in (socket.AF_INET, socket.AF_INET6):
        return True
    host = address[0]
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def closed_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine while inside."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if not is_local(self.family, address):
            raise NetworkReached(f"a test tried to reach {address!r}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if not is_local(self.family, address):
            raise NetworkReached(f"a test tried to reach {address!r}")
        return connect_ex(self, address)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign, assignment]  # restored below
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign, assignment]  # restored below
    try:
        yield
    finally:
        socket.socket.connect = connect  # type: ignore[method-assign]  # as it was
        socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]  # as it was
