"""A person at a browser: signs in, goes, types and presses; every page on the way is checked by axe and for width."""

import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from apps.accounts.models import User
from tests.factories.accounts import PASSWORD

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 740}
NARROW = {"width": 320, "height": 640}

AXE = Axe()
# What a browser says by itself when a page answers 404 or 409; the test looks at the page instead.
ANSWERED = "Failed to load resource: the server responded with a status of"


def problems_of(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it stands."""
    found = AXE.run(page).response["violations"]
    return [
        (one["id"], [f"{node['html'][:160]} {node['failureSummary'][:300]}" for node in one["nodes"]]) for one in found
    ]


def too_wide(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@dataclass
class Visitor:
    """One person in a browser of their own. `scripts` off is a browser without JavaScript, which axe needs."""

    browser: Browser
    address: str
    size: dict[str, int]
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            viewport=self.size,  # type: ignore[arg-type]  # a plain dict is what it wants
            java_script_enabled=self.scripts,
            accept_downloads=True,
        )
        self.context.set_default_timeout(8_000)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _heard(self, message: Any) -> None:
        if message.type == "error" and ANSWERED not in message.text:
            self.complaints.append(message.text)

    def sign_in(self, who: User) -> "Visitor":
        """Through the sign-in page, as everybody does."""
        self.go("/sign-in/")
        self.page.get_by_label("E-mail address").fill(who.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        return self

    def go(self, path: str) -> "Visitor":
        """Open a page and check it."""
        self.page.goto(f"{self.address}{path}")
        return self.check()

    def press(self, button: str, *, twice: bool = False) -> "Visitor":
        """Press a button of the page by its words, twice when asked, and check the page that comes."""
        found = self.button(button)
        with self.page.expect_navigation(wait_until="load"):
            found.dblclick(no_wait_after=True) if twice else found.click()
        if twice:
            self.page.wait_for_load_state("load")
        return self.check()

    def follow(self, link: str) -> "Visitor":
        """Follow a link of the page's main part by its words."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator("main").get_by_role("link", name=link).first.click()
        return self.check()

    def button(self, words: str) -> Locator:
        """A button that people can see; one whose words go on, for those who hear them, is found by its start."""
        every = self.page.locator("main").get_by_role("button", name=re.compile(f"^{re.escape(words)}"))
        exact = self.page.locator("main").get_by_role("button", name=words, exact=True)
        return (exact if exact.count() else every).locator("visible=true").first

    def fill(self, **words: str) -> "Visitor":
        """Type into fields by name."""
        for name, text in words.items():
            self.page.locator(f":is(input, textarea)[name='{name}']").locator("visible=true").first.fill(text)
        return self

    def choose(self, **values: str) -> "Visitor":
        """Choose in lists by value, in radio buttons and boxes by value too."""
        for name, value in values.items():
            listed = self.page.locator(f"select[name='{name}']")
            if listed.count():
                listed.select_option(value)
            else:
                self.page.locator(f"input[name='{name}'][value='{value}']").check()
        return self

    def open_details(self, words: str) -> "Visitor":
        """Open a part that folds away by its words, unless it is open."""
        part = self.page.locator("main details").filter(has_text=words).first
        if part.get_attribute("open") is None:
            part.locator("summary").first.click()
        return self

    def sees(self, words: str) -> bool:
        """Whether the page's main part says these words."""
        return words in " ".join(self.page.locator("main").inner_text().split())

    def check(self) -> "Visitor":
        """No complaint of the browser, no fault, no other host, nothing cut off, nothing that axe finds."""
        assert self.complaints == [], self.page.url
        assert [url for url in self.asked if not url.startswith((self.address, "data:"))] == []
        assert "went wrong" not in self.page.title(), self.page.url
        if self.scripts:
            assert too_wide(self.page) <= 0, self.page.url
            found = problems_of(self.page)
            assert found == [], f"{self.page.url}: {found}"
        return self

    def close(self) -> None:
        """Close the browser."""
        self.context.close()
