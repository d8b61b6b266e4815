"""Words of the governance record's pages."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.core.clock import today
from apps.core.presenting import date_words, datetime_words, moment_words
from apps.governance.domain.candour import Facts, LocalLimit, flags, local_limits, standing, why_not_closed
from apps.governance.domain.facts import facts_of
from apps.governance.domain.handing_over import needs_investigation
from apps.governance.enums import (
    Decision,
    ErrorAssessment,
    EventType,
    NeverEvent,
    PhysicalHarm,
    PsychologicalHarm,
    Response,
    Standing,
    StepKind,
)
from apps.governance.models import CandourDecision, CandourStep, CaseGovernance, TrustChoice
from apps.governance.queries.records import Whole

_TONES = {Standing.CLOSED: "done", Standing.NOT_MET: "plain", Standing.WRITTEN: "done"}


def columns() -> list[dict[str, Any]]:
    """Heads of the list."""
    return [
        {"key": "case", "text": _("Case")},
        {"key": "candour", "text": _("Duty of candour")},
        {"key": "opened", "text": _("Record opened")},
    ]


def rows(records: Iterable[CaseGovernance]) -> list[dict[str, Any]]:
    """The list, by age; it says nothing of the case and orders by nothing that the record says."""
    return [
        {
            "href": reverse("governance:detail", args=[one.pk]),
            "cells": {
                "case": one.case.reference,
                "candour": standing_tag(facts_of(one, list(one.decisions.all()), list(one.steps.all()))),
                "opened": date_words(one.opened_at),
            },
        }
        for one in records
    ]


def standing_tag(facts: Facts) -> dict[str, str]:
    """Where candour stands, as a tag."""
    where = standing(facts)
    return {"text": str(where.label), "tone": _TONES.get(where, "waiting")}


def detail(found: Whole) -> dict[str, Any]:
    """Everything that the page of one record shows."""
    facts = facts_of(found.record, found.decisions, found.steps)
    refused = why_not_closed(facts)
    return {
        "record": found.record,
        "status": standing_tag(facts),
        "is_closed": facts.is_closed,
        "why_not_closed": str(refused.message) if refused else "",
        "flags": flags(facts),
        "decisions": [_decision(one) for one in reversed(found.decisions)],
        "steps": [_step(one) for one in found.steps],
        "limits": [_limit(one) for one in _limits(facts, found.choice)],
        "source_note": found.choice.source_note if found.choice else "",
        "references": ", ".join(found.references),
        "assessment": assessment_rows(found),
        "investigation": needs_investigation(found.record),
        "hand_overs": [
            {
                "href": reverse("governance:handed", args=[found.record.pk, one.pk]),
                "words": _("%(who)s, %(when)s") % {"who": one.made_by.full_name, "when": datetime_words(one.made_at)},
                "sha": one.content_sha256,
            }
            for one in found.hand_overs
        ],
        "closed_words": _closed(found.record),
    }


def _closed(record: CaseGovernance) -> str:
    if record.closed_at is None or record.closed_by is None:
        return ""
    return _("%(who)s, %(when)s: %(words)s") % {
        "who": record.closed_by.full_name,
        "when": moment_words(record.closed_at),
        "words": record.closed_words,
    }


def _decision(one: CandourDecision) -> dict[str, str]:
    return {
        "words": str(Decision(one.decision).label),
        "by": _("Decided by %(who)s on %(day)s") % {"who": one.decided_by, "day": date_words(one.decided_on)},
        "reason": one.reason,
        "recorded": _("recorded by %(who)s, %(when)s")
        % {"who": one.recorded_by.full_name, "when": moment_words(one.recorded_at)},
    }


def _step(one: CandourStep) -> dict[str, Any]:
    apology = {True: _("Apology given"), False: _("No apology was given")}
    struck = ""
    if one.struck_at and one.struck_by:
        struck = _("Struck out by %(who)s, %(when)s: %(why)s") % {
            "who": one.struck_by.full_name,
            "when": moment_words(one.struck_at),
            "why": one.struck_reason,
        }
    return {
        "title": str(StepKind(one.kind).label),
        "by": _("%(who)s, %(day)s") % {"who": one.done_by, "day": date_words(one.done_on)},
        "words": one.words,
        "apology": "" if one.apology_given is None else apology[one.apology_given],
        "struck": struck,
        "strike_href": "" if struck else reverse("governance:strike", args=[one.record_id, one.pk]),
    }


def _limits(facts: Facts, choice: TrustChoice | None) -> list[LocalLimit]:
    return local_limits(facts, choice.in_person_days, choice.written_days) if choice else []


def _limit(one: LocalLimit) -> dict[str, Any]:
    return {
        "what": str(one.kind.label),
        "due": date_words(one.due_on),
        "done": date_words(one.done_on) if one.done_on else _("not done yet"),
        "is_late": one.is_late(today()),
    }


def assessment_rows(found: Whole) -> list[dict[str, str]]:
    """What is assessed, with the parts that the trust keeps; an empty grade reads “not recorded”, never none."""
    record, choice = found.record, found.choice
    unknown = _("Not recorded")
    said = [
        {"key": _("Never Event"), "value": str(NeverEvent(record.never_event).label)},
        {"key": _("Was it an error?"), "value": str(ErrorAssessment(record.error_assessment).label)},
    ]
    if record.error_words:
        said.append({"key": _("What that rests on"), "value": record.error_words})
    if choice and choice.keeps_lfpse:
        physical, mental = record.physical_harm, record.psychological_harm
        said += [
            {
                "key": _("Type of event (LFPSE)"),
                "value": str(EventType(record.event_type).label) if record.event_type else unknown,
            },
            {
                "key": _("Physical harm (LFPSE)"),
                "value": unknown if physical is None else _graded(PhysicalHarm(physical)),
            },
            {
                "key": _("Psychological harm (LFPSE)"),
                "value": unknown if mental is None else _graded(PsychologicalHarm(mental)),
            },
        ]
    if choice and choice.keeps_psirf:
        response = str(Response(record.response).label) if record.response else unknown
        said += [
            {"key": _("Response (PSIRF)"), "value": response},
            {"key": _("Why this response"), "value": record.response_reason or unknown},
        ]
    return said


def _graded(grade: PhysicalHarm | PsychologicalHarm) -> str:
    return _("%(grade)s (code %(code)s of this scale)") % {"grade": grade.label, "code": int(grade)}


def trust_words(choice: TrustChoice | None) -> str:
    """Who decided what a trust keeps, and when."""
    if choice is None:
        return _("Nobody has decided yet. Candour is always kept; everything else is off.")
    said = {"who": choice.decided_by.full_name, "when": datetime_words(choice.decided_at)}
    return _("Decided by %(who)s, %(when)s.") % said
