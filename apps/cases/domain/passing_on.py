"""What the clock does about escalations: reminds, and passes on to the next person what nobody took on.

Nothing is scheduled: what is due is worked out from the rows each time, so nothing can be lost with a process. Each
step is one row, written in the transaction that does it and unique by turn and kind, so it is done once however many
sweeps run (docs/adr/0023).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.domain.escalating import give_to
from apps.cases.enums import EscalationStatus as S
from apps.cases.enums import EscalationStepKind as K
from apps.cases.events import EscalationStepTaken
from apps.cases.models import Escalation, EscalationStep
from apps.cases.queries.escalation_order import Timing, people_in_order, timings_of
from apps.core.actor import Actor, acting_as
from apps.core.clock import now
from apps.core.events import publish
from apps.core.tracking import change


@dataclass(frozen=True)
class Due:
    """A step and when it fell due."""

    kind: K
    at: datetime


def due_step(
    *,
    status: S,
    turn_began_at: datetime,
    acknowledged_at: datetime | None,
    taken: Collection[K],
    timing: Timing,
    moment: datetime,
) -> Due | None:
    """The step that is due in this turn, if any; of two, the one that leads further.

    Nobody took it on: a reminder, then the next person. Taken on and nothing recorded: a reminder, then everybody
    who can act is told; what somebody took on is not taken from them.
    """
    if status is S.DONE:
        return None
    began = acknowledged_at if status is S.ACKNOWLEDGED and acknowledged_at else turn_began_at
    last, first = (K.TELL_ALL, K.REMIND_RECORD) if status is S.ACKNOWLEDGED else (K.HAND_OVER, K.REMIND_TAKE_ON)
    ended = {K.HAND_OVER, K.TELL_ALL} & set(taken)
    if timing.hand_over and not ended and began + timing.hand_over <= moment:
        return Due(last, began + timing.hand_over)
    if timing.remind and not ended and first not in taken and began + timing.remind <= moment:
        return Due(first, began + timing.remind)
    return None


def pass_on(*, actor: Actor) -> int:
    """Carry out every step that is due, each in its own transaction; returns how many.

    Safe to run by several processes at once and to be killed anywhere.
    """
    taken = 0
    with acting_as(actor):
        timings: dict[UUID, Timing] = {}
        for one in _open().prefetch_related("steps"):
            department = one.case.department_id
            timing = timings.setdefault(department, timings_of([department])[department])
            if _due(one, timing) is not None:
                taken += _carry_out(one.pk, timing)
    return taken


def _open() -> QuerySet[Escalation]:
    found = Escalation.objects.filter(status__in=[S.RAISED, S.ACKNOWLEDGED]).select_related("case")
    return found.order_by("raised_at", "id")


def _due(found: Escalation, timing: Timing) -> Due | None:
    return due_step(
        status=S(found.status),
        turn_began_at=found.turn_began_at,
        acknowledged_at=found.acknowledged_at,
        taken={K(step.kind) for step in found.steps.all() if step.turn == found.turn},
        timing=timing,
        moment=now(),
    )


def _carry_out(escalation_id: UUID, timing: Timing) -> int:
    """Do what is due now, looked at again under the lock: somebody may have acted meanwhile."""
    with change(reason="by the clock"):
        found = Escalation.objects.select_for_update(of=("self",)).select_related("case").get(pk=escalation_id)
        due = _due(found, timing)
        if due is None:
            return 0
        following = _next(found) if due.kind is K.HAND_OVER else None
        kind = K.TELL_ALL if due.kind is K.HAND_OVER and following is None else due.kind
        step = EscalationStep.objects.create(
            escalation=found,
            kind=kind,
            turn=found.turn,
            due_at=due.at,
            carried_out_at=now(),
            lead_id=found.lead_id,
            passed_to=following,
        )
        if following is not None:
            give_to(found, following.pk)
        publish(EscalationStepTaken(step_id=step.pk))
        return 1


def _next(found: Escalation) -> User | None:
    """The first in the department's order who has not had a turn; None when everybody has."""
    had: set[UUID | None] = {found.lead_id}
    for step in found.steps.all():
        had |= {step.lead_id, step.passed_to_id}
    return next((one for one in people_in_order(found.case.department_id) if one.pk not in had), None)
