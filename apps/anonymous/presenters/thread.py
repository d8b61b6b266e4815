"""The thread as the holder of the key reads it: where the case stands, what was said, what was learned."""

from typing import Any

from django.utils.translation import gettext as _

from apps.anonymous.domain.keys import read, written
from apps.anonymous.domain.receipts import receipt_for
from apps.cases.domain.registering import SUBMITTER_MAY_AMEND
from apps.cases.enums import CaseStatus, EscalationStatus, MessageKind
from apps.cases.models import Case
from apps.cases.presenters.actions import next_step
from apps.cases.presenters.words import kind_words, status_tag
from apps.core.clock import LONDON
from apps.core.presenting import date_words
from apps.learning.queries.of_case import published_from

_MAY_WITHDRAW = (CaseStatus.RECEIVED, CaseStatus.INFORMATION_WANTED, CaseStatus.UNDER_REVIEW, CaseStatus.READY)


def thread_page(case: Case, typed_key: str) -> dict[str, Any]:
    """Everything that the page shows besides its forms. Days only, no hours; no names but the chair's role."""
    status = CaseStatus(case.status)
    key = read(typed_key)
    return {
        "key": key,
        "key_text": written(key),
        "reference": case.reference,
        "department": case.department.name,
        "kind": kind_words(case),
        "narrative": case.narrative,
        "received": date_words(case.received_at),
        "status": status_tag(status),
        "next_step": _next_step(case),
        "steps": _steps(case),
        "messages_of_thread": [_message(one) for one in case.messages.all()],
        "patient": _patient(case),
        "is_asked": status == CaseStatus.INFORMATION_WANTED,
        "may_reword": status in SUBMITTER_MAY_AMEND,
        "may_withdraw": status in _MAY_WITHDRAW,
        "learning": [{"title": title, "points": points} for title, points in published_from(case)],
    }


def receipt(case: Case, typed_key: str) -> dict[str, Any]:
    """The receipt that goes with the key."""
    made = receipt_for(read(typed_key), case.department_id, case.received_at.astimezone(LONDON).date())
    return {"text": made.text, "from_day": date_words(made.from_day), "year": made.year}


def _next_step(case: Case) -> str:
    if case.status == CaseStatus.INFORMATION_WANTED:
        return _("The chair asked you a question. Answer it below.")
    return next_step(case)


def _steps(case: Case) -> list[dict[str, Any]]:
    reached = {one.target: date_words(one.at) for one in reversed(list(case.transitions.all()))}
    words = (
        (CaseStatus.RECEIVED, _("Received")),
        (CaseStatus.SCHEDULED, _("Listed for a meeting")),
        (CaseStatus.DISCUSSED, _("Discussed")),
        (CaseStatus.PUBLISHED, _("Learning published")),
    )
    return [{"text": text, "day": reached.get(state, ""), "is_reached": state in reached} for state, text in words]


def _message(message: Any) -> dict[str, Any]:
    return {
        "who": _("The chair") if message.from_chair else _("You"),
        "from_chair": message.from_chair,
        "kind": MessageKind(message.kind).label,
        "text": message.text,
        "day": date_words(message.at),
    }


def _patient(case: Case) -> str:
    """What became of the question about the patient, without a name."""
    found = list(case.escalations.all())
    if not found:
        return ""
    if all(one.status == EscalationStatus.DONE for one in found):
        return _("For the patient: it is recorded what was done.")
    if any(one.status == EscalationStatus.ACKNOWLEDGED for one in found):
        return _("For the patient: somebody has taken it on.")
    return _("For the patient: the department’s lead was told at once.")
