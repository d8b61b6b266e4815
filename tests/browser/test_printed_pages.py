"""A printed case and a printed meeting: the words without what is pressed or filled in, and who printed them when."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from apps.access.roles import Role
from apps.core.actor import acting_as, command_actor
from tests.support.browser import Visitor
from tests.support.furnished import Furnished, furnish
from tests.support.worlds import world

pytestmark = pytest.mark.django_db(transaction=True)

DESKTOP = {"width": 1280, "height": 900}
PRESSED = "header, nav, footer.app-footer, main form, main button, .nhsuk-button, .app-action-bar, .app-message"
LINK_WORDS = "els => els.map(el => getComputedStyle(el, '::after').content)"

NO_HEIGHT = "els => els.filter(el => !el.checkVisibility() || !el.offsetHeight).map(el => el.textContent)"


def pages(here: Furnished) -> dict[str, str]:
    """Each page with the reference that stands at its foot."""
    return {
        here.urgent.get_absolute_url(): here.urgent.reference,
        here.published.get_absolute_url(): here.published.reference,
        here.held.get_absolute_url(): here.held.reference,
    }


def visible(page: Page, selector: str) -> list[str]:
    """What of it can be seen."""
    found = page.locator(selector).all()
    return [one.evaluate("el => el.outerHTML.slice(0, 80)") for one in found if one.is_visible()]


def test_paper_has_the_words_and_a_foot_and_nothing_to_press(browser: Browser, live_server: Any) -> None:
    built = world()
    with acting_as(command_actor("test")):
        here = furnish(built, built.north)
    chair = built.one(Role.CHAIR)
    visitor = Visitor(browser, str(live_server), DESKTOP)
    visitor.sign_in(chair)
    for path, reference in pages(here).items():
        visitor.page.goto(f"{visitor.address}{path}")
        on_screen = visible(visitor.page, ".app-printed")
        visitor.page.emulate_media(media="print")

        assert on_screen == [], path
        assert visible(visitor.page, PRESSED) == [], path
        foot = visitor.page.locator(".app-printed").inner_text()
        assert reference in foot
        assert chair.full_name in foot
        assert set(visitor.page.eval_on_selector_all("main a", LINK_WORDS)) <= {"none"}, path
        folded = visitor.page.locator("main details:not(.app-screen-only, .app-filter) .app-changes")
        assert folded.evaluate_all(NO_HEIGHT) == [], f"{path}: what is folded on the screen is not on the paper"
        visitor.page.emulate_media(media="screen")
    visitor.close()
