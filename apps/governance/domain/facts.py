"""Gathers, from rows, what the rules of candour judge."""

from collections.abc import Sequence

from apps.governance.domain.candour import Facts, Step
from apps.governance.enums import Decision, StepKind
from apps.governance.models import CandourDecision, CandourStep, CaseGovernance


def facts_of(record: CaseGovernance, decisions: Sequence[CandourDecision], steps: Sequence[CandourStep]) -> Facts:
    """The facts of one record; its rows are in the order in which they were recorded."""
    latest = decisions[-1] if decisions else None
    return Facts(
        decision=Decision(latest.decision) if latest else Decision.UNDECIDED,
        decided_on=latest.decided_on if latest else None,
        steps=tuple(
            Step(kind=StepKind(one.kind), done_on=one.done_on, apology_given=one.apology_given)
            for one in steps
            if one.struck_at is None
        ),
        is_closed=record.closed_at is not None,
    )


def facts_now(record: CaseGovernance) -> Facts:
    """The same, read afresh."""
    return facts_of(
        record,
        list(CandourDecision.objects.filter(record=record)),
        list(CandourStep.objects.filter(record=record)),
    )
