"""The parts of the case page, made from the loaded case; nothing here asks the database."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.policy import Confidentiality
from apps.cases.domain.completeness import cell
from apps.cases.domain.naming import name_for
from apps.cases.domain.screening import presentation_is_clean
from apps.cases.enums import (
    FINAL,
    ActionKind,
    ActionStatus,
    CaseField,
    CaseKind,
    EscalationStatus,
    HowDiscovered,
    MessageKind,
    PatientAction,
)
from apps.cases.models import Case
from apps.cases.presenters.follow_up import completion_rows
from apps.cases.presenters.reviewing import names_reviewers, progress, views_shown
from apps.cases.presenters.seeing import Sees
from apps.cases.presenters.studies import reader_words
from apps.cases.presenters.words import action_tag, escalation_tag, imaging_words, kind_words
from apps.core.actor import Actor
from apps.core.clock import UNKNOWN_TIME
from apps.core.presenting import clinical_time, datetime_words, due
from apps.journeys.anatomy import first_capital


def summary_rows(case: Case, seen: Sees) -> list[dict[str, Any]]:
    """What was logged."""
    rows: list[dict[str, Any]] = [
        {"key": _("What happened"), "value": case.narrative},
        {"key": _("Kind"), "value": kind_words(case)},
        {"key": _("Imaging"), "value": imaging_words(case)},
        *_rows_of_kind(case),
    ]
    if case.subspecialty:
        rows.append({"key": _("Subspecialty"), "value": first_capital(case.subspecialty)})
    return rows


def _rows_of_kind(case: Case) -> list[dict[str, Any]]:
    """What the kind has; besides, what was said when the case was of another kind."""
    kind = CaseKind(case.kind)
    rows: list[dict[str, Any]] = []
    for field, key, value, nothing in (
        (CaseField.PROCEDURE, _("Procedure"), case.procedure, ""),
        (CaseField.SYSTEM_AFFECTED, _("System or equipment"), case.system_affected, ""),
        (
            CaseField.HOW_DISCOVERED,
            _("How it came to light"),
            HowDiscovered(case.how_discovered).label,
            HowDiscovered.NOT_SAID.label,
        ),
        (CaseField.DISCOVERED, _("When it came to light"), clinical_time(case.discovered), clinical_time(UNKNOWN_TIME)),
    ):
        if value != nothing or cell(field, kind) is not None:
            rows.append({"key": key, "value": value or _("Not said")})
    return rows


def people_rows(case: Case, seen: Sees) -> list[dict[str, Any]]:
    """The submitter and the readers, for those who may know them; for everybody else, that they are not shown."""
    hidden = _("Not shown to you")
    submitter = case.submitter.full_name if case.submitter else _("Anonymous submitter")
    rows = [
        {"key": _("Submitter"), "value": (_("You") if seen.is_submitter else submitter) if seen.submitter else hidden}
    ]
    if not seen.readers:
        known = _("Known to the chair") if case.readers.all() else hidden
        return [*rows, {"key": _("Original readers"), "value": known}]
    # Somebody who read two studies is one person; which study each read stands with the studies.
    lines = list(
        dict.fromkeys(
            f"{reader.person.full_name if reader.person else reader.external_name} "
            f"({reader_words(reader.part, reader.standing)})"
            for reader in case.readers.all()
        )
    )
    if case.readers_unknown_reason:
        lines.append(_("Not known: %(reason)s") % {"reason": case.readers_unknown_reason})
    return [*rows, {"key": _("Original readers"), "value": "\n".join(lines)}]


def confidentiality_words(case: Case) -> str:
    """Who may read the case, in a few words."""
    words = {
        Confidentiality.OPEN: _("Open to those who run the learning"),
        Confidentiality.CONFIDENTIAL: _("Confidential: chair and deputies"),
        Confidentiality.ANONYMOUS: _("Anonymous"),
    }
    return words[Confidentiality(case.confidentiality)]


def thread(actor: Actor, case: Case, seen: Sees) -> list[dict[str, Any]]:
    """The messages between chair and submitter, oldest first."""
    if not seen.thread:
        return []
    return [
        {
            "who": _("You") if one.author_id and one.author_id == actor.user_id else _author(actor, case, one),
            "from_chair": one.from_chair,
            "kind": MessageKind(one.kind).label,
            "text": one.text,
            "at": one.at,
            "day_only": one.author_id is None,
        }
        for one in case.messages.all()
    ]


def _author(actor: Actor, case: Case, message: Any) -> str:
    if message.author is None:
        return _("Anonymous submitter")
    return name_for(actor, case, message.author_id, message.author.full_name)


def escalations(case: Case, seen: Sees) -> list[dict[str, Any]]:
    """The care of the patient: who, since when, and what was done."""
    if not seen.escalations:
        return []
    return [
        {
            "href": reverse("cases:escalation", args=[one.pk]) if seen.opens_escalations else "",
            "status": escalation_tag(one.status),
            "is_open": one.status != EscalationStatus.DONE,
            "lead": one.lead.full_name if one.lead else _("Nobody is named yet"),
            "why": one.why,
            "raised_at": one.raised_at,
            "acknowledged": _by(one.acknowledged_by, one.acknowledged_at),
            "done": _by(one.done_by, one.done_at),
            "done_what": one.done_what,
        }
        for one in case.escalations.all()
    ]


def _by(person: Any, at: Any) -> str:
    return _("%(name)s, %(when)s") % {"name": person.full_name, "when": datetime_words(at)} if person else ""


def patient_words(case: Case) -> str:
    """The submitter's answer to whether anyone still needs to act."""
    words = {
        PatientAction.YES: _("The submitter says that somebody still needs to act."),
        PatientAction.NO: _("The submitter says that nobody needs to act any more."),
        PatientAction.UNKNOWN: _("The submitter does not know whether anybody still needs to act."),
    }
    return words[PatientAction(case.patient_action)]


