"""Two cases about the same: both histories stay, both submitters hear of it, and the chair finds them."""

from typing import Any

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.registering import StudyInput
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, FollowUpAction, ReportStanding
from apps.core.actor import acting_as, command_actor
from apps.notifications.models import Notification
from tests.factories import accounts, cases
from tests.support.worlds import World

UNKNOWN = {"readers_unknown_reason": "Reported elsewhere."}


@pytest.fixture
def colleague(here: World) -> User:
    """Somebody else who logs cases."""
    with acting_as(command_actor("test")):
        return accounts.member(here.north, Role.STAFF, full_name="Colleague Second")


@pytest.fixture
def pair(here: World, staff: User, colleague: User) -> tuple[Case, Case]:
    """The case to keep and a later one about the same study, each by somebody else."""
    study = cases.study(here.north)
    kept = cases.case(staff, here.north, studies=(StudyInput(study.pk),), narrative="Kept words", **UNKNOWN)
    later = cases.case(colleague, here.north, studies=(StudyInput(study.pk),), narrative="Later words", **UNKNOWN)
    return kept, later


def _merge(later: Case, kept: Case, chair: User) -> None:
    cases.move(later, chair, CaseEvent.MERGE, into=str(kept.pk), reason="The same finding")


def test_after_saving_it_says_that_it_was_logged_before_and_no_more(
    pair: tuple[Case, Case], colleague: User, client_for: Any
) -> None:
    kept, later = pair
    page = client_for(colleague).get(reverse("cases:received", args=[later.pk])).content.decode()

    assert "There is another case about the same study" in page
    assert kept.reference not in page
    assert "Kept words" not in page


def test_the_chair_finds_possible_duplicates_and_joins_them(
    here: World, pair: tuple[Case, Case], chair: User, client_for: Any
) -> None:
    kept, later = pair
    alone = cases.case(here.one(Role.STAFF), here.north)
    client = client_for(chair)

    triage = client.get(reverse("cases:triage")).content.decode()
    one = client.get(reverse("cases:triage-case", args=[later.pk])).content.decode()
    form = client.get(reverse("cases:event", args=[later.pk, "merge"]) + f"?into={kept.reference}").content.decode()

    assert triage.count("Possible duplicate") == 2
    assert f"Join it to {kept.reference}" in one
    assert f'value="{kept.reference}"' in form
    assert "Join it to" not in client.get(reverse("cases:triage-case", args=[alone.pk])).content.decode()


def test_both_histories_stay_and_both_submitters_hear(
    pair: tuple[Case, Case], staff: User, colleague: User, chair: User, client_for: Any
) -> None:
    kept, later = pair
    _merge(later, kept, chair)

    page = client_for(chair).get(kept.get_absolute_url()).content.decode()
    mine = client_for(colleague).get(later.get_absolute_url()).content.decode()
    theirs = client_for(staff).get(kept.get_absolute_url()).content.decode()

    assert f"{later.get_absolute_url()}#trail" in page
    assert "goes on in another one" in mine
    assert "Later words" in mine
    assert kept.get_absolute_url() not in mine
    assert "Kept words" not in mine
    assert "1 that you may not read" in theirs
    assert Notification.objects.filter(person=staff, url=kept.get_absolute_url()).count() == 1
    assert Notification.objects.filter(person=colleague, url=later.get_absolute_url()).count() == 1
    assert later.case_studies.count() == 1


def test_what_stood_wrong_goes_on_in_the_kept_case_once(pair: tuple[Case, Case], chair: User) -> None:
    kept, later = pair
    cases.move(later, chair, CaseEvent.ACCEPT)

    _merge(later, kept, chair)

    assert set(FollowUpAction.objects.filter(case=later).values_list("status", flat=True)) == {"cancelled"}
    assert set(FollowUpAction.objects.filter(case=kept).values_list("status", flat=True)) == {"open"}
    assert ReportStanding.objects.get(case=kept).identified_on == ReportStanding.objects.get(case=later).identified_on


# Everything that puts a case away waits for its patient.
PUTS_AWAY = {
    CaseEvent.DECLINE: ([], {"reason": "Not ours"}),
    CaseEvent.WITHDRAW: ([], {"reason": "Logged twice"}),
    CaseEvent.MERGE: ([], {"reason": "The same"}),
    CaseEvent.CLOSE: ([(CaseEvent.GIVE_FEEDBACK, {"learning_point": "x", "report_stands": "no"})], {"reason": "Done"}),
}


@pytest.mark.parametrize("event", PUTS_AWAY)
@pytest.mark.parametrize("acknowledged", [False, True])
def test_an_open_escalation_blocks_it(
    here: World, staff: User, chair: User, client_for: Any, event: CaseEvent, acknowledged: bool
) -> None:
    kept = cases.case(staff, here.north)
    case = cases.case(staff, here.north, patient_action="yes", **UNKNOWN)
    before, payload = PUTS_AWAY[event]
    for earlier, with_it in before:
        cases.move(case, chair, earlier, **with_it)
    if acknowledged:
        address = reverse("cases:escalation-acknowledge", args=[case.escalations.get().pk])
        client_for(here.one(Role.LEAD)).post(address)

    with pytest.raises(TransitionRefused) as refused:
        cases.move(case, chair, event, **payload, **({"into": str(kept.pk)} if event is CaseEvent.MERGE else {}))

    case.refresh_from_db()
    assert refused.value.code == "escalation_open"
    assert case.status in (CaseStatus.RECEIVED, CaseStatus.DISCUSSED)
