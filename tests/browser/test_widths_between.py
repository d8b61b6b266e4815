"""Between a phone and a wide screen no page scrolls sideways: tables, header and foot keep inside the window."""

from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, TimeoutError

from apps.access.roles import Role
from apps.core.actor import acting_as, command_actor
from tests.support.browser import Visitor, too_wide
from tests.support.furnished import furnish
from tests.support.worlds import world

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (641, 768, 1024, 1100, 1183, 1200)
PAGES = ("/", "/cases/", "/studies/", "/alerts/", "/limits/", "/cases/report-standing/", "/documents/")
# How far header, main part and foot stand from the left edge: the same, and not at the edge.
EDGES = "els => [...new Set(els.map(el => Math.round(el.getBoundingClientRect().left)))]"


def settle(page: Page) -> None:
    """The header folds its menu a moment after the window has changed; whoever waits in vain is told by the test."""
    with suppress(TimeoutError):
        page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=5_000)


def test_no_page_scrolls_sideways_and_all_parts_begin_at_one_line(browser: Browser, live_server: Any) -> None:
    built = world()
    with acting_as(command_actor("test")):
        furnish(built, built.north)
    visitor = Visitor(browser, str(live_server), {"width": 1280, "height": 900})
    visitor.sign_in(built.one(Role.CHAIR))
    for page in PAGES:
        visitor.page.goto(f"{visitor.address}{page}")
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            settle(visitor.page)
            assert too_wide(visitor.page) <= 0, f"{page} at {width}"
            edges = visitor.page.eval_on_selector_all(".app-width", EDGES)
            assert len(edges) == 1, f"{page} at {width}: {edges}"
            assert edges[0] >= 32, f"{page} at {width}: {edges}"
    visitor.close()
