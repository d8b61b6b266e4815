"""The lifecycle of a document as one table. Pure: no ORM."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission
from apps.core.lifecycle import Lifecycle, Refusal, Rule
from apps.documents.enums import DocumentEvent as Event
from apps.documents.enums import DocumentState as State


@dataclass(frozen=True)
class DocumentFacts:
    """What the guards judge."""

    has_newer_printed_version: bool = False


def _newer_is_printed(facts: DocumentFacts) -> Refusal | None:
    if facts.has_newer_printed_version:
        return None
    return Refusal("no_newer_version", _("There is no newer version that could take its place."))


LIFECYCLE: Lifecycle[DocumentFacts] = Lifecycle(
    initial=State.REQUESTED,
    rules=(
        Rule(
            event=Event.START,
            # From rendering too: the worker that held it may have died. From failed: the job was tried again.
            sources=frozenset({State.REQUESTED, State.RENDERING, State.FAILED}),
            target=State.RENDERING,
            permission=Permission.LEARNING_PUBLISH,
            label=_("Start making the PDF"),
        ),
        Rule(
            event=Event.FINISH,
            sources=frozenset({State.RENDERING}),
            target=State.READY,
            permission=Permission.LEARNING_PUBLISH,
            label=_("Store the PDF"),
        ),
        Rule(
            event=Event.FAIL,
            sources=frozenset({State.REQUESTED, State.RENDERING}),
            target=State.FAILED,
            permission=Permission.LEARNING_PUBLISH,
            label=_("Give up"),
            demands=("error",),
        ),
        Rule(
            event=Event.RETRY,
            sources=frozenset({State.FAILED}),
            target=State.REQUESTED,
            permission=Permission.LEARNING_PUBLISH,
            label=_("Try again"),
        ),
        Rule(
            event=Event.SUPERSEDE,
            sources=frozenset({State.READY}),
            target=State.SUPERSEDED,
            permission=Permission.LEARNING_PUBLISH,
            label=_("Replace with a newer version"),
            guards=(_newer_is_printed,),
        ),
        Rule(
            event=Event.WITHDRAW,
            sources=frozenset(set(State) - {State.WITHDRAWN}),
            target=State.WITHDRAWN,
            permission=Permission.DOCUMENT_WITHDRAW,
            label=_("Withdraw"),
            demands=("reason",),
        ),
    ),
)
