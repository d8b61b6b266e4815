"""Every page as it is served: its policy header, nothing inline, nothing from elsewhere, and a sound skeleton."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.signing import Signer
from django.db import transaction
from django.test import Client
from lxml import html as lxml_html

from apps.access.roles import Role
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts
from tests.support.addressing import SAMPLE, kinds_of, values_for, with_notification
from tests.support.furnished import Furnished, furnish
from tests.support.inventory import addresses
from tests.support.worlds import world

pytestmark = pytest.mark.django_db

# Frames of the meeting room and pages of a library have a head of their own.
LIBRARY = {"api-docs", "api-schema"}
# Its links are samples.
SAMPLES = "core:style_guide"
DIRECTIVES = {
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Client, dict[str, Any]]]:
    """The browser and the pages; the department behind them is made once and undone at the end of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        yield client, ask_for_every_page(client)
        transaction.set_rollback(True)


@pytest.fixture
def pages(served: tuple[Client, dict[str, Any]]) -> dict[str, Any]:
    """Each page's answer to somebody with every role, and to nobody; by the name of its address."""
    return served[1]


def ask_for_every_page(client: Client) -> dict[str, Any]:
    """Open each address until somebody is let in: nobody, everything at once, the department's own people."""
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        everything = accounts.member(built.north, *Role)
    found: dict[str, Any] = {}
    for person in (None, everything, here.person, built.one(Role.REVIEWER)):
        if person is not None:
            client.force_login(person)
        _ask(client, here, found)
    return found


def _ask(client: Client, here: Furnished, found: dict[str, Any]) -> None:
    for address in addresses():
        if found.get(address.name) is not None and found[address.name].status_code == 200:
            continue
        guarded = hasattr(address.view_class, "admit")
        values = (
            values_for(address, here) if guarded else {name: SAMPLE[kind] for name, kind in kinds_of(address).items()}
        )
        if not guarded or "GET" in address.methods():
            found[address.name] = client.get(address.filled(values))


def shown(pages: dict[str, Any]) -> dict[str, Any]:
    """The HTML pages that were served, as trees."""
    return {
        name: lxml_html.fromstring(answer.content.decode())
        for name, answer in pages.items()
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    }


def check(trees: dict[str, Any], xpath: str, *, without: set[str] = frozenset()) -> dict[str, list[str]]:  # type: ignore[assignment]
    """What an XPath finds on each page, as text."""
    found = {name: tree.xpath(xpath) for name, tree in trees.items() if name not in without}
    return {
        name: [lxml_html.tostring(one).decode()[:120] if hasattr(one, "tag") else str(one) for one in some]
        for name, some in found.items()
        if some
    }


# A file of somebody's is shut in: it loads nothing and runs nothing, whatever is in it.
FILES = {
    "api-file",
    "cases:file-content",
    "cases:file-picture",
    "meetings:present-image",
    "meetings:present-reveal-image",
}


def _policy(name: str) -> set[str]:
    """The same for all, but for files, and the icons in the style sheet of the library that shows the API."""
    if name in FILES:
        return {"default-src 'none'", "sandbox"}
    return DIRECTIVES - {"img-src 'self'"} | {"img-src 'self' data:"} if name == "api-docs" else DIRECTIVES


