"""Logging a case through the domain: once, whole, and with every kind of text that people paste."""

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection

from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, Submission, amend_case, submit_case
from apps.cases.enums import CaseStatus, PatientAction, ReaderPart, ReaderStanding
from apps.cases.errors import StaleCase, TransitionRefused
from apps.cases.models import Case, CaseTransition, Escalation, GovernanceRecord
from apps.core.actor import acting_as
from apps.core.clock import LONDON, clinical_day, clinical_instant, now, today
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused
from apps.journeys.enums import JourneyStage, ReaderKind
from apps.journeys.enums import ReaderPart as StudyReaderPart
from apps.journeys.models import StudyReader
from tests.factories import cases
from tests.support.worlds import World, world


def _submit(who: User, submission: Submission) -> Case:
    actor = actor_for(who)
    with acting_as(actor):
        return submit_case(actor=actor, submission=submission)


def test_case_is_received_with_a_reference_a_first_transition_and_a_version(here: World, staff: User) -> None:
    case = _submit(staff, cases.submission(here.north))

    first = CaseTransition.objects.get(case=case)
    assert case.reference.startswith(f"RLP-{today().year}-")
    assert (case.status, case.version, case.submitter_id) == (CaseStatus.RECEIVED, 1, staff.pk)
    assert (first.event, first.source, first.target, first.case_version) == ("", "", CaseStatus.RECEIVED, 1)
    assert case.history.get().history_user_id == staff.pk


def test_same_key_from_the_same_person_is_one_case(here: World, staff: User) -> None:
    submission = cases.submission(here.north, submission_key=uuid4(), patient_action=PatientAction.YES)

    first, again = _submit(staff, submission), _submit(staff, submission)

    assert first.pk == again.pk
    assert (Case.objects.count(), Escalation.objects.count()) == (1, 1)


def test_same_key_from_somebody_else_never_gives_them_the_first_case(here: World, staff: User) -> None:
    submission = cases.submission(here.north, submission_key=uuid4())
    _submit(staff, submission)

    with pytest.raises(Refused) as refused:
        _submit(here.one(Role.LEAD), submission)

    assert refused.value.code == "key_in_use"
    assert Case.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_moment_make_one_case() -> None:
    here = world()
    staff = here.one(Role.STAFF)
    submission = cases.submission(here.north, submission_key=uuid4())
    started, found = threading.Barrier(2), []

    def send() -> None:
        try:
            started.wait(timeout=10)
            found.append(_submit(staff, submission).pk)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=60)

    assert len(found) == 2
    assert len(set(found)) == 1
    assert Case.objects.count() == 1


