"""Attempts to reach somebody for a patient: each is written down, whatever came of it."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.cases.domain.clinical_times import check_past
from apps.cases.domain.escalating import escalation_to_handle
from apps.cases.domain.payloads import clean_words, required_person
from apps.cases.enums import ContactResult, EscalationStatus, ToldHow
from apps.cases.errors import TransitionRefused
from apps.cases.models import EscalationContact
from apps.core.actor import Actor
from apps.core.clock import ClinicalTime, now
from apps.core.errors import Invalid
from apps.core.tracking import change


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """Who was tried, when, by which way, and what came of it."""

    who: str
    channel: str
    result: str
    tried: ClinicalTime
    note: str = ""


def record_contact(
    *, actor: Actor, escalation_id: UUID, facts: ContactFacts, key: UUID | None = None
) -> EscalationContact:
    """Write down one attempt to reach somebody; it is never altered.

    `key` becomes its id, so that sending it again adds nothing. Raises NotVisible, Forbidden, Invalid, or
    TransitionRefused once what was done is recorded.
    """
    with change(reason="contact recorded"):
        found = escalation_to_handle(actor, escalation_id)
        earlier = EscalationContact.objects.filter(pk=key, escalation=found).first() if key else None
        if earlier:
            return earlier
        if found.status == EscalationStatus.DONE:
            raise TransitionRefused("already_done", _("What was done is recorded, so nobody is called any more."))
        who, note = clean_words(facts.who, "who", 200), clean_words(facts.note, "note", 2_000)
        _check(facts, who)
        return EscalationContact.objects.create(
            id=key or uuid4(),
            escalation=found,
            who=who,
            channel=facts.channel,
            result=facts.result,
            note=note,
            tried_at=facts.tried.at,
            tried_precision=facts.tried.precision.value,
            tried_zone=facts.tried.zone,
            recorded_at=now(),
            recorded_by_id=required_person(actor),
        )


def _check(facts: ContactFacts, who: str) -> None:
    if not who:
        raise Invalid("required", _("Something is missing."), {"who": _("Say who was called or written to.")})
    if facts.channel not in ToldHow.values:
        raise Invalid("invalid", _("Check the contact."), {"channel": _("Choose a way from the list.")})
    if facts.result not in ContactResult.values:
        raise Invalid("invalid", _("Check the contact."), {"result": _("Choose a result from the list.")})
    check_past(facts.tried, "tried")
