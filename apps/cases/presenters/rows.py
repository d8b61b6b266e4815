"""Rows of the lists of cases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.domain.delays import DelayKind, has_a_delay, headline_delay
from apps.cases.enums import CaseStatus, EscalationStatus
from apps.cases.models import Case, Escalation
from apps.cases.presenters.actions import next_step
from apps.cases.presenters.escalation_page import passing_on_words
from apps.cases.presenters.words import (
    escalation_tag,
    first_lines,
    imaging_in_words,
    imaging_words,
    kind_in_short,
    short_kind,
    status_tag,
    title_of,
)
from apps.cases.queries.lists import Page
from apps.cases.queries.study_times import StudyTimes
from apps.core.clock import LONDON
from apps.core.presenting import ago, short_date
from apps.journeys.presenters.clocks import length_words


def columns() -> list[dict[str, Any]]:
    """The columns of a list of cases."""
    return [
        {"key": "reference", "text": _("Case")},
        {"key": "about", "text": _("About")},
        {"key": "imaging", "text": _("Imaging")},
        {"key": "delay", "text": _("Delay")},
        {"key": "received", "text": _("Logged")},
        {"key": "state", "text": _("State")},
    ]


def rows(cases: Sequence[Case], times: Mapping[UUID, Sequence[StudyTimes]]) -> list[dict[str, Any]]:
    """Each case as the table draws it; one that is sealed from its reviewer is not among them (visible_to).

    `times` are those of the studies, by case.
    """
    # Asked for once: a reverse() for each row was a quarter of the cost of these rows.
    nobody = str(UUID(int=0))
    before, _id, after = reverse("cases:detail", args=[nobody]).partition(nobody)
    # The rows of a page share few states, days, kinds and places.
    state, day, kind, imaging = cache(status_tag), cache(short_date), cache(kind_in_short), cache(imaging_in_words)
    return [
        {
            "href": f"{before}{case.pk}{after}",
            "cells": {
                "reference": case.reference,
                "about": _about(case, kind(case.kind, case.discrepancy_type)),
                "imaging": imaging(case.modality, case.body_region),
                "delay": delay_words(case, times.get(case.pk, ())),
                "received": day(case.received_at.astimezone(LONDON).date()),
                "state": state(case.status),
            },
        }
        for case in cases
    ]


def delay_words(case: Case, studies: Sequence[StudyTimes]) -> str:
    """Which of the three delays, and how long; unknown is said, and never shown as nothing."""
    if not has_a_delay(case.kind):
        return _("Does not apply")
    found = headline_delay(case.kind, studies, case.discovered)
    if found is None:
        return _("Not known")
    which, elapsed = found
    words = {
        DelayKind.EXAMINATION_TO_VERIFIED_REPORT: _("Examination to report: %(length)s"),
        DelayKind.FIRST_IMAGE_TO_DISCOVERY: _("Image to discovery: %(length)s"),
        DelayKind.FIRST_REPORT_TO_DISCOVERY: _("Report to discovery: %(length)s"),
    }
    return words[which] % {"length": length_words(elapsed)}


def _about(case: Case, kind: str) -> str:
    words = first_lines(case.narrative, 110).replace("\n", " ")
    flag = _("Patient may need action. ") if getattr(case, "patient_waits", False) else ""
    return f"{flag}{kind}. {words}"


def page_links(page: Page, query: dict[str, str]) -> dict[str, str]:
    """Addresses of the newer and the older page with the same filters; empty where there is none."""
    if not page.rows:
        return {"newer": "", "older": "", "first": f"?{urlencode(query)}"}
    first, last = page.rows[0], page.rows[-1]
    newer = {**query, "newer": f"{first.received_at.isoformat()}_{first.pk}"}
    older = {**query, "older": f"{last.received_at.isoformat()}_{last.pk}"}
    return {
        "newer": f"?{urlencode(newer)}" if page.has_newer else "",
        "older": f"?{urlencode(older)}" if page.has_older else "",
        "first": f"?{urlencode(query)}",
    }


def total_words(page: Page) -> str:
    """ "1,000+" where counting stopped."""
    return f"{page.total - 1:,}+" if page.is_capped else f"{page.total:,}"


def submission_cards(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The submitter's own cases: where each stands, and what happens next."""
    return [
        {
            "title": title_of(case),
            "href": reverse("cases:detail", args=[case.pk]),
            "what": next_step(case),
            "reference": case.reference,
            "status": status_tag(case.status),
            "age": _("since %(when)s") % {"when": ago(case.status_since)},
            "urgent": getattr(case, "patient_waits", False),
            "button": {
                "text": _("Answer") if case.status == CaseStatus.INFORMATION_WANTED else _("Open"),
                "href": reverse("cases:event", args=[case.pk, "answer"])
                if case.status == CaseStatus.INFORMATION_WANTED
                else reverse("cases:detail", args=[case.pk]),
            },
        }
        for case in cases
    ]


def escalation_cards(found: Sequence[Escalation]) -> list[dict[str, Any]]:
    """Patients for whom somebody may still need to act, and what was done for the others."""
    return [
        {
            "title": _("Case %(reference)s: %(about)s")
            % {"reference": one.case.reference, "about": imaging_words(one.case) or short_kind(one.case)},
            "href": reverse("cases:escalation", args=[one.pk]),
            "what": _("Lead: %(name)s") % {"name": one.lead.full_name} if one.lead else _("Nobody is named yet"),
            "status": escalation_tag(one.status),
            "age": _("raised %(when)s") % {"when": ago(one.raised_at)},
            **passing_on_words(one),
            "urgent": one.status == EscalationStatus.RAISED,
            "button": {
                "text": _("Open") if one.status == EscalationStatus.DONE else _("Act on it"),
                "href": reverse("cases:escalation", args=[one.pk]),
            },
        }
        for one in found
    ]
