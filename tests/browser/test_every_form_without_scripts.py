"""Every form of the product on a phone whose browser runs no scripts: refused when incomplete, put right, taken.

The forms are found by walking the pages, so a new one is tried as soon as it exists. Fields are filled by their type;
`special` says what some want instead. With `FORMS=alerts` in the environment only those are tried whose name
matches (it is a regular expression).
"""

import os
import re
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, TimeoutError

from apps.access.models import AccessEvent
from apps.core.clock import today
from tests.factories import imports
from tests.factories.accounts import PASSWORD
from tests.support import sent_files
from tests.support.inventory import addresses
from tests.support.page_forms import Place, Sending, forms_of
from tests.support.scriptless import Fill, Phone, Trial
from tests.support.shared_server import server_in_the_tests_transaction
from tests.support.stages import Staged, staged
from tests.support.written import tables_written

# Pages are looked at; what they write to each database has tests of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

ONLY = re.compile(os.environ.get("FORMS", ""))
# Looking is recorded, and a session is kept, whatever becomes of a form.
WRITTEN_ANYWAY = {one._meta.db_table for one in (AccessEvent, Session)}
# A form is tried in places of its own until one is in a state to take it; the others must refuse it in words.
PLACES = 12
LENGTHS = {"minutes": "60", "overhead_minutes": "10", "quorum": "3", "join_link": "https://meet.example.org/room"}
HOURS = {"remind_after_hours": "4", "hand_over_after_hours": "24"}
PICTURE = sent_files.png(size=(300, 200))
SHEET = imports.sheet(imports.GOOD_ROW).encode()
OUTCOME = r"^consensus|^learning_point_1$"
# Not for people of a hospital: a page of samples, which are refused or taken at its own whim.
SAMPLES = {"core:style_guide"}
# What is answered by a page without a record of ours being written: words that this page says.
ANSWERED = {
    "accounts:sign-in": "Everything At Once|What needs you",
    "accounts:sign-out": "Sign in",
    "accounts:send-link": "link",
    "accounts:person > accounts:new-link": "A link is on its way",
    "documents:verify": "This is not a document of ours",
    "journeys:list": "CT chest",
    "journeys:detail > journeys:reveal": "(?i)planterton",
    "journeys:reveal": "(?i)planterton",
    "cases:escalation > cases:escalation-patient": "(?i)planterton",
    "anonymous:thread": "Your anonymous case",
}
# What is written and then said by the page itself in these words: it stays there for whoever comes next, it is shown
# once, or nobody is signed in.
SAID = {
    "accounts:make-token": "It is shown only here",
    "intake:detail > intake:again": "Nothing of it was kept. Try again",
    "intake:undo": "Undone by",
    "alerts:answer (read)": "It is recorded that the report was read",
    "alerts:answer (not-for-me)": "Thank you",
    "alerts:answer (acted)": "Thank you",
    "anonymous:send": "Sent without a name",
    "anonymous:thread (message)": "Your message is in the thread",
    "anonymous:thread (words)": "The case now says it in your new words",
    "anonymous:thread (withdraw)": "You have taken the case back",
}
# What is taken and leads straight to the thing itself, which says enough.
WITHOUT_A_NOTICE = {
    "cases:log",
    "governance:list",
    "learning:draft-case",
    "learning:draft-meeting",
    "notifications:open",
    "meetings:move-line",
    "meetings:type-in",
    # The room sees the case next, and nothing else.
    "meetings:present-why",
    # Steps on the way: the next one follows.
    "intake:columns",
    "intake:headings",
    "intake:send",
    "intake:words",
}
# Forms that name a field when they are empty, and do not need just that one.
ONE_OF_TWO = {
    "cases:coding": "a term of any scheme",
    "cases:failure-add": "a step of the journey, or a failing of the list",
    "cases:second-opinion": "the person who gave it, or a name for somebody outside",
}
# Asked by a script while one types; no form leads there.
ASKED_BY_SCRIPTS = {"cases:screen", "cases:log-screen", "learning:screen"}


