"""Words of the involved reader's page, and of the page on which a chair sees who was told."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.domain.screening import presentation_is_clean
from apps.core.presenting import datetime_words, moment_words, weekday_date
from apps.meetings.enums import AgendaStatus, Coming, CorrectionStatus, ExceptionKind, Reach
from apps.meetings.models import AgendaItem, FactCorrection, InvolvedReader, ReaderException, ReaderStatement
from apps.meetings.presenters.agenda import outcome_words
from apps.meetings.queries.involved import days_of_notice, kept_until, notice_days

_CORRECTION_TONES = {CorrectionStatus.ACCEPTED: "done", CorrectionStatus.DECLINED: "stopped"}


def own_columns() -> list[dict[str, Any]]:
    """Heads of the reader's own list."""
    return [{"key": "meeting", "text": _("Discussed at")}, {"key": "state", "text": _("What waits")}]


def own_rows(found: Iterable[InvolvedReader]) -> list[dict[str, Any]]:
    """The reader's own list: the meeting, and what waits."""
    return [
        {
            "href": reverse("meetings:involved", args=[one.pk]),
            "cells": {
                "meeting": _("Learning meeting of %(day)s") % {"day": weekday_date(one.item.meeting.starts_at)},
                "state": own_status(one),
            },
        }
        for one in found
    ]


def own_status(one: InvolvedReader) -> dict[str, str]:
    """What the reader still has to do, as a tag."""
    if one.outcome_told_at and one.outcome_read_at is None:
        return {"text": _("Outcome to read"), "tone": "waiting"}
    if one.outcome_told_at:
        return {"text": _("Outcome read"), "tone": "done"}
    if one.item.status != AgendaStatus.OPEN:
        return {"text": str(AgendaStatus(one.item.status).label), "tone": "plain"}
    if one.acknowledged_at is None:
        return {"text": _("To read"), "tone": "waiting"}
    return {"text": str(Coming(one.coming).label), "tone": "waiting" if one.coming == Coming.UNANSWERED else "done"}


def as_shown(item: AgendaItem) -> dict[str, Any] | None:
    """The copy for the room, word for word; None while it is being written or screened."""
    case = item.case
    copy = getattr(case, "presentation", None)
    if copy is None or not presentation_is_clean(case):
        return None
    return {"title": copy.title, "vignette": copy.vignette, "question": copy.question, "reveal": copy.reveal}


def meeting_rows(one: InvolvedReader) -> list[dict[str, str]]:
    """When, where and led by whom."""
    meeting, item = one.item.meeting, one.item
    rows = [
        {"key": _("Meeting"), "value": datetime_words(meeting.starts_at)},
        {"key": _("Where"), "value": meeting.place},
        {"key": _("Led by"), "value": item.led_by.full_name if item.led_by else ""},
        {"key": _("You were told"), "value": datetime_words(one.told_at) if one.told_at else ""},
        {"key": _("You read this"), "value": datetime_words(one.acknowledged_at) if one.acknowledged_at else ""},
        {"key": _("Your answer"), "value": answer_words(one) if one.answered_at else ""},
    ]
    return [row for row in rows if row["value"]]


def answer_words(one: InvolvedReader) -> str:
    """Coming or not, and whether somebody else should lead."""
    words = str(Coming(one.coming).label)
    return _("%(answer)s; asks for somebody else to lead") % {"answer": words} if one.wants_other_lead else words


def concluded(one: InvolvedReader) -> dict[str, Any]:
    """The outcome and the time that the reader has with it."""
    outcome = outcome_words(getattr(one.item, "outcome", None)) if one.outcome_told_at else None
    return {
        "outcome": outcome,
        "until": kept_until(one.item) if outcome else None,
        "read_at": one.outcome_read_at,
    }


def correction_rows(found: Iterable[FactCorrection], item: AgendaItem | None = None) -> list[dict[str, Any]]:
    """Each correction with what became of it; with `item`, for whoever decides."""
    return [
        {
            "stated": one.stated,
            "should_be": one.should_be,
            "status": {
                "text": str(CorrectionStatus(one.status).label),
                "tone": _CORRECTION_TONES.get(CorrectionStatus(one.status), "waiting"),
            },
            "reason": one.decided_reason,
            "who": one.person.full_name if item else "",
            "href": reverse("meetings:decide-correction", args=[item.meeting_id, item.pk, one.pk])
            if item and one.status == CorrectionStatus.PROPOSED
            else "",
        }
        for one in found
    ]


def reader_cards(item: AgendaItem, found: Iterable[InvolvedReader]) -> list[dict[str, Any]]:
    """One card for each reader, for whoever looks after the discussion."""
    return [_card(item, one) for one in found]


def _card(item: AgendaItem, one: InvolvedReader) -> dict[str, Any]:
    may_waive = one.waived_at is None and item.status == AgendaStatus.OPEN
    return {
        "name": one.person.full_name if one.person else one.outside_name or _("Not known"),
        "status": reader_tag(item, one),
        "rows": _told_rows(item, one) if one.reach == Reach.HERE else [],
        "waived": _("%(who)s, %(when)s: %(why)s")
        % {"who": one.waived_by.full_name, "when": moment_words(one.waived_at), "why": one.waived_reason}
        if one.waived_at and one.waived_by
        else "",
        "waive_href": reverse("meetings:waive-reader", args=[item.meeting_id, item.pk, one.pk]) if may_waive else "",
    }


def reader_tag(item: AgendaItem, one: InvolvedReader) -> dict[str, str]:
    """Where this reader stands, as a tag."""
    if one.waived_at:
        return {"text": _("Need not be told"), "tone": "plain"}
    if one.reach != Reach.HERE:
        return {"text": str(Reach(one.reach).label), "tone": "stopped"}
    days = days_of_notice(one, item.meeting.starts_at)
    if days is None or days < notice_days():
        return {"text": _("Short notice"), "tone": "waiting"}
    return {"text": _("Told"), "tone": "done"}


def _told_rows(item: AgendaItem, one: InvolvedReader) -> list[dict[str, str]]:
    days = days_of_notice(one, item.meeting.starts_at)
    notice = ngettext("%(n)s day before the meeting", "%(n)s days before the meeting", days or 0) % {"n": days}
    not_yet = _("Not yet")

    def when(moment: Any) -> str:
        return datetime_words(moment) if moment else not_yet

    return [
        {"key": _("Told"), "value": f"{when(one.told_at)} ({notice})" if days is not None else _("Not told")},
        {"key": _("Opened it"), "value": when(one.seen_at)},
        {"key": _("Says they read it"), "value": when(one.acknowledged_at)},
        {"key": _("Answer"), "value": answer_words(one)},
        {"key": _("Outcome told"), "value": when(one.outcome_told_at)},
        {"key": _("Outcome read"), "value": when(one.outcome_read_at)},
    ]


def statement_cards(found: Iterable[ReaderStatement]) -> list[dict[str, str]]:
    """What readers said, for the chair."""
    return [
        {
            "who": one.person.full_name,
            "text": one.text,
            "when": datetime_words(one.written_at),
            "for_whom": _("The room may read it, without the name.") if one.is_for_room else _("For the chair only."),
        }
        for one in found
    ]


def exception_rows(found: Iterable[ReaderException]) -> list[dict[str, str]]:
    """Why it went on before somebody had their time."""
    return [
        {
            "key": str(ExceptionKind(one.kind).label),
            "value": _("%(who)s, %(when)s: %(why)s")
            % {"who": one.recorded_by.full_name, "when": moment_words(one.recorded_at), "why": one.reason},
        }
        for one in found
    ]
