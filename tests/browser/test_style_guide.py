"""The style guide in a real browser: on a phone and a wall screen, with and without scripts, by keyboard, by axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PATH = "/style-guide/"
WIDTHS = [320, 375, 1280, 1920]

# How pages look is the same on every database.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def guide(page: Page, live_server: object) -> Page:
    """The style guide, failing on anything that the browser complains about."""
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    page.goto(f"{live_server}{PATH}")
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off(guide: Page, width: int) -> None:
    guide.set_viewport_size({"width": width, "height": 900})
    assert guide.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("sent", [False, True])
def test_axe_finds_nothing(guide: Page, width: int, sent: bool) -> None:
    guide.set_viewport_size({"width": width, "height": 900})
    if sent:
        guide.get_by_role("button", name="Check what I typed").click()
        guide.wait_for_selector(".nhsuk-error-summary")
    found = Axe().run(guide).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_a_choice_reveals_its_question(guide: Page) -> None:
    lead = guide.get_by_label("Who should act")
    assert not lead.is_visible()
    guide.get_by_label("Yes", exact=True).check()
    assert lead.is_visible()
    guide.get_by_label("No", exact=True).check()
    assert not lead.is_visible()


def test_what_a_choice_hid_again_is_not_sent(guide: Page) -> None:
    guide.get_by_label("Yes", exact=True).check()
    guide.get_by_label("Who should act").fill("Dr A")
    guide.get_by_label("No", exact=True).check()
    with guide.expect_request(lambda request: request.method == "POST") as sent:
        guide.get_by_role("button", name="Check what I typed").click()
    assert 'name="lead"' not in (sent.value.post_data or "")


def test_the_list_of_problems_has_the_focus_and_leads_to_the_field(guide: Page) -> None:
    guide.get_by_role("button", name="Check what I typed").click()
    guide.wait_for_selector(".nhsuk-error-summary")
    assert guide.title().startswith("Error: ")
    assert guide.evaluate("document.activeElement.classList.contains('nhsuk-error-summary')")
    guide.get_by_role("link", name="Fill in “Short title”").click()
    assert guide.evaluate("document.activeElement.id") == "id_title"


def test_a_double_click_sends_once(guide: Page) -> None:
    sent: list[str] = []
    guide.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    guide.get_by_role("button", name="Check what I typed").dblclick()
    guide.wait_for_selector(".nhsuk-error-summary")
    assert len(sent) == 1


def test_without_scripts_every_question_is_there_and_answers_are_kept(browser: Browser, live_server: object) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}{PATH}")
    assert page.get_by_label("Who should act").is_visible()
    page.get_by_label("Short title").fill("Nodule behind the heart")
    page.get_by_role("button", name="Check what I typed").click()
    assert page.locator(".nhsuk-error-summary").is_visible()
    assert page.get_by_label("Short title").input_value() == "Nodule behind the heart"
    context.close()


def test_no_other_host_is_asked_for_anything(page: Page, live_server: object) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server}{PATH}")
    assert asked
    assert [url for url in asked if not url.startswith(str(live_server))] == []
