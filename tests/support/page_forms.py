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
from tests.support.addressing import values_for
from tests.support.inventory import addresses
from tests.support.stages import Staged

DOOR = ("/sign-in/", "/account/forgotten/", "/verify/", "/style-guide/")
# So many pages of one kind are looked at: enough for a record in each state.
OF_ONE_KIND = 12


@dataclass(frozen=True)
class Place:
    """One page with the form, and who saw it there; nobody for a page that needs no sign-in."""

    path: str
    action: str  # as it stands in the page
    person: User | None


@dataclass
class Sending:
    """One form of the product: the page, where it goes, and every place where it was met."""

    page: str
    goes_to: str
    places: list[Place] = field(default_factory=list)

    @property
    def name(self) -> str:
        """`cases:detail > cases:message`, for messages of tests and for tables."""
        return self.page if self.page == self.goes_to else f"{self.page} > {self.goes_to}"


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
    for path, action in _walk(client, [*DOOR, staged.password_link], follow=False):
        _note(found, Place(path, action, None))
    starts = [
        one.filled(values_for(one, staged.here))
        for one in addresses()
        if hasattr(one.view_class, "admit") and "GET" in one.methods() and not one.is_api
    ]
    # No page links to it where the list of new cases has a button for it.
    starts.append(f"/cases/{staged.here.received.pk}/events/accept/")
    for person in staged.people():
        client.force_login(person)
        for path, action in _walk(client, starts):
            _note(found, Place(path, action, person))
    return found


def _note(found: dict[str, Sending], place: Place) -> None:
    page, goes_to = view_of(place.path), view_of(urljoin(place.path, place.action))
    # The way out stands on every page; once is enough.
    page = goes_to if goes_to == "accounts:sign-out" else page
    sending = Sending(page, goes_to)
    found.setdefault(sending.name, sending).places.append(place)


def _walk(client: Client, starts: list[str], *, follow: bool = True) -> Iterator[tuple[str, str]]:
    """The pages from there on and the addresses of their forms, each page once."""
    waiting, seen, of_a_kind = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        tree = _page(client, path)
        if tree is None:
            continue
        for form in tree.iterfind(".//form") if follow else tree.iterfind(".//main//form"):
            if (form.get("method") or "").lower() == "post":
                yield path, form.get("action") or ""
        for href in tree.xpath("//main//a/@href") if follow else ():
            target = urljoin(path, href).partition("#")[0]
            kind = view_of(target)
            if target in seen or not kind or kind.startswith("api") or of_a_kind[kind] >= OF_ONE_KIND:
                continue
            seen.add(target)
            of_a_kind[kind] += 1
            waiting.append(target)


def _page(client: Client, path: str) -> Any:
    answer: Any = client.get(path, follow=True)
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    return lxml_html.fromstring(answer.content.decode()) if is_page else None
