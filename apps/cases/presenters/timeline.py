"""The trail of a case as a timeline: each act once, newest first, with nobody named who may not be."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.policy import Confidentiality
from apps.audit.changes import Change
from apps.audit.timeline import Entry, Happening, merged
from apps.cases.domain.naming import name_for
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, CaseTransition
from apps.cases.presenters.words import kind_in_short
from apps.cases.queries.trail import Trail
from apps.core.actor import Actor

# What was said with these is the thing itself, not a reason for it.
_SAID = frozenset({CaseEvent.ASK, CaseEvent.ANSWER})


def timeline_of(actor: Actor, case: Case, trail: Trail) -> list[dict[str, Any]]:
    """Lines for the timeline component."""
    happenings = [_happening(one, trail) for one in trail.transitions]
    return [_line(actor, case, one) for one in merged(happenings, trail.changes)]


def _happening(one: CaseTransition, trail: Trail) -> Happening:
    return Happening(
        at=one.at,
        title=_("Imported") if "import" in one.payload else past(one.event),
        actor_name=one.by_name,
        actor_id=one.by_id,
        why="" if one.event in _SAID else one.reason,
        text=one.reason if one.event in _SAID else _kind_said(one),
        change_set=trail.case_versions.get(one.case_version),
    )


def _kind_said(one: CaseTransition) -> str:
    """The kind that the chair confirmed or changed with a decision."""
    kind, before = one.payload.get("kind"), one.payload.get("kind_before")
    if not kind or not before:
        return ""
    words = kind_in_short(kind, one.payload.get("discrepancy_type", ""))
    was = kind_in_short(before, one.payload.get("discrepancy_type_before", ""))
    if words == was:
        return _("Kind confirmed: %(kind)s") % {"kind": words}
    return _("Kind changed: %(kind)s (before: %(before)s)") % {"kind": words, "before": was}


def _line(actor: Actor, case: Case, entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        # What somebody without a name did is known by its day.
        "day_only": entry.actor_id is None and case.confidentiality == Confidentiality.ANONYMOUS,
        "title": entry.title or _title(entry),
        "who": _who(actor, case, entry.actor_id, entry.actor_name),
        "why": entry.why if entry.kind == "step" else _reason(entry),
        "text": entry.text,
        "kind": entry.kind,
        "changes": [_change(actor, case, one) for one in entry.changes],
    }


def _who(actor: Actor, case: Case, person_id: UUID | None, name: str) -> str:
    return name_for(actor, case, person_id, name)


def _change(actor: Actor, case: Case, one: Change) -> dict[str, str]:
    label = one.label if one.label != _("Case") else ""
    field = f"{label}: {one.field_label.lower()}" if label else one.field_label.capitalize()
    return {"field": field, "old": one.old, "new": one.new}


def _title(entry: Entry) -> str:
    """A change of values on its own: which records, and whether they are new."""
    labels = list(dict.fromkeys(one.label for one in entry.changes))
    kinds = {one.kind for one in entry.changes}
    words = {"added": _("%(what)s added"), "removed": _("%(what)s removed")}
    said = words.get(next(iter(kinds)), "") if len(kinds) == 1 else ""
    return (said or _("%(what)s changed")) % {"what": ", ".join(labels)}


def _reason(entry: Entry) -> str:
    """The reason that a person gave; the short notes of our own functions say no more than the title."""
    return "" if entry.why in OUR_OWN_REASONS else entry.why


# Reasons that domain functions write so that no version is without one.
OUR_OWN_REASONS = frozenset(
    {
        "case logged", "amended", "follow-up action added", "follow-up action done", "message posted",
        "opinion committed", "presentation copy edited", "presentation copy screened", "finding coded", "case coded",
        "handed over",
        "reviewers asked", "reviewer reminded", "review declined", "review request written",
        "failure place recorded", "contact recorded", "by the clock", "report standing recorded",
        "second opinion recorded",
    }
)  # fmt: skip


def past(event: str) -> str:
    """What happened, in the past tense."""
    words = {
        "": _("Logged"),
        CaseEvent.ASK: _("Question to the submitter"),
        CaseEvent.ANSWER: _("Question answered"),
        CaseEvent.ACCEPT: _("Accepted for a meeting"),
        CaseEvent.SEND_TO_REVIEW: _("Sent to review"),
        CaseEvent.FINISH_REVIEW: _("Review finished"),
        CaseEvent.GIVE_FEEDBACK: _("Feedback given, no meeting"),
        CaseEvent.DECLINE: _("Declined"),
        CaseEvent.WITHDRAW: _("Withdrawn"),
        CaseEvent.MERGE: _("Merged into another case"),
        CaseEvent.SCHEDULE: _("Put on an agenda"),
        CaseEvent.DEFER: _("Deferred"),
        CaseEvent.RECORD_OUTCOME: _("Outcome recorded"),
        CaseEvent.PUBLISH: _("Learning published"),
        CaseEvent.CLOSE: _("Closed"),
        CaseEvent.REOPEN: _("Reopened"),
    }
    return words[event]
