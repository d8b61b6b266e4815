"""Recording what a discussion ended with: words, factors, learning points and follow-up actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.acting import add_action
from apps.cases.domain.coding import add_codings, choosable
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.transitions import apply
from apps.cases.enums import ActionKind, CaseEvent, CaseStatus, CodingPlace
from apps.cases.models import Case
from apps.cases.queries.loading import case_for_change
from apps.core.actor import Actor
from apps.core.clock import now
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.core.events import publish
from apps.core.presenting import moment_words
from apps.core.tracking import change
from apps.meetings.domain.about_the_case import AboutTheCase, settle_case
from apps.meetings.domain.involving import tell_of_outcome
from apps.meetings.domain.scheduling import put_off
from apps.meetings.domain.transitions import opened, person_of
from apps.meetings.enums import WITHOUT_LEARNING, AgendaStatus, ConsensusKind, MeetingStatus
from apps.meetings.errors import MeetingRefused
from apps.meetings.events import OutcomeRecorded
from apps.meetings.models import AgendaItem, Meeting, Outcome, OutcomeFactor, OutcomeLearningPoint
from apps.meetings.queries.outcomes import FACTOR_SCHEMES
from apps.meetings.queries.visible import item_of

LONGEST_CONSENSUS = 4_000
LONGEST_POINT = 500
MOST_POINTS = 20
LATE_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class ActionInput:
    """A follow-up action that the room asked for."""

    kind: ActionKind
    what: str
    owner_id: UUID
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """How the discussion of one case ended, in the words of the room."""

    consensus_kind: ConsensusKind
    consensus: str
    factor_ids: tuple[UUID, ...] = ()
    coding_ids: tuple[UUID, ...] = ()
    learning_points: tuple[str, ...] = ()
    actions: tuple[ActionInput, ...] = ()
    about_the_case: AboutTheCase = AboutTheCase()


def record_outcome(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, discussion: Discussion, expected_version: int | None = None
) -> Outcome:
    """Record how the discussion ended; the case is then discussed, or ready again when it was deferred.

    Needs at least one learning point for every case (DOMAIN 1.2), unless it was deferred or referred to
    governance. The chair does not record the outcome of a case that they read: the policy refuses, the deputy
    records. Raises NotVisible, Forbidden, Stale, Invalid by field, MeetingRefused.
    """
    with change(reason="outcome recorded"):
        meeting = opened(actor, meeting_id, P.OUTCOME_RECORD)
        item = item_of(meeting_id, item_id)
        case = _case_for(actor, item.case_id)
        earlier = _earlier(item, actor)
        if earlier is not None:
            return earlier
        _check_can_be_recorded(meeting, item, expected_version)
        clean = _clean(discussion, case)
        outcome = Outcome.objects.create(
            agenda_item=item,
            consensus_kind=clean.consensus_kind,
            consensus=clean.consensus,
            recorded_at=now(),
            recorded_by_id=person_of(actor),
        )
        _write_details(outcome, clean)
        _code(actor, case.pk, clean.coding_ids)
        _move_case(item, outcome, meeting, actor)
        _add_actions(actor, case.pk, clean.actions)
        settle_case(actor=actor, case_id=case.pk, about=clean.about_the_case)
        if outcome.consensus_kind != ConsensusKind.DEFERRED:
            tell_of_outcome(item, actor)
        publish(OutcomeRecorded(outcome_id=outcome.pk, case_id=case.pk))
        return outcome


def amend_outcome(
    *, actor: Actor, outcome_id: UUID, discussion: Discussion, expected_version: int | None = None
) -> Outcome:
    """Put the words of an outcome right, until the case is published; every earlier version stays readable.

    A deferral stays a deferral: the case has moved on. Actions are added, never taken away. Raises NotVisible,
    Forbidden, Stale, Invalid by field, MeetingRefused.
    """
    with change(reason="outcome amended"):
        outcome = Outcome.objects.select_for_update().select_related("agenda_item").filter(pk=outcome_id).first()
        if outcome is None:
            raise NotVisible
        case = _case_for(actor, outcome.agenda_item.case_id)
        if case.status != CaseStatus.DISCUSSED or outcome.consensus_kind == ConsensusKind.DEFERRED:
            raise MeetingRefused(
                "too_late_to_amend", _("The case has moved on, so what was recorded at this meeting stands as it is.")
            )
        if expected_version is not None and expected_version != outcome.version:
            row = outcome.history.latest()
            raise _stale(row.actor_name)
        held = OutcomeFactor.objects.filter(outcome=outcome).values_list("term", flat=True)
        clean = _clean(discussion, case, frozenset(held))
        if clean.consensus_kind == ConsensusKind.DEFERRED:
            raise Invalid(
                "already_discussed",
                _("Check the outcome."),
                {"consensus_kind": _("The case was discussed, so it can no longer be deferred.")},
            )
        outcome.consensus_kind, outcome.consensus = clean.consensus_kind, clean.consensus
        outcome.save()
        _write_details(outcome, clean)
        _code(actor, case.pk, clean.coding_ids)
        _add_actions(actor, case.pk, clean.actions)
        settle_case(actor=actor, case_id=case.pk, about=clean.about_the_case)
        tell_of_outcome(outcome.agenda_item, actor, amended=True)
        publish(OutcomeRecorded(outcome_id=outcome.pk, case_id=case.pk))
        return outcome


def _case_for(actor: Actor, case_id: UUID) -> Case:
    case = case_for_change(case_id)
    facts = case.access_facts()
    if not may(actor, P.CASE_VIEW, facts):
        raise NotVisible
    decision = may(actor, P.OUTCOME_RECORD, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    return case


def _earlier(item: AgendaItem, actor: Actor) -> Outcome | None:
    found = Outcome.objects.select_related("recorded_by").filter(agenda_item=item).first()
    if found is None:
        return None
    if found.recorded_by_id == actor.user_id:
        return found
    raise MeetingRefused(
        "already_done",
        _("%(by)s already recorded this outcome at %(at)s.")
        % {"by": found.recorded_by.full_name, "at": moment_words(found.recorded_at)},
    )


def _check_can_be_recorded(meeting: Meeting, item: AgendaItem, expected_version: int | None) -> None:
    if meeting.status != MeetingStatus.HELD:
        raise MeetingRefused(
            "not_held", _("Record first that the meeting was held and who came; then record what was concluded.")
        )
    if item.status != AgendaStatus.OPEN:
        raise MeetingRefused("wrong_state", _("This case was taken off the agenda, so there is no outcome to record."))
    if expected_version is not None and expected_version != item.version:
        raise _stale(item.history.latest().actor_name)


def _stale(by: str) -> Stale:
    return Stale("stale", _("%(by)s changed this after you opened it. Nothing that you typed is lost.") % {"by": by})


def _clean(discussion: Discussion, case: Case, kept: frozenset[UUID] = frozenset()) -> Discussion:
    """The discussion as it is stored; raises Invalid naming every field that is missing or malformed."""
    problems: dict[str, str] = {}
    if discussion.consensus_kind not in ConsensusKind.values:
        problems["consensus_kind"] = _("Choose how the discussion ended.")
    consensus = _words(discussion.consensus, "consensus", LONGEST_CONSENSUS, problems)
    if not consensus and "consensus" not in problems:
        problems["consensus"] = _("Say in a sentence or two what the room concluded, or why it was put off.")
    points = tuple(
        words
        for n, point in enumerate(discussion.learning_points, start=1)
        if (words := _words(point, f"learning_point_{n}", LONGEST_POINT, problems))
    )
    _check_points(discussion, points, problems)
    if problems:
        raise Invalid("invalid", _("Check what you entered."), problems)
    return Discussion(
        consensus_kind=ConsensusKind(discussion.consensus_kind),
        consensus=consensus,
        factor_ids=_known_factors(discussion.factor_ids, case.department.trust_id, kept),
        coding_ids=discussion.coding_ids,
        learning_points=points,
        actions=discussion.actions,
        about_the_case=discussion.about_the_case,
    )


def _check_points(discussion: Discussion, points: Sequence[str], problems: dict[str, str]) -> None:
    if len(points) > MOST_POINTS:
        problems["learning_point_1"] = _("Give at most %(most)d learning points.") % {"most": MOST_POINTS}
    if not points and discussion.consensus_kind not in WITHOUT_LEARNING:
        problems.setdefault(
            "learning_point_1", _("Give at least one learning point. Every case that is discussed has one.")
        )


def _words(value: Any, name: str, longest: int, problems: dict[str, str]) -> str:
    try:
        return clean_words(value, name, longest)
    except Invalid as wrong:
        problems |= wrong.fields
        return ""


def _known_factors(factor_ids: Sequence[UUID], trust_id: UUID, kept: frozenset[UUID]) -> tuple[UUID, ...]:
    """The factors that can be chosen today; those that the outcome has already stay in their edition."""
    wanted = tuple(dict.fromkeys(factor_ids))
    choosable(trust_id, [one for one in wanted if one not in kept], "factors", FACTOR_SCHEMES)
    return wanted


def _code(actor: Actor, case_id: UUID, coding_ids: Sequence[UUID]) -> None:
    """Add the codes that the room gave the case to those that it carries."""
    if not coding_ids:
        return
    try:
        add_codings(actor=actor, case_id=case_id, term_ids=coding_ids, place=CodingPlace.OUTCOME)
    except Invalid as wrong:
        raise Invalid(wrong.code, wrong.message, {"codings": " ".join(wrong.fields.values())}) from wrong


def _write_details(outcome: Outcome, clean: Discussion) -> None:
    """Make factors and learning points exactly these; rows that stay are not touched."""
    held = {row.term_id: row for row in OutcomeFactor.objects.filter(outcome=outcome)}
    for term_id, row in held.items():
        if term_id not in clean.factor_ids:
            row.delete()
    for term_id in clean.factor_ids:
        if term_id not in held:
            OutcomeFactor.objects.create(outcome=outcome, term_id=term_id)
    points = {row.position: row for row in OutcomeLearningPoint.objects.filter(outcome=outcome)}
    for position, text in enumerate(clean.learning_points, start=1):
        point = points.pop(position, None) or OutcomeLearningPoint(outcome=outcome, position=position)
        if point.text != text:
            point.text = text
            point.save()
    for point in points.values():
        point.delete()


def _move_case(item: AgendaItem, outcome: Outcome, meeting: Meeting, actor: Actor) -> None:
    if outcome.consensus_kind == ConsensusKind.DEFERRED:
        put_off(item, actor, outcome.consensus, AgendaStatus.DEFERRED)
        return
    item.status = AgendaStatus.DISCUSSED.value
    item.save()
    apply(
        case_id=item.case_id,
        event=CaseEvent.RECORD_OUTCOME,
        actor=actor,
        payload={
            "meeting_id": meeting.pk,
            "outcome_id": outcome.pk,
            "consensus_kind": outcome.consensus_kind,
            "was_quorate": meeting.is_quorate,
            "was_late": (outcome.recorded_at - meeting.starts_at).days > LATE_DAYS,
            "was_on_the_agenda": not item.brought_on_the_day,
        },
        door="meetings",
    )


def _add_actions(actor: Actor, case_id: UUID, actions: Sequence[ActionInput]) -> None:
    for number, wanted in enumerate(actions, start=1):
        try:
            add_action(
                actor=actor,
                case_id=case_id,
                kind=wanted.kind,
                what=wanted.what,
                owner_id=wanted.owner_id,
                due_on=wanted.due_on,
            )
        except Invalid as wrong:
            fields = {f"action_{number}_{name}": words for name, words in wrong.fields.items()}
            raise Invalid(wrong.code, wrong.message, fields) from wrong
