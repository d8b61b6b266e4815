"""Who is expected at a meeting and who came; names are for those who record attendance."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from apps.core.actor import Actor
from apps.core.clock import LONDON
from apps.meetings.enums import AttendanceRole, AttendanceStatus
from apps.meetings.models import Attendance, Meeting
from apps.meetings.queries.people import people_expected


@dataclass(frozen=True, kw_only=True)
class AttendanceLine:
    """One person on the sheet; `status` is None while nothing was recorded."""

    person_id: UUID
    name: str
    profession: str
    role: AttendanceRole
    status: AttendanceStatus | None


def attendance_sheet(meeting: Meeting) -> list[AttendanceLine]:
    """Everybody who was expected and everybody who was recorded, by name; two queries."""
    recorded = {row.person_id: row for row in Attendance.objects.filter(meeting=meeting).select_related("person")}
    people = {
        one.pk: one for one in people_expected(meeting.department_id, meeting.starts_at.astimezone(LONDON).date())
    }
    people |= {row.person_id: row.person for row in recorded.values()}
    lines = []
    for person in people.values():
        row = recorded.get(person.pk)
        lines.append(
            AttendanceLine(
                person_id=person.pk,
                name=person.full_name,
                profession=str(person.get_profession_display()),
                role=_role(meeting, person.pk),
                status=AttendanceStatus(row.status) if row else None,
            )
        )
    return sorted(lines, key=lambda line: (_FIRST[line.role], line.name))


_FIRST = {AttendanceRole.CHAIR: 0, AttendanceRole.DEPUTY: 1, AttendanceRole.MEMBER: 2}


def _role(meeting: Meeting, person_id: UUID) -> AttendanceRole:
    if person_id == meeting.chair_id:
        return AttendanceRole.CHAIR
    return AttendanceRole.DEPUTY if person_id == meeting.deputy_id else AttendanceRole.MEMBER


@dataclass(frozen=True, kw_only=True)
class AttendanceCounts:
    """How many came, without names, and the viewer's own entry."""

    present: int
    apologies: int
    absent: int
    own: AttendanceStatus | None


def attendance_counts(meeting: Meeting, actor: Actor) -> AttendanceCounts:
    """The numbers that everybody in the department may see; one query."""
    rows = dict(Attendance.objects.filter(meeting=meeting).values_list("person_id", "status"))
    number = Counter(rows.values())
    own = rows.get(actor.user_id) if actor.user_id else None
    return AttendanceCounts(
        present=number[AttendanceStatus.PRESENT],
        apologies=number[AttendanceStatus.APOLOGIES],
        absent=number[AttendanceStatus.ABSENT],
        own=AttendanceStatus(own) if own else None,
    )
