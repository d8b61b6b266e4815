"""Each event tells the right people, in words that reveal nothing, and nobody who may not know."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.escalating import hand_over
from apps.cases.domain.messaging import post_message
from apps.cases.domain.reading import ReaderInput
from apps.cases.enums import ActionKind, CaseEvent, PatientAction
from apps.cases.models import Case, Escalation, FollowUpAction
from apps.core.actor import acting_as, command_actor
from apps.core.clock import now, today
from apps.documents.domain.withdrawing import withdraw
from apps.documents.events import DocumentNotPrinted, DocumentPrinted
from apps.documents.models import StoredDocument
from apps.documents.queries.recipients import OBJECT_LABEL
from apps.learning.enums import SummaryEvent
from apps.learning.events import SummaryMoved
from apps.learning.models import LearningSummary
from apps.notifications.models import Notification
from apps.portal.tasks import send_reminders
from apps.portal.telling import documents as telling_documents
from apps.portal.telling.learning import summary_moved
from tests.factories import accounts
from tests.factories import cases as make
from tests.integration.portal.busy import fill
from tests.support.worlds import World, world

SECRET = "Zebrastripe shadow left apex"


@pytest.fixture
def place(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


def told(kind: str = "") -> set[str]:
    """Whose roles were told, by their names."""
    rows = Notification.objects.select_related("person")
    return {one.person.full_name for one in (rows.filter(kind=kind) if kind else rows)}


def names(place: World, *roles: Role) -> set[str]:
    """The people with those roles in the north."""
    return {place.one(role).full_name for role in roles}


def forget() -> None:
    """Start counting afresh."""
    Notification.objects.all().delete()


def test_new_case_is_told_to_those_who_triage_it(place: World) -> None:
    make.case(place.one(Role.STAFF), place.north)

    assert told() == names(place, Role.CHAIR, Role.DEPUTY)


def test_new_case_about_the_chairs_own_report_is_told_to_the_deputy_alone(place: World) -> None:
    readers = (ReaderInput(person_id=place.one(Role.CHAIR).pk),)

    make.case(place.one(Role.STAFF), place.north, readers=readers)

    assert told() == names(place, Role.DEPUTY)


def test_chair_who_logs_a_case_is_not_told_of_it(place: World) -> None:
    make.case(place.one(Role.CHAIR), place.north)

    assert told() == names(place, Role.DEPUTY)


def test_escalation_tells_the_lead_at_once_and_urgently(place: World, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make.case(place.one(Role.STAFF), place.north, patient_action=PatientAction.YES)

    raised = Notification.objects.get(kind="patient")
    assert raised.person == place.one(Role.LEAD)
    assert raised.is_urgent
    urgent = [one for one in mail.outbox if one.subject.startswith("Urgent")]
    assert [one.to for one in urgent] == [[place.one(Role.LEAD).email]]


def test_handing_an_escalation_over_and_back_tells_each_time(place: World) -> None:
    case = make.case(place.one(Role.STAFF), place.north, patient_action=PatientAction.YES)
    raised = Escalation.objects.get(case=case)
    lead, officer = place.one(Role.LEAD), place.one(Role.FAILSAFE)
    forget()

    for giver, taker in ((lead, officer), (officer, lead)):
        with acting_as(actor_for(giver)) as actor:
            hand_over(actor=actor, escalation_id=raised.pk, lead_id=taker.pk)

    assert [one.person for one in Notification.objects.order_by("created_at")] == [officer, lead]


STEPS: list[tuple[CaseEvent, dict[str, Any], set[Role]]] = [
    (CaseEvent.ASK, {"question": SECRET}, {Role.STAFF}),
    (CaseEvent.ACCEPT, {}, {Role.STAFF}),
    (CaseEvent.DECLINE, {"reason": SECRET}, {Role.STAFF}),
    (CaseEvent.GIVE_FEEDBACK, {"learning_point": SECRET}, {Role.STAFF}),
    (CaseEvent.SEND_TO_REVIEW, {"reviewers": [], "note": SECRET}, {Role.STAFF, Role.REVIEWER}),
]


@pytest.mark.parametrize(("event", "payload", "roles"), STEPS, ids=[one[0].value for one in STEPS])
def test_each_step_is_told_in_plain_words_and_the_mail_carries_none(
    place: World,
    django_capture_on_commit_callbacks: Any,
    event: CaseEvent,
    payload: dict[str, Any],
    roles: set[Role],
) -> None:
    case = make.case(place.one(Role.STAFF), place.north, narrative=SECRET, readers_unknown_reason="Outside the trust.")
    forget()
    if "reviewers" in payload:
        payload = {**payload, "reviewers": [place.one(Role.REVIEWER).pk]}

    with django_capture_on_commit_callbacks(execute=True):
        make.move(case, place.one(Role.CHAIR), event, **payload)

    assert told() == names(place, *roles)
    assert {one.to[0] for one in mail.outbox} == {place.one(role).email for role in roles}
    words = "\n".join(
        [*(one.text for one in Notification.objects.all()), *(one.subject + one.body for one in mail.outbox)]
    )
    for part in (*SECRET.split(), "Chest", "CT", "Outside"):
        assert part not in words, part
    for sent in mail.outbox:
        assert case.reference not in sent.subject + sent.body


def test_answer_goes_back_to_those_who_triage(place: World) -> None:
    staff, chair = place.one(Role.STAFF), place.one(Role.CHAIR)
    case = make.case(staff, place.north)
    make.move(case, chair, CaseEvent.ASK, question="Which side?")
    forget()

    make.move(case, staff, CaseEvent.ANSWER, answer="The left.")

    assert told() == names(place, Role.CHAIR, Role.DEPUTY)


def test_submitter_who_left_the_department_is_not_told(place: World) -> None:
    staff = place.one(Role.STAFF)
    case = make.case(staff, place.north, readers_unknown_reason="Outside.")
    with acting_as(command_actor("test")):
        membership = staff.memberships.get()
        membership.starts_on = membership.ends_on = today() - timedelta(days=1)
        membership.save()
    forget()

    make.move(case, place.one(Role.CHAIR), CaseEvent.ACCEPT)

    assert told() == set()


def _post(case: Case, by: User) -> None:
    with acting_as(actor_for(by)) as actor:
        post_message(actor=actor, case_id=case.pk, text=SECRET)


def test_message_reaches_the_other_side_only(place: World) -> None:
    staff, chair = place.one(Role.STAFF), place.one(Role.CHAIR)
    case = make.case(staff, place.north, confidentiality=Confidentiality.CONFIDENTIAL)
    forget()

    _post(case, staff)
    to_chairs = told("message")
    forget()
    _post(case, chair)

    assert to_chairs == names(place, Role.CHAIR, Role.DEPUTY)
    assert told("message") == names(place, Role.STAFF)


def test_confidential_case_is_told_to_nobody_who_may_not_see_it(place: World) -> None:
    case = make.case(
        place.one(Role.STAFF),
        place.north,
        confidentiality=Confidentiality.CONFIDENTIAL,
        readers_unknown_reason="Outside.",
    )
    make.move(case, place.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[place.one(Role.REVIEWER).pk], note="")

    assert told() == names(place, Role.CHAIR, Role.DEPUTY, Role.STAFF, Role.REVIEWER)


def test_summary_to_approve_is_told_to_second_persons_and_back_to_its_author(place: World) -> None:
    fill(place, 1)
    summary = LearningSummary.objects.get(status="submitted")
    chair, governance = place.one(Role.CHAIR), place.one(Role.GOVERNANCE)
    forget()

    with acting_as(actor_for(chair)):
        summary_moved(SummaryMoved(summary_id=summary.pk, event=SummaryEvent.SUBMIT))
    asked = told()
    forget()
    with acting_as(actor_for(governance)):
        summary_moved(SummaryMoved(summary_id=summary.pk, event=SummaryEvent.APPROVE))

    assert asked == names(place, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE)
    assert told() == names(place, Role.CHAIR)


def _document_event(kind: Callable[..., Any], document: StoredDocument, **more: Any) -> Any:
    return kind(
        document_id=document.pk,
        kind=document.kind,
        subject_label=document.subject_label,
        subject_id=document.subject_id,
        department_id=document.department_id,
        **more,
    )


def test_document_made_or_not_made_is_told_to_its_publisher(place: World) -> None:
    fill(place, 1)
    document = StoredDocument.objects.get()
    forget()

    with acting_as(actor_for(place.one(Role.CHAIR))):
        telling_documents.document_not_printed(_document_event(DocumentNotPrinted, document, reason=SECRET))
        failed = told()
        forget()
        telling_documents.document_printed(_document_event(DocumentPrinted, document))

    assert failed == names(place, Role.CHAIR)
    assert told() == names(place, Role.CHAIR, Role.GOVERNANCE)
    assert document.title not in "".join(Notification.objects.values_list("text", flat=True))


def test_withdrawn_document_is_told_to_everybody_with_a_copy(place: World) -> None:
    fill(place, 1)
    document = StoredDocument.objects.get()
    staff, records = place.one(Role.STAFF), place.one(Role.RECORDS)
    with acting_as(command_actor("test")):
        document.state, document.error = "ready", ""
        document.file, document.file_sha256, document.file_size, document.pages = "a.pdf", "a" * 64, 1, 1
        document.save()
    record_access(
        actor=actor_for(staff), action=AccessAction.DOWNLOAD, object_label=OBJECT_LABEL, object_id=document.pk
    )
    forget()

    with acting_as(actor_for(records)) as actor:
        withdraw(actor=actor, document_id=document.pk, reason=SECRET)

    assert told("withdrawn") == names(place, Role.STAFF, Role.CHAIR, Role.GOVERNANCE)


def test_reminders_go_out_once_a_day(place: World) -> None:
    staff = place.one(Role.STAFF)
    with acting_as(command_actor("test")):
        owner = accounts.member(place.north, Role.STAFF, full_name="Owner Person")
    case = make.case(staff, place.north, patient_action=PatientAction.YES)
    Escalation.objects.filter(case=case).model._base_manager.filter(case=case).update(
        raised_at=now() - timedelta(hours=30)
    )
    with acting_as(command_actor("test")):
        FollowUpAction.objects.create(
            case=case, kind=ActionKind.OTHER, what="Ring.", owner=owner, due_on=today() - timedelta(days=1)
        )
    forget()

    send_reminders()
    send_reminders()

    assert told("patient") == names(place, Role.LEAD, Role.FAILSAFE, Role.CHAIR, Role.DEPUTY)
    assert told("reminder") == {"Owner Person"}
    assert Notification.objects.count() == 5


def test_other_departments_hear_nothing(place: World) -> None:
    make.case(place.one(Role.STAFF), place.north, patient_action=PatientAction.YES)

    elsewhere: set[UUID] = {place.one(role, where).pk for role in Role for where in (place.south, place.other)}
    assert not Notification.objects.filter(person__in=elsewhere).exists()