def test_every_page_is_sound(pages: dict[str, Any]) -> None:
    trees = shown(pages)
    assert len(trees) > 50

    weak = {
        name: answer.get("Content-Security-Policy", "none")
        for name, answer in pages.items()
        if {part.strip() for part in answer.get("Content-Security-Policy", "").split(";") if part} != _policy(name)
    }
    assert weak == {}
    assert check(trees, "//script[not(@src)] | //style | //@style | //svg//style") == {}
    assert check(trees, "//@*[starts-with(name(), 'on') or starts-with(name(), 'hx-on')]") == {}
    assert _elsewhere(trees) == {}
    assert {name for name, tree in trees.items() if len(tree.xpath("//h1")) != 1} - LIBRARY == set()
    assert {name for name, tree in trees.items() if not tree.get("lang")} == set()
    assert {name: _twice(tree) for name, tree in trees.items() if _twice(tree)} == {}
    dangling = {name: _dangling(tree) for name, tree in trees.items() if _dangling(tree)}
    assert {name: found for name, found in dangling.items() if name != SAMPLES} == {}
    assert {name for name, tree in trees.items() if not _has_title(tree)} - LIBRARY == set()
    assert {name for name, tree in trees.items() if not tree.xpath("//main")} - LIBRARY == set()
    # Without one, the browser asks for /favicon.ico by itself.
    assert {name for name, tree in trees.items() if not tree.xpath("//link[@rel='icon']/@href")} == set()
    assert {name for name, tree in trees.items() if _forgeable(tree)} == set()
    assert {name for name, tree in trees.items() if "None" in _said(tree)} == set()


def _elsewhere(trees: dict[str, Any]) -> dict[str, list[str]]:
    fetching = (
        "//script/@src | //img/@src | //link/@href | //iframe/@src | //form/@action | //source/@src | //use/@href"
    )
    return {
        name: [url for url in some if re.match(r"(?:[a-z]+:)?//", url)]
        for name, some in check(trees, fetching).items()
        if any(re.match(r"(?:[a-z]+:)?//", url) for url in some)
    }


def _twice(tree: Any) -> list[str]:
    return [one for one, times in Counter(tree.xpath("//@id")).items() if times > 1]


def _dangling(tree: Any) -> list[str]:
    ids = set(tree.xpath("//@id"))
    pointed = [*tree.xpath("//label/@for"), *" ".join(tree.xpath("//@aria-describedby | //@aria-labelledby")).split()]
    links = [href[1:] for href in tree.xpath("//a/@href") if href.startswith("#") and len(href) > 1]
    return [one for one in [*pointed, *links] if one not in ids]


def _has_title(tree: Any) -> bool:
    title = " ".join(tree.xpath("string(//title)").split())
    return title.endswith(str(settings.SERVICE_NAME)) and len(title) > len(str(settings.SERVICE_NAME)) + 3


def _forgeable(tree: Any) -> list[str]:
    return [
        form.get("action", "")
        for form in tree.xpath("//form[translate(@method, 'POST', 'post')='post']")
        if not form.xpath(".//input[@name='csrfmiddlewaretoken']") and not form.get("action", "").startswith("/verify/")
    ]


def _said(tree: Any) -> set[str]:
    """Single words that a page says by themselves in an element."""
    return {text.strip() for text in tree.xpath("//main//text()") if text.strip()}


def test_nothing_links_to_a_page_that_is_not_there(served: tuple[Client, dict[str, Any]]) -> None:
    """Every link of ours on every page leads somewhere; somebody with every role follows them."""
    client, pages = served
    links = {
        (href.split("#")[0].split("?")[0], name)
        for name, tree in shown(pages).items()
        for href in tree.xpath("//a/@href")
        if href.startswith("/") and not href.startswith("/static/")
    }
    assert len({href for href, _name in links}) > 60

    broken = set()
    for href in sorted({href for href, _name in links}):
        status = client.get(href).status_code
        if status >= 500:
            broken.add((href, status))

    assert broken == set()


def test_error_pages_are_sound_too(client: Client) -> None:
    answers = {
        "404": client.get("/no-such-page/"),
        "405": client.delete("/verify/"),
        "403": Client(enforce_csrf_checks=True).post("/sign-in/", {"email": Signer().sign("x")}),
    }

    for name, answer in answers.items():
        tree = lxml_html.fromstring(answer.content.decode())
        assert answer.status_code >= 400, name
        assert len(tree.xpath("//h1")) == 1, name
        assert "unsafe" not in answer["Content-Security-Policy"], name
