"""Tells those who give roles that a department needs a deputy chair."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.accounts.models import Department
from apps.cases.queries.without_deputy import waiting_for_deputy
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import NotVisible, Refused
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import people_named, those_who_may


def ask_for_deputy(*, actor: Actor, department: Department) -> list[str]:
    """Tell everybody who may give the role, once a day however often it is asked; returns their names.

    Says how many cases wait and not which. Raises NotVisible, and Refused when none waits (any more) or when
    nobody gives roles there.
    """
    facts = department.access_facts()
    if not may(actor, P.LEARNING_APPROVE, facts):
        raise NotVisible
    waiting = waiting_for_deputy([department.pk]).get(department.pk, 0)
    if not waiting:
        raise Refused("none_waits", _("No case waits for a deputy chair any more."))
    people = those_who_may(P.PEOPLE_MANAGE, facts)
    if not people:
        raise Refused(
            "nobody_to_ask", _("Nobody gives roles in this department yet. Ask whoever runs this service for you.")
        )
    words = ngettext(
        "%(n)s new case in %(department)s waits for a deputy chair. Please give somebody that role.",
        "%(n)s new cases in %(department)s wait for a deputy chair. Please give somebody that role.",
        waiting,
    )
    notice = Notice(
        kind=Kind.REMINDER,
        text=words % {"n": waiting, "department": department.name},
        url=reverse("accounts:people"),
        key=f"deputy-wanted:{department.pk}:{today():%Y%m%d}",
    )
    tell(people, notice)
    return people_named(people)