TEXTS = {
    "emoji": ("Missed 🫁 nodule 👩🏽‍⚕️", "Missed 🫁 nodule 👩🏽‍⚕️"),
    "right to left": ("كسر في الرسغ", "كسر في الرسغ"),
    "html": ("<script>alert(1)</script><b>x</b>", "<script>alert(1)</script><b>x</b>"),
    "templates": ("{{ 7*7 }} {% raw %} ${x} #{y}", "{{ 7*7 }} {% raw %} ${x} #{y}"),
    "control characters": ("a\x00b\x07c\x1b[31m", "abc[31m"),
    "windows lines": ("one\r\ntwo", "one\ntwo"),
    "decomposed": ("Cafe\u0301", "Café"),
    "surrogate": ("a\ud800b", "ab"),
    "quotes": ("'; DROP TABLE cases_case; --", "'; DROP TABLE cases_case; --"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_kept_as_it_was_meant(here: World, staff: User, name: str) -> None:
    typed, kept = TEXTS[name]

    case = _submit(staff, cases.submission(here.north, narrative=typed))

    case.refresh_from_db()
    assert case.narrative == kept


REFUSED = {
    "nothing": ({"narrative": ""}, {"narrative"}),
    "only spaces": ({"narrative": " \u200b\n"}, {"narrative"}),
    "too long": ({"narrative": "x" * 10_001}, {"narrative"}),
    "turned round": ({"narrative": "a\u202eb"}, {"narrative"}),
    "no kind": ({"kind": "error"}, {"kind"}),
    "no way": ({"how_discovered": ""}, {"how_discovered"}),
    "no answer": ({"patient_action": "maybe"}, {"patient_action"}),
    "odd coding": ({"discrepancy_type": "major"}, {"discrepancy_type"}),
    "several": (
        {"narrative": "", "kind": "", "incident_reference": "x" * 61},
        {"narrative", "kind", "incident_reference"},
    ),
    "future": ({"discovered": clinical_day(today() + timedelta(days=2))}, {"discovered"}),
    "anonymous": ({"confidentiality": Confidentiality.ANONYMOUS}, {"confidentiality"}),
    "unknown study": ({"studies": (StudyInput(uuid4()),)}, {"studies"}),
    "unknown lead": ({"patient_action": PatientAction.YES, "escalation_lead_id": uuid4()}, {"escalation_lead"}),
    "reader is nobody": ({"readers": (ReaderInput(),)}, {"readers"}),
    "reader is a stranger": ({"readers": (ReaderInput(person_id=uuid4()),)}, {"readers"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_submission_that_cannot_be_taken_names_its_fields_and_leaves_nothing(
    here: World, staff: User, name: str
) -> None:
    fields, named = REFUSED[name]

    with pytest.raises(Invalid) as refused:
        _submit(staff, cases.submission(here.north, **fields))

    assert set(refused.value.fields) == named
    assert (Case.objects.count(), Case.history.count(), Escalation.objects.count()) == (0, 0, 0)


def test_discovery_before_the_examination_is_refused_and_on_the_same_day_is_not(here: World, staff: User) -> None:
    study = cases.study(here.north)
    cases.step(study, JourneyStage.ACQUISITION, datetime(2026, 3, 3, 14, 5, tzinfo=LONDON))
    about = cases.submission(here.north, studies=(StudyInput(study.pk),))

    with pytest.raises(Invalid) as refused:
        _submit(staff, replace(about, discovered=clinical_day(date(2026, 3, 2))))
    case = _submit(staff, replace(about, discovered=clinical_day(date(2026, 3, 3))))

    assert refused.value.code == "before_examination"
    assert case.discovered.day == date(2026, 3, 3)


def test_second_half_of_the_doubled_hour_is_stored_as_itself(here: World, staff: User) -> None:
    at = datetime(2025, 10, 26, 1, 30, fold=1, tzinfo=LONDON)

    case = _submit(staff, cases.submission(here.north, discovered=clinical_instant(at)))

    case.refresh_from_db()
    assert case.discovered_at.isoformat() == "2025-10-26T01:30:00+00:00"


def test_study_brings_modality_region_and_readers(here: World, staff: User) -> None:
    study = cases.study(here.north, modalities="CT, PT", body_region="Abdomen")
    deputy = here.one(Role.DEPUTY)
    with acting_as(actor_for(here.one(Role.CHAIR))):
        StudyReader.objects.create(
            study=study, person=deputy, part=StudyReaderPart.AUTHOR, kind=ReaderKind.KNOWN, origin="manual"
        )
        StudyReader.objects.create(
            study=study, part=StudyReaderPart.VERIFIER, kind=ReaderKind.UNKNOWN, unknown_reason="lost", origin="manual"
        )

    case = _submit(staff, cases.submission(here.north, modality="", body_region="", studies=(StudyInput(study.pk),)))

    assert (case.modality, case.body_region) == ("CT, PT", "Abdomen")
    assert list(case.readers.values_list("person", "part")) == [(deputy.pk, ReaderPart.AUTHOR)]


def test_study_of_another_department_cannot_be_named(here: World, staff: User) -> None:
    with pytest.raises(Invalid) as refused:
        _submit(staff, cases.submission(here.north, studies=(StudyInput(cases.study(here.other).pk),)))

    assert set(refused.value.fields) == {"studies"}


@pytest.mark.parametrize("action", [PatientAction.YES, PatientAction.UNKNOWN])
def test_patient_who_may_need_action_has_a_named_lead_at_once(here: World, staff: User, action: PatientAction) -> None:
    case = _submit(staff, cases.submission(here.north, patient_action=action, escalation_why="No CT was booked"))

    escalation = case.escalations.get()
    assert (escalation.lead, escalation.status, escalation.why) == (here.one(Role.LEAD), "raised", "No CT was booked")


def test_incident_reference_lives_in_the_governance_record(here: World, staff: User) -> None:
    case = _submit(staff, cases.submission(here.north, incident_reference="INC-10442"))

    assert GovernanceRecord.objects.get(case=case).incident_reference == "INC-10442"
    assert "incident_reference" not in {field.name for field in Case._meta.get_fields()}


def test_nobody_logs_outside_their_departments_or_without_the_role(here: World, staff: User) -> None:
    with pytest.raises(Invalid) as elsewhere:
        _submit(staff, cases.submission(here.south))
    with pytest.raises(Forbidden) as no_role:
        _submit(here.one(Role.COORDINATOR), cases.submission(here.north))

    assert set(elsewhere.value.fields) == {"department"}
    assert no_role.value.code == "no_permission"


def _amend(who: User, case: Case, **more: Any) -> Case:
    actor = actor_for(who)
    with acting_as(actor):
        return amend_case(actor=actor, case_id=case.pk, **{"expected_version": case.version, "changes": {}, **more})


def test_amending_keeps_the_earlier_version_readable(here: World, staff: User) -> None:
    case = cases.case(staff, here.north, narrative="First words")

    _amend(staff, case, changes={"narrative": "Better words"}, reason="side was wrong")

    rows = list(case.history.order_by("version").values_list("version", "narrative", "history_change_reason"))
    assert rows == [(1, "First words", "case logged"), (2, "Better words", "side was wrong")]


def test_amending_sent_twice_changes_once_and_over_somebody_s_change_is_stale(
    here: World, staff: User, chair: User
) -> None:
    case = cases.case(staff, here.north)

    _amend(staff, case, changes={"narrative": "Better words"})
    _amend(staff, case, changes={"narrative": "Better words"})
    with pytest.raises(StaleCase):
        _amend(chair, case, changes={"narrative": "The chair’s words"})

    case.refresh_from_db()
    assert (case.version, case.narrative) == (2, "Better words")


def test_submitter_amends_until_accepted_and_the_chair_until_discussed(here: World, staff: User, chair: User) -> None:
    from apps.cases.enums import CaseEvent

    case = cases.case(staff, here.north, readers_unknown_reason="gone")
    cases.move(case, chair, CaseEvent.ACCEPT)
    case.refresh_from_db()

    with pytest.raises(TransitionRefused) as refused:
        _amend(staff, case, changes={"narrative": "Later"})
    amended = _amend(chair, case, changes={"narrative": "Later"})
    cases.move(case, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Look twice")
    with pytest.raises(TransitionRefused):
        _amend(chair, Case.objects.get(pk=case.pk), changes={"narrative": "Much later"})

    assert refused.value.code == "too_late_to_amend"
    assert amended.narrative == "Later"


def test_amending_readers_removes_and_adds_exactly_what_was_asked(here: World, staff: User) -> None:
    deputy = here.one(Role.DEPUTY)
    case = cases.case(staff, here.north, readers=(ReaderInput(person_id=deputy.pk),))
    outside = ReaderInput(external_name="Night Reads Ltd", standing=ReaderStanding.EXTERNAL)

    _amend(staff, case, readers=[outside])

    assert list(case.readers.values_list("person", "external_name")) == [(None, "Night Reads Ltd")]
    assert [row.history_type for row in case.readers.model.history.order_by("history_id")] == ["+", "+", "-"]


def test_amending_what_does_not_exist_or_cannot_be_seen_is_not_visible(here: World, staff: User) -> None:
    case = cases.case(staff, here.north)

    with pytest.raises(NotVisible):
        _amend(here.one(Role.STAFF, here.south), case, changes={"narrative": "x"})
    with pytest.raises(Invalid):
        _amend(staff, case, changes={"status": "closed"})

    assert now() > case.received_at
