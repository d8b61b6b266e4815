"""What the room sees: a typed allow-list over the presentation copy, and nothing else.

No field exists for a patient, an original reader, a submitter, a site, a reference or a leader, so no template
can show one (DESIGN C0, presentation copy).
"""

from dataclasses import dataclass
from uuid import UUID

from apps.cases.domain.screening import presentation_is_clean
from apps.cases.models import Case
from apps.meetings.enums import AgendaStatus
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.involved import statements_for_room


@dataclass(frozen=True, kw_only=True)
class Slide:
    """One case in front of the room. `title` may give the answer away, so it belongs to the reveal."""

    number: int
    total: int
    minutes: int
    is_ready: bool
    vignette: str = ""
    question: str = ""
    title: str = ""
    reveal: str = ""
    statements: tuple[str, ...] = ()


def slides_of(meeting: Meeting) -> list[Slide]:
    """Every case of the agenda in order; one whose copy is not screened has no words. Two queries."""
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .exclude(status=AgendaStatus.REMOVED)
        .select_related("case__presentation")
        .order_by("position", "placed_at", "id")
    )
    said = statements_for_room([item.case_id for item in items])
    return [
        _slide(number, len(items), item.minutes, item.case, said.get(item.case_id, ()))
        for number, item in enumerate(items, start=1)
    ]


def _slide(number: int, total: int, minutes: int, case: Case, statements: tuple[str, ...]) -> Slide:
    copy = getattr(case, "presentation", None)
    if copy is None or not presentation_is_clean(case):
        return Slide(number=number, total=total, minutes=minutes, is_ready=False)
    return Slide(
        number=number,
        total=total,
        minutes=minutes,
        is_ready=True,
        vignette=copy.vignette,
        question=copy.question,
        title=copy.title,
        reveal=copy.reveal,
        statements=statements,
    )


def leads_a_case(meeting: Meeting, person_id: UUID | None) -> bool:
    """Whether that person leads a case at this meeting and so may present it."""
    return AgendaItem.objects.filter(meeting=meeting, led_by=person_id).exclude(status=AgendaStatus.REMOVED).exists()
