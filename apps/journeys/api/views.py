"""Listing, reading, registering and amending studies."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import page_by, page_of, page_said
from apps.access.api.reading import body_of, query_of, time_from, time_said
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may
from apps.accounts.models import Department
from apps.accounts.queries.departments import department_of
from apps.core.actor import Actor
from apps.core.errors import Invalid
from apps.journeys.api.serializers import StudyAmendInput, StudyInput, StudyOutput, StudyQuery, StudyRowOutput
from apps.journeys.domain.registering import amend_study, may_import, register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import READING_STAGES, JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import Study, StudyReader
from apps.journeys.patient_details import PatientDetails
from apps.journeys.queries.listing import study_seen_by
from apps.journeys.queries.visible import sees_reader_names, visible_to

LABEL = "journeys.study"


class Studies(GuardedAPIView):
    """The studies of one's departments, and registering one more."""

    permission = Permission.STUDY_VIEW

    def needed(self) -> Permission:
        """Who may import registers for their system; who may log a case registers what they type."""
        if self.request.method != "POST":
            return Permission.STUDY_VIEW
        imports = bool(departments_where(self.actor, Permission.STUDY_IMPORT))
        return Permission.STUDY_IMPORT if imports else Permission.CASE_LOG

    @operation("studies_list", "studies", page_of(StudyRowOutput), query=StudyQuery)
    def get(self, request: Request) -> Response:
        """Studies, newest registered first; `accession` and `uid` look one up exactly."""
        asked = query_of(request, StudyQuery)
        cursor = asked.pop("cursor", "")
        rows, further = page_by(_narrowed(visible_to(self.actor), asked), "registered_at", cursor)
        self.record_list([one.pk for one in rows], LABEL, {name: str(value) for name, value in asked.items()})
        return Response(page_said(request, rows, further, lambda one: StudyRowOutput(_row(one)).data))

    @operation(
        "studies_register",
        "studies",
        StudyOutput,
        sends=StudyInput,
        status=201,
        more={200: StudyOutput},
        once=True,
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Register a study, or complete the one that has its key already (200); twice is the same as once."""
        given = body_of(request, StudyInput)
        department = department_of(self.actor, given["department"])
        if department is None:
            words = _("Choose a department that you work in.")
            raise Invalid("unknown_department", words, {"department": words})
        registered = register_study(actor=self.actor, department=department, **_facts(self.actor, department, given))
        return Response(
            StudyOutput(study_said(registered.study, sees_reader_names(self.actor, registered.study))).data,
            201 if registered.created else 200,
        )


class OneStudy(GuardedAPIView):
    """One study."""

    permission = Permission.STUDY_VIEW
    view_permission = Permission.STUDY_VIEW
    object_label = LABEL

    def needed(self) -> Permission:
        """Who may import, or else who may log a case, puts right what a study says of itself."""
        if self.request.method != "PATCH":
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

    @operation("studies_read", "studies", StudyOutput)
    def get(self, request: Request, study_id: UUID) -> Response:
        """A study with its journey and its original readers."""
        return self._as_it_is_now(self.subject)

    @operation("studies_amend", "studies", StudyOutput, sends=StudyAmendInput)
    def patch(self, request: Request, study_id: UUID) -> Response:
        """Put right what a study says of itself, and its steps; its UID, patient and readers come by registering."""
        given = body_of(request, StudyAmendInput)
        version, reason = given.pop("expected_version"), given.pop("reason", "")
        amend_study(
            actor=self.actor,
            study_id=study_id,
            expected_version=version,
            steps=_steps(given.pop("steps", ())),
            changes=given,
            source=source_of(self.actor, self.subject.department),
            reason=reason,
        )
        return self._as_it_is_now(study_seen_by(self.actor, study_id))

    def _as_it_is_now(self, study: Study) -> Response:
        return Response(StudyOutput(study_said(study, sees_reader_names(self.actor, study))).data)


def _narrowed(found: QuerySet[Study], asked: Mapping[str, Any]) -> QuerySet[Study]:
    lookups = {
        "department": "department",
        "accession": "accession_number",
        "uid": "study_instance_uid",
        "registered_after": "registered_at__gte",
        "registered_before": "registered_at__lt",
    }
    found = found.filter(**{lookups[name]: value for name, value in asked.items() if name in lookups})
    code = asked.get("modality", "").upper()
    if code:
        # Several modalities are kept as "CT, PT".
        found = found.filter(
            Q(modalities=code) | Q(modalities__startswith=f"{code}, ") | Q(modalities__contains=f", {code}")
        )
    return found


def source_of(actor: Actor, department: Department) -> RecordSource:
    """A system that imports, or what a person typed into some other program."""
    return RecordSource.API if may_import(actor, department) else RecordSource.MANUAL


def _steps(given: Iterable[Mapping[str, Any]]) -> list[StepFacts]:
    return [
        StepFacts(
            JourneyStage(step["stage"]),
            time_from(step["time"], "api"),
            step.get("responsible", ""),
            step.get("role", ""),
        )
        for step in given
    ]


def _facts(actor: Any, department: Department, given: Mapping[str, Any]) -> dict[str, Any]:
    patient = {name: str(value) for name, value in (given.get("patient") or {}).items()}
    return {
        "source": source_of(actor, department),
        "patient": PatientDetails(**patient),
        "modalities": given.get("modalities", ()),
        "steps": _steps(given.get("steps", ())),
        "readers": [
            ReaderFacts(ReaderPart(one["part"]), one.get("person"), one.get("external_name", ""))
            for one in given.get("readers", ())
        ],
        **{
            name: given.get(name, "")
            for name in ("study_instance_uid", "accession_number", "accession_issuer", "body_region", "description")
        },
    }


def _row(study: Study) -> dict[str, Any]:
    return {
        "id": study.pk,
        "department": study.department_id,
        "study_instance_uid": study.study_instance_uid,
        "accession_number": study.accession_number,
        "accession_issuer": study.accession_issuer,
        "modalities": [code for code in study.modalities.split(", ") if code],
        "body_region": study.body_region,
        "description": study.description,
        "series_count": study.series_count,
        "instance_count": study.instance_count,
        "origin": study.origin,
        "registered_at": study.registered_at,
        "version": study.version,
    }


def study_said(study: Study, names_shown: bool) -> dict[str, Any]:
    """A study for a StudyOutput; without its readers' names for who may not see them."""
    return _row(study) | {
        "steps": [
            {
                "stage": step.stage,
                "time": time_said(step.time),
                "role": step.role,
                "responsible": step.responsible if names_shown or step.stage not in READING_STAGES else "",
            }
            for step in study.events.all()
        ],
        "readers": [
            {
                "part": one.part,
                "kind": one.kind,
                "person": one.person_id if names_shown else None,
                "name": _name(one) if names_shown else "",
            }
            for one in study.readers.all()
        ],
    }


def _name(reader: StudyReader) -> str:
    return reader.person.full_name if reader.person else reader.external_name or reader.unknown_reason
