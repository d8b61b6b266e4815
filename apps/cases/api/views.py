"""Cases: list, log, read, amend, move, and the trail."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import moment_of, page_of, page_said, read_mark, write_mark
from apps.access.api.reading import body_of, query_of, time_from
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.access.policy import Confidentiality
from apps.access.words import refusal_words
from apps.cases.api.inputs import CaseAmendInput, CaseEventInput, CaseInput, CaseQuery, told
from apps.cases.api.outputs import CaseOutput, CaseRowOutput, HistoryOutput
from apps.cases.api.representing import case_said, row_said, transition_said
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, Submission, amend_case, submit_case
from apps.cases.domain.transitions import apply
from apps.cases.enums import CaseEvent, CaseKind, HowDiscovered, PatientAction, ReaderPart, ReaderStanding, StudyPart
from apps.cases.models import Case
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.timeline import timeline_of
from apps.cases.queries import lists
from apps.cases.queries.detail import visible_case, whole_case
from apps.cases.queries.sealed import is_sealed
from apps.cases.queries.trail import trail_of
from apps.core.errors import Forbidden, NotVisible

LABEL = "cases.case"
TAG = "cases"


class Cases(GuardedAPIView):
    """The cases that the caller may see, and logging one more."""

    permission = Permission.CASE_VIEW

    def needed(self) -> Permission:
        """Reading or logging."""
        return Permission.CASE_LOG if self.request.method == "POST" else Permission.CASE_VIEW

    def ask(self, permission: Permission, subject: Any) -> None:
        """Whoever works somewhere has a list: of cases that their role or their part in them lets them see."""
        if permission is Permission.CASE_VIEW:
            if not self.actor.department_ids:
                raise NotVisible
            return
        super().ask(permission, subject)

    @operation("cases_list", TAG, page_of(CaseRowOutput), query=CaseQuery)
    def get(self, request: Request) -> Response:
        """Cases, newest first; the filters are the list page's own."""
        asked = query_of(request, CaseQuery)
        cursor = asked.pop("cursor", "")
        filters = lists.Filters(
            status=asked.get("status", ""),
            kind=asked.get("kind", ""),
            modality=asked.get("modality", ""),
            whose=asked.get("whose", ""),
            failed_at=asked.get("failed_at", ""),
            failed_with=asked.get("failed_with", ""),
            words=asked.get("search", ""),
        )
        between = {
            "department": "department",
            "received_after": "received_at__gte",
            "received_before": "received_at__lt",
        }
        found = lists.cases_for(self.actor, filters).filter(
            **{lookup: asked[name] for name, lookup in between.items() if name in asked}
        )
        page = lists.page_of(found, self.actor, _position(cursor), by_words=bool(filters.words))
        self.record_list([one.pk for one in page.rows], LABEL, {name: str(value) for name, value in asked.items()})
        further = write_mark(page.rows[-1].received_at, page.rows[-1].pk) if page.has_older and page.rows else ""
        return Response(page_said(request, page.rows, further, _row))

    @operation("cases_log", TAG, CaseOutput, sends=CaseInput, status=201, once=True)
    @idempotent
    def post(self, request: Request) -> Response:
        """Log a case: it is in the chair's list, and a lead is called where one is needed, when this answers."""
        case = submit_case(actor=self.actor, submission=_submission(body_of(request, CaseInput)))
        return Response(CaseOutput(case_said(self.actor, case)).data, 201)


def _position(cursor: str) -> lists.Position | None:
    if not cursor:
        return None
    mark = read_mark(cursor)
    return lists.Position(moment_of(mark), mark.id)


def _row(case: Any) -> Any:
    return CaseRowOutput(row_said(case, patient_waits=case.patient_waits)).data


