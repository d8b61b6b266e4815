"""The thread between chair and submitter."""

from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import MessageKind
from apps.cases.events import MessagePosted
from apps.cases.models import CaseMessage
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.core.events import publish
from apps.core.repeating import note_sent, refuse_repeated
from apps.core.tracking import change


def post_message(
    *, actor: Actor, case_id: UUID, text: str, key: UUID | None = None, unless_repeated: bool = False
) -> CaseMessage:
    """Add a message; the submitter and the chairs may write, at any time in a case's life.

    `key` becomes the message's id, so that sending it again finds the first. With `unless_repeated`
    the same words from the same person within the set time raise Repeated. Raises NotVisible, Forbidden, Invalid.
    """
    with change(reason="message posted"):
        case = case_for_change(case_id)
        facts = case.access_facts()
        if not may(actor, P.CASE_VIEW, facts):
            raise NotVisible
        chairing = bool(may(actor, P.CASE_TRIAGE, facts))
        decision = may(actor, P.CASE_ANSWER, facts)
        if not chairing and not decision:
            raise Forbidden(decision.code, refusal_words(decision.code))
        earlier = CaseMessage.objects.filter(pk=key, case=case, author=actor.user_id).first() if key else None
        if earlier:
            return earlier
        words = clean_words(text, "text", 5_000)
        if not words:
            raise Invalid("required", _("Something is missing."), {"text": _("Write a message.")})
        wish = refuse_repeated(actor, "message", [case_id, words], unless_repeated)
        posted = CaseMessage.objects.create(
            id=key or uuid4(),
            case=case,
            kind=MessageKind.NOTE,
            author_id=actor.user_id,
            from_chair=chairing and actor.user_id != case.submitter_id,
            text=words,
            at=now(),
        )
        note_sent(actor, wish, posted.pk)
        publish(MessagePosted(message_id=posted.pk))
        return posted
