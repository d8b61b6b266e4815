"""Calls the product's WSGI application in this process, as a signed-in person and with no socket."""

from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.wsgi import get_wsgi_application

from apps.accounts.models import User

FORGERY_TOKEN = "b" * 32


def session_cookie(person: User) -> str:
    """A new session of that person, as signing in would have left it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Browser:
    """One person's requests; `answer` raises AssertionError when the status is not the one that was expected."""

    def __init__(self, person: User | None = None) -> None:
        self.application: Callable[..., Any] = get_wsgi_application()
        self.cookie = f"{settings.CSRF_COOKIE_NAME}={FORGERY_TOKEN}"
        if person is not None:
            self.cookie += f"; {session_cookie(person)}"

    def answer(self, address: str, form: dict[str, str] | None = None, expected: int = 200) -> bytes:
        """The body that the address gives; with `form` it is posted."""
        path, _mark, query = address.partition("?")
        body = urlencode({"csrfmiddlewaretoken": FORGERY_TOKEN, **form}).encode() if form else b""
        environ = {
            "REQUEST_METHOD": "POST" if form else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        said: list[str] = []
        response = self.application(environ, lambda status, headers, exc_info=None: said.append(status))
        try:
            found = b"".join(response)
        finally:
            response.close()
        if not said or not said[0].startswith(str(expected)):
            raise AssertionError(f"{address}: {said}, not {expected}")
        return found
