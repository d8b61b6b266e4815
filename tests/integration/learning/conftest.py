"""A discussed case whose chair may write it up."""

from typing import Any

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.actor import acting_as
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from tests.factories import meetings
from tests.support.worlds import World, world


@pytest.fixture
def there(db: Any) -> World:
    """The world."""
    return world()


@pytest.fixture
def discussed(there: World, acting: Any) -> Case:
    """A case that a meeting discussed with one learning point; read by the reviewer, logged by staff."""
    chair = there.one(Role.CHAIR)
    case = meetings.ready_case(there.north, there.one(Role.STAFF), readers=[there.one(Role.REVIEWER)])
    meeting = meetings.meeting(there.north, chair, days=-1, chair_id=chair.pk)
    actor = actor_for(chair)
    with acting_as(actor):
        meetings.held(meeting, chair, [chair])
        item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
        record_outcome(actor=actor, meeting_id=meeting.pk, item_id=item.pk, discussion=meetings.discussion())
    case.refresh_from_db()
    assert case.status == CaseStatus.DISCUSSED
    return case
