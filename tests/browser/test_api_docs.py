"""The API's documentation in a real browser: it draws itself under the strict policy and asks no other host."""

import pytest
from playwright.sync_api import Page

# How pages look is the same on every database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_the_documentation_is_drawn_without_a_complaint(page: Page, live_server: object) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{live_server}/api/v1/docs/")
    logging = page.locator("#operations-cases-cases_log")
    logging.locator(".opblock-summary-control").click()
    logging.get_by_text("Log a case").first.wait_for()
    page.get_by_text("Idempotency-Key").first.wait_for()

    assert page.locator(".opblock").count() > 50
    assert complaints == []
    assert {url for url in asked if not url.startswith((str(live_server), "data:"))} == set()
