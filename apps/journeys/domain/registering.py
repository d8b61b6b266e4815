"""Registers a study that a person or another system names, and amends one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import AccessFacts, may
from apps.access.words import refusal_words
from apps.accounts.models import Department, User
from apps.core.actor import Actor, acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.presenting import moment_words
from apps.core.tracking import change
from apps.journeys.domain.checking import check_fields, check_steps
from apps.journeys.domain.importing.wording import clean
from apps.journeys.domain.recording import record_studies
from apps.journeys.domain.study_facts import Outcome, OutcomeKind, ReaderFacts, StepFacts, StudyFacts
from apps.journeys.enums import JourneyStage, RecordSource
from apps.journeys.models import JourneyEvent, Study
from apps.journeys.patient_details import PatientDetails, validated_nhs_number
from apps.journeys.queries.visible import visible_to


@dataclass(frozen=True)
class Registered:
    """A study after registering, and whether it is new."""

    study: Study
    created: bool


def may_import(actor: Actor, department: Department) -> bool:
    """Say whether the actor may bring studies into a department."""
    facts = AccessFacts(department_id=department.pk, trust_id=department.trust_id)
    return bool(may(actor, Permission.STUDY_IMPORT, facts))


def register_study(
    *,
    actor: Actor,
    department: Department,
    source: RecordSource,
    study_instance_uid: str = "",
    accession_number: str = "",
    accession_issuer: str = "",
    modalities: Sequence[str] = (),
    body_region: str = "",
    description: str = "",
    patient: PatientDetails | None = None,
    steps: Sequence[StepFacts] = (),
    readers: Sequence[ReaderFacts] = (),
) -> Registered:
    """Record one study, or complete the one that has its key already; asking twice creates once.

    A person who may log cases may register a study by typing its key; other sources need STUDY_IMPORT. Raises
    Forbidden, Invalid by field, or Refused when it contradicts what is recorded.
    """
    require_may_register(actor, department, source)
    values = check_fields(
        study_instance_uid=study_instance_uid,
        accession_number=accession_number,
        accession_issuer=accession_issuer,
        body_region=body_region,
        description=description,
        modalities=modalities,
    )
    _require_key(values["study_instance_uid"] or values["accession_number"])
    check_steps(steps)
    _check_readers(readers, department)
    said = patient or PatientDetails()
    if said.nhs_number:
        said = replace(said, nhs_number=validated_nhs_number(said.nhs_number))
    facts = StudyFacts(
        name="study",
        study_uid=values["study_instance_uid"],
        accession_number=values["accession_number"],
        accession_issuer=values["accession_issuer"],
        modalities=values["modalities"],
        body_region=values["body_region"],
        description=values["description"],
        patient=said,
        steps=tuple(steps),
        readers=tuple(readers),
    )
    (outcome,) = record_studies(
        actor=actor, department=department, source=source, facts=[facts], reason=_("Study registered")
    )
    return _registered(outcome)


def amend_study(
    *,
    actor: Actor,
    study_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
    steps: Sequence[StepFacts] = (),
    source: RecordSource = RecordSource.MANUAL,
    reason: str = "",
) -> Study:
    """Change what a study says of itself, and its steps; return it as it is now.

    `changes` may name the accession number and issuer, body region, description and modalities. Raises NotVisible,
    Forbidden, Invalid by field, Stale when somebody changed it first, Refused when a number is taken.
    """
    study = visible_to(actor).select_related("department").filter(pk=study_id).first()
    if study is None:
        raise NotVisible
    require_may_register(actor, study.department, RecordSource.MANUAL)
    allowed = {"accession_number", "accession_issuer", "body_region", "description", "modalities"}
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise Invalid("field_not_amendable", _("This cannot be changed."), {unknown[0]: _("This cannot be changed.")})
    check_steps([*_kept_steps(study, steps), *steps])
    try:
        with acting_as(actor), change(reason=reason or _("Study amended")):
            study = locked(study, expected_version)
            values = check_fields(**changes)
            _require_key(study.study_instance_uid or values.get("accession_number", study.accession_number))
            changed = [_write_step(study, step, source) for step in steps]
            _write(study, values, also=any(changed))
    except IntegrityError as error:
        message = _("Another study has this accession number already.")
        raise Refused("accession_taken", message, {"accession_number": message}) from error
    return study


def require_may_register(actor: Actor, department: Department, source: RecordSource) -> None:
    """Who imports may; who logs cases may as far as they type it themselves. Raises Forbidden."""
    facts = AccessFacts(department_id=department.pk, trust_id=department.trust_id)
    decision = may(actor, Permission.STUDY_IMPORT, facts)
    if not decision and source == RecordSource.MANUAL:
        decision = may(actor, Permission.CASE_LOG, facts)
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def _require_key(key: str) -> None:
    """Without a UID or an accession number nobody finds the study again. Raises Invalid."""
    if not key:
        message = _("Give the study instance UID, the accession number, or both.")
        raise Invalid("study_key_missing", message, {"accession_number": message})


def locked(study: Study, expected_version: int) -> Study:
    """Return the study as it is now, held until the change is written; raises Stale if it has moved on."""
    now = Study.objects.select_for_update(of=("self",)).select_related("department").get(pk=study.pk)
    if now.version != expected_version:
        at = moment_words(now.history.latest().history_date)
        # Not by whom: whoever typed a study in may be the submitter of a case about it, and this may be its reader.
        words = _("This study was changed at %(at)s, after you opened it. Look at it again first.")
        raise Stale("stale", words % {"at": at})
    return now


def _check_readers(readers: Sequence[ReaderFacts], department: Department) -> None:
    """Each is somebody who works or worked in the trust, or has a name. Raises Invalid."""
    ids = {one.person_id for one in readers if one.person_id is not None}
    here = User.objects.filter(pk__in=ids, memberships__department__trust=department.trust_id).distinct().count()
    if here != len(ids):
        message = _("There is no such person here.")
    elif any(one.person_id is None and not clean(one.external_name) for one in readers):
        message = _("Choose a person or type a name.")
    else:
        return
    raise Invalid("unknown_person", _("Check the readers."), {"readers": message})


def _registered(outcome: Outcome) -> Registered:
    if outcome.kind is OutcomeKind.SKIPPED or outcome.study_id is None:
        reason = _("The study was not recorded: %(reason)s.") % {"reason": outcome.reason}
        raise Refused("study_contradicts_record", reason)
    study = Study.objects.select_related("department").get(pk=outcome.study_id)
    return Registered(study=study, created=outcome.kind is OutcomeKind.NEW)


def _write(study: Study, values: Mapping[str, Any], also: bool) -> None:
    """Save what is different; `also` when a step is, so that somebody who read the version before is told."""
    shaped = {name: ", ".join(value) if name == "modalities" else value for name, value in values.items()}
    changed = {name: value for name, value in shaped.items() if getattr(study, name) != value}
    for name, value in changed.items():
        setattr(study, name, value)
    if changed or also:
        study.save()


def _write_step(study: Study, step: StepFacts, source: RecordSource) -> bool:
    """Write what this source says of the step; whether it said otherwise before."""
    held = JourneyEvent.objects.filter(study=study, stage=step.stage, origin=source).first()
    row = held or JourneyEvent(study=study, stage=step.stage, origin=source)
    values = (step.time.at, step.time.precision.value, step.time.zone, step.responsible, step.role)
    if held and (held.at, held.precision, held.zone, held.responsible, held.role) == values:
        return False
    row.at, row.precision, row.zone, row.responsible, row.role = values
    row.save()
    return True


def _kept_steps(study: Study, steps: Sequence[StepFacts]) -> list[StepFacts]:
    """Return the recorded steps that the new ones must fit with."""
    said = {step.stage for step in steps}
    kept = [event for event in study.events.all() if event.stage not in said]
    return [StepFacts(stage=JourneyStage(event.stage), time=event.time) for event in kept]
