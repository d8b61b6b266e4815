"""What stands in governance records: references, decisions and steps, and the choices of a trust."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.models import Department
from apps.cases.models import GovernanceRecord
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.governance.models import (
    CandourDecision,
    CandourStep,
    CaseGovernance,
    HandOver,
    IncidentReference,
    TrustChoice,
)
from apps.governance.queries.visible import visible_to

PAGE = 50


@dataclass(frozen=True)
class Whole:
    """One record with everything that belongs to it."""

    record: CaseGovernance
    references: Sequence[str]
    decisions: Sequence[CandourDecision]
    steps: Sequence[CandourStep]
    hand_overs: Sequence[HandOver]
    choice: TrustChoice | None

    @property
    def decision(self) -> CandourDecision | None:
        """The one that counts: the latest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def standing_steps(self) -> list[CandourStep]:
        """Those that were not struck out."""
        return [one for one in self.steps if one.struck_at is None]


def whole(record: CaseGovernance) -> Whole:
    """The record with its parts; six queries."""
    return Whole(
        record=record,
        references=references_of(record.case_id),
        decisions=list(CandourDecision.objects.filter(record=record).select_related("recorded_by")),
        steps=list(CandourStep.objects.filter(record=record).select_related("recorded_by", "struck_by")),
        hand_overs=list(HandOver.objects.filter(record=record).select_related("made_by")),
        choice=choice_of(record.case.department.trust_id),
    )


def references_of(case_id: UUID) -> list[str]:
    """Every reference to the incident system: the one given with the log, and those added since."""
    logged = GovernanceRecord.objects.filter(case=case_id).exclude(incident_reference="")
    added = IncidentReference.objects.filter(case=case_id).order_by("recorded_at", "id")
    found = [*logged.values_list("incident_reference", flat=True), *added.values_list("reference", flat=True)]
    return list(dict.fromkeys(found))


def choice_of(trust_id: UUID) -> TrustChoice | None:
    """What the trust chose; None where nobody has, which means: nothing but candour."""
    return TrustChoice.objects.select_related("decided_by").filter(trust=trust_id).first()


def newest(actor: Actor) -> QuerySet[CaseGovernance]:
    """The actor's records, the newest first; never ordered or grouped by what they say."""
    found = visible_to(actor).select_related("case").prefetch_related("decisions", "steps")
    return found.order_by("-opened_at", "-id")


def departments_kept(actor: Actor) -> list[Department]:
    """The departments whose governance records the actor keeps, with their trusts."""
    here = departments_where(actor, Permission.GOVERNANCE_RECORD)
    return list(Department.objects.filter(pk__in=here).select_related("trust").order_by("trust__name", "name"))


def department_kept(actor: Actor, department_id: UUID) -> Department:
    """One of them; raises NotVisible."""
    found = next((one for one in departments_kept(actor) if one.pk == department_id), None)
    if found is None:
        raise NotVisible
    return found


def step_of(record: CaseGovernance, step_id: UUID) -> CandourStep:
    """One step of the record; raises NotVisible."""
    found = CandourStep.objects.filter(pk=step_id, record=record).first()
    if found is None:
        raise NotVisible
    return found


def hand_over_of(record: CaseGovernance, hand_over_id: UUID) -> HandOver:
    """One hand-over of the record; raises NotVisible."""
    found = HandOver.objects.filter(pk=hand_over_id, record=record).first()
    if found is None:
        raise NotVisible
    return found
