"""Who leads the discussion of a case: never an original reader by plan, and the record says why."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.cases.models import Case
from apps.core.clock import LONDON
from apps.core.errors import Invalid
from apps.core.tracking import bulk_update_tracked
from apps.meetings.domain.measures import known_member
from apps.meetings.enums import AgendaStatus, LedBecause
from apps.meetings.errors import MeetingRefused
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.people import people_expected


@dataclass(frozen=True)
class Leader:
    """Who leads, and why it is that person."""

    person_id: UUID | None
    because: LedBecause


def reader_ids(case: Case) -> frozenset[UUID]:
    """The people of this platform who wrote or verified a report in the case."""
    return frozenset(reader.person_id for reader in case.readers.all() if reader.person_id)


def leader_for(case: Case, meeting: Meeting, chosen_id: UUID | None) -> Leader:
    """The leader by plan: whoever was chosen, else the chair, else the deputy when the chair is a reader.

    Raises Invalid at `led_by` when an original reader was chosen, and MeetingRefused when chair and deputy are
    both readers and nobody else was chosen.
    """
    readers = reader_ids(case)
    if chosen_id is not None and chosen_id not in (meeting.chair_id, meeting.deputy_id):
        known_member(meeting.department_id, chosen_id, _people(meeting), "led_by")
    if chosen_id in readers:
        raise Invalid(
            "leader_is_reader",
            _("Check who leads."),
            {"led_by": _("This person wrote or verified a report in the case. Choose somebody who did not.")},
        )
    if chosen_id is not None:
        return Leader(chosen_id, LedBecause.CHAIR if chosen_id == meeting.chair_id else LedBecause.CHOSEN)
    automatic = _automatic(readers, meeting)
    if automatic is None:
        raise MeetingRefused(
            "all_chairs_conflicted",
            _("The chair and the deputy cannot lead this case. Choose somebody who read no report in it."),
        )
    return automatic


def _automatic(readers: frozenset[UUID], meeting: Meeting) -> Leader | None:
    if meeting.chair_id not in readers:
        return Leader(meeting.chair_id, LedBecause.CHAIR)
    if meeting.deputy_id is not None and meeting.deputy_id not in readers:
        return Leader(meeting.deputy_id, LedBecause.CHAIR_READ_IT)
    return None


def leader_as_it_happened(case: Case, meeting: Meeting, chosen_id: UUID | None) -> Leader:
    """The leader of a case that was discussed without a plan: recorded and flagged, never refused (C0)."""
    readers = reader_ids(case)
    if chosen_id is None:
        return _automatic(readers, meeting) or Leader(None, LedBecause.NOBODY)
    if chosen_id in readers:
        known_member(meeting.department_id, chosen_id, _people(meeting), "led_by")
        return Leader(chosen_id, LedBecause.READER_LED)
    return leader_for(case, meeting, chosen_id)


def _people(meeting: Meeting) -> list[User]:
    return list(people_expected(meeting.department_id, meeting.starts_at.astimezone(LONDON).date()))


def lead_anew(meeting: Meeting) -> None:
    """After a change of chair or deputy: whoever led by rule follows the rule; who was chosen by name stays.

    Raises MeetingRefused naming the case that nobody could lead.
    """
    changed: list[AgendaItem] = []
    by_rule = AgendaItem.objects.filter(
        meeting=meeting, status=AgendaStatus.OPEN, led_because__in=[LedBecause.CHAIR, LedBecause.CHAIR_READ_IT]
    )
    for item in by_rule.select_related("case").prefetch_related("case__readers"):
        leader = _automatic(reader_ids(item.case), meeting)
        if leader is None:
            raise MeetingRefused(
                "all_chairs_conflicted",
                _("Chair and deputy could then not lead %(case)s. Choose another leader for it first.")
                % {"case": item.case.reference},
            )
        if (item.led_by_id, item.led_because) != (leader.person_id, leader.because):
            item.led_by_id, item.led_because = leader.person_id, leader.because
            changed.append(item)
    bulk_update_tracked(changed, ["led_by", "led_because"])
