"""Learning goes out after the involved readers had their time with the outcome, or with a reason that is kept."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.errors import TransitionRefused
from apps.core.actor import acting_as
from apps.learning.domain.publishing import publish
from apps.learning.enums import SummaryStatus
from apps.learning.models import LearningSummary
from apps.meetings.domain.answering import acknowledge_outcome
from apps.meetings.models import InvolvedReader, ReaderException
from tests.integration.learning.conftest import discuss
from tests.integration.learning.test_publishing import approved, draft, submit
from tests.support.worlds import World


@pytest.fixture
def ready(there: World, acting: Any) -> LearningSummary:
    """An approved summary of a case whose reader has just been told of the outcome."""
    chair = there.one(Role.CHAIR)
    summary = submit(draft(discuss(there, reader_has_read=False), chair), chair)
    return approved(summary, there.one(Role.GOVERNANCE))


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
