"""The outcome says whether an issued report stands wrong and where it failed; the room sees where after the reveal."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.cases.domain.failing import Place, record_failure
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import ActionStatus, Standing
from apps.cases.models import Case, FailurePlace, FollowUpAction, ReportStanding
from apps.cases.queries.choosing import failing_terms
from apps.core.actor import acting_as
from apps.core.clock import today
from apps.core.errors import Invalid
from apps.meetings.domain.about_the_case import AboutTheCase
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import amend_outcome, record_outcome
from apps.meetings.models import AgendaItem, Meeting
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital

GP = Place(stage="acknowledgement", party="gp")
Evening = tuple[Meeting, AgendaItem, Case]


@pytest.fixture
def evening(hospital: Hospital) -> Evening:
    """A held meeting with one case that waits for its outcome."""
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    one = make.ready_case(hospital.department, hospital.staff)
    item = bring_on_the_day(actor=hospital.actor(Role.DEPUTY), meeting_id=meeting.pk, case_id=one.pk)
    return make.held(meeting, hospital.chair, [hospital.chair, hospital.staff]), item, one


def concluded(hospital: Hospital, item: AgendaItem, **about: Any) -> Any:
    """Record the outcome with this about the case."""
    discussion = make.discussion(about_the_case=AboutTheCase(**about))
    with acting_as(hospital.actor(Role.CHAIR)) as actor:
        return record_outcome(actor=actor, meeting_id=item.meeting_id, item_id=item.pk, discussion=discussion)


def answered(hospital: Hospital, case: Case, answer: Standing) -> None:
    """Answer about the issued report before the meeting."""
    facts = StandingFacts(answer=answer, identified_on=today() - timedelta(days=3), reason="Put right.")
    with acting_as(hospital.actor(Role.CHAIR)) as actor:
        answer_standing(actor=actor, case_id=case.pk, facts=facts)


def open_kinds(case: Case) -> set[str]:
    """The actions of the 14-day rule that are open."""
    found = FollowUpAction.objects.filter(case=case, is_standing=True, status=ActionStatus.OPEN)
    return set(found.values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("before", "said", "after", "opens"),
    [
        (None, "", None, False),
        (None, "yes", "yes", True),
        (None, "no", "no", False),
        (None, "unknown", "unknown", False),
        ("yes", "", "yes", True),
        ("yes", "yes", "yes", True),
        ("yes", "no", "no", False),
        ("no", "yes", "yes", True),
        ("unknown", "yes", "yes", True),
    ],
)
def test_answer_at_the_outcome_opens_and_ends_the_actions(
    hospital: Hospital, evening: Evening, before: str | None, said: str, after: str | None, opens: bool
) -> None:
    _meeting, item, case = evening
    if before is not None:
        answered(hospital, case, Standing(before))
    had = ReportStanding.objects.filter(case=case).values_list("answer", flat=True).first()

    concluded(hospital, item, report_stands=said)

    found = ReportStanding.objects.filter(case=case).values_list("answer", flat=True).first()
    assert found == (after if before is not None or said else had)
    if before is not None or said:
        assert bool(open_kinds(case)) is opens


def test_place_is_added_and_what_cannot_be_taken_undoes_the_whole_outcome(hospital: Hospital, evening: Evening) -> None:
    _meeting, item, case = evening

    with pytest.raises(Invalid) as refused:
        concluded(hospital, item, places=(Place(stage="somewhere"),))
    nothing = not hasattr(AgendaItem.objects.get(pk=item.pk), "outcome")
    outcome = concluded(hospital, item, places=(GP,))
    again = make.discussion(about_the_case=AboutTheCase(places=(GP, Place(party="it"))))
    amend_outcome(actor=hospital.actor(Role.CHAIR), outcome_id=outcome.pk, discussion=again)

    assert set(refused.value.fields) == {"failure_stage"}
    assert nothing
    assert set(FailurePlace.objects.filter(case=case).values_list("stage", "party")) == {
        ("acknowledgement", "gp"),
        ("", "it"),
    }


def test_form_asks_both_shows_what_stands_and_records(
    hospital: Hospital, evening: Evening, signed_in: Callable[[Role], Client]
) -> None:
    meeting, item, case = evening
    answered(hospital, case, Standing.UNKNOWN)
    record_failure(actor=hospital.actor(Role.CHAIR), case_id=case.pk, place=Place(party="it"))
    client, address = signed_in(Role.CHAIR), reverse("meetings:record-outcome", args=[meeting.pk, item.pk])
    failing = failing_terms(case.department.trust_id).get(code="poor_handover")
    words = make.discussion()
    sent = {
        "consensus_kind": words.consensus_kind.value,
        "consensus": words.consensus,
        "learning_point_1": "Check the mailbox.",
        "report_stands": "yes",
        "failure_stage": "acknowledgement",
        "failure_party": "gp",
        "failure_failing": str(failing.pk),
    }

    page = client.get(address).content.decode()
    wrong = client.post(address, {**sent, "consensus": "", "report_stands": "perhaps"}).content.decode()
    client.post(address, sent)

    assert "Does an issued report still stand wrong?" in page
    assert 'value="unknown" checked' in page
    assert "IT outside radiology" in page
    assert '<option value="gp" selected>' in wrong
    assert ReportStanding.objects.get(case=case).answer == "yes"
    assert len(open_kinds(case)) >= 3
    assert FailurePlace.objects.get(case=case, party="gp").failing == failing


def test_room_sees_the_place_with_the_reveal_and_never_the_note(
    hospital: Hospital, signed_in: Callable[[Role], Client]
) -> None:
    meeting = make.meeting(hospital.department, hospital.chair)
    case = make.ready_case(hospital.department, hospital.staff)
    make.agenda_item(meeting, case, hospital.chair)
    record_failure(
        actor=hospital.actor(Role.CHAIR),
        case_id=case.pk,
        place=Place(stage="acknowledgement", party="gp", note="Dr Someone at Millbrook"),
    )
    client = signed_in(Role.CHAIR)

    question = client.get(reverse("meetings:present-case", args=[meeting.pk, 1])).content.decode()
    reveal = client.get(reverse("meetings:present-reveal", args=[meeting.pk, 1])).content.decode()

    assert "General practice" not in question
    assert "Receipt acknowledged; General practice (outside radiology)" in reveal
    assert "Millbrook" not in reveal
