"""A small world and a form that nobody signed."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.models import Case
from tests.support.worlds import World, world

SEND = "/anonymous/NORTH/"
THREAD = "/anonymous/thread/"
WORDS = "A nodule behind the heart was not described."


@pytest.fixture(autouse=True)
def _no_wrong_keys_yet() -> None:
    """Each test begins with a new minute."""
    cache.clear()


@pytest.fixture
def here(db: None) -> World:
    """Two trusts, three departments, one person for each role in each."""
    return world()


@pytest.fixture
def chair(here: World) -> User:
    """The chair of the first department."""
    return here.one(Role.CHAIR)


def carried_by(page: str) -> str:
    """The key that a form carries, as it carries it."""
    found = re.search(r'name="form_key" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def digest_on(answer: Any) -> str:
    """What the box carries by which findings are kept on purpose; empty where there is none."""
    found = re.search(r'name="agreed" type="checkbox" value="([^"]+)"', answer.content.decode())
    return found[1] if found else ""


def key_on(page: str) -> str:
    """The key that a page shows."""
    found = re.search(r'id="thread-key"[^>]*>([^<]+)<', page)
    assert found
    return found[1].strip()


def typed(form_key: str, **more: Any) -> dict[str, Any]:
    """A filled form."""
    return {
        "form_key": form_key, "what": "missed", "narrative": WORDS, "patient_action": "no",
        "how_discovered": "mdt", **more,
    }  # fmt: skip


@dataclass
class Sent:
    """An anonymous case, its key, and the page that showed it."""

    case: Case
    key: str
    page: str
    form: dict[str, Any]


def send(client: Client, **more: Any) -> Sent:
    """Open the form, fill it in and send it."""
    before = set(Case.objects.values_list("pk", flat=True))
    form = typed(carried_by(client.get(SEND).content.decode()), **more)
    answer = client.post(SEND, form)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    return Sent(Case.objects.exclude(pk__in=before).get(), key_on(page), page, form)


@pytest.fixture
def sent(here: World, client: Client) -> Sent:
    """One case about which nobody need act."""
    return send(client)


def say(client: Client, key: str, do: str = "", **fields: str) -> Any:
    """What the thread answers to the holder of a key."""
    return client.post(THREAD, {"key": key, "do": do, **{f"{do}-{name}": value for name, value in fields.items()}})
