"""Tells chairs once a day of cases and messages that came without a name, so that the notice's time says nothing."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import Confidentiality
from apps.cases.enums import CaseStatus
from apps.cases.models import Case, CaseMessage
from apps.core.clock import start_of_day, today
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import those_who_may

# A sweep that did not run for some days finds what it missed; what was told is not told again.
LOOK_BACK = timedelta(days=14)
_RELATED = ("readers", "reviews", "escalations")


def tell_of_what_came_without_a_name() -> int:
    """Tell those who may triage of each such case and message of the days before today, each once; returns how many.

    What came today waits for tomorrow: told today, it would have come before this hour.
    """
    until = start_of_day(today())
    return _tell_of_cases(until) + _tell_of_messages(until)


def _tell_of_cases(until: object) -> int:
    waiting = Case.objects.filter(
        confidentiality=Confidentiality.ANONYMOUS, status=CaseStatus.RECEIVED, received_at__lt=until,
        received_at__gte=start_of_day(today() - LOOK_BACK),
    )  # fmt: skip
    told = 0
    for case in waiting.prefetch_related(*_RELATED).order_by("id"):
        notice = Notice(
            kind=Kind.TRIAGE,
            text=_("Case %(case)s was logged anonymously and waits for a decision.") % {"case": case.reference},
            url=reverse("cases:triage-case", args=[case.pk]),
            key=f"case-submitted:{case.pk}",
        )
        told += len(tell(those_who_may(P.CASE_TRIAGE, case.access_facts()), notice))
    return told


def _tell_of_messages(until: object) -> int:
    waiting = CaseMessage.objects.filter(
        case__confidentiality=Confidentiality.ANONYMOUS, from_chair=False, author__isnull=True, at__lt=until,
        at__gte=start_of_day(today() - LOOK_BACK),
    )  # fmt: skip
    told = 0
    for posted in waiting.select_related("case").prefetch_related(*(f"case__{one}" for one in _RELATED)).order_by("id"):
        case = posted.case
        notice = Notice(
            kind=Kind.MESSAGE,
            text=_("There is a new message about case %(case)s.") % {"case": case.reference},
            url=f"{case.get_absolute_url()}#messages",
            key=f"message:{posted.pk}",
        )
        told += len(tell(those_who_may(P.CASE_TRIAGE, case.access_facts()), notice))
    return told
