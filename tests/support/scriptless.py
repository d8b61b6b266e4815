"""A phone whose browser runs no scripts, and one form tried on it: sent empty, sent incomplete, sent whole."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from playwright.sync_api import Browser, FilePayload, Locator, Response

from apps.core.clock import today
from tests.support.browser import PHONE
from tests.support.page_forms import MARKS, Place

NEW_PASSWORD = "saffron-teapot-harbour"
TYPED = ("text", "email", "number", "search", "tel", "url", "textarea", "password")
# What a person cannot see to be kept: browsers empty these on every page.
NEVER_KEPT = ("password", "file")
# For each form: where it goes as it stands in the page, and everything by which it may be told apart (page_forms).
FORMS = """forms => forms.map(form => [form.getAttribute('action') || '', ...[...form.elements].map(
    one => ['input', 'button'].includes(one.localName) ? `${one.name}=${one.getAttribute('value')}` : ''
)])"""
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
    """What a form wants beside what its fields say: values and files by name, and which names are filled at all."""

    values: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, FilePayload] = field(default_factory=dict)
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
        self.context.set_default_timeout(20_000)
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
        if place.key:
            self.page.locator("main input[name=key]").fill(place.key)
            self.send(self.page.locator("main button[type=submit]"))

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
        """The form on the page as it stands."""
        places = self._places()
        assert places, f"the form is no longer on {self.phone.page.url}"
        return self.phone.page.locator("form[method=post]").nth(places[0])

    def is_there(self) -> bool:
        """Whether the page still has it."""
        return bool(self._places())

    def _places(self) -> list[int]:
        every = self.phone.page.locator("form[method=post]").evaluate_all(FORMS)
        return [index for index, (action, *held) in enumerate(every) if self._is_it(action, held)]

    def _is_it(self, action: str, held: list[str]) -> bool:
        """A refused form may name its address where it had none before."""
        place, without_query = self.place, self.place.path.partition("?")[0]
        own = {"", place.path, without_query} if place.action in ("", without_query) else {place.action}
        return action in own and (not place.mark or any(f"{name}={place.mark}" in held for name in MARKS))

    def fields(self) -> list[dict[str, Any]]:
        """Its controls as they stand."""
        found: list[dict[str, Any]] = self.form().evaluate(DESCRIBE)
        return found

    def standing(self) -> set[tuple[str, str, bool]]:
        """What has been typed and chosen."""
        return {(one["name"], one["value"], one["checked"]) for one in self.fields() if one["kind"] not in NEVER_KEPT}

    def asked(self) -> str:
        """The first field that the list of problems names; empty when it names none of the form."""
        ids = self.phone.problems()
        return next((one["name"] for one in self.fields() if one["id"] and one["id"] in ids), "")

    def press(self) -> list[int]:
        """Send it by its main button, which stands last."""
        self._unfold()
        return self.phone.send(self.form().locator("button[type=submit]:visible").last)

    def blank(self) -> None:
        """Take out every word that the page brought."""
        self._unfold()
        form = self.form()
        for one in self.fields():
            if one["kind"] in TYPED and one["value"]:
                _control(form, one).fill("")

    def fill(self, *, without: str = "") -> None:
        """Type and choose what is still open."""
        self._unfold()
        form, fields = self.form(), self.fields()
        names = {one["name"] for one in fields}
        chosen: set[str] = {one["name"] for one in fields if one["checked"]}
        for one in fields:
            name = one["name"]
            if name != without and not self.special.leaves_out(name):
                self._fill_one(form, one, chosen, names)

    def _unfold(self) -> None:
        """Open what is folded, as a finger would."""
        around = self.form().locator("xpath=ancestor::details[not(@open)]/summary")
        while around.count():
            around.first.click()
        folded = self.form().locator("details:not([open]) > summary")
        while folded.count():
            folded.first.click()

    def _fill_one(self, form: Locator, one: dict[str, Any], chosen: set[str], names: set[str]) -> None:
        name, kind, special = one["name"], one["kind"], self.special.values.get(one["name"])
        if kind in TYPED:
            if special is not None or not one["value"]:
                _control(form, one).fill(special if special is not None else _words_for(one, names))
        elif kind == "file":
            if name in self.special.files:
                _control(form, one).set_input_files(self.special.files[name])
        elif kind == "select":
            options = [value for value in one["options"] if value]
            if special or (options and not one["value"]):
                _control(form, one).select_option(special or options[0])
        elif kind in ("radio", "checkbox") and self._wants(one, special, chosen):
            chosen.add(name)
            _control(form, one).check()

    def _wants(self, one: dict[str, Any], special: str | None, chosen: set[str]) -> bool:
        if special is not None:
            return one["value"] == special and not one["checked"]
        return one["name"] not in chosen


def _control(form: Locator, one: dict[str, Any]) -> Locator:
    mark = f"[id='{one['id']}']" if one["id"] else f"[name='{one['name']}']"
    return form.locator(mark).first


def _words_for(one: dict[str, Any], names: set[str]) -> str:
    name, kind = one["name"], one["kind"]
    part = _part_of(name, names)
    if part:
        return part
    if kind == "password":
        return NEW_PASSWORD
    if kind == "email" or name.endswith("email"):
        return "new.person@example.org"
    if kind == "number" or one["number"]:
        return "20"
    words = f"Words typed for {name.replace('_', ' ')}"
    return words[: one["longest"]] if one["longest"] > 0 else words


def _part_of(name: str, names: set[str]) -> str:
    """A part of a day or a time. With a time it is yesterday: the tests run at any hour."""
    start, _line, last = name.rpartition("_")
    days = 20 if name.startswith(LATER) else -1 if f"{start}_time" in names else 0
    day: date = today() + timedelta(days=days)
    parts = {"day": str(day.day), "month": str(day.month), "year": str(day.year), "time": "10:15"}
    return parts.get(last, "") if start else ""
