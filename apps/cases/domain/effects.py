"""What an event writes besides the state: called by `transitions.apply` inside its transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.assigning import ask
from apps.cases.domain.review_requests import keep_request
from apps.cases.domain.standing import settle_of_merged
from apps.cases.enums import FINAL, CaseEvent, MessageKind
from apps.cases.errors import TransitionRefused
from apps.cases.events import CasesMerged
from apps.cases.models import Case, CaseMessage
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Invalid
from apps.core.events import publish

Effect = Callable[[Case, Mapping[str, Any], Actor], None]


def _post(case: Case, actor: Actor, kind: MessageKind, text: str, *, from_chair: bool) -> None:
    if text:
        CaseMessage.objects.create(
            case=case, kind=kind, author_id=actor.user_id, from_chair=from_chair, text=text, at=now()
        )


def _ask(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    _post(case, actor, MessageKind.QUESTION, payload["question"], from_chair=True)


def _answer(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    _post(case, actor, MessageKind.ANSWER, payload["answer"], from_chair=False)


def _decision(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    """A reason given by the chair reaches the submitter in the thread."""
    _post(case, actor, MessageKind.DECISION, payload.get("reason", ""), from_chair=actor.user_id != case.submitter_id)


def _reviewers(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    keep_request(case=case, actor=actor, text=payload["request"], kept_because=payload["request_kept_because"])
    ask(case=case, actor=actor, reviewers=payload["reviewers"], note=payload["note"], due_on=payload["due_on"])


def _merge(case: Case, payload: Mapping[str, Any], actor: Actor) -> None:
    kept = Case.objects.filter(pk=payload["into"], department=case.department_id).first()
    if kept is None or not may(actor, Permission.CASE_VIEW, kept.access_facts()):
        raise Invalid("unknown_case", _("Check the case to keep."), {"into": _("There is no such case here.")})
    if kept.pk == case.pk:
        raise Invalid("same_case", _("Check the case to keep."), {"into": _("Choose another case than this one.")})
    if kept.status in FINAL:
        raise TransitionRefused(
            "kept_case_is_final", _("The case to keep is itself closed, declined, withdrawn or merged.")
        )
    case.merged_into = kept
    _decision(case, payload, actor)
    settle_of_merged(case, kept)
    publish(CasesMerged(case_id=case.pk, kept_id=kept.pk))


EFFECTS: dict[CaseEvent, Effect] = {
    CaseEvent.ASK: _ask,
    CaseEvent.ANSWER: _answer,
    CaseEvent.SEND_TO_REVIEW: _reviewers,
    CaseEvent.MERGE: _merge,
    CaseEvent.DECLINE: _decision,
    CaseEvent.WITHDRAW: _decision,
    CaseEvent.REOPEN: _decision,
}
