"""A contribution that a person claimed with the receipt of an anonymous case."""

from datetime import date, timedelta
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.anonymous.domain.keys import new_key
from apps.anonymous.domain.receipts import claim, receipt_for
from apps.anonymous.models import ContributionClaim
from apps.core.actor import acting_as
from apps.core.clock import today


def a_while_ago() -> date:
    """A day of this year or the last whose receipts can be claimed by now."""
    return today() - timedelta(days=60)


def claimed(where: Department, person: User) -> ContributionClaim:
    """Claimed through the domain, with a receipt of its own."""
    actor = actor_for(person)
    with acting_as(actor):
        return claim(actor=actor, typed=receipt_for(new_key(), where.pk, a_while_ago()).text)


def furnish_claims(where: Department, person: User) -> dict[str, UUID]:
    """One claim."""
    return {"claim": claimed(where, person).pk}
