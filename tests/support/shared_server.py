"""A live server on the test's own database connection: whatever a browser sends is undone with the test.

The usual live server has connections of its own, so that a test must commit and every table must be emptied
after it. Here the requests of the browser run one at a time in the test's transaction, as those of the test
client do. What waits for a commit (background work) does not start.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler
from django.test.utils import modify_settings

HOST = "127.0.0.1"
Application = Callable[..., Iterable[bytes]]


class _Server(ThreadedWSGIServer):
    """Leaves the shared connection open when a request ends."""

    def _close_connections(self) -> None:
        """The test closes it."""


class _Thread(LiveServerThread):
    """Gives the connection to the threads that answer; this one only listens, and closes what is its own."""

    shared: Any

    def _create_server(self, connections_override: Any = None) -> _Server:
        shared = {DEFAULT_DB_ALIAS: self.shared}
        return _Server(
            (self.host, self.port), QuietWSGIRequestHandler, allow_reuse_address=False, connections_override=shared
        )


def one_at_a_time(application: Application) -> Application:
    """The same application, for requests that share a connection."""
    lock = Lock()

    def serve(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with lock:
            return application(environ, start_response)

    return serve


class _Handler(StaticFilesHandler):
    """Static files as they come, pages one at a time."""

    def __init__(self, application: Any) -> None:
        super().__init__(application)
        self.application = one_at_a_time(application)  # type: ignore[assignment]  # any WSGI application will do


@contextmanager
def server_in_the_tests_transaction() -> Iterator[str]:
    """Serve while the block runs; gives the address."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.inc_thread_sharing()
    thread = _Thread(HOST, _Handler)
    thread.shared = connection
    thread.daemon = True
    # Django would take the connection for one that a request left in a transaction, and close it.
    ends = (request_started, request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    with modify_settings(ALLOWED_HOSTS={"append": HOST}):
        thread.start()
        thread.is_ready.wait()
        try:
            if thread.error:
                raise thread.error
            yield f"http://{HOST}:{thread.port}"
        finally:
            thread.terminate()
            connection.dec_thread_sharing()
            for end in ends:
                end.connect(close_old_connections)
