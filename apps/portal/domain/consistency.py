"""Does every status column say what the newest entry of its own account says?"""

from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from apps.cases.models import Case, CaseTransition, Escalation, FollowUpAction
from apps.core.tracking import TrackedModel
from apps.documents.models import StoredDocument
from apps.learning.models import LearningSummary
from apps.meetings.models import AgendaItem, Meeting

# Records whose account is their own version rows, with the column that holds the state.
BY_VERSION: tuple[tuple[type[TrackedModel], str], ...] = (
    (Case, "status"),
    (Escalation, "status"),
    (FollowUpAction, "status"),
    (Meeting, "status"),
    (AgendaItem, "status"),
    (LearningSummary, "status"),
    (StoredDocument, "state"),
)
SHOWN = 100


@dataclass(frozen=True)
class Disagreement:
    """A record whose status column and account differ."""

    label: str
    id: str
    column: str
    account: str


def disagreements() -> list[Disagreement]:
    """Cases against their newest transition, and each record with a lifecycle against its newest version row.

    At most SHOWN of each kind: one is already a fault to look into.
    """
    found = _of("cases.case (transition)", _cases_against_transitions(), "status")
    for model, column in BY_VERSION:
        found += _of(model._meta.label_lower, _against_versions(model, column), column)
    return found


def _cases_against_transitions() -> QuerySet[Case]:
    newest = CaseTransition.objects.filter(case=OuterRef("pk")).order_by("-case_version").values("target")[:1]
    return _differing(Case, Subquery(newest), "status")


def _against_versions(model: type[TrackedModel], column: str) -> QuerySet[TrackedModel]:
    versions = model.history.model.objects  # type: ignore[attr-defined]  # each concrete model declares it
    newest = versions.filter(id=OuterRef("pk")).order_by("-version", "-history_id").values(column)[:1]
    return _differing(model, Subquery(newest), column)


def _differing(model: type[TrackedModel], account: Subquery, column: str) -> QuerySet:  # type: ignore[type-arg]  # any tracked model
    rows = model._base_manager.annotate(account=account)
    return rows.exclude(account__isnull=False, account=F(column)).order_by("pk")


def _of(label: str, rows: QuerySet, column: str) -> list[Disagreement]:  # type: ignore[type-arg]  # any tracked model
    return [
        Disagreement(label, str(pk), said, account or "nothing")
        for pk, said, account in rows.values_list("pk", column, "account")[:SHOWN]
    ]
