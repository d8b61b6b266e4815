"""A follow-up action as its page and the lists show it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.enums import ActionKind, ActionStatus, ToldHow
from apps.cases.models import FollowUpAction
from apps.cases.presenters.words import action_tag
from apps.core.actor import Actor
from apps.core.presenting import clinical_time, date_words, datetime_words, due


def action_page(actor: Actor, found: FollowUpAction) -> dict[str, Any]:
    """Everything that the page shows of it."""
    is_open = found.status == ActionStatus.OPEN
    return {
        "status": action_tag(found),
        "rows": _rows(found) + ([] if is_open else _done(found)),
        "actions": _buttons(found) if is_open else [],
        "reads_case": bool(may(actor, P.CASE_VIEW, found.case.access_facts())),
        "due": due(found.due_on) if is_open else "",
    }


def _rows(found: FollowUpAction) -> list[dict[str, Any]]:
    why = _("It opened by itself: an issued report stands wrong.") if found.is_standing else ""
    rows: list[dict[str, Any]] = [
        {"key": _("What kind of action"), "value": ActionKind(found.kind).label},
        {"key": _("Who does it"), "value": found.owner.full_name},
        {"key": _("By when"), "value": date_words(found.due_on)},
    ]
    return [*rows, {"key": _("Why"), "value": why}] if why else rows


def _done(found: FollowUpAction) -> list[dict[str, Any]]:
    by = found.done_by.full_name if found.done_by else ""
    recorded = _("%(name)s, %(when)s") % {"name": by, "when": datetime_words(found.done_at)}
    said = [*completion_rows(found), {"key": _("What was done or why not"), "value": found.evidence}]
    return [*said, {"key": _("Recorded by"), "value": recorded}]


def completion_rows(found: FollowUpAction) -> list[dict[str, Any]]:
    """Who, when, how and where, as far as it was said."""
    rows = [
        {"key": _("Who"), "value": found.who},
        {"key": _("When it was done"), "value": clinical_time(found.happened) if found.happened else ""},
        {"key": _("How"), "value": str(ToldHow(found.told_how).label) if found.told_how else ""},
        {"key": _("In which system"), "value": found.system},
    ]
    return [row for row in rows if row["value"]]


def _buttons(found: FollowUpAction) -> list[dict[str, Any]]:
    ends = _("It does not apply") if found.is_standing else _("Cancel it")
    pages = (
        (_("Record it as done"), "cases:action-finish"),
        (_("Give it to somebody else"), "cases:action-reassign"),
        (_("Change the day"), "cases:action-move"),
        (ends, "cases:action-cancel"),
    )
    return [{"text": words, "href": reverse(page, args=[found.pk])} for words, page in pages]
