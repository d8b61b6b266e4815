"""A case without a name on a phone without scripts: sent, followed, answered; the browser keeps nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Browser

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case
from tests.factories import cases
from tests.support.browser import PHONE, Visitor, problems_of
from tests.support.worlds import World, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def built() -> World:
    cache.clear()
    return world()


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Iterator[Visitor]:
    opened = Visitor(browser, str(live_server), PHONE, scripts=False)
    yield opened
    opened.close()


def _fits(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_sent_followed_and_answered_without_a_name_and_without_scripts(built: World, phone: Visitor) -> None:
    page, chair = phone.page, built.one(Role.CHAIR)
    page.goto(f"{phone.address}/anonymous/")
    page.get_by_role("link", name="North Radiology").click()
    page.get_by_label("Something was missed").check()
    words = page.get_by_label("What happened, in a few plain words")
    words.fill("I reported this film and a nodule was missed.")
    page.get_by_role("button", name="No: log it").click()
    assert page.get_by_text("This says what you did yourself.").is_visible()
    assert _fits(phone)
    assert Case.objects.count() == 0

    words.fill("A nodule behind the heart was not described.")
    page.get_by_role("button", name="No: log it").click()
    key = page.get_by_label("Your key").input_value()
    assert _fits(phone)
    case = Case.objects.get()
    cases.move(case, chair, CaseEvent.ASK, question="Which film shows it?")

    page.goto(f"{phone.address}/anonymous/thread/")
    page.get_by_label("Your key").fill(key.lower())
    page.get_by_role("button", name="Open the thread").click()
    assert page.get_by_text("Which film shows it?").is_visible()
    page.get_by_label("Write to the chair").fill("The lateral one.")
    page.get_by_role("button", name="Send the answer").click()
    assert page.get_by_text("The lateral one.").is_visible()
    assert _fits(phone)

    case.refresh_from_db()
    assert case.status == CaseStatus.RECEIVED
    assert phone.context.cookies() == []
    assert not [url for url in phone.asked if key in url or key.replace("-", "") in url]
    assert (Session.objects.count(), AccessEvent.objects.count()) == (0, 0)


def test_a_signed_in_browser_is_nobody_there_and_still_signed_in_afterwards(
    built: World, browser: Browser, live_server: Any
) -> None:
    visitor = Visitor(browser, str(live_server), PHONE).sign_in(built.one(Role.STAFF))
    visitor.page.goto(f"{visitor.address}/log/")
    sessions, looks = list(Session.objects.values()), AccessEvent.objects.count()

    visitor.page.get_by_role("link", name="log it anonymously on another page").click()
    assert visitor.page.get_by_role("heading", name="Log a case anonymously", exact=False).first.is_visible()
    assert visitor.page.get_by_role("button", name="Sign out").count() == 0
    assert problems_of(visitor.page) == []
    assert (list(Session.objects.values()), AccessEvent.objects.count()) == (sessions, looks)

    visitor.page.goto(f"{visitor.address}/log/")
    assert visitor.page.get_by_role("button", name="Sign out").count() == 1
    visitor.close()