class CaseAPIView(GuardedAPIView):
    """An operation on one case; 404 for whoever may not see it."""

    permission = Permission.CASE_VIEW
    view_permission = Permission.CASE_VIEW
    object_label = LABEL
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case, if the caller may see it; a reviewer whose view comes first is told so."""
        if is_sealed(self.actor, kwargs["case_id"]):
            self.note_refusal("view_first", str(kwargs["case_id"]))
            raise Forbidden("view_first", refusal_words("view_first"))
        return visible_case(self.actor, kwargs["case_id"])

    def as_it_is_now(self, case_id: UUID, status: int = 200) -> Response:
        """The whole case, read again."""
        return Response(CaseOutput(case_said(self.actor, whole_case(self.actor, case_id))).data, status)


class OneCase(CaseAPIView):
    """One case."""

    @operation("cases_read", TAG, CaseOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """A case, with its `version` and the `actions` that are possible for you now."""
        return self.as_it_is_now(case_id)

    @operation("cases_amend", TAG, CaseOutput, sends=CaseAmendInput)
    def patch(self, request: Request, case_id: UUID) -> Response:
        """Change what was logged; earlier versions stay readable in the trail."""
        given = body_of(request, CaseAmendInput)
        readers = given.pop("readers", None)
        studies = given.pop("add_studies", ())
        version, reason = given.pop("expected_version"), given.pop("reason", "")
        if "discovered" in given:
            given["discovered"] = time_from(given["discovered"], "api")
        amend_case(
            actor=self.actor,
            case_id=case_id,
            expected_version=version,
            changes=given,
            readers=None if readers is None else _readers(readers),
            add_studies=_studies(studies),
            reason=reason,
        )
        return self.as_it_is_now(case_id)


class CaseEvents(CaseAPIView):
    """Moving a case by one event of its lifecycle."""

    @operation("cases_event", TAG, CaseOutput, sends=CaseEventInput, once=True, path={"event": list(CaseEvent.values)})
    @idempotent
    def post(self, request: Request, case_id: UUID, event: str) -> Response:
        """Move the case; `actions` of the case says which events are possible and what each demands."""
        if event not in CaseEvent.values:
            raise NotVisible
        given = body_of(request, CaseEventInput)
        apply(
            case_id=case_id,
            event=CaseEvent(event),
            actor=self.actor,
            payload=told(given),
            expected_version=given["expected_version"],
        )
        return self.as_it_is_now(case_id)


class CaseHistory(CaseAPIView):
    """What happened to a case, and what changed."""

    @operation("cases_history", TAG, HistoryOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The trail, for those who may read it; the submitter sees the steps of their own case."""
        case = whole_case(self.actor, case_id)
        if not sees(self.actor, case).steps:
            self.note_refusal("no_permission", str(case_id))
            raise Forbidden("no_permission", refusal_words("no_permission"))
        trail = trail_of(self.actor, case)
        said = {
            "transitions": [transition_said(self.actor, case, one) for one in trail.transitions],
            "timeline": timeline_of(self.actor, case, trail),
        }
        return Response(HistoryOutput(said).data)


def _submission(given: Mapping[str, Any]) -> Submission:
    words = (
        "discrepancy_type", "escalation_why", "readers_unknown_reason", "modality", "body_region", "subspecialty",
        "procedure", "system_affected", "incident_reference",
    )  # fmt: skip
    return Submission(
        department_id=given["department"],
        kind=CaseKind(given["kind"]),
        narrative=given["narrative"],
        how_discovered=given.get("how_discovered", HowDiscovered.NOT_SAID),
        patient_action=PatientAction(given["patient_action"]),
        discovered=time_from(given.get("discovered"), "api"),
        confidentiality=Confidentiality(given.get("confidentiality", Confidentiality.OPEN)),
        escalation_lead_id=given.get("escalation_lead"),
        studies=_studies(given.get("studies", ())),
        readers=_readers(given.get("readers", ())),
        **{name: given.get(name, "") for name in words},
    )


def _studies(given: Iterable[Mapping[str, Any]]) -> tuple[StudyInput, ...]:
    return tuple(StudyInput(one["study"], StudyPart(one.get("part", StudyPart.INDEX))) for one in given)


def _readers(given: Iterable[Mapping[str, Any]]) -> tuple[ReaderInput, ...]:
    return tuple(
        ReaderInput(
            person_id=one.get("person"),
            external_name="" if one.get("person") else one.get("external_name", ""),
            part=ReaderPart(one.get("part", ReaderPart.AUTHOR)),
            standing=ReaderStanding(
                one.get("standing", ReaderStanding.KNOWN if one.get("person") else ReaderStanding.EXTERNAL)
            ),
            study_id=one.get("study"),
        )
        for one in given
    )
