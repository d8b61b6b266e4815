"""The actions of reports that stand wrong in a department, for their share and for the list of what is overdue."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from apps.cases.enums import ActionStatus, CaseKind, CaseStatus, Standing
from apps.cases.models import Case, FollowUpAction, ReportStanding
from apps.cases.queries.visible import visible_to
from apps.core.actor import Actor
from apps.core.clock import LONDON, today

# Kinds in which a report is said to be wrong, so that an answer is wanted.
_ANSWER_WANTED = (CaseKind.DISCREPANCY, CaseKind.SECOND_OPINION)
_DECIDED_WITHOUT = (CaseStatus.RECEIVED, CaseStatus.INFORMATION_WANTED, CaseStatus.DECLINED, CaseStatus.WITHDRAWN)


@dataclass(frozen=True, kw_only=True)
class ActionFact:
    """One action of one case whose report stands wrong; days are London's."""

    case_id: UUID
    identified_on: date
    kind: str
    status: str
    happened_on: date | None = None
    recorded_on: date | None = None


def standing_actions(department_id: UUID, since: date) -> list[ActionFact]:
    """Every action that opened by itself in a case whose report stands wrong.

    Confidential cases are in the counts, since a share without them would be wrong; no list shows them.
    """
    found = FollowUpAction.objects.filter(
        is_standing=True,
        case__department=department_id,
        case__report_standing__answer=Standing.YES,
        case__report_standing__identified_on__gte=since,
        case__merged_into__isnull=True,
    ).values_list("case_id", "case__report_standing__identified_on", "kind", "status", "happened_at", "done_at")
    return [
        ActionFact(
            case_id=case,
            identified_on=identified,
            kind=kind,
            status=status,
            happened_on=_day(happened),
            recorded_on=_day(recorded),
        )
        for case, identified, kind, status, happened, recorded in found
    ]


def _day(at: object) -> date | None:
    return at.astimezone(LONDON).date() if at is not None else None  # type: ignore[attr-defined]  # a datetime column


def overdue_actions(actor: Actor, department_ids: Collection[UUID]) -> QuerySet[FollowUpAction]:
    """What is overdue of those that opened by themselves, in cases that the actor may see; the longest first."""
    late = FollowUpAction.objects.filter(
        is_standing=True, status=ActionStatus.OPEN, due_on__lt=today(), case__department__in=department_ids
    )
    return late.filter(case__in=visible_to(actor)).select_related("case", "owner").order_by("due_on", "id")


def unanswered(department_id: UUID, since: date) -> int:
    """Cases that somebody decided on or imported, of a kind that says a report is wrong, with no answer yet."""
    answered = ReportStanding.objects.filter(case=OuterRef("pk")).exclude(answer=Standing.UNKNOWN)
    found = Case.objects.filter(department=department_id, kind__in=_ANSWER_WANTED, received_at__date__gte=since)
    return found.exclude(status__in=(*_DECIDED_WITHOUT, CaseStatus.MERGED)).exclude(Exists(answered)).count()
