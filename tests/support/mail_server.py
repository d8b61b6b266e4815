"""A small real SMTP server on the loopback: what the product sends goes through a socket, as in a hospital."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from threading import Lock, Thread


@dataclass
class Received:
    """One letter that the server took."""

    to: list[str]
    content: Message

    @property
    def message_id(self) -> str:
        """Its message id."""
        return str(self.content["Message-ID"])

    @property
    def text(self) -> str:
        """Its words."""
        payload = self.content.get_payload(decode=True)
        return payload.decode() if isinstance(payload, bytes) else ""


@dataclass
class Mailbox:
    """What arrived, and how the server behaves."""

    letters: list[Received] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)  # addresses that nobody has
    is_busy: bool = False  # says "try again later" to every letter
    lock: Lock = field(default_factory=Lock)

    def take(self, letter: Received) -> None:
        """Keep it; several lines may deliver at once."""
        with self.lock:
            self.letters.append(letter)


class _Line(socketserver.StreamRequestHandler):
    """One conversation; as much of RFC 5321 as a client of ours speaks."""

    def handle(self) -> None:
        """Answer until the client says QUIT or hangs up."""
        self.recipients: list[str] = []
        self._say("220 loopback ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip().decode("ascii", "replace")
            if verb == "QUIT":
                self._say("221 bye")
                return
            self._answer(verb, line)

    def _answer(self, verb: str, line: bytes) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]  # set by mail_server
        if verb == "MAIL":
            self.recipients = []
            self._say("451 try again later" if box.is_busy else "250 ok")
        elif verb == "RCPT":
            address = line.split(b"<")[1].split(b">")[0].decode()
            if address in box.refuses:
                self._say("550 nobody has this address")
                return
            self.recipients.append(address)
            self._say("250 ok")
        elif verb == "DATA":
            self._say("354 go on")
            box.take(Received(self.recipients, message_from_bytes(self._content())))
            self._say("250 kept")
        else:
            self._say("250 loopback")

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    """Threads, so that two sweepers can deliver at once; they end with the test."""

    daemon_threads = True
    box: Mailbox


@contextmanager
def mail_server() -> Iterator[tuple[Mailbox, int]]:
    """A server that runs, its mailbox and its port."""
    with _Server(("127.0.0.1", 0), _Line) as server:
        server.box = Mailbox()
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.box, server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
