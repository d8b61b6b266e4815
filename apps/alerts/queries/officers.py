"""Who follows the alerts of a department."""

from uuid import UUID

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.accounts.queries.people import people_with_role
from apps.alerts.models import Alert

# Asked in this order: with no fail-safe officer, alerts are the lead's to follow, then the chair's to see.
FOLLOWERS = ((Role.FAILSAFE,), (Role.LEAD,), (Role.CHAIR, Role.DEPUTY))


def followers_of(alert: Alert) -> tuple[UUID, ...]:
    """The people who follow it today: the fail-safe officers, or else the lead, or else who chairs; none if none."""
    for roles in FOLLOWERS:
        people = [one.pk for one in people_with_role(alert.department_id, *roles) if _sees(one, alert)]
        if people:
            return tuple(people)
    return ()


def person_or_followers(alert: Alert, person: User | None) -> tuple[UUID, ...]:
    """The named person while they are here and may see it; otherwise whoever follows it."""
    if person is not None and person.is_active and _sees(person, alert):
        return (person.pk,)
    return followers_of(alert)


def _sees(person: User, alert: Alert) -> bool:
    return bool(may(actor_for(person), Permission.ALERT_VIEW, alert.access_facts()))
