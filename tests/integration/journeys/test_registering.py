"""Registering and amending a study, the shipped limit, and key rotation."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.core.actor import Actor
from apps.core.clock import clinical_day, clinical_instant
from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Refused, Stale
from apps.journeys.domain.identifying import find_patient, reveal_identifiers
from apps.journeys.domain.registering import amend_study, register_study
from apps.journeys.domain.study_facts import ReaderFacts, StepFacts
from apps.journeys.enums import JourneyStage, ReaderPart, RecordSource
from apps.journeys.models import PatientKey, StageLimit, Study
from apps.journeys.patient_details import PatientDetails
from apps.journeys.queries.lookup import find_exact
from apps.journeys.queries.patient_names import identifiers_of_studies
from apps.journeys.queries.visible import visible_to
from tests.support.worlds import World

AsRole = Callable[..., Actor]
PATIENT = PatientDetails(name="Adaeze Okafor", nhs_number="999 000 0018", hospital_number="RV1")


@pytest.fixture
def register(here: World, as_role: AsRole) -> Callable[..., Study]:
    """Register a study in `north` as its chair."""

    def study(**values: Any) -> Study:
        given = {"actor": as_role(), "department": here.north, "source": RecordSource.API, "accession_number": "A1"}
        return register_study(**{**given, **values}).study

    return study


def test_registering_twice_creates_once(here: World, as_role: AsRole) -> None:
    given: dict[str, Any] = {"actor": as_role(), "department": here.north, "source": RecordSource.API}
    given |= {"study_instance_uid": "1.2.3", "modalities": ["ct"], "patient": PATIENT}

    first = register_study(**given)
    second = register_study(**given)

    assert (first.created, second.created) == (True, False)
    assert first.study == second.study
    assert (Study.objects.get().modalities, Study.history.count()) == ("CT", 1)


def test_staff_may_register_what_they_type_but_not_import(here: World, as_role: AsRole) -> None:
    staff = as_role(Role.STAFF)

    typed = register_study(actor=staff, department=here.north, source=RecordSource.MANUAL, accession_number="A1")

    assert typed.created
    with pytest.raises(Forbidden):
        register_study(actor=staff, department=here.north, source=RecordSource.API, accession_number="A2")
    with pytest.raises(Forbidden):
        register_study(actor=staff, department=here.south, source=RecordSource.MANUAL, accession_number="A2")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"accession_number": " "}, "accession_number"),
        ({"accession_number": "A" * 65}, "accession_number"),
        ({"study_instance_uid": "1.2.x"}, "study_instance_uid"),
        ({"modalities": ["not a code"]}, "modalities"),
        ({"patient": replace(PATIENT, nhs_number="9990000019")}, "nhs_number"),
        ({"steps": [StepFacts(JourneyStage.ACQUISITION, clinical_day(date(2090, 1, 1)))]}, "acquisition"),
    ],
)
def test_invalid_field_is_named(register: Callable[..., Study], values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        register(**values)

    assert set(refused.value.fields) == {field}
    assert Study.objects.count() == 0


def test_registering_keeps_steps_and_readers(register: Callable[..., Study], here: World) -> None:
    reader = here.one(Role.REVIEWER)
    at = clinical_instant(datetime(2026, 3, 2, 9, 14, tzinfo=UTC))

    study = register(
        steps=[StepFacts(JourneyStage.ACQUISITION, at)], readers=[ReaderFacts(ReaderPart.AUTHOR, reader.pk)]
    )

    assert study.events.get().time.at == at.at
    assert study.readers.get().person == reader


def test_amending_writes_one_change_with_its_reason(register: Callable[..., Study], as_role: AsRole) -> None:
    study = register()

    amended = amend_study(
        actor=as_role(),
        study_id=study.pk,
        expected_version=1,
        changes={"description": "CT head", "modalities": ["CT", "SR"]},
        steps=[StepFacts(JourneyStage.VERIFICATION, clinical_day(date(2026, 3, 3)))],
        reason="Typed from the report",
    )

    step = amended.events.get()
    assert (amended.description, amended.modalities, amended.version) == ("CT head", "CT, SR", 2)
    assert amended.history.first().history_change_reason == "Typed from the report"
    assert amended.history.first().change_set == step.history.get().change_set


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"expected_version": 7}, Stale),
        ({"changes": {"patient": None}}, Invalid),
        ({"changes": {"accession_number": "TAKEN"}}, Refused),
        ({"study_id": uuid4()}, NotVisible),
        ({"steps": [StepFacts(JourneyStage.VERIFICATION, clinical_day(date(2026, 3, 1)))]}, Invalid),
    ],
)
def test_refused_amendment_changes_nothing(
    register: Callable[..., Study], as_role: AsRole, more: dict[str, Any], error: type[DomainError]
) -> None:
    register(accession_number="TAKEN", accession_issuer="RIS")
    performed = StepFacts(JourneyStage.ACQUISITION, clinical_day(date(2026, 3, 2)))
    study = register(accession_issuer="RIS", steps=[performed])
    given = {"actor": as_role(), "study_id": study.pk, "expected_version": 1, "changes": {"description": "New"}}

    with pytest.raises(error):
        amend_study(**{**given, **more})

    study.refresh_from_db()
    assert (study.description, study.accession_number, study.version) == ("", "A1", 1)


def test_study_of_another_department_cannot_be_seen_found_or_amended(
    register: Callable[..., Study], here: World, as_role: AsRole
) -> None:
    study = register()
    stranger = as_role(Role.CHAIR, here.south)

    assert list(visible_to(as_role())) == [study]
    assert list(visible_to(stranger)) == []
    assert find_exact(stranger, here.north.pk, "A1") == []
    with pytest.raises(NotVisible):
        amend_study(actor=stranger, study_id=study.pk, expected_version=1, changes={"description": "x"})


def test_lookup_is_exact_and_takes_number_uid_or_key(
    register: Callable[..., Study], here: World, as_role: AsRole
) -> None:
    study = register(study_instance_uid="1.2.3")

    for key in ("A1", " A1 ", "1.2.3", str(study.pk)):
        assert find_exact(as_role(), here.north.pk, key) == [study]
    for key in ("", "A", "a1", "A1%", "1.2", "A1\x00", "x" * 500):
        assert find_exact(as_role(), here.north.pk, key) == []


def test_patient_is_found_by_exact_number_in_their_trust_only(register: Callable[..., Study], here: World) -> None:
    study = register(patient=PATIENT)

    for numbers in ({"nhs_number": "9990000018"}, {"nhs_number": "999-000-0018"}, {"hospital_number": "rv1"}):
        assert find_patient(trust_id=here.first.pk, **numbers) == study.patient
        assert find_patient(trust_id=here.second.pk, **numbers) is None
    assert find_patient(trust_id=here.first.pk, hospital_number="RV") is None
    assert find_patient(trust_id=here.first.pk) is None


def test_reveal_is_recorded_with_its_reason(register: Callable[..., Study], as_role: AsRole, here: World) -> None:
    study = register(patient=PATIENT)

    details = reveal_identifiers(actor=as_role(), patient_id=study.patient_id, reason="Telling the referrer")

    event = AccessEvent.objects.get(action=AccessAction.REVEAL)
    assert (details.name, details.nhs_number) == ("Adaeze Okafor", "9990000018")
    assert (event.purpose, event.object_id, event.user_id) == (
        "Telling the referrer",
        str(study.pk),
        here.one(Role.CHAIR).pk,
    )
    assert "Okafor" not in repr(details)


@pytest.mark.parametrize(
    ("role", "reason", "error"),
    [(Role.STAFF, "Why", Forbidden), (Role.CHAIR, "  ", Invalid), (Role.ADMIN, "Why", NotVisible)],
)
def test_reveal_needs_the_right_and_a_reason(
    register: Callable[..., Study], as_role: AsRole, role: Role, reason: str, error: type[DomainError]
) -> None:
    study = register(patient=PATIENT)

    with pytest.raises(error):
        reveal_identifiers(actor=as_role(role), patient_id=study.patient_id, reason=reason)

    assert not AccessEvent.objects.filter(action=AccessAction.REVEAL).exists()


def test_destroyed_key_makes_live_row_and_history_unreadable(
    register: Callable[..., Study], as_role: AsRole, here: World
) -> None:
    study = register(patient=PATIENT)
    PatientKey.objects.filter(patient=study.patient_id).delete()
    study.patient.lookups.all().delete()

    with pytest.raises(NotVisible):
        reveal_identifiers(actor=as_role(), patient_id=study.patient_id, reason="Why")
    assert find_patient(trust_id=here.first.pk, hospital_number="RV1") is None
    assert identifiers_of_studies([study.pk]).patient_names == frozenset()


def test_screen_is_told_names_numbers_and_accession_numbers(register: Callable[..., Study]) -> None:
    study = register(patient=replace(PATIENT, other_names="山田 太郎; やまだ"))

    known = identifiers_of_studies([study.pk])

    assert known.patient_names == {"Adaeze Okafor", "山田 太郎", "やまだ"}
    assert known.patient_numbers == {"9990000018", "RV1"}
    assert known.accession_numbers == {"A1"}


def test_one_national_limit_is_shipped_locked_with_its_source_and_version(db: None) -> None:
    limit = StageLimit.objects.get()

    assert (limit.amount, limit.unit, limit.locked) == (28, "calendar_days", True)
    assert (limit.start_stage, limit.stop_stage, limit.active_from) == (
        "acquisition",
        "verification",
        date(2023, 8, 9),
    )
    assert "NHS England" in limit.source_note
    assert (limit.history.get().actor_kind, limit.history.get().actor_name) == ("command", "migrate")


def test_rotation_rewraps_keys_and_look_up_still_works(
    register: Callable[..., Study], as_role: AsRole, here: World, settings: Any
) -> None:
    study = register(patient=PATIENT)
    sealed = bytes(study.patient.sealed)
    new = ("2027", b"n" * 32)
    settings.PATIENT_KEYS = [new, *settings.PATIENT_KEYS]
    out = io.StringIO()

    call_command("rotate_patient_keys", stdout=out)
    settings.PATIENT_KEYS = [new]

    study.patient.refresh_from_db()
    assert out.getvalue() == "1 patient keys are now under “2027”.\n"
    assert bytes(study.patient.sealed) == sealed
    assert reveal_identifiers(actor=as_role(), patient_id=study.patient_id, reason="Why").name == "Adaeze Okafor"
    assert find_patient(trust_id=here.first.pk, hospital_number="RV1") == study.patient


def test_rotation_without_the_old_key_says_which_is_missing(register: Callable[..., Study], settings: Any) -> None:
    register(patient=PATIENT)
    settings.PATIENT_KEYS = [("2027", b"n" * 32)]

    with pytest.raises(CommandError, match="development"):
        call_command("rotate_patient_keys")
