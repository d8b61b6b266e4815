"""Writing in the governance record: by whom, in what order, and what is refused with words."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.reading import ReaderInput
from apps.cases.models import Case
from apps.core.actor import Actor, acting_as
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, NotVisible, Stale
from apps.governance.domain.assessing import Assessment, assess, choose_for_trust
from apps.governance.domain.handing_over import as_csv, hand_over
from apps.governance.domain.opening import add_reference, open_record
from apps.governance.domain.recording import close_candour, decide_candour, record_step, reopen_candour, strike_step
from apps.governance.enums import Decision, EventType, NeverEvent, PhysicalHarm, Response, StepKind
from apps.governance.errors import GovernanceRefused
from apps.governance.models import CandourDecision, CandourStep, CaseGovernance, TrustChoice
from apps.governance.queries.records import references_of
from tests.factories import cases
from tests.support.worlds import World


@pytest.fixture
def keeper(here: World) -> Any:
    with acting_as(actor_for(here.one(Role.GOVERNANCE))) as actor:
        yield actor


@pytest.fixture
def record(here: World, case: Case, keeper: Actor) -> CaseGovernance:
    return open_record(actor=keeper, reference=case.reference.lower())


def decide(actor: Actor, record: CaseGovernance, decision: Decision = Decision.MET, **changes: Any) -> CandourDecision:
    given = {"decided_by": "Medical director", "decided_on": today(), "reason": "Judged with the team.", **changes}
    return decide_candour(actor=actor, record_id=record.pk, decision=decision, **given)


def do(actor: Actor, record: CaseGovernance, kind: StepKind, **changes: Any) -> CandourStep:
    given: dict[str, Any] = {
        "done_on": today(), "done_by": "Consultant", "words": "Told what is known.", "apology_given": True, **changes,
    }  # fmt: skip
    return record_step(actor=actor, record_id=record.pk, kind=kind, **given)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GOVERNANCE], ids=str)
def test_nobody_but_governance_opens_or_finds_one(here: World, case: Case, role: Role) -> None:
    with acting_as(actor_for(here.one(role))) as actor, pytest.raises(NotVisible):
        open_record(actor=actor, reference=case.reference)


def test_governance_of_another_department_finds_nothing(here: World, case: Case, record: CaseGovernance) -> None:
    for where in (here.south, here.other):
        with acting_as(actor_for(here.one(Role.GOVERNANCE, where))) as actor:
            with pytest.raises(NotVisible):
                open_record(actor=actor, reference=case.reference)
            with pytest.raises(NotVisible):
                decide(actor, record)


def test_nobody_keeps_the_record_about_a_report_of_their_own(here: World, keeper: Actor) -> None:
    own = cases.case(here.one(Role.STAFF), here.north, readers=(ReaderInput(person_id=here.one(Role.GOVERNANCE).pk),))

    with pytest.raises(NotVisible):
        open_record(actor=keeper, reference=own.reference)


def test_opening_twice_gives_the_first(case: Case, record: CaseGovernance, keeper: Actor) -> None:
    assert open_record(actor=keeper, reference=case.reference) == record


def test_a_later_decision_counts_and_the_earlier_stays(record: CaseGovernance, keeper: Actor) -> None:
    decide(keeper, record, Decision.UNDECIDED)
    decide(keeper, record, Decision.MET)
    decide(keeper, record, Decision.MET)

    assert [one.decision for one in CandourDecision.objects.all()] == ["undecided", "met"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decided_by": " "}, "decided_by"),
        ({"reason": ""}, "reason"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": today() + timedelta(days=1)}, "decided_on"),
        ({"decision": "probably"}, "decision"),
        ({"decided_by": "x" * 201}, "decided_by"),
    ],
)
def test_a_decision_has_a_person_a_day_and_a_reason(
    record: CaseGovernance, keeper: Actor, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        decide(keeper, record, **changes)

    assert set(refused.value.fields) == {field}


def test_a_step_sent_twice_is_recorded_once_and_one_in_person_says_whether_sorry_was_said(
    record: CaseGovernance, keeper: Actor
) -> None:
    key = uuid4()
    first, again = (do(keeper, record, StepKind.IN_PERSON, key=key) for _ in range(2))

    assert first == again
    with pytest.raises(Invalid) as refused:
        do(keeper, record, StepKind.IN_PERSON, apology_given=None)
    assert set(refused.value.fields) == {"apology_given"}


def test_struck_step_stays_and_no_longer_counts(record: CaseGovernance, keeper: Actor) -> None:
    decide(keeper, record)
    told = do(keeper, record, StepKind.IN_PERSON)
    do(keeper, record, StepKind.WRITTEN)
    strike_step(actor=keeper, record_id=record.pk, step_id=told.pk, reason="Another patient.")

    with pytest.raises(GovernanceRefused) as refused:
        close_candour(actor=keeper, record_id=record.pk, words="Done.")

    assert refused.value.code == "not_told"
    assert CandourStep.objects.get(pk=told.pk).struck_reason == "Another patient."


def test_closed_takes_nothing_until_it_is_reopened_with_a_reason(record: CaseGovernance, keeper: Actor) -> None:
    decide(keeper, record, Decision.NOT_MET)
    close_candour(actor=keeper, record_id=record.pk, words="No more.")

    with pytest.raises(GovernanceRefused):
        decide(keeper, record)
    with pytest.raises(Invalid):
        reopen_candour(actor=keeper, record_id=record.pk, reason="")
    reopen_candour(actor=keeper, record_id=record.pk, reason="New facts.")
    assert decide(keeper, record).decision == Decision.MET


def test_grades_are_kept_only_where_the_trust_says_so_and_set_nothing_else(
    here: World, record: CaseGovernance, keeper: Actor
) -> None:
    graded = Assessment(
        never_event=NeverEvent.YES, event_type=EventType.INCIDENT, physical_harm=PhysicalHarm.FATAL,
        response=Response.PSII, response_reason="A Never Event.",
    )  # fmt: skip
    off = assess(actor=keeper, record_id=record.pk, given=graded)
    assert (off.physical_harm, off.event_type, off.response, off.never_event) == (None, "", "", NeverEvent.YES)

    choose_for_trust(actor=keeper, department_id=here.north.pk, keeps_lfpse=True, keeps_psirf=False)
    on = assess(actor=keeper, record_id=record.pk, given=graded)

    assert (on.physical_harm, on.response) == (PhysicalHarm.FATAL, "")
    assert not CandourDecision.objects.exists()
    choose_for_trust(actor=keeper, department_id=here.north.pk, keeps_lfpse=False, keeps_psirf=False)
    kept = assess(actor=keeper, record_id=record.pk, given=Assessment(never_event=NeverEvent.NO))
    assert kept.physical_harm == PhysicalHarm.FATAL  # switching off wipes nothing


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Assessment(error_assessment="error"), "error_words"),
        (Assessment(physical_harm=6), "physical_harm"),
        (Assessment(psychological_harm=5), "psychological_harm"),
        (Assessment(response="psii"), "response_reason"),
        (Assessment(never_event="perhaps"), "never_event"),
    ],
)
def test_assessment_names_what_is_wrong(
    here: World, record: CaseGovernance, keeper: Actor, given: Assessment, field: str
) -> None:
    choose_for_trust(actor=keeper, department_id=here.north.pk, keeps_lfpse=True, keeps_psirf=True)

    with pytest.raises(Invalid) as refused:
        assess(actor=keeper, record_id=record.pk, given=given)

    assert set(refused.value.fields) == {field}


def test_stale_assessment_says_who(record: CaseGovernance, keeper: Actor) -> None:
    old = record.version
    assess(actor=keeper, record_id=record.pk, given=Assessment(never_event=NeverEvent.NO))

    with pytest.raises(Stale, match=keeper.name):
        assess(actor=keeper, record_id=record.pk, given=Assessment(), expected_version=old)


def test_local_limits_need_a_source_and_are_off_by_default(here: World, keeper: Actor) -> None:
    assert TrustChoice().in_person_days is None
    with pytest.raises(Invalid) as refused:
        choose_for_trust(
            actor=keeper, department_id=here.north.pk, keeps_lfpse=False, keeps_psirf=False, in_person_days=10
        )
    assert set(refused.value.fields) == {"source_note"}


def test_chair_notes_a_reference_once_and_reads_no_record(here: World, case: Case, record: CaseGovernance) -> None:
    with acting_as(actor_for(here.one(Role.CHAIR))) as chair:
        first, again = (add_reference(actor=chair, case_id=case.pk, reference="LRMS-9") for _ in range(2))
        with pytest.raises(NotVisible):
            decide(chair, record)
    with acting_as(actor_for(here.one(Role.LEAD))) as lead, pytest.raises(Forbidden):
        add_reference(actor=lead, case_id=case.pk, reference="LRMS-10")

    assert first == again
    assert references_of(case.pk) == ["INC-424242", "LRMS-9"]


def test_hand_over_is_screened_and_kept_word_for_word(
    here: World, case: Case, governed: dict[str, UUID], keeper: Actor
) -> None:
    made = hand_over(actor=keeper, record_id=governed["governance"])
    rows = dict(csv.reader(io.StringIO(made.content)))

    assert rows["lfpse_physical_harm_code"] == "3"
    assert rows["lfpse_psychological_harm_code"] == "3"
    assert rows["incident_references"] == "INC-424242 LRMS-00042"
    assert "Medical director" not in made.content
    named = Assessment(handover_words=f"Seen by {here.one(Role.STAFF).full_name}, NHS number 999 000 0034.")
    assess(actor=keeper, record_id=governed["governance"], given=named)
    with pytest.raises(GovernanceRefused) as refused:
        hand_over(actor=keeper, record_id=governed["governance"])
    assert refused.value.code == "not_clean"


def test_table_never_starts_a_formula() -> None:
    assert "\nname,'=1+1" in as_csv([("name", "=1+1")]).replace("\r", "")
