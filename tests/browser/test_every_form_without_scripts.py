"""Every form of the product on a phone whose browser runs no scripts: refused when incomplete, taken when complete.

The forms are found by walking the pages, so a new one is tried as soon as it exists. Fields are filled by
their type; `special` says what some want instead.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from playwright.sync_api import Browser, TimeoutError

from apps.access.models import AccessEvent
from apps.core.clock import today
from tests.factories.accounts import PASSWORD
from tests.support.inventory import addresses, our_models
from tests.support.page_forms import Place, Sending, forms_of
from tests.support.scriptless import Fill, Phone, Trial
from tests.support.shared_server import server_in_the_tests_transaction
from tests.support.stages import Staged, staged

# Pages are looked at; what they write to each database has tests of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

# Looking is recorded, and a session is kept, whatever becomes of a form.
WRITTEN_ANYWAY = (AccessEvent, Session)
# A form is tried in places of its own until one is in a state to take it; the others must refuse it in words.
PLACES = 12
LENGTHS = {"minutes": "60", "overhead_minutes": "10", "quorum": "3", "join_link": "https://meet.example.org/room"}
OUTCOME = r"^consensus|^learning_point_1$"
# Not for people of a hospital: a page of samples, which are refused or taken at its own whim.
SAMPLES = {"core:style_guide"}
# What is answered by a page without a record of ours being written: words that this page says.
ANSWERED = {
    "accounts:sign-in": "Everything At Once|What needs you",
    "accounts:sign-out": "Sign in",
    "accounts:send-link": "link",
    "accounts:make-token": "It is shown only here",
    "accounts:person > accounts:new-link": "A link is on its way",
    "documents:verify": "This is not a document of ours",
    "journeys:list": "CT chest",
    "journeys:detail > journeys:reveal": "(?i)planterton",
    "journeys:reveal": "(?i)planterton",
    # The button stands there, too, when the summary was begun: it then leads to it.
    "cases:detail > learning:draft-case": "Exactly what",
    "anonymous:send": "Sent without a name",
}
# What is taken and leads straight to the thing itself, which says enough.
WITHOUT_A_NOTICE = {
    "cases:log",
    "learning:draft-case",
    "learning:draft-meeting",
    "notifications:open",
    "meetings:move-line",
    "meetings:type-in",
    # Steps on the way: the next one follows.
    "intake:columns",
    "intake:words",
}

# No page of the staged world has these forms yet: they are not tried at all. A name that is reached must come off.
UNREACHED = {
    "alerts:answer", "cases:escalation-patient", "cases:file-hide", "cases:file-show", "cases:file-withdraw",
    "cases:from-alert", "intake:again", "meetings:involved-outcome", "meetings:tell-readers",
}  # fmt: skip
# These are opened and sent, but nobody has staged a record in the state that takes them, or given what they want. Of
# them it is held only that nothing fails and nothing typed is lost. A name that is taken must come off.
NOT_TAKEN = {
    "alerts:acted", "alerts:category-add", "alerts:raise", "alerts:read", "alerts:recipient", "alerts:rule-add",
    "anonymous:contributions", "anonymous:thread", "cases:file > cases:file-mask", "cases:files",
    "cases:log-link > cases:log", "cases:passing-on", "cases:review-request", "cases:take-off-reviewer",
    "governance:close", "governance:list", "governance:reopen", "intake:detail", "intake:headings", "intake:send",
    "intake:undo", "journeys:add-limit", "journeys:take-back", "learning:publish-early",
    # Sent with what stands there already, so that nothing new is written.
    "journeys:nation", "meetings:present-why",
    # One of two fields is enough, so that it is not refused without the first.
    "cases:second-opinion",
}  # fmt: skip
# Asked by a script while one types; no form leads there.
ASKED_BY_SCRIPTS = {"cases:screen", "cases:log-screen", "learning:screen"}


def special(staged_world: Staged) -> dict[str, Fill]:
    """What the fields of a form do not say by themselves."""
    here, lately = staged_world.here, today() - timedelta(days=2)
    past = {"starts_at_day": str(lately.day), "starts_at_month": str(lately.month), "starts_at_year": str(lately.year)}
    return {
        "accounts:sign-in": Fill({"email": staged_world.everything.email, "password": PASSWORD}),
        "accounts:change-password": Fill({"current": PASSWORD}),
        "accounts:send-link": Fill({"email": here.person.email}),
        "cases:log": Fill({"patient_action": "no"}, only=r"^what$|^narrative$|^how_discovered$"),
        "cases:triage-case": Fill({"decision": "ask"}, only=r"^question$"),
        "cases:amend": Fill(only=r"^narrative$|^reason$|^body_region$"),
        "cases:event merge": Fill({"into": here.received.reference}),
        "documents:verify": Fill({"hash": "a" * 64}, only="^$"),
        "journeys:list": Fill({"key": here.study.accession_number}),
        "meetings:plan": Fill(LENGTHS),
        "meetings:type-in": Fill({**LENGTHS, **past}),
        "meetings:change": Fill(LENGTHS),
        "meetings:series": Fill({**LENGTHS, "minutes_per_case": "8", "least_a_year": "6", "most_months_apart": "2"}),
        "meetings:record-outcome": Fill(only=OUTCOME),
        "meetings:amend-outcome": Fill(only=OUTCOME + "|^reason$"),
    }


def rows() -> dict[str, frozenset[str]]:
    """Everything that is stored, by model."""
    every: list[type[models.Model]] = [one for one in our_models() if one not in WRITTEN_ANYWAY]
    return {one._meta.label: frozenset(map(repr, one._base_manager.values_list())) for one in every}


class Attempt:
    """One form in one place: what is wrong with it, and whether it was taken."""

    def __init__(self, phone: Phone, sending: Sending, place: Place, fill: Fill) -> None:
        self.phone, self.sending = phone, sending
        self.trial = Trial(phone, place, fill)
        self.wrong: list[str] = []
        self.taken = False
        self.last_words = ""

    def make(self) -> "Attempt":
        """Try it, and undo whatever it did, so that the next form finds the same world."""
        for step in (self.incomplete, self.complete):
            with transaction.atomic():
                self.phone.open(self.trial.place)
                try:
                    step()
                except TimeoutError as stuck:
                    self.wrong.append(f"it cannot be used: {str(stuck)[:200]}")
                transaction.set_rollback(True)
            cache.clear()
        return self

    def expect(self, holds: bool, words: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(f"{words} ({self.phone.page.url.removeprefix(self.phone.address)})")

    def incomplete(self) -> None:
        """Empty, then with all but one of the fields that the page asks for."""
        self.trial.blank()
        answers = self.trial.press()
        self.expect(max(answers) < 500, f"sent empty it fails with {answers}")
        asked = self.phone.problems()
        missing = next((one["name"] for one in self.trial.fields() if one["id"] in asked), "") if any(asked) else ""
        if not missing:
            return
        self.trial.fill(without=missing)
        typed = self.trial.standing()
        answers = self.trial.press()
        self.expect(max(answers) < 500, f"without {missing} it fails with {answers}")
        self.expect(bool(self.phone.problems()), f"without {missing} there is no list of problems")
        lost = sorted(typed - self.trial.standing()) if self.phone.problems() else []
        self.expect(not lost, f"without {missing} it loses {lost}")

    def complete(self) -> None:
        """With everything: a good page, words of success, and the record."""
        before = rows()
        self.trial.blank()
        self.trial.fill()
        answers = self.trial.press()
        self.expect(max(answers) < 500, f"sent whole it fails with {answers}")
        self.taken = answers[-1] == 200 and not self.phone.problems()
        self.last_words = self.phone.words()[:400]
        if not self.taken:
            return
        name, words = self.sending.name, self.phone.words()
        if name in ANSWERED:
            self.expect(bool(re.search(ANSWERED[name], words)), f"it answers {words[:200]!r}")
            return
        self.expect(rows() != before, "it is taken and nothing is written")
        says_so = self.phone.has_notice() or self.sending.goes_to in WITHOUT_A_NOTICE
        self.expect(says_so, f"it is taken without a word: {words[:200]!r}")


def places_of(sending: Sending) -> list[Place]:
    """Some places, each page once, by whoever came first."""
    by_page = {one.path: one for one in reversed(sending.places)}
    return list(reversed(by_page.values()))[:PLACES]


def attempts(phone: Phone, sending: Sending, fill: Fill) -> list[Attempt]:
    """Place by place until it is taken."""
    made = []
    for place in places_of(sending):
        made.append(Attempt(phone, sending, place, fill).make())
        if made[-1].taken:
            break
    return made


def test_every_form_can_be_sent_without_scripts(browser: Browser, client: Client) -> None:
    built = staged()
    forms = {name: one for name, one in forms_of(client, built).items() if name not in SAMPLES}
    fills = special(built)
    wrong: dict[str, list[str]] = {}
    with server_in_the_tests_transaction() as address:
        phone = Phone(browser, address)
        for name, sending in forms.items():
            tries = attempts(phone, sending, fills.get(name, Fill()))
            faults = [fault for one in tries for fault in one.wrong]
            if not tries[-1].taken:
                faults.append(f"nowhere taken, at last: {tries[-1].last_words}")
            if faults:
                wrong[name] = faults
        phone.context.close()

    reached = {one.goes_to.partition(" ")[0] for one in forms.values()}
    for unreached in _posted() - reached - SAMPLES - ASKED_BY_SCRIPTS - UNREACHED:
        wrong[unreached] = ["no page was found with a form that goes there: stage a record that has it"]
    for unused in {*fills, *ANSWERED} - set(forms):
        wrong[unused] = ["no such form: take it out of the tables of this test"]
    for found in UNREACHED & reached | NOT_TAKEN & set(forms) - set(wrong):
        wrong[found] = ["it is tried and taken: take it off the lists of what is left to stage"]
    wrong = {name: faults for name, faults in wrong.items() if name not in NOT_TAKEN or _is_fault(faults)}
    assert wrong == {}, "\n".join(f"{name}: {fault}" for name, faults in wrong.items() for fault in faults)


def _is_fault(faults: list[str]) -> bool:
    """A fault of the page is one whatever the form still wants."""
    return any(" fails with " in fault or " it loses " in fault for fault in faults) or "it is tried " in faults[0]


def _posted() -> set[str]:
    """Every address of a page that something can be sent to."""
    return {one.name for one in addresses() if "POST" in one.methods() and not one.is_api}
