"""Whether an issued report still stands wrong, and the second opinions: a part of the case page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.domain.standing import STANDING_DAYS, WRONG_BY_DEFAULT
from apps.cases.enums import FINAL, OpinionContext, Standing
from apps.cases.models import Case, ReportStanding
from apps.cases.presenters.panels import Panel
from apps.cases.queries.standing import second_opinions_of
from apps.core.actor import Actor
from apps.core.presenting import clinical_time, date_words


def report_panel(actor: Actor, case: Case) -> Panel | None:
    """The answer, since when, and each second opinion; nothing where nobody asked and nobody may answer."""
    facts = case.access_facts()
    answers = bool(may(actor, P.CASE_TRIAGE, facts)) and case.status not in FINAL
    adds = bool(may(actor, P.CASE_AMEND, facts)) and case.status not in FINAL
    row, opinions = getattr(case, "report_standing", None), second_opinions_of(case.pk)
    if row is None and not opinions and not (answers or adds):
        return None
    actions = []
    if answers:
        actions.append({"text": _("Change") if row else _("Answer"), "href": reverse("cases:standing", args=[case.pk])})
    if adds:
        actions.append({"text": _("Add a second opinion"), "href": reverse("cases:second-opinion", args=[case.pk])})
    content = {
        "status": standing_tag(row),
        "rows": _rows(row),
        "unanswered": _unanswered(case) if row is None else "",
        "actions": actions,
        "opinions": [_opinion(one) for one in opinions],
    }
    return Panel(template="cases/standing_panel.html", content=content)


def standing_tag(row: ReportStanding | None) -> dict[str, Any]:
    """The answer as a tag."""
    if row is None:
        return {"text": _("Not answered"), "tone": "waiting"}
    words = {
        Standing.YES: {"text": _("Stands wrong"), "tone": "working"},
        Standing.NO: {"text": _("Nothing to put right"), "tone": "done"},
        Standing.UNKNOWN: {"text": _("Not known yet"), "tone": "waiting"},
    }
    return words[Standing(row.answer)]


def _rows(row: ReportStanding | None) -> list[dict[str, Any]]:
    if row is None:
        return []
    rows: list[dict[str, Any]] = [
        {"key": _("Still stands wrong"), "value": Standing(row.answer).label},
        {"key": _("Identified"), "value": date_words(row.identified_on)},
        {"key": _("Issued by"), "value": _("another hospital") if row.is_outside else _("this trust")},
        {"key": _("Said by"), "value": _("the kind of the case") if row.by_default else row.answered_by.full_name},
    ]
    return [*rows, {"key": _("Why"), "value": row.reason}] if row.reason else rows


def _unanswered(case: Case) -> str:
    if case.kind in WRONG_BY_DEFAULT:
        return _("When the case is accepted, the actions of %(days)s days open by themselves.") % {
            "days": STANDING_DAYS
        }
    return _("Nobody has said whether an issued report still stands wrong.")


def _opinion(one: Any) -> dict[str, Any]:
    record = {True: _("in the MDT’s record"), False: _("not in the MDT’s record"), None: ""}[one.in_mdt_record]
    return {
        "who": one.giver.full_name if one.giver else one.giver_name,
        "context": OpinionContext(one.context).label,
        "when": clinical_time(one.given),
        "opinion": one.opinion,
        "record": record,
    }
