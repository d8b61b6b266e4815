"""The agenda of a meeting, and what was concluded about each case on it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.reading import body_of
from apps.access.drf import idempotent
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.api.failure_shapes import place_of
from apps.cases.enums import ActionKind
from apps.core.errors import NotVisible
from apps.meetings.api import serializers as shapes
from apps.meetings.api.representing import agenda_said, outcome_said
from apps.meetings.api.views import MeetingAPIView
from apps.meetings.domain import agendas
from apps.meetings.domain.about_the_case import AboutTheCase
from apps.meetings.domain.outcomes import ActionInput, Discussion, amend_outcome, record_outcome
from apps.meetings.enums import ConsensusKind
from apps.meetings.models import AgendaItem, Meeting
from apps.meetings.queries.agendas import agenda_for
from apps.meetings.queries.outcomes import outcome_of
from apps.meetings.queries.visible import item_of, meeting_seen_by

TAG, OUTCOMES = "agenda", "outcomes"


class AgendaAPIView(MeetingAPIView):
    """An operation on the agenda of a meeting."""

    def agenda_now(self, meeting_id: UUID, status: int = 200) -> Response:
        """The agenda, read again."""
        meeting = meeting_seen_by(self.actor, meeting_id)
        return Response(shapes.AgendaOutput(agenda_said(self.actor, meeting)).data, status)


class Agenda(AgendaAPIView):
    """The agenda of a meeting."""

    @operation("agenda_read", TAG, shapes.AgendaOutput)
    def get(self, request: Request, meeting_id: UUID) -> Response:
        """The agenda in order."""
        return self.agenda_now(meeting_id)

    @operation("agenda_place", TAG, shapes.AgendaOutput, sends=shapes.PlaceInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, meeting_id: UUID) -> Response:
        """Put a ready case on the agenda, or add one that was brought on the day."""
        given = body_of(request, shapes.PlaceInput)
        shared = {
            "actor": self.actor,
            "meeting_id": meeting_id,
            "case_id": given["case"],
            "minutes": given.get("minutes"),
            "led_by_id": given.get("led_by"),
        }
        if given.get("on_the_day"):
            agendas.bring_on_the_day(**shared)
        else:
            agendas.place_on_agenda(**shared, expected_version=given.get("expected_version"))
        return self.agenda_now(meeting_id, 201)


class AgendaOrder(AgendaAPIView):
    """The order of the agenda."""

    @operation("agenda_order", TAG, shapes.AgendaOutput, sends=shapes.OrderInput)
    def put(self, request: Request, meeting_id: UUID) -> Response:
        """Put the lines into this order; name every line once."""
        given = body_of(request, shapes.OrderInput)
        agendas.reorder(
            actor=self.actor,
            meeting_id=meeting_id,
            item_ids=given["items"],
            expected_version=given.get("expected_version"),
        )
        return self.agenda_now(meeting_id)


class LineAPIView(AgendaAPIView):
    """An operation on one line of an agenda."""

    item: AgendaItem

    def load(self, **kwargs: Any) -> Meeting:
        """The meeting, and its line beside it."""
        meeting = super().load(**kwargs)
        self.item = item_of(meeting.pk, kwargs["item_id"])
        return meeting


class Line(LineAPIView):
    """One line of an agenda."""

    @operation("agenda_change_line", TAG, shapes.AgendaOutput, sends=shapes.LineInput)
    def patch(self, request: Request, meeting_id: UUID, item_id: UUID) -> Response:
        """Give a line other minutes or another leader."""
        given = body_of(request, shapes.LineInput)
        agendas.change_line(
            actor=self.actor,
            meeting_id=meeting_id,
            item_id=item_id,
            minutes=given.get("minutes"),
            led_by_id=given.get("led_by"),
            expected_version=given.get("expected_version"),
        )
        return self.agenda_now(meeting_id)


class RemoveLine(LineAPIView):
    """Taking a case off the agenda."""

    @operation("agenda_remove", TAG, shapes.AgendaOutput, sends=shapes.RemoveInput, once=True)
    @idempotent
    def post(self, request: Request, meeting_id: UUID, item_id: UUID) -> Response:
        """Take a case off, with a reason; it is ready for another meeting."""
        given = body_of(request, shapes.RemoveInput)
        agendas.remove_from_agenda(actor=self.actor, meeting_id=meeting_id, item_id=item_id, **given)
        return self.agenda_now(meeting_id)


class Outcomes(MeetingAPIView):
    """What was concluded at a meeting."""

    @operation("outcomes_list", OUTCOMES, shapes.OutcomesOutput)
    def get(self, request: Request, meeting_id: UUID) -> Response:
        """The outcomes, as far as you may read their cases."""
        lines = agenda_for(self.subject, self.actor)
        said = [outcome_said(line.outcome) for line in lines if line.outcome is not None]
        return Response(shapes.OutcomesOutput({"results": said}).data)


class LineOutcome(LineAPIView):
    """What was concluded about one case."""

    def load(self, **kwargs: Any) -> Meeting:
        """The line, if the caller may see its case."""
        meeting = super().load(**kwargs)
        if not may(self.actor, Permission.CASE_VIEW, self.item.case.access_facts()):
            raise NotVisible
        return meeting

    @operation("outcomes_record", OUTCOMES, shapes.OutcomeOutput, sends=shapes.OutcomeInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, meeting_id: UUID, item_id: UUID) -> Response:
        """Record how the discussion ended; the case is then discussed, or ready again when it was deferred."""
        given = body_of(request, shapes.OutcomeInput)
        record_outcome(
            actor=self.actor,
            meeting_id=meeting_id,
            item_id=item_id,
            discussion=_discussion(given),
            expected_version=given.get("expected_version"),
        )
        return self.outcome_now(201)

    @operation("outcomes_amend", OUTCOMES, shapes.OutcomeOutput, sends=shapes.OutcomeInput)
    def put(self, request: Request, meeting_id: UUID, item_id: UUID) -> Response:
        """Put the words of an outcome right, until the case is published."""
        given = body_of(request, shapes.OutcomeInput)
        outcome = outcome_of(self.item)
        if outcome is None:
            raise NotVisible
        amend_outcome(
            actor=self.actor,
            outcome_id=outcome.pk,
            discussion=_discussion(given),
            expected_version=given.get("expected_version"),
        )
        return self.outcome_now(200)

    def outcome_now(self, status: int) -> Response:
        """The outcome, read again."""
        outcome = outcome_of(self.item)
        if outcome is None:
            raise NotVisible
        return Response(shapes.OutcomeOutput(outcome_said(outcome)).data, status)


def _discussion(given: Mapping[str, Any]) -> Discussion:
    return Discussion(
        consensus_kind=ConsensusKind(given["consensus_kind"]),
        consensus=given["consensus"],
        factor_ids=tuple(given.get("factors", ())),
        coding_ids=tuple(given.get("codings", ())),
        learning_points=tuple(given.get("learning_points", ())),
        actions=tuple(
            ActionInput(
                kind=ActionKind(one["kind"]),
                what=one.get("what", ""),
                owner_id=one["owner"],
                due_on=one.get("due_on"),
            )
            for one in given.get("actions", ())
        ),
        about_the_case=AboutTheCase(
            report_stands=given.get("report_stands", ""),
            places=tuple(place_of(one) for one in given.get("failure_places", ())),
        ),
    )
