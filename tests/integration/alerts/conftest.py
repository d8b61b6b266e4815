"""What the tests of alerts share: a world, and a real mail server."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.mail_server import Mailbox, mail_server
from tests.support.worlds import World, world


@pytest.fixture
def built(db: None) -> World:
    """Two trusts and their people."""
    return world()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """The product sends to this server."""
    with mail_server() as (box, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box
