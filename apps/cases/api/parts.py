"""What belongs to a case: opinions, messages, care of the patient, follow-up, the presentation copy, codings."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import PageQuery, page_by, page_of, page_said
from apps.access.api.reading import body_of, query_of, time_from
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.api import inputs, outputs
from apps.cases.api import representing as say
from apps.cases.api.views import CaseAPIView
from apps.cases.domain import acting, escalating, presenting
from apps.cases.domain.completing import Completion
from apps.cases.domain.messaging import post_message
from apps.cases.enums import ActionKind
from apps.cases.models import Escalation, FollowUpAction
from apps.cases.presenters.seeing import sees
from apps.cases.queries.detail import action_for, escalation_for, whole_case
from apps.cases.queries.lists import escalations_for
from apps.core.errors import Forbidden, NotVisible

CARE, FOLLOW_UP, COPY = "acting for the patient", "follow-up", "presentation copy"


class Messages(CaseAPIView):
    """The thread between chair and submitter."""

    @operation("messages_list", "messages", outputs.MessagesOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The messages, oldest first."""
        case = whole_case(self.actor, case_id)
        if not sees(self.actor, case).thread:
            self.note_refusal("no_permission", str(case_id))
            raise Forbidden("no_permission", refusal_words("no_permission"))
        said = {"results": [say.message_said(self.actor, case, one) for one in case.messages.all()]}
        return Response(outputs.MessagesOutput(said).data)

    @operation("messages_post", "messages", outputs.MessageOutput, sends=inputs.MessageInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Add a message."""
        posted = post_message(actor=self.actor, case_id=case_id, **body_of(request, inputs.MessageInput))
        said = say.message_said(self.actor, self.subject, posted)
        return Response(outputs.MessageOutput(said).data, 201)


class Escalations(GuardedAPIView):
    """Patients for whom somebody may still need to act."""

    permission = Permission.ESCALATION_VIEW

    def ask(self, permission: Permission, subject: Any) -> None:
        """A lead sees the escalations they lead, whatever their role."""
        if not self.actor.department_ids:
            raise NotVisible

    @operation("escalations_list", CARE, page_of(outputs.EscalationOutput), query=PageQuery)
    def get(self, request: Request) -> Response:
        """The escalations that you lead or may handle, newest first."""
        cursor = query_of(request, PageQuery).get("cursor", "")
        found = escalations_for(self.actor).select_related("acknowledged_by", "done_by").prefetch_related("contacts")
        rows, further = page_by(found, "raised_at", cursor)
        self.record_list([one.pk for one in rows], "cases.escalation")
        return Response(page_said(request, rows, further, _escalation))


def _escalation(one: Escalation) -> Any:
    return outputs.EscalationOutput(say.escalation_said(one)).data


class EscalationAPIView(GuardedAPIView):
    """An operation on one escalation."""

    permission: ClassVar[Permission] = Permission.ESCALATION_VIEW
    object_label = "cases.escalation"
    subject: Escalation

    def load(self, **kwargs: Any) -> Escalation:
        """The escalation, if the caller may see it."""
        return escalation_for(self.actor, kwargs["escalation_id"])


class OneEscalation(EscalationAPIView):
    """One escalation."""

    @operation("escalations_read", CARE, outputs.EscalationOutput)
    def get(self, request: Request, escalation_id: UUID) -> Response:
        """Who acts for the patient, since when, and what was done."""
        return Response(_escalation(self.subject))


class EscalationStep(EscalationAPIView):
    """A step of the person who acts."""

    permission = Permission.ESCALATION_HANDLE
    view_permission = Permission.ESCALATION_VIEW


class AcknowledgeEscalation(EscalationStep):
    """Taking it on."""

    @operation("escalations_acknowledge", CARE, outputs.EscalationOutput, once=True)
    @idempotent
    def post(self, request: Request, escalation_id: UUID) -> Response:
        """Take it on; doing it twice changes nothing."""
        return Response(_escalation(escalating.acknowledge(actor=self.actor, escalation_id=escalation_id)))


class HandOverEscalation(EscalationStep):
    """Naming somebody else."""

    @operation("escalations_hand_over", CARE, outputs.EscalationOutput, sends=inputs.HandOverInput, once=True)
    @idempotent
    def post(self, request: Request, escalation_id: UUID) -> Response:
        """Name somebody else to act; the clock keeps running from when it was raised."""
        lead_id = body_of(request, inputs.HandOverInput)["lead"]
        done = escalating.hand_over(actor=self.actor, escalation_id=escalation_id, lead_id=lead_id)
        return Response(_escalation(done))


class CompleteEscalation(EscalationStep):
    """Recording what was done."""

    @operation("escalations_complete", CARE, outputs.EscalationOutput, sends=inputs.CompleteInput, once=True)
    @idempotent
    def post(self, request: Request, escalation_id: UUID) -> Response:
        """Record what was done for the patient; this lifts the block on the case."""
        given = body_of(request, inputs.CompleteInput)
        if "acted" in given:
            given["acted"] = time_from(given["acted"], "api")
        return Response(_escalation(escalating.complete(actor=self.actor, escalation_id=escalation_id, **given)))


class FollowUps(CaseAPIView):
    """What must still be done because of the case."""

    @operation("actions_list", FOLLOW_UP, outputs.FollowUpsOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The follow-up actions of a case, open ones first."""
        rows = whole_case(self.actor, case_id).actions.all()
        return Response(outputs.FollowUpsOutput({"results": [say.follow_up_said(one) for one in rows]}).data)

    @operation("actions_add", FOLLOW_UP, outputs.FollowUpOutput, sends=inputs.ActionInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Ask somebody to do something by a day; without a day it is due in 14 days, or 28 for other actions."""
        given = body_of(request, inputs.ActionInput)
        added = acting.add_action(
            actor=self.actor,
            case_id=case_id,
            kind=ActionKind(given["kind"]),
            what=given.get("what", ""),
            owner_id=given["owner"],
            due_on=given.get("due_on"),
        )
        return Response(_follow_up(added), 201)


def _follow_up(one: FollowUpAction) -> Any:
    return outputs.FollowUpOutput(say.follow_up_said(one)).data


class EndFollowUp(GuardedAPIView):
    """What ends a follow-up action."""

    permission = Permission.ACTION_MANAGE
    object_label = "cases.followupaction"
    subject: FollowUpAction

    def load(self, **kwargs: Any) -> FollowUpAction:
        """The action; its owner may end it without a right to the case."""
        found = action_for(self.actor, kwargs["action_id"])
        facts = found.access_facts()
        if not (may(self.actor, Permission.ACTION_MANAGE, facts) or may(self.actor, Permission.CASE_VIEW, facts)):
            raise NotVisible
        return found


class FinishFollowUp(EndFollowUp):
    """It was done."""

    @operation("actions_finish", FOLLOW_UP, outputs.FollowUpOutput, sends=inputs.FinishActionInput, once=True)
    @idempotent
    def post(self, request: Request, action_id: UUID) -> Response:
        """Record that it was done."""
        given = body_of(request, inputs.FinishActionInput)
        evidence, happened = given.pop("evidence", ""), given.pop("happened", None)
        completion = Completion(happened=time_from(happened, "api") if happened else None, **given)
        done = acting.finish_action(actor=self.actor, action_id=action_id, evidence=evidence, completion=completion)
        return Response(_follow_up(done))


class CancelFollowUp(EndFollowUp):
    """It is no longer needed."""

    @operation("actions_cancel", FOLLOW_UP, outputs.FollowUpOutput, sends=inputs.CancelActionInput, once=True)
    @idempotent
    def post(self, request: Request, action_id: UUID) -> Response:
        """Cancel it, with a reason."""
        given = body_of(request, inputs.CancelActionInput)
        return Response(_follow_up(acting.cancel_action(actor=self.actor, action_id=action_id, **given)))


class PresentationAPIView(CaseAPIView):
    """An operation on the copy that the room sees."""

    def copy_now(self, case_id: UUID) -> Response:
        """The copy, read again."""
        case = whole_case(self.actor, case_id)
        seen = sees(self.actor, case)
        findings = presenting.findings_of(case) if seen.edits_copy else []
        return Response(outputs.PresentationOutput(say.presentation_said(case, seen, findings)).data)


class Presentation(PresentationAPIView):
    """The copy that the room sees."""

    @operation("presentation_read", COPY, outputs.PresentationOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The copy, and what the identifier screen still finds in it."""
        return self.copy_now(case_id)

    @operation("presentation_write", COPY, outputs.PresentationOutput, sends=inputs.PresentationInput)
    def put(self, request: Request, case_id: UUID) -> Response:
        """Replace the copy: it is kept as typed, and is clean when `findings` is empty."""
        words = body_of(request, inputs.PresentationInput)
        version = words.pop("expected_version", None)
        presenting.save_presentation(actor=self.actor, case_id=case_id, words=words, expected_version=version)
        return self.copy_now(case_id)


class JustifyFinding(PresentationAPIView):
    """Why a finding may stay."""

    @operation("presentation_justify", COPY, outputs.PresentationOutput, sends=inputs.JustifyInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Say why one finding may stay, and screen again."""
        presenting.justify_finding(actor=self.actor, case_id=case_id, **body_of(request, inputs.JustifyInput))
        return self.copy_now(case_id)