def special(staged_world: Staged) -> dict[str, Fill]:
    """What the fields of a form do not say by themselves."""
    here = staged_world.here
    past = _day("starts_at", today() - timedelta(days=2))
    logged = {"patient_action": "no"}
    what_logging_asks = r"^what$|^narrative$|^how_discovered$"
    return {
        "accounts:sign-in": Fill({"email": staged_world.everything.email, "password": PASSWORD}),
        "accounts:change-password": Fill({"current": PASSWORD}),
        "accounts:send-link": Fill({"email": here.person.email}),
        "alerts:category-add": Fill({"code": "urgent-ct"}),
        "alerts:rule-add": Fill({"channel": "officer", "level": "7"}, empty="^person$"),
        "anonymous:contributions": Fill({"receipt": staged_world.receipt}),
        "anonymous:thread": Fill({"key": staged_world.key}),
        "anonymous:send": Fill(only=what_logging_asks),
        "cases:log": Fill(logged, only=what_logging_asks),
        "cases:log-link > cases:log": Fill(logged, only=what_logging_asks),
        "cases:triage-case": Fill({"decision": "ask"}, only=r"^question$"),
        # Not before the day on which it was found, and at no time that may still be ahead.
        "cases:action-finish": Fill(_day("happened", today()), empty=r"_unknown$|^happened_time$"),
        "cases:amend": Fill(only=r"^narrative$|^reason$|^body_region$"),
        "cases:event merge": Fill({"into": here.received.reference}),
        "cases:file > cases:file-mask": Fill(dict.fromkeys(("left", "top", "width", "height"), "10")),
        "cases:files": Fill(files={"file": {"name": "a.png", "mimeType": "image/png", "buffer": PICTURE}}),
        "cases:passing-on": Fill({**HOURS, "place_0": "1", "place_1": "2"}, empty=r"^place_"),
        "documents:verify": Fill({"hash": "a" * 64}, only="^$"),
        "governance:list": Fill({"reference": here.urgent.reference}),
        "intake:headings": Fill({"heading_row": "1"}),
        "intake:send": Fill(files={"file": {"name": "a.csv", "mimeType": "text/csv", "buffer": SHEET}}),
        "journeys:add-limit": Fill({"start_stage": "acquisition", "stop_stage": "verification"}),
        "journeys:list": Fill({"key": here.study.accession_number}),
        "journeys:nation": Fill({"nation": "SCT"}),
        "meetings:plan": Fill(LENGTHS),
        "meetings:type-in": Fill({**LENGTHS, **past}),
        "meetings:change": Fill(LENGTHS),
        "meetings:series": Fill({**LENGTHS, "minutes_per_case": "8", "least_a_year": "6", "most_months_apart": "2"}),
        "meetings:record-outcome": Fill(only=OUTCOME),
        "meetings:amend-outcome": Fill(only=OUTCOME + "|^reason$"),
    }


