"""Reminds people once a day of what is late: patients nobody has acted for, overdue follow-up actions, reviews."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.enums import ActionStatus, EscalationStatus
from apps.cases.models import Escalation, FollowUpAction
from apps.core.clock import now, today
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.involved import remind_readers
from apps.portal.telling.people import if_they_may, those_who_may
from apps.portal.telling.reviews import remind_of_reviews

# An escalation that nobody has taken on by the next day is said again, and to everybody who can act.
UNANSWERED_AFTER = timedelta(hours=24)


def remind() -> int:
    """Send the reminders that are due today; run as often as you like, each is sent once a day. Returns how many."""
    return _remind_of_escalations() + _remind_of_actions() + remind_of_reviews() + remind_readers()


def _remind_of_escalations() -> int:
    late = Escalation.objects.filter(
        status__in=[EscalationStatus.RAISED, EscalationStatus.ACKNOWLEDGED], raised_at__lt=now() - UNANSWERED_AFTER
    )
    told = 0
    for one in late.select_related("case").prefetch_related("case__readers", "case__reviews", "case__escalations"):
        facts = one.access_facts()
        people = if_they_may([one.lead_id], P.ESCALATION_HANDLE, facts)
        if one.status == EscalationStatus.RAISED or not people:
            people += those_who_may(P.ESCALATION_HANDLE, facts, but=people)
        notice = Notice(
            kind=Kind.PATIENT,
            text=_("Nobody has recorded what was done for the patient of case %(case)s.")
            % {"case": one.case.reference},
            url=reverse("cases:escalation", args=[one.pk]),
            key=f"escalation-late:{one.pk}:{today():%Y%m%d}",
            is_urgent=True,
        )
        told += len(tell(people, notice))
    return told


def _remind_of_actions() -> int:
    late = FollowUpAction.objects.filter(status=ActionStatus.OPEN, due_on__lt=today())
    told = 0
    for one in late.select_related("case").prefetch_related("case__readers", "case__reviews", "case__escalations"):
        notice = Notice(
            kind=Kind.REMINDER,
            text=_("A follow-up action of yours is overdue. Case %(case)s.") % {"case": one.case.reference},
            url=reverse("cases:action", args=[one.pk]),
            key=f"action-late:{one.pk}:{today():%Y%m%d}",
        )
        told += len(tell(if_they_may([one.owner_id], P.ACTION_MANAGE, one.access_facts()), notice))
        if one.due_on + timedelta(days=settings.ACTION_ESCALATE_DAYS) <= today():
            told += _tell_those_who_lead(one)
    return told


def _tell_those_who_lead(late: FollowUpAction) -> int:
    """Those who look after the department's actions, once for each day that it was due on."""
    notice = Notice(
        kind=Kind.REMINDER,
        text=_("A follow-up action has been overdue for %(days)s days or more. Case %(case)s.")
        % {"days": settings.ACTION_ESCALATE_DAYS, "case": late.case.reference},
        url=reverse("cases:action", args=[late.pk]),
        key=f"action-late-lead:{late.pk}:{late.due_on:%Y%m%d}",
    )
    return len(tell(those_who_may(P.ACTION_MANAGE, late.access_facts(), but=[late.owner_id]), notice))
