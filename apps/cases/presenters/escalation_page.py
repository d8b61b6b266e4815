"""An escalation as its page, the list and the home page show it."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.permissions import Permission as P
from apps.access.policy import Confidentiality, departments_where, may
from apps.accounts.queries.departments import departments_of
from apps.cases.enums import ContactResult, EscalationStatus, EscalationStepKind, StudyPart, ToldHow
from apps.cases.models import Case, CaseStudy, Escalation
from apps.cases.queries.escalation_order import open_escalations, passes_on_at
from apps.cases.queries.lists import escalations_for
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.presenting import ago, clinical_time, datetime_words


def passing_on_words(one: Escalation) -> dict[str, Any]:
    """Until when it is with this person before the next is asked; nothing where that never happens."""
    at = passes_on_at(one)
    if at is None:
        return {}
    if at <= now():
        return {"due": _("goes to the next person now"), "overdue": True}
    return {"due": _("goes to the next person on %(when)s") % {"when": datetime_words(at)}, "overdue": False}


def open_escalation_stats(actor: Actor) -> list[dict[str, Any]]:
    """How many are open and since when the oldest is, for those who follow them."""
    if not departments_where(actor, P.ESCALATION_VIEW):
        return []
    found = open_escalations(escalations_for(actor))
    return [
        {"label": _("Open now"), "value": found.open},
        {"label": _("Not taken on"), "value": found.not_taken_on},
        {"label": _("The oldest was raised"), "value": ago(found.oldest) if found.oldest else _("none is open")},
    ]


def passing_on_links(actor: Actor) -> list[dict[str, str]]:
    """The page of each department in which the actor sets how escalations are passed on."""
    here = set(departments_where(actor, P.ESCALATION_CONFIGURE))
    return [
        {
            "text": _("How they are passed on in %(department)s") % {"department": one.name},
            "href": reverse("cases:passing-on", args=[one.pk]),
        }
        for one in departments_of(actor)
        if one.pk in here
    ]


def logged_by(actor: Actor, case: Case) -> str:
    """Who logged it, for whoever may know; else how to reach them. It says so on the form with which it was logged."""
    if case.confidentiality == Confidentiality.ANONYMOUS or case.submitter is None:
        return _("Anonymous. The chair can write to them through the case.")
    if case.submitter_id == actor.user_id:
        return _("You")
    if case.confidentiality == Confidentiality.OPEN and may(actor, P.CASE_SUBMITTER_VIEW, case.access_facts()):
        return case.submitter.full_name
    return _("Not shown to you. The chair can ask them for you.")


def contact_rows(one: Escalation) -> list[dict[str, Any]]:
    """Each attempt to reach somebody, in the order in which they were written down."""
    return [
        {
            "who": row.who,
            "how": ToldHow(row.channel).label,
            "result": ContactResult(row.result).label,
            "when": clinical_time(row.tried),
            "note": row.note,
            "by": row.recorded_by.full_name,
        }
        for row in one.contacts.all()
    ]


def step_rows(one: Escalation) -> list[dict[str, Any]]:
    """What the clock did, oldest first."""
    return [
        {
            "what": EscalationStepKind(row.kind).label,
            "who": row.lead.full_name if row.lead else _("Nobody was named"),
            "next": row.passed_to.full_name if row.passed_to else "",
            "at": row.carried_out_at,
        }
        for row in one.steps.all()
    ]


def patient_studies(actor: Actor, case: Case) -> list[CaseStudy]:
    """Studies of the case whose patient the actor may ask to know, the one in question first."""
    found = [
        row
        for row in case.case_studies.all()
        if row.study.patient_id and may(actor, P.IDENTIFIER_REVEAL, row.study.access_facts())
    ]
    return sorted(found, key=lambda row: row.part != StudyPart.INDEX)


def waiting_words(one: Escalation, hand_over_hours: int | None) -> str:
    """What happens by itself when nobody takes it on."""
    if one.status != EscalationStatus.RAISED:
        return ""
    hours = settings.ESCALATION_HAND_OVER_HOURS if hand_over_hours is None else hand_over_hours
    if not hours:
        return ""
    words = ngettext(
        "Nobody took it on within %(n)s hour: then it goes to the next person by itself.",
        "If nobody takes it on within %(n)s hours, it goes to the next person by itself.",
        hours,
    )
    return words % {"n": hours}
