"""A phone whose browser runs no scripts, and one form tried on it: sent empty, sent incomplete, sent whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, Locator, Response

from apps.core.clock import today
from tests.support.browser import PHONE
from tests.support.page_forms import Place

NEW_PASSWORD = "saffron-teapot-harbour"
TYPED = ("text", "email", "number", "search", "tel", "url", "textarea", "password")
# What a person cannot see to be kept: browsers empty these on every page.
NEVER_KEPT = ("password", "file")
# Read through the debugger, which needs no scripts in the page.
DESCRIBE = """form => [...form.elements].filter(
    one => one.name && !['hidden', 'submit'].includes(one.type)
).map(one => ({
    name: one.name, id: one.id, kind: one.tagName === 'INPUT' ? one.type : one.tagName.toLowerCase(),
    value: one.value, checked: !!one.checked, longest: one.maxLength, number: one.inputMode === 'numeric',
    options: one.tagName === 'SELECT' ? [...one.options].map(option => option.value) : [],
}))"""
LATER = ("starts_at", "due_on")


@dataclass(frozen=True)
class Fill:
    """What a form wants beside what its fields say: values by name, and which names are filled at all."""

    values: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    empty: str = r"_unknown$"

    def leaves_out(self, name: str) -> bool:
        """Whether the field stays as the page brings it."""
        if name in self.values:
            return False
        return not re.search(self.only, name) or bool(re.search(self.empty, name))


class Phone:
    """The browser, and what the server answered to what it sent."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        size: Any = PHONE
        self.context = browser.new_context(viewport=size, java_script_enabled=False)
        self.context.set_default_timeout(6_000)
        self.page = self.context.new_page()
        self.answers: list[Response] = []
        self.page.on("response", self._heard)

    def _heard(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.answers.append(response)

    def open(self, place: Place) -> None:
        """Go there as the person who saw the form."""
        self.context.clear_cookies()
        if place.person is not None:
            client = Client()
            client.force_login(place.person)
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.address}
            self.context.add_cookies([session])  # type: ignore[list-item]  # a plain dict is what it wants
        self.page.goto(f"{self.address}{place.path}")

    def send(self, button: Locator) -> list[int]:
        """Press it; gives the status of the answer to what was sent, and of the page that came in the end."""
        self.answers.clear()
        with self.page.expect_navigation(wait_until="load"):
            button.click()
        return [one.status for one in self.answers]

    def problems(self) -> list[str]:
        """The ids that the list of problems links to, an empty one where it has no link; none without a list."""
        found = self.page.locator(".nhsuk-error-summary")
        if not found.count():
            return []
        links = found.locator("li a").all()
        return [(link.get_attribute("href") or "").partition("#")[2] for link in links] or [""]

    def words(self) -> str:
        """What the main part of the page says."""
        return " ".join(self.page.locator("main").inner_text().split())

    def has_notice(self) -> bool:
        """Whether the page says in a banner that something was done."""
        return self.page.locator("main .nhsuk-notification-banner").count() > 0


class Trial:
    """One form in one place."""

    def __init__(self, phone: Phone, place: Place, special: Fill) -> None:
        self.phone, self.place, self.special = phone, place, special

    def form(self) -> Locator:
        """The form on the page as it stands; a refused one may name its address where it had none before."""
        path = self.place.path
        names = [self.place.action] if self.place.action else ["", path, path.partition("?")[0]]
        names += [""] if self.place.action == path.partition("?")[0] else []
        every = self.phone.page.locator("form[method=post]")
        for index in range(every.count()):
            if (every.nth(index).get_attribute("action") or "") in names:
                return every.nth(index)
        raise AssertionError(f"the form is no longer on {self.phone.page.url}")

    def fields(self) -> list[dict[str, Any]]:
        """Its controls as they stand."""
        found: list[dict[str, Any]] = self.form().evaluate(DESCRIBE)
        return found

    def standing(self) -> set[tuple[str, str, bool]]:
        """What has been typed and chosen."""
        return {(one["name"], one["value"], one["checked"]) for one in self.fields() if one["kind"] not in NEVER_KEPT}

    def press(self) -> list[int]:
        """Send it by its main button, which stands last."""
        self._unfold()
        return self.phone.send(self.form().locator("button[type=submit]:visible").last)

    def blank(self) -> None:
        """Take out every word that the page brought."""
        self._unfold()
        for one in self.fields():
            if one["kind"] in TYPED and one["value"]:
                self._control(one).fill("")

    def fill(self, *, without: str = "") -> None:
        """Type and choose what is still open."""
        self._unfold()
        chosen: set[str] = {one["name"] for one in self.fields() if one["checked"]}
        for one in self.fields():
            name = one["name"]
            if name != without and not self.special.leaves_out(name):
                self._fill_one(one, chosen)

    def _unfold(self) -> None:
        """Open what is folded, as a finger would."""
        around = self.form().locator("xpath=ancestor::details[not(@open)]/summary")
        while around.count():
            around.first.click()
        folded = self.form().locator("details:not([open]) > summary")
        while folded.count():
            folded.first.click()

    def _control(self, one: dict[str, Any]) -> Locator:
        mark = f"[id='{one['id']}']" if one["id"] else f"[name='{one['name']}']"
        return self.form().locator(mark).first

    def _fill_one(self, one: dict[str, Any], chosen: set[str]) -> None:
        name, kind, special = one["name"], one["kind"], self.special.values.get(one["name"])
        if kind in TYPED:
            if special is not None or not one["value"]:
                self._control(one).fill(special if special is not None else _words_for(one))
        elif kind == "select":
            options = [value for value in one["options"] if value]
            if special or (options and not one["value"]):
                self._control(one).select_option(special or options[0])
        elif kind in ("radio", "checkbox") and self._wants(one, special, chosen):
            chosen.add(name)
            self._control(one).check()

    def _wants(self, one: dict[str, Any], special: str | None, chosen: set[str]) -> bool:
        if special is not None:
            return one["value"] == special and not one["checked"]
        return one["name"] not in chosen


def _words_for(one: dict[str, Any]) -> str:
    name, kind = one["name"], one["kind"]
    day = today() + timedelta(days=20 if name.startswith(LATER) else 0)
    part = _part_of(name, day)
    if part:
        return part
    if kind == "password":
        return NEW_PASSWORD
    if kind == "email" or name == "email":
        return "new.person@example.org"
    if kind == "number" or one["number"]:
        return "20"
    words = f"Words typed for {name.replace('_', ' ')}"
    return words[: one["longest"]] if one["longest"] > 0 else words


def _part_of(name: str, day: date) -> str:
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year), "time": "10:15"}
    start, _line, last = name.rpartition("_")
    return parts.get(last, "") if start else ""
