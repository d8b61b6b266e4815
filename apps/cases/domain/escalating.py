"""The patient first: raising, acknowledging, handing over and completing an escalation."""

from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.accounts.models import User
from apps.cases.domain.clinical_times import check_past
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import EscalationEvent as E
from apps.cases.enums import EscalationStatus as S
from apps.cases.errors import TransitionRefused
from apps.cases.events import EscalationRaised
from apps.cases.models import Case, Escalation
from apps.cases.queries.escalation_order import people_in_order
from apps.core.actor import Actor
from apps.core.clock import ClinicalTime, is_by_day, now, start_of_day, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.lifecycle import Lifecycle, Rule
from apps.core.tracking import change

LIFECYCLE: Lifecycle[None] = Lifecycle(
    initial=S.RAISED,
    rules=(
        Rule(
            event=E.ACKNOWLEDGE, sources=frozenset({S.RAISED}), target=S.ACKNOWLEDGED,
            permission=P.ESCALATION_HANDLE, label=E.ACKNOWLEDGE.label,
        ),
        Rule(
            event=E.COMPLETE, sources=frozenset({S.RAISED, S.ACKNOWLEDGED}), target=S.DONE,
            permission=P.ESCALATION_HANDLE, label=gettext_lazy("Record what was done"), demands=("done_what",),
        ),
        Rule(
            event=E.HAND_OVER, sources=frozenset({S.RAISED, S.ACKNOWLEDGED}), target=S.RAISED,
            permission=P.ESCALATION_HANDLE, label=E.HAND_OVER.label, demands=("lead",),
        ),
    ),
)  # fmt: skip


def possible_leads(department_id: UUID) -> list[User]:
    """The people who can be named to act for a patient, in the order in which they are asked."""
    return people_in_order(department_id)


def raise_escalation(*, case: Case, lead_id: UUID | None, why: str) -> Escalation:
    """Open an escalation to a named lead at once, whatever happens to the case; publishes EscalationRaised.

    With nobody named it goes to the department's lead; with nobody in any such role it waits on the chair's list.
    """
    leads = possible_leads(case.department_id)
    if lead_id is not None and lead_id not in {person.pk for person in leads}:
        raise Invalid(
            "unknown_lead", _("Check who should act."), {"escalation_lead": _("Choose somebody from the list.")}
        )
    chosen = lead_id or (leads[0].pk if leads else None)
    raised = Escalation.objects.create(
        case=case,
        lead_id=chosen,
        why=clean_words(why, "why", 2000),
        raised_at=now(),
        # Of an anonymous case only the day is known. Its turn is counted from the day's end: counted from the start,
        # the first reminder would go out within minutes of the case, and so tell its hour (docs/adr/0013).
        assigned_at=start_of_day(today() + timedelta(days=1)) if is_by_day() else None,
    )
    publish(EscalationRaised(escalation_id=raised.pk))
    return raised


def escalation_to_handle(actor: Actor, escalation_id: UUID) -> Escalation:
    """The escalation, locked; raises NotVisible or Forbidden unless the actor may act on it."""
    found = Escalation.objects.select_for_update().filter(pk=escalation_id).first()
    if found is None or not may(actor, P.ESCALATION_VIEW, found.access_facts()):
        raise NotVisible
    decision = may(actor, P.ESCALATION_HANDLE, found.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    return found


def _expect(found: Escalation, event: E) -> None:
    if LIFECYCLE.rule(event, S(found.status)) is None:
        raise TransitionRefused(
            "wrong_state", _("This escalation is already “%(status)s”.") % {"status": S(found.status).label}
        )


def acknowledge(*, actor: Actor, escalation_id: UUID) -> Escalation:
    """A named person takes it on; doing it again changes nothing. Raises NotVisible, Forbidden, TransitionRefused."""
    with change():
        found = escalation_to_handle(actor, escalation_id)
        if found.status == S.ACKNOWLEDGED and found.acknowledged_by_id == actor.user_id:
            return found
        _expect(found, E.ACKNOWLEDGE)
        found.status, found.acknowledged_at, found.acknowledged_by_id = S.ACKNOWLEDGED, now(), actor.user_id
        found.save()
        return found


def complete(*, actor: Actor, escalation_id: UUID, done_what: str, acted: ClinicalTime | None = None) -> Escalation:
    """Record what was done for the patient, by whom and when; this is what lifts the block on the case.

    `acted` is when it was done, which may be earlier than when it is recorded and never later.
    """
    with change(reason=done_what[:2000]):
        found = escalation_to_handle(actor, escalation_id)
        words = clean_words(done_what, "done_what", 5000)
        if found.status == S.DONE and (found.done_by_id, found.done_what) == (actor.user_id, words):
            return found
        _expect(found, E.COMPLETE)
        if not words:
            raise Invalid(
                "required", _("Something is missing."), {"done_what": _("Say what was done for the patient.")}
            )
        if acted is not None:
            check_past(acted, "acted")
            found.acted_at, found.acted_precision, found.acted_zone = acted.at, acted.precision.value, acted.zone
        if found.acknowledged_at is None:
            found.acknowledged_at, found.acknowledged_by_id = now(), actor.user_id
        found.status, found.done_at, found.done_by_id, found.done_what = S.DONE, now(), actor.user_id, words
        found.save()
        return found


def hand_over(*, actor: Actor, escalation_id: UUID, lead_id: UUID) -> Escalation:
    """Name somebody else to act; the clock keeps running from when it was raised."""
    with change(reason="handed over"):
        found = escalation_to_handle(actor, escalation_id)
        if found.lead_id == lead_id and found.status != S.DONE:
            return found
        _expect(found, E.HAND_OVER)
        if lead_id not in {person.pk for person in possible_leads(found.case.department_id)}:
            raise Invalid("unknown_lead", _("Check who should act."), {"lead": _("Choose somebody from the list.")})
        give_to(found, lead_id)
        return found


def give_to(found: Escalation, lead_id: UUID) -> None:
    """Begin the turn of another person, and tell them; the time since it was raised runs on."""
    found.lead_id, found.status = lead_id, S.RAISED
    found.turn, found.assigned_at = found.turn + 1, now()
    found.acknowledged_at, found.acknowledged_by_id = None, None
    found.save()
    publish(EscalationRaised(escalation_id=found.pk))
