"""The case's lifecycle as one table: buttons, the API's actions, the diagram and the tests all read it.

Pure: no database, no request. DESIGN C6 is the source of the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission as P
from apps.cases.domain.completeness import ASKED_BY, refusal_for
from apps.cases.enums import CaseEvent as E
from apps.cases.enums import CaseField, CaseKind, Stage
from apps.cases.enums import CaseStatus as S
from apps.core.lifecycle import Guard, Lifecycle, Refusal, Rule


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What the guards judge. `payload` is what came with the event; `lacks` what the case does not hold."""

    status: S
    kind: CaseKind = CaseKind.DISCREPANCY
    lacks: frozenset[CaseField] = frozenset()
    has_open_escalation: bool = False
    has_open_action: bool = False
    was_published: bool = False
    opinions_missing: int = 0
    opinions_given: int = 1
    reader_ids: frozenset[UUID] = frozenset()
    informed_ids: frozenset[UUID] = frozenset()
    merge_same_patient: bool = True
    payload: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


def _complete(event: E) -> Guard[CaseFacts]:
    """The guard that asks the table of completeness for one event."""

    def complete(facts: CaseFacts) -> Refusal | None:
        """Holds what the table of completeness asks of its kind."""
        return refusal_for(event, facts.kind, facts.lacks)

    return complete


def reviewers_did_not_read(facts: CaseFacts) -> Refusal | None:
    """Nobody reviews their own report."""
    if facts.reader_ids & set(facts.payload.get("reviewers", ())):
        return Refusal(
            "reviewer_is_reader", _("A reviewer wrote or verified a report in this case. Choose somebody else.")
        )
    return None


def reviewers_do_not_know(facts: CaseFacts) -> Refusal | None:
    """A first view is worth something only from somebody who does not know the outcome."""
    if facts.informed_ids & set(facts.payload.get("reviewers", ())):
        return Refusal(
            "reviewer_knows_outcome",
            _("Somebody whom you chose logged this case or acts for its patient, and so knows what was found. "
              "Choose somebody else."),
        )  # fmt: skip
    return None


def opinions_committed(facts: CaseFacts) -> Refusal | None:
    """The review ends when every opinion is in, or with the chair's reason."""
    if (facts.opinions_missing == 0 and facts.opinions_given) or facts.payload.get("reason"):
        return None
    if not facts.opinions_given:
        return Refusal(
            "opinions_missing", _("Nobody has given a view. Wait for one, or give a reason to go on without.")
        )
    return Refusal(
        "opinions_missing", _("An opinion is still missing. Wait for it, or give a reason to go on without.")
    )


def patient_is_safe(facts: CaseFacts) -> Refusal | None:
    """The patient first: nothing puts a case away while somebody may still need to act."""
    if not facts.has_open_escalation:
        return None
    return Refusal(
        "escalation_open",
        _("Somebody may still need to act for this patient. Record what was done on the escalation first."),
    )


def nothing_left_to_do(facts: CaseFacts) -> Refusal | None:
    """A case closes when its follow-up actions are done or cancelled."""
    if not facts.has_open_action:
        return None
    return Refusal("actions_open", _("A follow-up action is still open. Finish or cancel it first."))


def published_or_reason(facts: CaseFacts) -> Refusal | None:
    """Closing without publishing needs a reason."""
    if facts.was_published or facts.payload.get("reason"):
        return None
    return Refusal("reason_needed", _("Nothing was published from this case. Say why it is closed all the same."))


def same_patient_or_reason(facts: CaseFacts) -> Refusal | None:
    """Two cases are merged because they are about the same patient, or for a stated reason."""
    if facts.merge_same_patient or facts.payload.get("reason"):
        return None
    return Refusal("different_patient", _("These cases are not about the same patient. Say why they belong together."))


def room_on_the_agenda(facts: CaseFacts) -> Refusal | None:
    """The minutes must fit; an emergency is brought on the day and recorded, never planned over."""
    free, wanted = facts.payload.get("minutes_free"), facts.payload.get("minutes", 0)
    if free is None or wanted <= free:
        return None
    return Refusal(
        "no_room", _("There is not enough time left on that agenda. Choose another meeting or fewer minutes.")
    )


def _rule(event: E, sources: set[S], target: S, permission: P, **more: Any) -> Rule[CaseFacts]:
    return Rule(
        event=event, sources=frozenset(sources), target=target, permission=permission, label=event.label, **more
    )


