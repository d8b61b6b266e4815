"""What the pages show of a learning summary."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.screening import FieldFinding
from apps.cases.models import Case
from apps.cases.presenters.words import title_of
from apps.core.actor import Actor
from apps.core.presenting import ago, month_words
from apps.disclosure.domain.resolving import JUSTIFIABLE
from apps.documents.enums import KIND_WORDS, DocumentKind
from apps.learning.domain.lifecycle import LIFECYCLE
from apps.learning.domain.preparing import may_renew
from apps.learning.enums import SummaryEvent, SummaryStatus
from apps.learning.models import LearningSummary
from apps.meetings.models import Meeting

TONES = {
    SummaryStatus.DRAFT: "working",
    SummaryStatus.SUBMITTED: "waiting",
    SummaryStatus.APPROVED: "ready",
    SummaryStatus.PUBLISHED: "done",
    SummaryStatus.ABANDONED: "stopped",
}

FIELD_WORDS = {
    "title": _("Title"), "introduction": _("Introduction"), "vignette": _("Vignette"), "question": _("Question"),
    "reveal": _("What the images showed"), "consensus": _("Consensus"), "learning_points": _("Learning points"),
    "contributing_factors": _("Contributing factors"), "pitfalls": _("Pitfalls"),
    "further_reading": _("Further reading"), "modality": _("Modality"), "region": _("Body region"),
    "kind": _("Kind of case"), "topics": _("Topic"), "heading": _("Topic"), "summary": _("In short"),
    "good_spots": _("Good spots"), "discussed_month": _("Month of discussion"),
}  # fmt: skip

# As the document prints it: the learning first.
READING_ORDER = ("title", "introduction", "learning_points", "vignette", "question", "reveal", "consensus")


@dataclass(frozen=True)
class Buttons:
    """Which steps are open to this person, and why the others are not."""

    edit: bool
    submit: bool
    approve: bool
    send_back: bool
    publish: bool
    abandon: bool
    why_not: str


def _may(actor: Actor, summary: LearningSummary, event: SummaryEvent) -> tuple[bool, str]:
    rule = LIFECYCLE.rule(event, SummaryStatus(summary.status))
    if rule is None:
        return False, ""
    decision = may(actor, Permission(rule.permission), summary.access_facts())
    return bool(decision), "" if decision else refusal_words(decision.code)


def buttons(actor: Actor, summary: LearningSummary) -> Buttons:
    """The steps of the lifecycle table that the policy allows; the first refusal of the next step in words."""
    answers = {event: _may(actor, summary, event) for event in SummaryEvent}
    next_step = {SummaryStatus.SUBMITTED: SummaryEvent.APPROVE, SummaryStatus.APPROVED: SummaryEvent.PUBLISH}
    wanted = next_step.get(SummaryStatus(summary.status), SummaryEvent.SUBMIT)
    return Buttons(
        edit=answers[SummaryEvent.EDIT][0],
        submit=answers[SummaryEvent.SUBMIT][0],
        approve=answers[SummaryEvent.APPROVE][0],
        send_back=answers[SummaryEvent.SEND_BACK][0],
        publish=answers[SummaryEvent.PUBLISH][0],
        abandon=answers[SummaryEvent.ABANDON][0],
        why_not=answers[wanted][1],
    )


def renewal(actor: Actor, summary: LearningSummary) -> dict[str, Any] | None:
    """The button that starts, or goes on with, a newer version of what is published."""
    if not may_renew(actor, summary):
        return None
    page = "learning:draft-case" if summary.case_id else "learning:draft-meeting"
    return {
        "text": _("Write a newer version"),
        "action": reverse(page, args=[summary.case_id or summary.meeting_id]),
        "kind": "secondary",
    }


def status(summary: LearningSummary) -> dict[str, Any]:
    """The status as a tag."""
    known = SummaryStatus(summary.status)
    return {"text": known.label, "tone": TONES[known]}


def field_words(path: str) -> str:
    """The place of a text in words: "learning_points.0" is "Learning points, 1"."""
    parts = path.split(".")
    words = [str(int(p) + 1) if p.isdecimal() else str(FIELD_WORDS.get(p, p)) for p in parts]
    return ", ".join(words)


def findings(found: list[FieldFinding]) -> list[dict[str, Any]]:
    """The open findings with what a person can do about each."""
    return [
        {
            "where": field_words(one.field),
            "field": one.field,
            "kind": one.finding.kind.label,
            "kind_value": one.finding.kind.value,
            "text": one.finding.text,
            "start": one.finding.start,
            "can_stay": JUSTIFIABLE[one.finding.kind],
        }
        for one in found
    ]


def row(summary: LearningSummary) -> dict[str, Any]:
    """One row of the list."""
    return {
        "href": reverse("learning:detail", args=[summary.pk]),
        "cells": {
            "title": str(summary),
            "kind": KIND_WORDS[DocumentKind(summary.kind)],
            "status": status(summary),
            "since": ago(summary.status_since),
            "department": summary.department.name,
        },
    }


def case_task(case: Case) -> dict[str, Any]:
    """A discussed case that nobody has written up yet."""
    copy = getattr(case, "presentation", None)
    return {
        "title": copy.title if copy else title_of(case),
        "reference": case.reference,
        "age": _("discussed %(ago)s") % {"ago": ago(case.status_since)},
        "button": {"text": _("Write the learning"), "action": reverse("learning:draft-case", args=[case.pk])},
    }


def meeting_task(meeting: Meeting) -> dict[str, Any]:
    """A held meeting that nobody has written up yet."""
    return {
        "title": meeting.title,
        "reference": meeting.reference,
        "age": _("held %(ago)s") % {"ago": ago(meeting.starts_at)},
        "button": {"text": _("Write the learning"), "action": reverse("learning:draft-meeting", args=[meeting.pk])},
    }


def columns() -> list[dict[str, Any]]:
    """The columns of the list."""
    names = {
        "title": _("Title"), "kind": _("Kind"), "status": _("Status"), "since": _("Since"),
        "department": _("Department"),
    }  # fmt: skip
    return [{"key": key, "text": words} for key, words in names.items()]


def preview(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The content in reading order for the page on which it is approved: every text, nothing left out."""
    order = sorted(content, key=lambda name: READING_ORDER.index(name) if name in READING_ORDER else len(READING_ORDER))
    return [part for name in order for part in _parts(name, content[name])]


def _parts(name: str, value: Any) -> list[dict[str, Any]]:
    if not value:
        return []
    heading = FIELD_WORDS.get(name, name)
    if isinstance(value, str):
        text = month_words(value) if name == "discussed_month" else value
        return [{"heading": heading, "text": text, "items": []}]
    if isinstance(value[0], str):
        return [{"heading": heading, "text": "", "items": list(value)}]
    return [part for topic in value for key, inner in topic.items() for part in _parts(key, inner)]
