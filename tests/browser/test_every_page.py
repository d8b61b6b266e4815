"""Every page in a real browser: no wider than a small phone, nothing that axe finds, on a phone and on a desk."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, TimeoutError

from apps.access.roles import Role
from apps.core.actor import acting_as, command_actor
from tests.factories import accounts
from tests.support.addressing import values_for, with_notification
from tests.support.browser import DESKTOP, NARROW, Visitor, problems_of, too_wide
from tests.support.furnished import furnish
from tests.support.inventory import Address, addresses
from tests.support.worlds import world

# How pages look is the same on every database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
OPEN = ("/sign-in/", "/account/forgotten/", "/verify/", "/accessibility/", "/privacy/", "/no-such-page/",
        "/anonymous/", "/anonymous/NORTH/", "/anonymous/thread/")  # fmt: skip
# Opening it changes it.
NOT_A_PAGE = {"notifications:open"}


def is_page(address: Address) -> bool:
    """Whether a person opens it in a browser."""
    guarded = hasattr(address.view_class, "admit")
    return guarded and not address.is_api and "GET" in address.methods() and address.name not in NOT_A_PAGE


def is_shown(client: Client, path: str) -> bool:
    """Whether something to read comes back, and neither a file nor the way to somewhere else."""
    answer = client.get(path)
    return answer.status_code != 302 and answer["Content-Type"].startswith("text/html")


def fits(visitor: Visitor) -> bool:
    """Whether nothing is cut off once the page has taken its new width."""
    try:
        visitor.page.wait_for_function(FITS, timeout=2_000)
    except TimeoutError:
        return False
    return True


def look(visitor: Visitor, path: str) -> list[str]:
    """What is wrong with the page at any of the widths."""
    visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # a plain dict is what it wants
    visitor.page.goto(f"{visitor.address}{path}")
    wrong = []
    for size in (NARROW, DESKTOP):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it wants
        if not fits(visitor):
            wrong.append(f"{path} is {too_wide(visitor.page)} px too wide at {size['width']}")
        wrong += [f"{path} at {size['width']}: {found}" for found in problems_of(visitor.page)]
    return wrong + [f"{path}: {one}" for one in visitor.complaints]


def test_every_page_fits_and_can_be_used_by_everybody(browser: Browser, live_server: Any, client: Client) -> None:
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        everything = accounts.member(built.north, *Role)
    visitor = Visitor(browser, str(live_server), NARROW)
    wrong = [one for path in OPEN for one in look(visitor, path)]
    visitor.sign_in(everything)
    client.force_login(everything)
    paths = [address.filled(values_for(address, here)) for address in addresses() if is_page(address)]
    paths = [path for path in paths if is_shown(client, path)]
    assert len(paths) > 40
    for path in paths:
        wrong += look(visitor, path)
        visitor.complaints.clear()
    visitor.close()

    assert wrong == []
