"""What was typed survives an expired session and a stale page; a keyboard is enough; two clicks are one."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from apps.access.roles import Role
from apps.cases.models import Case, CaseMessage
from tests.factories import cases
from tests.factories.accounts import PASSWORD
from tests.support.browser import DESKTOP, Visitor
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "A nodule behind the heart was not described."


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture
def visitors(browser: Browser, live_server: Any) -> Iterator[Any]:
    opened: list[Visitor] = []

    def visit(who: Any) -> Visitor:
        opened.append(Visitor(browser, str(live_server), DESKTOP).sign_in(who))
        return opened[-1]

    yield visit
    for one in opened:
        one.close()


def test_a_session_that_ended_gives_back_what_was_typed(built: World, visitors: Any, settings: Any) -> None:
    staff = visitors(built.one(Role.STAFF)).go("/log/")
    staff.choose(what="missed").fill(narrative=STORY)
    settings.SESSION_IDLE_SECONDS = -1
    staff.press("No: log it")
    settings.SESSION_IDLE_SECONDS = 1200

    assert Case.objects.count() == 0
    assert "/sign-in/" in staff.page.url
    assert staff.sees("What you typed is kept")
    staff.page.get_by_label("E-mail address").fill(built.one(Role.STAFF).email)
    staff.page.get_by_label("Password").fill(PASSWORD)
    staff.press("Sign in")
    assert staff.page.locator("textarea[name='narrative']").input_value() == STORY
    assert staff.page.locator("input[name='what'][value='missed']").is_checked()
    staff.press("No: log it")
    assert Case.objects.get().narrative == STORY


def test_who_comes_second_is_told_who_was_first_and_keeps_the_words(built: World, visitors: Any) -> None:
    case = cases.case(built.one(Role.STAFF), built.north, readers_unknown_reason="Reported outside the trust.")
    first, second = visitors(built.one(Role.CHAIR)), visitors(built.one(Role.DEPUTY))
    for one in (first, second):
        one.go(f"/cases/{case.pk}/triage/")
    second.choose(decision="decline").fill(decline_reason="It was a known finding.")

    first.choose(decision="accept").press("Save and go to the next")
    second.press("Save and go to the next")

    case.refresh_from_db()
    assert case.status == "ready"
    assert second.sees(built.one(Role.CHAIR).full_name)
    kept = [one.input_value() for one in second.page.locator("main [id^='typed-']").all()]
    assert "It was a known finding." in kept


def test_two_clicks_on_a_button_send_one_message(built: World, visitors: Any) -> None:
    case = cases.case(built.one(Role.STAFF), built.north)
    staff = visitors(built.one(Role.STAFF)).go(f"/cases/{case.pk}/")

    staff.fill(text="Series 3 shows it best.").press("Send", twice=True)

    assert [message.text for message in CaseMessage.objects.all()] == ["Series 3 shows it best."]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus; fails when the keyboard never gets there."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_a_case_is_logged_with_the_keyboard_alone(built: World, visitors: Any) -> None:
    staff = visitors(built.one(Role.STAFF)).go("/log/")
    page = staff.page

    tab_to(page, "input[name='what']")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name='narrative']")
    page.keyboard.type(STORY)
    tab_to(page, "button[name='patient_action'][value='no']")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    staff.check()
    assert Case.objects.get().narrative == STORY
