"""The thread through the key: reading it, answering, writing, putting words right, and withdrawing."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils.translation import gettext as _

from apps.anonymous.domain.keys import key_hash, read
from apps.anonymous.domain.limits import refuse_if_too_many_messages
from apps.anonymous.queries.threads import case_of, newest_of, whole
from apps.cases.domain.indexing import index_case
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.registering import SUBMITTER_MAY_AMEND
from apps.cases.domain.transitions import apply_as_key_holder
from apps.cases.enums import CaseEvent, CaseStatus, MessageKind
from apps.cases.errors import TransitionRefused
from apps.cases.events import MessagePosted
from apps.cases.models import Case, CaseMessage
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor, acting_as, anonymous_actor
from apps.core.clock import by_day, now
from apps.core.errors import Invalid, NotVisible
from apps.core.events import publish
from apps.core.tracking import change


def open_thread(typed: str) -> Case:
    """The case whose key this is. Raises NotVisible for every other text, in the same way and with the same work."""
    found = case_of(key_hash(read(typed)))
    if found is None:
        raise NotVisible
    return whole(found.pk)


@contextmanager
def _as_holder(typed: str, reason: str) -> Iterator[tuple[Case, Actor]]:
    """The case, locked; what is written inside is nobody's, and dated just behind what came before on its day."""
    opened = open_thread(typed)
    actor = anonymous_actor()
    with acting_as(actor), change(reason=reason):
        case = case_for_change(opened.pk)
        with by_day(after=newest_of(case)):
            yield case, actor


def write(*, key: str, text: str, message_id: UUID) -> None:
    """Answer the chair's question, or add a message where there is none; the same `message_id` again adds nothing.

    Raises NotVisible for a key that opens nothing, Invalid for words that cannot be taken, Refused for too many.
    """
    with _as_holder(key, "message posted") as (case, actor):
        words = clean_words(text, "text", 5_000)
        if not words:
            raise Invalid("required", _("Something is missing."), {"text": _("Write a message.")})
        if CaseMessage.objects.filter(pk=message_id).exists() or _answered_with(case, message_id):
            return
        refuse_if_too_many_messages(case)
        if case.status == CaseStatus.INFORMATION_WANTED:
            apply_as_key_holder(
                case=case, event=CaseEvent.ANSWER, actor=actor, payload={"answer": words}, key=str(message_id)
            )
            return
        _post(case, words, message_id)


def _answered_with(case: Case, key: UUID) -> bool:
    return any(one.key == str(key) for one in case.transitions.all())


def _post(case: Case, words: str, message_id: UUID) -> None:
    posted = CaseMessage.objects.create(
        id=message_id, case=case, kind=MessageKind.NOTE, author=None, from_chair=False, text=words, at=now()
    )
    publish(MessagePosted(message_id=posted.pk))


def withdraw(*, key: str, reason: str, form_key: str) -> None:
    """Take the case back, with a reason; the same rules as for everybody, the patient first.

    Raises NotVisible, Invalid, or TransitionRefused in the words of the lifecycle.
    """
    with _as_holder(key, "withdrawn") as (case, actor):
        apply_as_key_holder(
            case=case, event=CaseEvent.WITHDRAW, actor=actor, payload={"reason": reason}, key=form_key
        )  # fmt: skip


def reword(*, key: str, narrative: str) -> None:
    """Say what happened in other words, until the case is accepted; the earlier words stay in the record.

    Raises NotVisible, Invalid, or TransitionRefused once it is too late.
    """
    with _as_holder(key, "put in other words") as (case, _actor):
        words = clean_words(narrative, "narrative", 10_000)
        if not words:
            raise Invalid("required", _("Something is missing."), {"narrative": _("Say what happened.")})
        if words == case.narrative:
            return
        if case.status not in SUBMITTER_MAY_AMEND:
            raise TransitionRefused("too_late_to_amend", _("The chair has taken the case on. Send a message instead."))
        case.narrative = words
        case.save()
        index_case(case)
