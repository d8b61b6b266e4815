"""A limit, a word and a calendar of a department's trust, made through the domain; once for each trust."""

from datetime import date
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.core.actor import acting_as
from apps.journeys.domain.calendars import add_group, set_day, set_nation
from apps.journeys.domain.limiting import LimitWords, add_limit
from apps.journeys.enums import GroupKind, JourneyStage, LimitUnit, Nation
from apps.journeys.models import StageLimit, StudyGroup

WORDS = LimitWords(
    label="Reports acknowledged",
    start_stage=JourneyStage.COMMUNICATION,
    stop_stage=JourneyStage.ACKNOWLEDGEMENT,
    amount=7,
    unit=LimitUnit.WORKING_DAYS,
    source_note="Invented for a test.",
    active_from=date(2024, 1, 1),
)


def furnish_limits(where: Department, lead: User) -> dict[str, UUID]:
    """Return the ids of the trust, of its limit and of its own word."""
    trust_id, actor = where.trust_id, actor_for(lead)
    with acting_as(actor):
        if not StageLimit.objects.filter(trust=trust_id).exists():
            add_limit(actor=actor, trust_id=trust_id, words=WORDS)
            add_group(actor=actor, trust_id=trust_id, kind=GroupKind.PATIENT_GROUP, label="Lung screening")
            set_nation(actor=actor, trust_id=trust_id, nation=Nation.ENGLAND)
            set_day(actor=actor, trust_id=trust_id, day=date(2026, 6, 3), works=False, why="Invented closure")
    return {
        "trust": trust_id,
        "limit": StageLimit.objects.get(trust=trust_id).pk,
        "word": StudyGroup.objects.get(trust=trust_id).pk,
    }
