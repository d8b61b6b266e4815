"""How a department passes escalations on: its hours, and the order of its people."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.models import Department
from apps.cases.models import EscalationTiming, EscalationTurn
from apps.cases.queries.escalation_order import people_in_order
from apps.core.actor import Actor
from apps.core.errors import Forbidden, Invalid
from apps.core.tracking import change

LONGEST_HOURS = 24 * 14


def set_passing_on(
    *,
    actor: Actor,
    department: Department,
    remind_after_hours: int | None,
    hand_over_after_hours: int | None,
    order: Sequence[UUID],
) -> EscalationTiming:
    """Set the hours (None takes the installation's, nought is never) and who is asked in which order.

    People who are left out of `order` come after it. Raises Forbidden, and Invalid by field.
    """
    with change(reason="passing on set"):
        decision = may(actor, P.ESCALATION_CONFIGURE, department.access_facts())
        if not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        _check(department, remind_after_hours, hand_over_after_hours, order)
        row = EscalationTiming.objects.select_for_update().filter(department=department).first()
        row = row or EscalationTiming(department=department)
        row.remind_after_hours, row.hand_over_after_hours = remind_after_hours, hand_over_after_hours
        row.save()
        _set_order(department, order)
        return row


def _check(department: Department, remind: int | None, hand_over: int | None, order: Sequence[UUID]) -> None:
    wrong: dict[str, str] = {}
    for name, hours in (("remind_after_hours", remind), ("hand_over_after_hours", hand_over)):
        if hours is not None and not 0 <= hours <= LONGEST_HOURS:
            wrong[name] = _("Give hours from 0 to %(most)d. 0 means never.") % {"most": LONGEST_HOURS}
    if remind and hand_over and remind >= hand_over and not wrong:
        wrong["hand_over_after_hours"] = _("Choose more hours than until the reminder.")
    known = {one.pk for one in people_in_order(department.pk)}
    if len(set(order)) != len(order) or not set(order) <= known:
        wrong["order"] = _("Choose each person once, from those who can act for a patient here.")
    if wrong:
        raise Invalid("invalid", _("Check what you entered."), wrong)


def _set_order(department: Department, order: Sequence[UUID]) -> None:
    there = {row.person_id: row for row in EscalationTurn.objects.filter(department=department)}
    for place, person_id in enumerate(order, start=1):
        row = there.pop(person_id, None) or EscalationTurn(department=department, person_id=person_id)
        if row.position != place:
            row.position = place
            row.save()
    for row in there.values():
        row.delete()
