"""The learning from a case, for the case's own page: feedback, what is being written, what was published."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.models import Case
from apps.cases.presenters.panels import Panel
from apps.core.actor import Actor
from apps.documents.models import StoredDocument
from apps.learning.models import LearningSummary
from apps.learning.presenters.summary import status
from apps.learning.queries.about import documents_in_print, feedback_points, meetings_that_discussed, open_summaries


def learning(actor: Actor, case: Case) -> Panel | None:
    """What the actor may read of it; nothing at all where there is nothing."""
    meetings = meetings_that_discussed(case.pk)
    points = feedback_points(case.pk)
    open_one = open_summaries(actor, cases=[case.pk]).get(case.pk)
    printed = documents_in_print(actor, cases=[case.pk], meetings=meetings)
    if not (points or open_one or printed):
        return None
    documents = [_document(one, is_meetings=about != case.pk) for about, one in printed.items()]
    content = {"points": points, "summary": _summary(open_one) if open_one else None, "documents": documents}
    return Panel(template="learning/case_panel.html", content=content)


def _summary(one: LearningSummary) -> dict[str, Any]:
    address = reverse("learning:detail", args=[one.pk])
    return {"title": str(one) or _("Learning summary"), "href": address, "status": status(one)}


def _document(one: StoredDocument, *, is_meetings: bool) -> dict[str, Any]:
    return {
        "title": one.title,
        "href": reverse("documents:detail", args=[one.pk]),
        "reference": one.reference,
        "about": _("From the whole meeting") if is_meetings else _("From this case"),
        "published_at": one.published_at,
    }
