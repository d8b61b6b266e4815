"""The closed sets of words that the documents app uses."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DocumentKind(StrEnum):
    """What sort of document it is; each kind has one pack type and one template."""

    CASE_LEARNING_SUMMARY = "case_learning_summary"
    MEETING_LEARNING_SUMMARY = "meeting_learning_summary"


class DocumentState(StrEnum):
    """Where a document is on its way from being asked for to being closed."""

    REQUESTED = "requested"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class DocumentEvent(StrEnum):
    """What may happen to a document."""

    START = "start"
    FINISH = "finish"
    FAIL = "fail"
    RETRY = "retry"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class VerdictKind(StrEnum):
    """What the verification page may say about a file or a hash."""

    CURRENT = "current"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


KIND_WORDS: dict[DocumentKind, Promise] = {
    DocumentKind.CASE_LEARNING_SUMMARY: _("Case learning summary"),
    DocumentKind.MEETING_LEARNING_SUMMARY: _("Meeting learning summary"),
}

STATE_WORDS: dict[DocumentState, Promise] = {
    DocumentState.REQUESTED: _("Waiting to be made"),
    DocumentState.RENDERING: _("Being made"),
    DocumentState.READY: _("Current"),
    DocumentState.FAILED: _("Could not be made"),
    DocumentState.SUPERSEDED: _("Replaced by a newer version"),
    DocumentState.WITHDRAWN: _("Withdrawn"),
}

# The version of the printed layout. Raise it with every change to a print template or its style sheet that
# readers would notice: the same content asked for again then makes a new version instead of the old file.
TEMPLATE_VERSIONS: dict[DocumentKind, int] = {
    DocumentKind.CASE_LEARNING_SUMMARY: 1,
    DocumentKind.MEETING_LEARNING_SUMMARY: 1,
}
