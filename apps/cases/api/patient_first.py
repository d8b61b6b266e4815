"""The patient first beyond an escalation’s steps: contacts, moving actions, the issued report, second opinions."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import (
    ChosenField,
    DayField,
    FlagField,
    IdField,
    Input,
    InstantField,
    Output,
    PersonOutput,
    TextField,
    TimeInput,
    TimeOutput,
)
from apps.access.api.reading import body_of, time_from, time_said
from apps.access.drf import idempotent
from apps.cases.api import outputs
from apps.cases.api import representing as say
from apps.cases.api.parts import CARE, FOLLOW_UP, EndFollowUp, EscalationStep
from apps.cases.api.views import CaseAPIView
from apps.cases.domain import acting
from apps.cases.domain.contacting import ContactFacts, record_contact
from apps.cases.domain.second_opinions import SecondOpinionFacts, record_second_opinion
from apps.cases.domain.standing import StandingFacts, answer_standing
from apps.cases.enums import ContactResult, OpinionContext, ToldHow
from apps.cases.enums import Standing as Answer
from apps.cases.models import ReportStanding, SecondOpinion
from apps.cases.queries.standing import second_opinions_of, standing_of

REPORT = "the issued report"


class ContactInput(Input):
    """One attempt to reach somebody for the patient."""

    who = TextField(max_length=200)
    channel = ChosenField(choices=ToldHow.choices)
    result = ChosenField(choices=ContactResult.choices)
    tried = TimeInput(required=False, help_text="When; not later than now. Unknown when it is left out.")
    note = TextField(required=False, max_length=2_000)


class ReassignInput(Input):
    """Who does it instead, and why."""

    owner = IdField()
    reason = TextField(max_length=500)


class MoveInput(Input):
    """Another day, and why."""

    due_on = DayField()
    reason = TextField(max_length=500)


class StandingInput(Input):
    """Whether an issued report still stands wrong."""

    answer = ChosenField(choices=Answer.choices)
    identified_on = DayField(required=False, help_text="The 14 days run from this day.")
    is_outside = FlagField(required=False, help_text="Whether another hospital issued the report.")
    reason = TextField(required=False, max_length=2_000, help_text="Needed when yes becomes no.")


class StandingOutput(Output):
    """Whether an issued report still stands wrong; `answer` is null where nobody has said."""

    answer = ChosenField(choices=Answer.choices, allow_null=True)
    by_default = FlagField(help_text="True where the kind of the case answered and nobody else.")
    identified_on = DayField(allow_null=True)
    is_outside = FlagField()
    reason = TextField()
    answered_at = InstantField(allow_null=True)


class SecondOpinionInput(Input):
    """A second opinion: give `giver` or `giver_name`."""

    giver = IdField(required=False)
    giver_name = TextField(required=False, max_length=200)
    occasion = ChosenField(choices=OpinionContext.choices)
    given = TimeInput(required=False)
    opinion = TextField(max_length=5_000)
    in_mdt_record = FlagField(required=False)


class SecondOpinionOutput(Output):
    """A second opinion."""

    id = IdField()
    giver = PersonOutput(allow_null=True)
    giver_name = TextField()
    occasion = ChosenField(choices=OpinionContext.choices)
    given = TimeOutput()
    opinion = TextField()
    in_mdt_record = FlagField(allow_null=True)
    recorded_at = InstantField()


class SecondOpinionsOutput(Output):
    """The second opinions on a case, in the order in which they were kept."""

    results = SecondOpinionOutput(many=True)


class Contacts(EscalationStep):
    """Attempts to reach somebody."""

    @operation("escalations_contact", CARE, outputs.ContactOutput, sends=ContactInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, escalation_id: UUID) -> Response:
        """Write down one attempt to reach somebody for the patient; it is never altered."""
        given = body_of(request, ContactInput)
        facts = ContactFacts(**{**given, "tried": time_from(given.get("tried"), "api")})
        made = record_contact(actor=self.actor, escalation_id=escalation_id, facts=facts)
        return Response(outputs.ContactOutput(say.contact_said(made)).data, 201)


class ReassignFollowUp(EndFollowUp):
    """Somebody else does it."""

    @operation("actions_reassign", FOLLOW_UP, outputs.FollowUpOutput, sends=ReassignInput, once=True)
    @idempotent
    def post(self, request: Request, action_id: UUID) -> Response:
        """Give an open action to somebody else of the department, who is told."""
        given = body_of(request, ReassignInput)
        done = acting.reassign_action(
            actor=self.actor, action_id=action_id, owner_id=given["owner"], reason=given["reason"]
        )
        return Response(outputs.FollowUpOutput(say.follow_up_said(done)).data)


class MoveFollowUp(EndFollowUp):
    """Another day."""

    @operation("actions_move", FOLLOW_UP, outputs.FollowUpOutput, sends=MoveInput, once=True)
    @idempotent
    def post(self, request: Request, action_id: UUID) -> Response:
        """Choose another day for an open action; the check at 14 days stays where it is."""
        given = body_of(request, MoveInput)
        done = acting.move_action(actor=self.actor, action_id=action_id, **given)
        return Response(outputs.FollowUpOutput(say.follow_up_said(done)).data)


class Standing(CaseAPIView):
    """Whether an issued report still stands wrong."""

    @operation("report_standing_read", REPORT, StandingOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The answer, and since when the difference is known."""
        return Response(_standing(standing_of(case_id)))

    @operation("report_standing_write", REPORT, StandingOutput, sends=StandingInput)
    def put(self, request: Request, case_id: UUID) -> Response:
        """Say whether it stands wrong; the actions of 14 days open, close or move by themselves."""
        given = body_of(request, StandingInput)
        facts = StandingFacts(
            answer=Answer(given["answer"]),
            identified_on=given.get("identified_on"),
            is_outside=given.get("is_outside"),
            reason=given.get("reason", ""),
        )
        return Response(_standing(answer_standing(actor=self.actor, case_id=case_id, facts=facts)))


