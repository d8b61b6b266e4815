"""The journey of a study, putting a step on it, and the limits that its clocks are held to."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.reading import body_of, time_from
from apps.access.drf import GuardedAPIView
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.core.clock import now
from apps.journeys.api.journey_shapes import JourneyOutput, LimitsOutput, StepRecordInput, journey_said, limit_said
from apps.journeys.api.views import LABEL, source_of
from apps.journeys.domain.journey_steps import record_step
from apps.journeys.domain.study_journey import journey_of
from apps.journeys.domain.trust_rules import rules_of
from apps.journeys.enums import JourneyStage
from apps.journeys.models import Study
from apps.journeys.queries.limits import limits_of, trusts_where
from apps.journeys.queries.listing import study_seen_by
from apps.journeys.queries.visible import sees_reader_names


class StudyJourneys(GuardedAPIView):
    """The journey of one study."""

    permission = Permission.STUDY_VIEW
    view_permission = Permission.STUDY_VIEW
    object_label = LABEL
    subject: Study

    def needed(self) -> Permission:
        """Who may import, or else who may log a case, puts a step on it."""
        if self.request.method != "POST":
            return Permission.STUDY_VIEW
        imports = bool(departments_where(self.actor, Permission.STUDY_IMPORT))
        return Permission.STUDY_IMPORT if imports else Permission.CASE_LOG

    def ask(self, permission: Permission, subject: Any) -> None:
        """As everywhere; who imports elsewhere, and only logs in this department, is asked for that."""
        if permission is Permission.STUDY_IMPORT and not may(self.actor, permission, subject.access_facts()):
            permission = Permission.CASE_LOG
        super().ask(permission, subject)

    def load(self, **kwargs: Any) -> Study:
        """The study, if the caller may see it."""
        return study_seen_by(self.actor, kwargs["study_id"])

    @operation("studies_journey", "studies", JourneyOutput)
    def get(self, request: Request, study_id: UUID) -> Response:
        """Each step with every source, the clocks against their limits, and where the time went."""
        return self._as_it_is_now(self.subject)

    @operation("studies_record_step", "studies", JourneyOutput, sends=StepRecordInput)
    def post(self, request: Request, study_id: UUID) -> Response:
        """Record or correct one step; what other sources tell of it stays. Saying the same again changes nothing."""
        given = body_of(request, StepRecordInput)
        record_step(
            actor=self.actor,
            study_id=study_id,
            expected_version=given.get("expected_version"),
            stage=JourneyStage(given["stage"]),
            time=time_from(given["time"], "api"),
            role=given.get("role", ""),
            responsible=given.get("responsible", ""),
            reason=given.get("reason", ""),
            source=source_of(self.actor, self.subject.department),
        )
        return self._as_it_is_now(study_seen_by(self.actor, study_id))

    def _as_it_is_now(self, study: Study) -> Response:
        journey = journey_of(study, rules_of([study.trust_id])[study.trust_id], now())
        return Response(JourneyOutput(journey_said(study, journey, sees_reader_names(self.actor, study))).data)


class Limits(GuardedAPIView):
    """The limits that clocks are held to."""

    permission = Permission.LIMIT_VIEW

    @operation("limits_list", "studies", LimitsOutput)
    def get(self, request: Request) -> Response:
        """Every limit of one's trusts and the national ones, those that ended included."""
        limits = limits_of(one.pk for one in trusts_where(self.actor, Permission.LIMIT_VIEW)).values()
        self.record_list([one.pk for one in limits], "journeys.stagelimit")
        return Response(LimitsOutput({"results": [limit_said(one) for one in limits]}).data)
