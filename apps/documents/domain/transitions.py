"""The one place that changes the state of a document."""

from uuid import UUID

from django.utils.translation import gettext as _

from apps.core.errors import Refused
from apps.core.lifecycle import Refusal
from apps.documents.domain.lifecycle import LIFECYCLE, DocumentFacts
from apps.documents.enums import STATE_WORDS, DocumentEvent, DocumentState
from apps.documents.models import StoredDocument


def locked(document_id: UUID) -> StoredDocument:
    """Load the row for a change, inside the caller's transaction."""
    return StoredDocument.objects.select_for_update().get(pk=document_id)


def move(document: StoredDocument, event: DocumentEvent, facts: DocumentFacts | None = None) -> None:
    """Set the state that the table gives; the caller fills the columns that go with it and saves.

    Raises Refused when the table has no such row or a guard says no.
    """
    state = DocumentState(document.state)
    refused = LIFECYCLE.refusal(event, state, facts or DocumentFacts(), lambda: _wrong_state(state))
    if refused is not None:
        raise Refused(refused.code, str(refused.message))
    rule = LIFECYCLE.rule(event, state)
    if rule is not None:
        document.state = str(rule.target)


def _wrong_state(state: DocumentState) -> Refusal:
    words = _("This cannot be done to a document in this state: %(state)s.") % {"state": STATE_WORDS[state]}
    return Refusal("wrong_state", words)