def follow_ups(actor: Actor, case: Case, may_manage: bool) -> list[dict[str, Any]]:
    """The follow-up actions, open ones first."""
    return [
        {
            "what": one.what,
            "kind": ActionKind(one.kind).label,
            "owner": one.owner.full_name,
            "status": action_tag(one),
            "due": due(one.due_on) if one.status == ActionStatus.OPEN else "",
            "evidence": one.evidence,
            "href": reverse("cases:action", args=[one.pk]) if may_manage or one.owner_id == actor.user_id else "",
            "said": [f"{row['key']}: {row['value']}" for row in completion_rows(one)],
            "is_standing": one.is_standing,
            "finish": reverse("cases:action-finish", args=[one.pk]) if _may_end(actor, one, may_manage) else "",
            "cancel": reverse("cases:action-cancel", args=[one.pk]) if _may_end(actor, one, may_manage) else "",
        }
        for one in case.actions.all()
    ]


def _may_end(actor: Actor, action: Any, may_manage: bool) -> bool:
    return action.status == ActionStatus.OPEN and (may_manage or action.owner_id == actor.user_id)


def opinions(actor: Actor, case: Case, seen: Sees) -> dict[str, Any]:
    """Committed views: all of them for whoever may read them, one's own for a reviewer, else only how many."""
    given, asked = progress(case.reviews.all())
    waiting = [one.reviewer.full_name for one in case.reviews.all() if one.awaits_view]
    return {
        "views": views_shown(actor, case, all_of_them=seen.opinions),
        "asked": asked,
        "done": given,
        "waiting_for": waiting if seen.opinions and names_reviewers(actor, case) else [],
        "sealed": bool(given) and not seen.opinions,
    }


def presentation(case: Case, seen: Sees) -> dict[str, Any]:
    """The copy that the room will see."""
    copy = getattr(case, "presentation", None)
    clean = presentation_is_clean(case)
    return {
        "exists": copy is not None,
        "title": copy.title if copy else "",
        "vignette": copy.vignette if copy else "",
        "question": copy.question if copy else "",
        "reveal": copy.reveal if copy else "",
        "is_clean": clean,
        "status": {"text": _("Screen clear"), "tone": "done"}
        if clean
        else {"text": _("Not cleared"), "tone": "waiting"},
        "screened_at": copy.screened_at if copy else None,
        "screened_by": copy.screened_by.full_name if copy and copy.screened_by else "",
        "edit": reverse("cases:presentation", args=[case.pk]) if seen.edits_copy and case.status not in FINAL else "",
    }
