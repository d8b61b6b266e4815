"""A discussed case whose chair may write it up."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.answering import acknowledge_outcome
from apps.meetings.domain.outcomes import record_outcome
from tests.factories import meetings
from tests.support.worlds import World, world


@pytest.fixture
def there(db: Any) -> World:
    """The world."""
    return world()


def discuss(there: World, *, reader_has_read: bool) -> Case:
    """A case that a meeting discussed with one learning point; read by the reviewer, logged by staff."""
    chair, reader = there.one(Role.CHAIR), there.one(Role.REVIEWER)
    case = meetings.ready_case(there.north, there.one(Role.STAFF), readers=[reader])
    meeting = meetings.meeting(there.north, chair, days=-1, chair_id=chair.pk)
    actor = actor_for(chair)
    with acting_as(actor):
        meetings.held(meeting, chair, [chair])
        item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
        record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=meetings.discussion())
    if reader_has_read:
        with acting_as(actor_for(reader)) as reading:
            acknowledge_outcome(actor=reading, involved_id=item.involved.get().pk)
    case.refresh_from_db()
    assert case.status == CaseStatus.DISCUSSED
    return case


@pytest.fixture
def discussed(there: World, acting: Any) -> Case:
    """The same, its reader having read the outcome, so that its learning may go out."""
    return discuss(there, reader_has_read=True)
