"""What belongs to the patient first, one of each: a contact, a step of the clock, an order, a second opinion."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.domain.contacting import ContactFacts, record_contact
from apps.cases.domain.escalation_settings import set_passing_on
from apps.cases.domain.passing_on import pass_on
from apps.cases.domain.second_opinions import SecondOpinionFacts, record_second_opinion
from apps.cases.models import Case
from apps.core.actor import Actor, ActorKind, Source, acting_as
from apps.core.clock import at, clinical_day, now, today

SWEEP = Actor(kind=ActorKind.JOB, name="escalation sweep", source=Source.JOB)


def contact(**facts: Any) -> ContactFacts:
    """An attempt to reach the ward that nobody answered, unless other facts are given."""
    values = {"who": "Ward 7", "channel": "telephone", "result": "not_reached", "tried": clinical_day(today())}
    return ContactFacts(**{**values, **facts})


def second_opinion(**facts: Any) -> SecondOpinionFacts:
    """A re-read at an MDT by somebody outside, unless other facts are given."""
    values = {"giver_name": "Dr Ivo Lindqvist", "context": "mdt", "given": clinical_day(today()), "opinion": "A mass."}
    return SecondOpinionFacts(**{**values, **facts})


def furnish_patient_first(where: Department, urgent: Case, received: Case, who: Mapping[Role, User]) -> dict[str, Any]:
    """One of each in the department; the escalation of `urgent` stays open and with its lead."""
    lead, chair = actor_for(who[Role.LEAD]), actor_for(who[Role.CHAIR])
    escalation = urgent.escalations.get()
    with acting_as(lead):
        record_contact(actor=lead, escalation_id=escalation.pk, facts=contact())
        order = [who[Role.LEAD].pk, who[Role.FAILSAFE].pk]
        set_passing_on(actor=lead, department=where, remind_after_hours=1, hand_over_after_hours=48, order=order)
    with acting_as(chair):
        record_second_opinion(actor=chair, case_id=received.pk, facts=second_opinion())
    with at(now() + timedelta(hours=2)):
        pass_on(actor=SWEEP)
    return {"contact": escalation.contacts.get().pk}
