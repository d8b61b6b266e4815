"""Every address asks for a permission, and none shows one department's records to another's people."""

from collections.abc import Iterator
from inspect import isabstract

import pytest
from django.test import Client

from apps.access.guard import Guard
from apps.access.models import AccessAction, AccessEvent
from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.models import User
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts
from tests.support.addressing import SAMPLE, kinds_of, values_for, with_notification
from tests.support.furnished import Furnished, furnish
from tests.support.inventory import Address, addresses
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

# What anybody may open without signing in. Nothing here reads a record of a department.
PUBLIC = {
    "accounts:sign-in": "the door",
    "accounts:sign-out": "asked of anybody, it signs out",
    "accounts:send-link": "asks for a link to choose a password",
    "accounts:set-password": "opened with that link",
    "alerts:answer": "opened with a one-time link by a referrer, who has no account",
    "alerts:answered": "says thank you",
    "anonymous:choose": "knows nobody: it may not ask who is there (docs/adr/0013)",
    "anonymous:send": "the same; it takes a case and shows none",
    "anonymous:thread": "the same; opened with a key of 140 random bits in the body of the request",
    "api-docs": "the API's pages are public (issue 2)",
    "api-schema": "the API's pages are public (issue 2)",
    "core:style_guide": "samples only; not there in a hospital",
    "documents:verify": "anybody who holds a document may check it",
    "portal:accessibility": "a statement",
    "portal:privacy": "a statement",
    "portal:icon": "asked by browsers by themselves; a picture",
    "portal:healthz": "asked by machines",
    "portal:readyz": "asked by machines",
}

# Shared by the departments of a trust: the next department sees them too, another trust never.
TRUST_WIDE = {
    "journeys:add-limit", "journeys:calendar", "journeys:group-words", "journeys:nation", "journeys:replace-limit",
    "journeys:retire-group", "journeys:retire-limit",
    "api-scheme", "cases:scheme", "cases:scheme-about", "cases:scheme-activate", "cases:scheme-copy",
    "cases:scheme-drop", "cases:scheme-take-back", "cases:scheme-term", "cases:scheme-term-add",
    "cases:scheme-term-back", "cases:scheme-term-retire",
}  # fmt: skip

EVERY = addresses()


def named(address: Address) -> str:
    return address.name


def guarded(address: Address) -> bool:
    return isinstance(address.view_class, type) and issubclass(address.view_class, Guard)


def asks_for_a_role(address: Address) -> bool:
    return address.view_class.permission is not Permission.OWN_PAGES


def has_a_record(address: Address) -> bool:
    return bool(address.arguments) and address.name not in PUBLIC


def test_every_address_has_a_view_that_can_be_made() -> None:
    """An abstract method that nobody wrote would be a fault only when somebody opens the page."""
    views = {address.name: address.view_class for address in addresses()}
    assert {name for name, view in views.items() if isinstance(view, type) and isabstract(view)} == set()


def test_every_address_declares_a_permission_or_is_public() -> None:
    undeclared = {
        one.name
        for one in EVERY
        if not (guarded(one) and isinstance(getattr(one.view_class, "permission", None), Permission))
    }

    assert undeclared == set(PUBLIC) & {one.name for one in EVERY}
    assert set(PUBLIC) <= {one.name for one in EVERY}


@pytest.mark.parametrize("address", [one for one in EVERY if guarded(one)], ids=named)
def test_a_stranger_to_the_site_is_sent_to_the_door(address: Address, client: Client) -> None:
    values = {name: SAMPLE[kind] for name, kind in kinds_of(address).items()}

    for method in sorted(address.methods()):
        response = client.generic(method, address.filled(values))
        if address.is_api:
            assert response.status_code == 401, method
        else:
            assert response.status_code == 302, method
            assert response["Location"].startswith("/sign-in/")


@pytest.fixture
def filled() -> tuple[World, Furnished]:
    built = world()
    with acting_as(command_actor("test")):
        here = furnish(built, built.north)
    return built, with_notification(here)


def everything_elsewhere(built: World) -> Iterator[tuple[User, frozenset[str]]]:
    """Somebody with every role, in the other department of the same trust, and in another trust; what they may see."""
    for where, shared in ((built.south, frozenset(TRUST_WIDE)), (built.other, frozenset[str]())):
        with acting_as(command_actor("test")):
            yield accounts.member(where, *Role), shared


def test_nothing_of_a_department_is_shown_to_another(filled: tuple[World, Furnished], client: Client) -> None:
    """Every address with a record in it, by every method: not found, whatever the role elsewhere."""
    built, here = filled
    client.raise_request_exception = True
    shown = []
    for person, shared in everything_elsewhere(built):
        client.force_login(person)
        for address in filter(has_a_record, EVERY):
            if address.name in shared:
                continue
            path = address.filled(values_for(address, here))
            for method in sorted(address.methods()):
                response = client.generic(method, path, "{}", content_type="application/json")
                if response.status_code != 404:
                    shown.append((method, path, response.status_code))

    assert shown == []


def test_the_same_addresses_do_show_something_at_home(filled: tuple[World, Furnished], client: Client) -> None:
    """Otherwise the test above would prove nothing: at home, each page with a record answers somebody."""
    built, here = filled
    with acting_as(command_actor("test")):
        everything = accounts.member(built.north, *Role)
    answered, pages = set(), [one for one in EVERY if has_a_record(one) and "GET" in one.methods()]
    for person in (everything, here.person, built.one(Role.REVIEWER)):
        client.force_login(person)
        for address in pages:
            response = client.get(address.filled(values_for(address, here)))
            if response.status_code != 404:
                answered.add(address.name)

    assert {one.name for one in pages} - answered - NEEDS_MORE == set()


# Pages that are there only in a state that this world's record is not in; their own tests open them.
NEEDS_MORE: set[str] = set()


def test_somebody_without_any_role_opens_nothing(filled: tuple[World, Furnished], client: Client) -> None:
    built, here = filled
    client.force_login(built.outsider)
    opened = []
    for address in EVERY:
        if (
            guarded(address)
            and "GET" in address.methods()
            and address.view_class.permission is not Permission.OWN_PAGES
        ):
            response = client.get(address.filled(values_for(address, here)))
            if response.status_code not in (403, 404):
                opened.append((address.name, response.status_code))

    assert opened == []


def test_a_refused_look_is_written_down(filled: tuple[World, Furnished], client: Client) -> None:
    built, here = filled
    stranger = built.one(Role.CHAIR, built.other)
    client.force_login(stranger)

    client.get(f"/cases/{here.urgent.pk}/")

    event = AccessEvent.objects.get(user_id=stranger.pk, action=AccessAction.REFUSED)
    assert (event.object_id, event.code) == (str(here.urgent.pk), "not_visible")


@pytest.mark.parametrize("path", ["/account/tokens/{token}/revoke/"])
def test_what_is_ones_own_is_nobody_elses(filled: tuple[World, Furnished], client: Client, path: str) -> None:
    built, here = filled
    client.force_login(built.one(Role.CHAIR))

    assert client.post(path.format(token=here.token.pk)).status_code == 404