_BEFORE_MEETING = {S.RECEIVED, S.INFORMATION_WANTED, S.UNDER_REVIEW, S.READY}

LIFECYCLE: Lifecycle[CaseFacts] = Lifecycle(
    initial=S.RECEIVED,
    rules=(
        _rule(E.ACCEPT, {S.RECEIVED}, S.READY, P.CASE_TRIAGE, guards=(_complete(E.ACCEPT),)),
        _rule(E.ASK, {S.RECEIVED}, S.INFORMATION_WANTED, P.CASE_TRIAGE, demands=("question",)),
        _rule(E.ANSWER, {S.INFORMATION_WANTED}, S.RECEIVED, P.CASE_ANSWER, demands=("answer",)),
        _rule(
            E.SEND_TO_REVIEW, {S.RECEIVED}, S.UNDER_REVIEW, P.CASE_TRIAGE,
            guards=(_complete(E.SEND_TO_REVIEW), reviewers_did_not_read, reviewers_do_not_know), demands=("reviewers",),
        ),
        _rule(E.FINISH_REVIEW, {S.UNDER_REVIEW}, S.READY, P.CASE_TRIAGE, guards=(opinions_committed,)),
        _rule(
            E.GIVE_FEEDBACK, {S.RECEIVED, S.UNDER_REVIEW, S.READY}, S.DISCUSSED, P.CASE_TRIAGE,
            guards=(_complete(E.GIVE_FEEDBACK),), demands=("learning_point",),
        ),
        _rule(
            E.MERGE, _BEFORE_MEETING, S.MERGED, P.CASE_TRIAGE,
            guards=(patient_is_safe, same_patient_or_reason), demands=("into",),
        ),
        _rule(
            E.DECLINE, {S.RECEIVED, S.INFORMATION_WANTED}, S.DECLINED, P.CASE_TRIAGE,
            guards=(patient_is_safe,), demands=("reason",),
        ),
        _rule(
            E.WITHDRAW, _BEFORE_MEETING, S.WITHDRAWN, P.CASE_WITHDRAW,
            guards=(patient_is_safe,), demands=("reason",),
        ),
        _rule(
            E.SCHEDULE, {S.READY}, S.SCHEDULED, P.AGENDA_MANAGE,
            guards=(_complete(E.SCHEDULE), room_on_the_agenda), demands=("meeting_id",), door="meetings",
        ),
        _rule(E.DEFER, {S.SCHEDULED}, S.READY, P.AGENDA_MANAGE, demands=("reason",), door="meetings"),
        _rule(
            E.RECORD_OUTCOME, {S.SCHEDULED, S.READY}, S.DISCUSSED, P.OUTCOME_RECORD,
            demands=("meeting_id",), door="meetings",
        ),
        _rule(
            E.PUBLISH, {S.DISCUSSED, S.PUBLISHED}, S.PUBLISHED, P.LEARNING_PUBLISH,
            guards=(_complete(E.PUBLISH),), demands=("publication_id",), door="learning",
        ),
        _rule(
            E.CLOSE, {S.DISCUSSED, S.PUBLISHED}, S.CLOSED, P.CASE_CLOSE,
            guards=(patient_is_safe, nothing_left_to_do, _complete(E.CLOSE), published_or_reason),
        ),
        _rule(E.REOPEN, {S.CLOSED, S.DECLINED, S.WITHDRAWN}, S.RECEIVED, P.CASE_TRIAGE, demands=("reason",)),
    ),
)  # fmt: skip


def stages_ahead(status: S) -> frozenset[Stage]:
    """The stages that a case in that state may still come to, unless it is reopened."""
    seen, frontier = {status}, [status]
    found: set[Stage] = set()
    while frontier:
        for rule in LIFECYCLE.possible(frontier.pop()):
            event, target = E(rule.event), S(rule.target)
            if event == E.REOPEN:
                continue
            found |= set(ASKED_BY.get(event, ()))
            if target not in seen:
                seen.add(target)
                frontier.append(target)
    return frozenset(found)


def wrong_state(event: E, status: S) -> Refusal:
    """The refusal for an event that the table does not have in that state."""
    return Refusal(
        "wrong_state",
        _("The case is “%(status)s”, so “%(event)s” is not possible. Open the case again to see what is.")
        % {"status": status.label, "event": event.label},
    )


def refusal(facts: CaseFacts, event: E) -> Refusal | None:
    """Why the event cannot happen now; None when it can."""
    return LIFECYCLE.refusal(event, facts.status, facts, lambda: wrong_state(event, facts.status))
