"""Every form that sends something: found by walking the pages as people would, link by link."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve
from lxml import html as lxml_html

from apps.accounts.models import User
from apps.core.unobserved import is_unobserved
from tests.support.addressing import values_for
from tests.support.inventory import addresses
from tests.support.stages import Staged

DOOR = ("/sign-in/", "/account/forgotten/", "/verify/", "/style-guide/", "/anonymous/thread/")
# What tells apart the forms of a page that go to one address: a button of this name, or a hidden field.
MARKS = ("do", "answer")
# So many pages of one kind are looked at beside those of the staged records.
OF_ONE_KIND = 4
THREAD = "/anonymous/thread/"


@dataclass(frozen=True)
class Place:
    """One page with the form, and who saw it there; nobody for a page that needs no sign-in."""

    path: str
    action: str  # as it stands in the page
    person: User | None
    mark: str = ""
    key: str = ""  # what is typed into the page's only field to come to the form


@dataclass
class Sending:
    """One form of the product: the page, where it goes, and every place where it was met."""

    page: str
    goes_to: str
    mark: str = ""
    places: list[Place] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`cases:detail > cases:message`, for messages of tests and for tables; `alerts:answer (acted)` with a mark."""
        named = self.page if self.page == self.goes_to else f"{self.page} > {self.goes_to}"
        return f"{named} ({self.mark})" if self.mark else named


def view_of(path: str) -> str:
    """The name of the address, and the event when it is one of many: `cases:event accept`. Empty for none of ours."""
    try:
        found: ResolverMatch = resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404:
        return ""
    event = found.kwargs.get("event", "")
    return f"{found.view_name} {event}".strip()


def forms_of(client: Client, staged: Staged) -> dict[str, Sending]:
    """Each form by its name, with its places."""
    found: dict[str, Sending] = {}
    for place in _walk(client, [*DOOR, *staged.doors], None):
        _note(found, place)
    opened: Any = client.post(THREAD, {"key": staged.key})
    for action, mark in _forms(lxml_html.fromstring(opened.content.decode())):
        _note(found, Place(THREAD, action, None, mark, staged.key))
    starts = [*staged.pages]
    starts += [
        one.filled(values_for(one, staged.here))
        for one in addresses()
        if hasattr(one.view_class, "admit") and "GET" in one.methods() and not one.is_api
    ]
    for person in staged.people():
        client.force_login(person)
        for place in _walk(client, starts, person):
            _note(found, place)
    return found


def _note(found: dict[str, Sending], place: Place) -> None:
    page, goes_to = view_of(place.path), view_of(urljoin(place.path, place.action))
    # The way out stands on every page; once is enough.
    page = goes_to if goes_to == "accounts:sign-out" else page
    sending = Sending(page, goes_to, place.mark)
    found.setdefault(sending.name, sending).places.append(place)


def _walk(client: Client, starts: list[str], person: User | None) -> Iterator[Place]:
    """The forms of the pages from there on, each page once; who is not signed in follows no links."""
    waiting, seen, of_a_kind = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        tree = _page(client, path)
        if tree is None:
            continue
        for action, mark in _forms(tree if person else tree.find(".//main")):
            yield Place(path, action, person, mark)
        for href in tree.xpath("//main//a/@href") if person else ():
            target = urljoin(path, href).partition("#")[0]
            kind = view_of(target)
            if target in seen or not kind or kind.startswith("api") or of_a_kind[kind] >= OF_ONE_KIND:
                continue
            seen.add(target)
            of_a_kind[kind] += 1
            waiting.append(target)


def _forms(tree: Any) -> Iterator[tuple[str, str]]:
    """The address of each form that sends something, as it stands there, and its mark."""
    for form in tree.iterfind(".//form"):
        if (form.get("method") or "").lower() == "post":
            marks = (one.get("value") for one in form.iter("input", "button") if one.get("name") in MARKS)
            yield form.get("action") or "", next(marks, None) or ""


def _page(client: Client, path: str) -> Any:
    answer: Any = client.get(path, follow=True)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    # Browsers then name no origin for what is sent from the page, and it is refused.
    assert not is_page or answer.get("Referrer-Policy") != "no-referrer" or is_unobserved(path), path
    return lxml_html.fromstring(answer.content.decode()) if is_page else None
