"""Requests per second of one address on the loopback, from eight connections in one thread."""

import selectors
import socket
from time import perf_counter

AT_ONCE = 8
# So many answers at the least, however long they take within LONGEST seconds: a rate from fewer means nothing.
FEWEST = 2 * AT_ONCE
LONGEST = 60
HOST = "127.0.0.1"  # never another machine


def requests_per_second(port: int, path: str, cookie: str, seconds: float) -> float:
    """How many whole answers came in each second; raises AssertionError for one that is not a 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
    chooser = selectors.DefaultSelector()
    for _ in range(AT_ONCE):
        _open(chooser, port, request)
    done, started = 0, perf_counter()
    while (taken := perf_counter() - started) < seconds or (done < FEWEST and taken < LONGEST):
        for key, _events in chooser.select(timeout=1):
            line: socket.socket = key.fileobj  # type: ignore[assignment]  # only sockets are registered
            part = line.recv(65_536)
            if part:
                key.data.append(part)
                continue
            if not b"".join(key.data).startswith(b"HTTP/1.1 200"):
                raise AssertionError(f"{path}: {b''.join(key.data)[:80]!r}")
            done += 1
            chooser.unregister(line)
            line.close()
            _open(chooser, port, request)
    for key in list(chooser.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]  # only sockets are registered
    chooser.close()
    if done < FEWEST:
        raise AssertionError(f"{path}: {done} answers in {taken:.0f} seconds.")
    return done / taken


def _open(chooser: selectors.BaseSelector, port: int, request: bytes) -> None:
    line = socket.create_connection((HOST, port), timeout=20)
    line.sendall(request)
    chooser.register(line, selectors.EVENT_READ, [])