def _day(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


class Attempt:
    """One form in one place: what is wrong with it, and whether it was taken."""

    def __init__(self, phone: Phone, sending: Sending, place: Place, fill: Fill) -> None:
        self.phone, self.name, self.goes_to = phone, sending.name, sending.goes_to
        self.trial = Trial(phone, place, fill)
        self.wrong: list[str] = []
        self.taken = False
        self.last_words = ""
        self.written: set[str] = set()

    def make(self) -> "Attempt":
        """Try it, and undo whatever it did, so that the next form finds the same world."""
        for step in (self.put_right, self.afresh):
            with transaction.atomic():
                self.phone.open(self.trial.place)
                try:
                    is_over = step() or step == self.afresh
                except TimeoutError as stuck:
                    self.wrong.append(f"it cannot be used: {str(stuck)[:200]}")
                    is_over = True
                transaction.set_rollback(True)
            cache.clear()
            if is_over:
                break
        return self

    def expect(self, holds: bool, words: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(f"{words} ({self.phone.page.url.removeprefix(self.phone.address)})")

    def put_right(self) -> bool:
        """Empty, then without one of the fields that the page asks for, then with it; false if it asks for none."""
        fields = self.trial.fields()
        self.trial.blank()
        if self.send("empty"):
            if not fields:
                self.answers()
            return not fields
        if not self.trial.is_there():
            return True
        missing = self.trial.asked()
        if missing:
            self.trial.fill(without=missing)
            typed = self.trial.standing()
            if self.send(f"without {missing}"):
                self.expect(self.name in ONE_OF_TWO, f"without {missing} it is taken")
                return self.answers()
            self.expect(bool(self.phone.problems()), f"without {missing} there is no list of problems")
            if not self.trial.is_there():
                self.expect(False, f"without {missing} it is gone, and what was typed with it")
                return True
            lost = sorted(typed - self.trial.standing())
            self.expect(not lost, f"without {missing} it loses {lost}")
        return self.whole()

    def afresh(self) -> bool:
        """With everything at once."""
        self.trial.blank()
        return self.whole()

    def whole(self) -> bool:
        """Whatever is open is filled; it is over with that."""
        self.trial.fill()
        return self.send("whole") and self.answers()

    def send(self, how: str) -> bool:
        """Press the button; whether it was taken."""
        with tables_written() as self.written:
            statuses = self.trial.press()
        self.expect(max(statuses) < 500, f"sent {how} it fails with {statuses}")
        self.taken = statuses[-1] == 200 and not self.phone.problems()
        self.last_words = self.phone.words()
        return self.taken

    def left_nothing(self) -> bool:
        """Whether it was taken as a second press is, which finds its work done: it proves nothing then."""
        return self.taken and self.name not in ANSWERED and not self.written - WRITTEN_ANYWAY

    def answers(self) -> bool:
        """The page says that it was taken."""
        words = ANSWERED.get(self.name) or SAID.get(self.name)
        if words:
            self.expect(bool(re.search(words, self.last_words)), f"it answers {self.last_words[:200]!r}")
        else:
            says_so = self.phone.has_notice() or self.goes_to in WITHOUT_A_NOTICE
            self.expect(says_so, f"it is taken without a word: {self.last_words[:200]!r}")
        return True


def places_of(sending: Sending) -> list[Place]:
    """Some places, each page once, by whoever came first."""
    by_page = {one.path: one for one in reversed(sending.places)}
    return list(reversed(by_page.values()))[:PLACES]


def attempts(phone: Phone, sending: Sending, fill: Fill) -> list[Attempt]:
    """Place by place until it is taken and does something."""
    made = []
    for place in places_of(sending):
        made.append(Attempt(phone, sending, place, fill).make())
        if made[-1].taken and not made[-1].left_nothing():
            break
    return made


def test_every_form_can_be_sent_without_scripts(browser: Browser, client: Client) -> None:
    built = staged()
    forms = {name: one for name, one in forms_of(client, built).items() if name not in SAMPLES and ONLY.search(name)}
    fills = special(built)
    wrong: dict[str, list[str]] = {}
    with server_in_the_tests_transaction() as address:
        phone = Phone(browser, address)
        for name, sending in forms.items():
            tries = attempts(phone, sending, fills.get(name, Fill()))
            faults = [fault for one in tries for fault in one.wrong]
            if not tries[-1].taken:
                faults.append(f"nowhere taken, at last: {tries[-1].last_words[:400]}")
            elif tries[-1].left_nothing():
                faults.append(f"taken, and nowhere is anything written: {tries[-1].last_words[:400]}")
            if faults:
                wrong[name] = faults
        phone.context.close()

    reached = {one.goes_to.partition(" ")[0] for one in forms.values()}
    posted = {one.name for one in addresses() if "POST" in one.methods() and not one.is_api and ONLY.search(one.name)}
    for unreached in posted - reached - SAMPLES - ASKED_BY_SCRIPTS:
        wrong[unreached] = ["no page was found with a form that goes there: stage a record that has it"]
    for unused in {name for name in {*fills, *ANSWERED, *SAID, *ONE_OF_TWO} - set(forms) if ONLY.search(name)}:
        wrong[unused] = ["no such form: take it out of the tables of this test"]
    assert wrong == {}, "\n".join(f"{name}: {fault}" for name, faults in wrong.items() for fault in faults)
