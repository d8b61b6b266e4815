"""Where a case's journey failed."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import Input, TextField
from apps.access.api.reading import body_of
from apps.access.drf import idempotent
from apps.access.permissions import Permission
from apps.cases.api import failure_shapes, outputs
from apps.cases.api import representing as say
from apps.cases.api.views import TAG, CaseAPIView
from apps.cases.domain.failing import record_failure, take_off_failure
from apps.cases.presenters.failures import suggestions_for
from apps.cases.queries.detail import whole_case


class TakeOffFailureInput(Input):
    """Why a place is taken off."""

    reason = TextField(max_length=2_000)


class Failures(CaseAPIView):
    """The places where a case's journey failed."""

    permission = Permission.CASE_VIEW

    def needed(self) -> Permission:
        """Reading or recording."""
        return Permission.CASE_CODE if self.request.method == "POST" else Permission.CASE_VIEW

    @operation("failures_list", TAG, failure_shapes.FailuresOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """What is recorded, and what the journey suggests, which is recorded nowhere."""
        case = whole_case(self.actor, case_id)
        said = {
            "results": [say.failure_said(one) for one in case.failure_places.all()],
            "suggested": [say.suggestion_said(one) for one in suggestions_for(case)],
        }
        return Response(failure_shapes.FailuresOutput(said).data)

    @operation(
        "failures_record", TAG, failure_shapes.FailureOutput, sends=failure_shapes.FailureInput, status=201, once=True
    )
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Add one place; a case may have several, and the same place again changes nothing."""
        given = body_of(request, failure_shapes.FailureInput)
        made = record_failure(actor=self.actor, case_id=case_id, place=failure_shapes.place_of(given))
        return Response(failure_shapes.FailureOutput(say.failure_said(made)).data, 201)


class TakeOffFailure(CaseAPIView):
    """A place that was recorded by mistake."""

    permission = Permission.CASE_CODE

    @operation("failures_take_off", TAG, outputs.CaseOutput, sends=TakeOffFailureInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID, place_id: UUID) -> Response:
        """Take it off, with a reason; the trail keeps it."""
        reason = body_of(request, TakeOffFailureInput)["reason"]
        take_off_failure(actor=self.actor, case_id=case_id, place_id=place_id, reason=reason)
        return self.as_it_is_now(case_id)
