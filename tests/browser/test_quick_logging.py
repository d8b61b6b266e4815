"""Logging between two reports: from the link of another system, with three interactions on the form."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from apps.access.roles import Role
from apps.cases.models import Case, LoggingPace
from tests.factories import cases
from tests.factories.accounts import PASSWORD
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db(transaction=True)

# Every press of a mouse or finger that reaches a control, and every field that is typed into, is one interaction.
COUNT = """
() => {
  const seen = new Set();
  const note = (name) => {
    const noted = JSON.parse(sessionStorage.getItem("interactions") ?? "[]");
    sessionStorage.setItem("interactions", JSON.stringify([...noted, name]));
  };
  document.addEventListener("click", (event) => {
    if (event.isTrusted && event.target.closest("button, input[type=radio], select, summary, a")) {
      note(`click ${event.target.closest("button, input, select, summary, a").name}`);
    }
  }, true);
  document.addEventListener("input", (event) => {
    const typed = event.target.matches("textarea, input:not([type=radio])");
    if (event.isTrusted && typed && !seen.has(event.target)) {
      seen.add(event.target);
      note(`type ${event.target.name}`);
    }
  }, true);
}
"""


@pytest.fixture
def built() -> World:
    return world()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def visitor(request: Any, browser: Browser, live_server: Any) -> Iterator[Visitor]:
    opened = Visitor(browser, str(live_server), request.param)
    yield opened
    opened.close()


def _interactions(page: Page) -> list[str]:
    noted: list[str] = page.evaluate('JSON.parse(sessionStorage.getItem("interactions") ?? "[]")')
    return noted


def test_three_interactions_from_the_link_to_the_first_save(built: World, visitor: Visitor) -> None:
    staff, study = built.one(Role.STAFF), cases.study(built.north, accession_number="RIS-88-1")
    visitor.go(f"/log?accession={study.accession_number}")
    visitor.page.get_by_label("E-mail address").fill(staff.email)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.press("Sign in")
    page = visitor.page
    assert visitor.sees("CT chest with contrast")
    assert study.accession_number not in page.url

    page.evaluate(COUNT)
    page.get_by_label("Something was missed").click()
    page.get_by_label("What happened, in your words").press_sequentially("A nodule behind the heart.")
    visitor.press("No: log it")

    case = Case.objects.get()
    assert _interactions(page) == ["click what", "type narrative", "click patient_action"]
    assert visitor.sees(case.reference)
    assert list(case.case_studies.values_list("study", flat=True)) == [study.pk]
    assert sum(LoggingPace.objects.values_list("count", flat=True)) == 2
    assert not [url for url in visitor.asked if study.accession_number in url and "/log?" not in url]


def test_back_and_sending_again_without_scripts_makes_one_case(
    built: World, browser: Browser, live_server: Any
) -> None:
    visitor = Visitor(browser, str(live_server), DESKTOP, scripts=False).sign_in(built.one(Role.STAFF))
    try:
        visitor.go("/log/").choose(what="missed").fill(narrative="A nodule behind the heart.").press("No: log it")
        visitor.page.go_back()
        visitor.choose(what="missed").fill(narrative="A nodule behind the heart.").press("No: log it")

        case = Case.objects.get()
        assert visitor.sees(f"as {case.reference}; nothing was sent twice")
        visitor.press("Log a second case")
        assert Case.objects.count() == 2
    finally:
        visitor.close()
