"""One decision of the chair about a new case, together with who its original readers are."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import amend_case
from apps.cases.domain.transitions import apply, refuse_if_overtaken, repetition
from apps.cases.enums import CaseEvent
from apps.cases.models import CaseTransition
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.tracking import change


def decide(
    *,
    actor: Actor,
    case_id: UUID,
    event: CaseEvent,
    payload: Mapping[str, Any],
    expected_version: int,
    key: str = "",
    readers: Iterable[ReaderInput] | None = None,
    readers_unknown_reason: str | None = None,
    changes: Mapping[str, str] | None = None,
) -> CaseTransition:
    """Note the readers and what else was put right, where it was given, and move the case: both or neither.

    Sent twice with the same `key` it is done once. Raises what `amend_case` and `apply` raise.
    """
    with change(reason=str(payload.get("reason") or "")[:2000]):
        case = case_for_change(case_id)
        earlier = repetition(case, event, actor, key)
        if earlier:
            return earlier
        refuse_if_overtaken(case, event, actor, expected_version)
        put_right: dict[str, Any] = dict(changes or {})
        if readers_unknown_reason is not None:
            put_right["readers_unknown_reason"] = readers_unknown_reason
        if readers is not None or put_right:
            amended = amend_case(
                actor=actor,
                case_id=case_id,
                expected_version=expected_version,
                changes=put_right,
                readers=readers,
            )
            expected_version = amended.version
        return apply(
            case_id=case_id, event=event, actor=actor, payload=payload, expected_version=expected_version, key=key
        )
