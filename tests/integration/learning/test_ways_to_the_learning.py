"""From a case to what was concluded about it, and from a meeting to its learning: for each who may, and no further."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case
from apps.core.actor import acting_as, command_actor
from apps.documents.domain.packs import CaseLearningPack
from apps.documents.domain.requesting import request_document
from apps.documents.enums import DocumentKind
from apps.documents.models import StoredDocument
from apps.learning.domain.preparing import draft_case_summary, draft_meeting_summary
from apps.learning.models import LearningSummary
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.enums import ConsensusKind
from apps.meetings.models import AgendaItem, Meeting
from tests.factories import cases as make_cases
from tests.factories import meetings as make
from tests.support.worlds import World

CONSENSUS, POINT = "The nodule is visible on the first film.", "Look behind the heart."


@pytest.fixture
def meeting(discussed: Case) -> Meeting:
    """The meeting that discussed it."""
    return AgendaItem.objects.get(case=discussed).meeting


def page(client_for: Any, who: User, where: Any) -> str:
    answer = client_for(who).get(where.get_absolute_url())
    assert answer.status_code == 200
    return str(answer.content.decode())


def printed(there: World, subject_label: str, subject_id: object, title: str) -> StoredDocument:
    """A document in print about a case or a meeting."""
    chair, second = there.one(Role.CHAIR), there.one(Role.GOVERNANCE)
    with acting_as(actor_for(chair)) as actor:
        document = request_document(
            actor=actor,
            kind=DocumentKind.CASE_LEARNING_SUMMARY,
            pack=CaseLearningPack(title=title),
            subject_label=subject_label,
            subject_id=str(subject_id),
            department_id=there.north.pk,
            approved_by_id=second.pk,
        )
        document.state, document.file = "ready", "a.pdf"
        document.file_sha256, document.file_size, document.pages = "a" * 64, 1, 1
        document.save()
    return document


@pytest.mark.parametrize("role", [Role.STAFF, Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.GOVERNANCE])
def test_case_page_says_what_was_concluded_to_everybody_who_may_read_the_case(
    discussed: Case, meeting: Meeting, there: World, client_for: Any, role: Role
) -> None:
    shown = page(client_for, there.one(role), discussed)

    assert CONSENSUS in shown
    assert POINT in shown
    assert meeting.title in shown
    assert f"{meeting.get_absolute_url()}#line-" in shown


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR])
def test_who_may_not_read_the_case_gets_no_conclusion(
    discussed: Case, there: World, client_for: Any, role: Role
) -> None:
    assert client_for(there.one(role)).get(discussed.get_absolute_url()).status_code == 404


def test_other_department_gets_no_conclusion(discussed: Case, there: World, client_for: Any) -> None:
    assert client_for(there.one(Role.CHAIR, there.south)).get(discussed.get_absolute_url()).status_code == 404


def test_case_that_was_on_no_agenda_has_no_empty_panel(there: World, client_for: Any) -> None:
    case = make_cases.case(there.one(Role.STAFF), there.north)

    shown = page(client_for, there.one(Role.CHAIR), case)

    assert 'id="concluded"' not in shown
    assert 'id="learning"' not in shown


def test_reviewer_who_has_yet_to_give_a_view_is_not_told_the_conclusion(
    discussed: Case, there: World, client_for: Any
) -> None:
    with acting_as(command_actor("test")):
        discussed.reviews.create(
            reviewer=there.one(Role.REVIEWER, there.north), assigned_at=discussed.received_at,
            assigned_by=there.one(Role.CHAIR),
        )  # fmt: skip
        discussed.readers.all().get().delete()
        discussed.status = CaseStatus.UNDER_REVIEW.value
        discussed.save()

    answer = client_for(there.one(Role.REVIEWER)).get(discussed.get_absolute_url(), follow=True)

    assert answer.redirect_chain == [(f"/cases/{discussed.pk}/opinion/", 302)]
    assert answer.status_code == 200
    assert CONSENSUS not in answer.content.decode()


def test_deferred_case_says_why_and_when_it_was_put_off(there: World, client_for: Any, acting: Any) -> None:
    chair = there.one(Role.CHAIR)
    case = make.ready_case(there.north, there.one(Role.STAFF))
    held_on = make.meeting(there.north, chair, days=-1, chair_id=chair.pk)
    with acting_as(actor_for(chair)) as actor:
        make.held(held_on, chair, [chair])
        item = bring_on_the_day(actor=actor, meeting_id=held_on.pk, case_id=case.pk)
        words = make.discussion(consensus_kind=ConsensusKind.DEFERRED, consensus="No time left.", learning_points=())
        record_outcome(actor=actor, meeting_id=held_on.pk, item_id=item.pk, discussion=words)

    shown = page(client_for, there.one(Role.STAFF), case)

    assert "Put off: No time left." in shown


def test_feedback_is_on_the_case_page(there: World, client_for: Any) -> None:
    case = make_cases.case(there.one(Role.STAFF), there.north, readers_unknown_reason="Outside.")
    make_cases.move(case, there.one(Role.CHAIR), CaseEvent.GIVE_FEEDBACK, learning_point="Compare with the last film.")

    assert "Compare with the last film." in page(client_for, there.one(Role.STAFF), case)


def test_published_learning_is_linked_for_the_submitter_and_the_draft_is_not(
    discussed: Case, meeting: Meeting, there: World, client_for: Any
) -> None:
    with acting_as(actor_for(there.one(Role.CHAIR))) as actor:
        draft = draft_case_summary(actor=actor, case_id=discussed.pk)
    of_case = printed(there, "cases.case", discussed.pk, "Behind the heart")
    of_meeting = printed(there, "meetings.meeting", meeting.pk, "What March taught")

    for_staff = page(client_for, there.one(Role.STAFF), discussed)
    for_chair = page(client_for, there.one(Role.CHAIR), discussed)

    draft_address = reverse("learning:detail", args=[draft.pk])
    for document in (of_case, of_meeting):
        assert reverse("documents:detail", args=[document.pk]) in for_staff
    assert draft_address not in for_staff
    assert draft_address in for_chair


def test_meeting_page_leads_to_writing_the_learning_of_each_case_and_of_the_meeting(
    discussed: Case, meeting: Meeting, there: World, client_for: Any
) -> None:
    write_case = reverse("learning:draft-case", args=[discussed.pk])
    write_meeting = reverse("learning:draft-meeting", args=[meeting.pk])

    before = page(client_for, there.one(Role.CHAIR), meeting)
    answer = client_for(there.one(Role.CHAIR)).post(write_case)
    summary = LearningSummary.objects.get(case=discussed)
    after = page(client_for, there.one(Role.CHAIR), meeting)

    assert f'action="{write_case}"' in before
    assert f'action="{write_meeting}"' in before
    assert answer.status_code == 302
    assert write_case not in after
    assert reverse("learning:detail", args=[summary.pk]) in after


@pytest.mark.parametrize("role", [Role.STAFF, Role.COORDINATOR, Role.LEAD, Role.GOVERNANCE])
def test_who_may_not_write_learning_has_no_button_for_it(
    discussed: Case, meeting: Meeting, there: World, client_for: Any, role: Role
) -> None:
    shown = page(client_for, there.one(role), meeting)

    assert reverse("learning:draft-case", args=[discussed.pk]) not in shown
    assert reverse("learning:draft-meeting", args=[meeting.pk]) not in shown


def test_chair_who_read_the_case_has_no_button_for_its_learning(
    discussed: Case, meeting: Meeting, there: World, client_for: Any
) -> None:
    with acting_as(command_actor("test")):
        discussed.readers.create(person=there.one(Role.CHAIR))
    write = reverse("learning:draft-case", args=[discussed.pk])

    assert write not in page(client_for, there.one(Role.CHAIR), meeting)
    assert write in page(client_for, there.one(Role.DEPUTY), meeting)


def test_published_learning_of_the_meeting_is_read_from_its_page(
    discussed: Case, meeting: Meeting, there: World, client_for: Any
) -> None:
    document = printed(there, "meetings.meeting", meeting.pk, "What March taught")

    assert reverse("documents:detail", args=[document.pk]) in page(client_for, there.one(Role.STAFF), meeting)


def test_meeting_page_asks_as_often_for_many_cases_as_for_one(
    discussed: Case, meeting: Meeting, there: World, client_for: Any
) -> None:
    chair = there.one(Role.CHAIR)
    browser, where = client_for(chair), meeting.get_absolute_url()
    browser.get(where)
    with CaptureQueriesContext(connection) as one:
        browser.get(where)
    for _more in range(5):
        with acting_as(actor_for(chair)) as actor:
            case = make.ready_case(there.north, there.one(Role.STAFF))
            item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
            record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=make.discussion())
    with acting_as(actor_for(chair)) as actor:
        draft_meeting_summary(actor=actor, meeting_id=meeting.pk)
    with CaptureQueriesContext(connection) as many:
        browser.get(where)

    assert len(many) == len(one)
