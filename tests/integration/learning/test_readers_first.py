"""Learning goes out after the involved readers had their time with the outcome, or with a reason that is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.errors import TransitionRefused
from apps.core.actor import acting_as
from apps.core.clock import at, now
from apps.core.tracking import update_tracked
from apps.learning.domain.preparing import draft_meeting_summary, submit_for_approval
from apps.learning.domain.publishing import publish
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from apps.learning.queries.visible import visible_to
from apps.meetings.domain.answering import acknowledge_outcome
from apps.meetings.models import AgendaItem, InvolvedReader, ReaderException
from apps.meetings.queries.involved import outcome_time
from tests.integration.learning.conftest import discuss
from tests.integration.learning.test_publishing import approved, draft, submit
from tests.support.worlds import World


@pytest.fixture
def written(there: World, acting: Any) -> LearningSummary:
    """A draft about a case whose reader has just been told of the outcome."""
    return draft(discuss(there, reader_has_read=False), there.one(Role.CHAIR))


@pytest.fixture
def ready(there: World, acting: Any) -> LearningSummary:
    """An approved summary of a case whose reader was told of the outcome again since."""
    chair, reader = there.one(Role.CHAIR), there.one(Role.REVIEWER)
    summary = draft(discuss(there, reader_has_read=False), chair)
    told = InvolvedReader.objects.filter(person=reader)
    with acting_as(actor_for(reader)) as actor:
        acknowledge_outcome(actor=actor, involved_id=told.get().pk)
    summary = approved(submit(summary, chair), there.one(Role.GOVERNANCE))
    with acting_as(actor_for(chair)):
        update_tracked(told, outcome_told_at=now(), outcome_read_at=None)
    return summary


def ask(summary: LearningSummary, there: World, reason: str = "") -> LearningSummary:
    with acting_as(actor_for(there.one(Role.CHAIR))) as chair:
        return submit_for_approval(actor=chair, summary_id=summary.pk, early_reason=reason)


def who_sees(summary: LearningSummary, there: World) -> set[Role]:
    """By the list and by the policy, which never disagree."""
    seeing = set()
    for role in Role:
        actor = actor_for(there.one(role))
        listed = visible_to(actor).filter(pk=summary.pk).exists()
        summary = LearningSummary.objects.get(pk=summary.pk)
        assert listed == bool(may(actor, P.LEARNING_VIEW, summary.access_facts())), role
        seeing |= {role} if listed else set()
    return seeing


RECORDING = {Role.CHAIR, Role.DEPUTY}
ALL_WHO_READ_LEARNING = RECORDING | {Role.LEAD, Role.GOVERNANCE}


def test_a_draft_tells_nobody_the_outcome_before_the_reader_had_time_to_hear_it(
    written: LearningSummary, there: World
) -> None:
    assert who_sees(written, there) == RECORDING

    with at(now() + outcome_time() + timedelta(minutes=1)):
        assert who_sees(written, there) == ALL_WHO_READ_LEARNING


def test_a_draft_opens_as_soon_as_the_reader_has_read_the_outcome(written: LearningSummary, there: World) -> None:
    reader = there.one(Role.REVIEWER)
    with acting_as(actor_for(reader)) as actor:
        acknowledge_outcome(actor=actor, involved_id=InvolvedReader.objects.get(person=reader).pk)

    assert who_sees(written, there) == ALL_WHO_READ_LEARNING


def test_a_meetings_draft_waits_for_the_readers_of_each_of_its_cases(there: World, acting: Any) -> None:
    case = discuss(there, reader_has_read=False)
    meeting = AgendaItem.objects.get(case=case).meeting
    with acting_as(actor_for(there.one(Role.CHAIR))) as chair:
        summary = draft_meeting_summary(actor=chair, meeting_id=meeting.pk)

    assert who_sees(summary, there) == RECORDING


@pytest.mark.parametrize("role", [Role.LEAD, Role.GOVERNANCE])
def test_no_page_and_no_address_of_the_api_shows_the_draft_meanwhile(
    written: LearningSummary, there: World, role: Role
) -> None:
    client, words = Client(), str(written.content["learning_points"][0])
    client.force_login(there.one(role))

    for path in (f"/learning/{written.pk}/", f"/api/v1/summaries/{written.pk}/"):
        assert client.get(path).status_code == 404, path
    for path in ("/", "/learning/", "/learning/?show=all", "/api/v1/summaries/", f"/cases/{written.case_id}/"):
        assert words not in client.get(path).content.decode(), path


def test_nobody_is_asked_to_approve_it_meanwhile(written: LearningSummary, there: World) -> None:
    with pytest.raises(TransitionRefused) as refused:
        ask(written, there)

    assert refused.value.code == "readers_first"
    assert not ReaderException.objects.exists()


def test_a_reason_lets_the_second_person_read_it_early_and_is_kept(written: LearningSummary, there: World) -> None:
    done = ask(written, there, "The same scanner is used tonight.")

    assert done.status == SummaryStatus.SUBMITTED
    assert ReaderException.objects.get().reason == "The same scanner is used tonight."
    assert who_sees(written, there) == ALL_WHO_READ_LEARNING
    assert send(approved(done, there.one(Role.GOVERNANCE)), there).status == SummaryStatus.PUBLISHED


def test_the_page_says_until_when_and_takes_the_reason(written: LearningSummary, there: World) -> None:
    client = Client()
    client.force_login(there.one(Role.CHAIR))

    assert "It cannot wait" in client.get(f"/learning/{written.pk}/").content.decode()
    refused = client.post(f"/learning/{written.pk}/submit/", {"version": written.version})
    assert "still has time" in refused.content.decode()
    client.post(f"/learning/{written.pk}/publish-early/", {"reason": "The scanner is used tonight."})

    written.refresh_from_db()
    assert written.status == SummaryStatus.SUBMITTED


def send(summary: LearningSummary, there: World, reason: str = "") -> LearningSummary:
    with acting_as(actor_for(there.one(Role.CHAIR))) as chair:
        return publish(actor=chair, summary_id=summary.pk, early_reason=reason)


def test_it_waits_for_the_reader(ready: LearningSummary, there: World) -> None:
    with pytest.raises(TransitionRefused) as refused:
        send(ready, there)

    assert refused.value.code == "readers_first"
    assert not ReaderException.objects.exists()


def test_it_goes_out_once_the_reader_has_read_the_outcome(ready: LearningSummary, there: World) -> None:
    reader = there.one(Role.REVIEWER)
    with acting_as(actor_for(reader)) as actor:
        acknowledge_outcome(actor=actor, involved_id=InvolvedReader.objects.get(person=reader).pk)

    assert send(ready, there).status == SummaryStatus.PUBLISHED


def test_a_reason_lets_it_go_early_and_is_kept(ready: LearningSummary, there: World) -> None:
    done = send(ready, there, "The same scanner is used tonight.")

    assert done.status == SummaryStatus.PUBLISHED
    assert ReaderException.objects.get().reason == "The same scanner is used tonight."