def _standing(row: ReportStanding | None) -> Any:
    said = {
        "answer": row.answer if row else None,
        "by_default": bool(row and row.by_default),
        "identified_on": row.identified_on if row else None,
        "is_outside": bool(row and row.is_outside),
        "reason": row.reason if row else "",
        "answered_at": row.answered_at if row else None,
    }
    return StandingOutput(said).data


class SecondOpinions(CaseAPIView):
    """Second opinions and MDT re-reads."""

    @operation("second_opinions_list", REPORT, SecondOpinionsOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The second opinions on a case."""
        rows = [_opinion(one) for one in second_opinions_of(case_id)]
        return Response(SecondOpinionsOutput({"results": rows}).data)

    @operation("second_opinions_add", REPORT, SecondOpinionOutput, sends=SecondOpinionInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Keep a second opinion with the case."""
        given = body_of(request, SecondOpinionInput)
        facts = SecondOpinionFacts(
            giver_id=given.get("giver"),
            giver_name=given.get("giver_name", ""),
            context=given["occasion"],
            given=time_from(given.get("given"), "api"),
            opinion=given["opinion"],
            in_mdt_record=given.get("in_mdt_record"),
        )
        made = record_second_opinion(actor=self.actor, case_id=case_id, facts=facts)
        return Response(SecondOpinionOutput(_opinion(made)).data, 201)


def _opinion(one: SecondOpinion) -> dict[str, Any]:
    return {
        "id": one.pk,
        "giver": say.person_said(one.giver),
        "giver_name": one.giver_name,
        "occasion": one.context,
        "given": time_said(one.given),
        "opinion": one.opinion,
        "in_mdt_record": one.in_mdt_record,
        "recorded_at": one.recorded_at,
    }
