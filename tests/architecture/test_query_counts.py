"""A list asks the database the same number of questions for one row and for twenty-five."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.guard import Guard
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.acting import add_action
from apps.cases.domain.messaging import post_message
from apps.cases.domain.registering import StudyInput
from apps.cases.enums import ActionKind, CaseEvent, PatientAction
from apps.core.actor import acting_as, command_actor
from apps.documents.domain.packs import CaseLearningPack
from apps.documents.domain.requesting import request_document
from apps.documents.enums import DocumentKind
from apps.governance.domain.opening import open_record
from apps.journeys.domain.limiting import add_limit
from apps.learning.domain.preparing import draft_case_summary
from apps.meetings.domain.agendas import place_on_agenda
from tests.factories import accounts, alerts, cases, imports, meetings
from tests.support.claimed import claimed
from tests.support.furnished import study_with_patient
from tests.support.furnished_limits import WORDS
from tests.support.furnished_schemes import in_use
from tests.support.inventory import Address, addresses
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

READER = "Reported outside the trust."


# The address that other systems call, which leads to the form.
NO_PAGE = {"cases:log-link"}


def is_list(address: Address) -> bool:
    view = address.view_class
    guarded = isinstance(view, type) and issubclass(view, Guard)
    return guarded and not address.arguments and "GET" in address.methods() and address.name not in NO_PAGE


LISTS = [one for one in addresses() if is_list(one)]


class Pile:
    """Adds one more of everything that a list can show to somebody with every role."""

    def __init__(self, built: World) -> None:
        self.built, self.where = built, built.north
        with acting_as(command_actor("test")):
            self.me: User = accounts.member(self.where, *Role, full_name="Everything At Once")
        self.second = built.one(Role.LEAD)
        self.number = 0
        self.kind = alerts.category(built, alerts.switched_on(built))

    def add(self) -> None:
        """One more."""
        self.number += 1
        me = actor_for(self.me)
        staff, reviewer = self.built.one(Role.STAFF), self.me
        study = study_with_patient(self.where, self.me, staff, accession_number=f"Q{self.number:06d}")
        with acting_as(command_actor("test")):
            accounts.member(self.where, Role.STAFF)
            accounts.api_token(self.me)
        urgent = cases.case(self.me, self.where, patient_action=PatientAction.YES, studies=(StudyInput(study.pk),))
        cases.move(urgent, self.built.one(Role.CHAIR), CaseEvent.ASK, question="Which series?")
        alerts.alert(self.built, self.kind, by=self.me, of=study)
        seen = cases.study(self.where, accession_number=f"S{self.number:06d}")
        opened = cases.case(staff, self.where, studies=(StudyInput(seen.pk),))
        under_review = cases.case(staff, self.where, readers_unknown_reason=READER)
        cases.move(under_review, self.built.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])
        with acting_as(command_actor("test")):
            waiting = meetings.ready_case(self.where, staff)
        fed_back = cases.case(staff, self.where, readers_unknown_reason=READER)
        cases.move(fed_back, self.me, CaseEvent.GIVE_FEEDBACK, learning_point="Compare with the earlier film.")
        imports.checked(self.where, self.me, imports.ONE_BAD_ROW)
        claimed(self.where, self.me)
        in_use(self.where, self.me, "kim_mansfield")
        self.involve_me()
        with acting_as(me):
            open_record(actor=me, reference=opened.reference)
            starts = WORDS.active_from + timedelta(days=self.number)
            add_limit(actor=me, trust_id=self.where.trust_id, words=replace(WORDS, active_from=starts))
            draft_case_summary(actor=me, case_id=fed_back.pk)
            add_action(actor=me, case_id=waiting.pk, kind=ActionKind.OTHER, what="Tell them", owner_id=self.me.pk)
            post_message(actor=me, case_id=waiting.pk, text="A word")
            meetings.meeting(self.where, self.built.one(Role.CHAIR), days=10 + self.number)
            request_document(
                actor=me,
                kind=DocumentKind.CASE_LEARNING_SUMMARY,
                pack=CaseLearningPack(title=f"Look twice, part {self.number}"),
                subject_label="cases.case",
                subject_id=str(fed_back.pk),
                department_id=self.where.pk,
                approved_by_id=self.second.pk,
            )

    def involve_me(self) -> None:
        """A report of one's own is put on an agenda, which tells its reader."""
        chair = self.built.one(Role.CHAIR)
        with acting_as(command_actor("test")):
            own = meetings.ready_case(self.where, self.built.one(Role.STAFF), readers=[self.me])
        with acting_as(actor_for(chair)) as actor:
            soon = meetings.meeting(self.where, chair, days=30 + self.number)
            place_on_agenda(actor=actor, meeting_id=soon.pk, case_id=own.pk)


@pytest.fixture
def pile() -> Pile:
    return Pile(world())


# Pages without a list: forms and words only. What the others show must have grown, or they prove nothing.
WITHOUT_ROWS = {
    "accounts:account",
    "accounts:add-person",
    "accounts:change-password",
    "accounts:make-token",
    "alerts:settings",
    "anonymous:contributions",
    "api-alert-categories",
    "api-departments",
    "api-failure-counts",
    "api-me",
    "api-standing-shares",
    "api-terms",
    "cases:access-find",
    "cases:log",
    # By year, month, term or step: more cases make larger numbers, not more lines.
    "cases:failure-counts",
    "cases:pace",
    "cases:standing-share",
    "intake:send",
    "meetings:codings",
    "meetings:plan",
    "meetings:series",
    "meetings:type-in",
    "portal:help",
}


@dataclass(frozen=True)
class Asked:
    """What one page cost and how much it said."""

    questions: int
    length: int


def ask(client: Client, path: str) -> Asked:
    client.get(path)  # whatever is remembered is remembered now
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path)
    assert response.status_code == 200, path
    return Asked(len(asked), len(response.content))


def test_every_list_asks_as_often_for_many_rows_as_for_one(pile: Pile, client: Client) -> None:
    pile.add()
    client.force_login(pile.me)
    few = {one.name: ask(client, "/" + one.route) for one in LISTS}

    for _more in range(24):
        pile.add()
    many = {one.name: ask(client, "/" + one.route) for one in LISTS}

    asking_more = {name: (few[name], many[name]) for name in few if many[name].questions > few[name].questions}
    assert asking_more == {}
    still = sorted({name for name in few if many[name].length < few[name].length + 200} - WITHOUT_ROWS)
    assert still == [], "\n".join(still)
