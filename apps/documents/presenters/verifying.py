"""What the public verification page says: a verdict in words, and what to do with the copy in hand."""

from typing import Any

from django.utils.translation import gettext as _

from apps.core.presenting import date_words, datetime_words
from apps.documents.domain.verifying import Verdict
from apps.documents.enums import VerdictKind

_TONES = {
    VerdictKind.CURRENT: "done",
    VerdictKind.SUPERSEDED: "waiting",
    VerdictKind.WITHDRAWN: "urgent",
    VerdictKind.UNKNOWN: "stopped",
}


def shown(verdict: Verdict) -> dict[str, Any]:
    """The verdict as the page shows it."""
    return {
        "title": _titles(verdict)[verdict.kind],
        "advice": _advice(verdict),
        "certainty": _certainty(verdict),
        "status": {"text": _tags()[verdict.kind], "tone": _TONES[verdict.kind]},
        "rows": _rows(verdict),
    }


def _titles(verdict: Verdict) -> dict[VerdictKind, str]:
    words = {"version": verdict.content_version, "current": verdict.current_version}
    return {
        VerdictKind.CURRENT: _("This is version %(version)s, the current one") % words,
        VerdictKind.SUPERSEDED: _("This is version %(version)s, which has been replaced") % words,
        VerdictKind.WITHDRAWN: _("This is version %(version)s, which has been withdrawn") % words,
        VerdictKind.UNKNOWN: _("This is not a document of ours"),
    }


def _tags() -> dict[VerdictKind, str]:
    return {
        VerdictKind.CURRENT: _("Current"),
        VerdictKind.SUPERSEDED: _("Replaced"),
        VerdictKind.WITHDRAWN: _("Withdrawn"),
        VerdictKind.UNKNOWN: _("Not ours"),
    }


def _advice(verdict: Verdict) -> str:
    """What to do."""
    if verdict.kind is VerdictKind.CURRENT:
        return _("You may use it.")
    if verdict.kind is VerdictKind.SUPERSEDED and verdict.current_version:
        return _("Use version %(n)s instead. Your department's library has it.") % {"n": verdict.current_version}
    if verdict.kind is VerdictKind.SUPERSEDED:
        return _("Do not use it: the version that replaced it has been withdrawn.")
    if verdict.kind is VerdictKind.WITHDRAWN:
        return _("Do not use it. Delete your copies and tell the people to whom you gave it.")
    return _("Either it was not made here, or a copy was changed after it was published.")


def _certainty(verdict: Verdict) -> str:
    """How much the check proves about the copy in hand."""
    if verdict.kind is VerdictKind.UNKNOWN:
        return ""
    if verdict.is_exact_file:
        return _("Your file is exactly the one that was published: not one character differs.")
    return _("The content hash says which version it is. To prove that your copy was not changed, check the file.")


def _rows(verdict: Verdict) -> list[dict[str, Any]]:
    if verdict.kind is VerdictKind.UNKNOWN:
        return []
    rows: list[dict[str, Any]] = [
        {"key": _("Reference"), "value": verdict.reference},
        {"key": _("Version"), "value": verdict.content_version},
        {"key": _("Published"), "value": datetime_words(verdict.published_at)},
    ]
    if verdict.withdrawn_at is not None:
        rows.append({"key": _("Withdrawn"), "value": date_words(verdict.withdrawn_at)})
    return rows
