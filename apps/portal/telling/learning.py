"""Tells a second person that a summary waits, and its author what became of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission as P
from apps.core.tracking import required_actor
from apps.learning.enums import SummaryEvent as E
from apps.learning.events import SummaryMoved
from apps.learning.models import LearningSummary
from apps.notifications.domain.telling import Notice, tell
from apps.notifications.enums import NotificationKind as Kind
from apps.portal.telling.people import if_they_may, those_who_may

_TO_THE_AUTHOR = {
    E.APPROVE: gettext_lazy("A learning summary that you prepared is approved and can be published."),
    E.SEND_BACK: gettext_lazy("A learning summary that you prepared came back to you with a reason."),
}


def summary_moved(event: SummaryMoved) -> None:
    """Who may approve it when it is submitted; who prepared it when it is approved or sent back."""
    step = E(event.event)
    if step is not E.SUBMIT and step not in _TO_THE_AUTHOR:
        return
    summary = LearningSummary.objects.select_related("case").prefetch_related("authors").get(pk=event.summary_id)
    facts, doer = summary.access_facts(), required_actor().user_id
    if step is E.SUBMIT:
        text = _("A learning summary waits for a second person to approve it.")
        people = those_who_may(P.LEARNING_APPROVE, facts, but=[doer])
    else:
        text = str(_TO_THE_AUTHOR[step])
        author = summary.prepared_by_id
        people = [] if author == doer else if_they_may([author], P.LEARNING_VIEW, facts)
    notice = Notice(
        kind=Kind.APPROVAL,
        text=text,
        url=reverse("learning:detail", args=[summary.pk]),
        key=f"summary:{summary.pk}:{summary.version}:{step}",
    )
    tell(people, notice)
