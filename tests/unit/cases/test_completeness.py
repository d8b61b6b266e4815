"""The table of completeness, cell by cell, and what is answered from it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.domain.completeness import (
    ASKED_BY,
    LOGGED,
    OFFERED,
    RESTS_ON,
    TABLE,
    WANTING,
    asked_when_logged,
    cell,
    is_needed_to_log,
    needed,
    refusal_for,
    still_needed,
)
from apps.cases.domain.holding import HOLDS
from apps.cases.domain.lifecycle import CaseFacts, refusal, stages_ahead
from apps.cases.enums import FINAL, Stage
from apps.cases.enums import CaseEvent as E
from apps.cases.enums import CaseField as F
from apps.cases.enums import CaseKind as K
from apps.cases.enums import CaseStatus as S
from apps.cases.presenters.needed import PLACES

# Written out a second time, in the order of the kinds:
# discrepancy, delay, communication, system event, good spot, educational, complication, second opinion.
# S submit, A accept, R review, P put on an agenda, L publish the learning, C close; o offered, - not asked.
EXPECTED = {
    F.KIND: "SSSSSSSS",
    F.NARRATIVE: "SSSSSSSS",
    F.PATIENT_ACTION: "SSSSSSSS",
    F.DISCREPANCY_TYPE: "A-------",
    F.STUDIES: "oooooooo",
    F.IMAGING: "AAAooAoA",
    F.READERS: "AAARARAA",
    F.HOW_DISCOVERED: "PPPo--o-",
    F.DISCOVERED: "oooo--oo",
    F.PROCEDURE: "------A-",
    F.SYSTEM_AFFECTED: "---A----",
    F.SECOND_OPINION: "-------A",
    F.INCIDENT_REFERENCE: "oooo--oo",
    F.PRESENTATION: "PPPPPPPP",
    F.REPORT_STANDS: "L------L",
    F.REPORT_SETTLED: "C------C",
    F.CODING: "C------C",
}
LETTERS = {
    "S": Stage.SUBMIT, "A": Stage.ACCEPT, "R": Stage.REVIEW, "P": Stage.SCHEDULE, "L": Stage.PUBLISH,
    "C": Stage.CLOSE, "o": OFFERED, "-": None,
}  # fmt: skip


@pytest.mark.parametrize(("field", "kind"), list(product(F, K)), ids=str)
def test_each_field_is_asked_of_each_kind_when_the_table_says(field: F, kind: K) -> None:
    assert cell(field, kind) == LETTERS[EXPECTED[field][list(K).index(kind)]]


@pytest.mark.parametrize(("kind", "stage"), list(product(K, Stage)), ids=str)
def test_a_missing_field_is_needed_at_its_stage_and_at_no_other(kind: K, stage: Stage) -> None:
    for field in F:
        found = still_needed(kind, {field}, (stage,))

        assert [one.field for one in found] == ([field] if cell(field, kind) == stage else [])


# Every event, with what it asks: of the stage of its own, and what the decision before it rested on.
EVENTS = {
    E.ACCEPT: "A",
    E.GIVE_FEEDBACK: "A",
    E.SEND_TO_REVIEW: "AR",
    E.SCHEDULE: "AP",
    E.PUBLISH: "L",
    E.CLOSE: "C",
}


@pytest.mark.parametrize(("event", "kind"), list(product(E, K)), ids=str)
def test_an_event_is_refused_for_each_thing_that_is_wanting_and_names_it(event: E, kind: K) -> None:
    asked = {LETTERS[letter] for letter in EVENTS.get(event, "")}
    for field in F:
        refused = refusal_for(event, kind, {field})
        if cell(field, kind) in asked:
            assert refused is not None
            assert refused.code == WANTING[field].code
            assert refused.fields == {field.value: str(WANTING[field].words)}
        else:
            assert refused is None


def test_several_things_are_said_at_once_and_the_first_gives_the_code() -> None:
    refused = refusal_for(E.SCHEDULE, K.COMPLICATION, {F.PROCEDURE, F.PRESENTATION, F.READERS})

    assert refused is not None
    assert refused.code == "readers_unknown"
    assert list(refused.fields) == ["readers", "procedure", "presentation"]


def test_whatever_is_needed_can_be_found_missing_said_and_put_right() -> None:
    required = {one.field for kind in K for one in needed(kind, Stage)}

    assert required == set(WANTING) == set(HOLDS)
    assert required - {F.PATIENT_ACTION} == set(PLACES)
    assert len({one.code for one in WANTING.values()}) == len(WANTING)
    assert set(TABLE) == set(F)
    assert set(E) >= set(ASKED_BY)


def test_the_first_save_needs_three_answers_whatever_the_kind_and_nothing_else() -> None:
    assert {field for field in F if is_needed_to_log(field)} == {F.KIND, F.NARRATIVE, F.PATIENT_ACTION}
    for kind in K:
        assert {one.field for one in needed(kind, (Stage.SUBMIT,))} == {F.KIND, F.NARRATIVE, F.PATIENT_ACTION}


def test_what_only_a_review_needs_is_not_asked_for_when_it_is_logged() -> None:
    for kind, field in product(K, F):
        if asked_when_logged(field, kind):
            assert field in LOGGED
            assert cell(field, kind) is not None
    assert not asked_when_logged(F.READERS, K.SYSTEM_EVENT)
    assert not asked_when_logged(F.READERS, K.EDUCATIONAL)


AHEAD = {
    S.RECEIVED: "ARPLC",
    S.INFORMATION_WANTED: "ARPLC",
    S.UNDER_REVIEW: "APLC",
    S.READY: "APLC",
    S.SCHEDULED: "APLC",
    S.DISCUSSED: "LC",
    S.PUBLISHED: "LC",
}


@pytest.mark.parametrize("status", S, ids=str)
def test_stages_ahead_are_those_that_the_lifecycle_still_leads_to(status: S) -> None:
    assert stages_ahead(status) == {LETTERS[one] for one in AHEAD.get(status, "")}
    assert (status in FINAL) == (not stages_ahead(status))
    assert set(RESTS_ON) == {S.UNDER_REVIEW, S.READY, S.SCHEDULED}


@given(st.sampled_from(K), st.frozensets(st.sampled_from(F)), st.frozensets(st.sampled_from(F)))
def test_putting_something_right_never_asks_for_more(kind: K, lacks: frozenset[F], righted: frozenset[F]) -> None:
    before = still_needed(kind, lacks, Stage)
    after = still_needed(kind, lacks - righted, Stage)

    assert set(after) == {one for one in before if one.field not in righted}


@given(st.sampled_from(K), st.frozensets(st.sampled_from(F)))
def test_the_lifecycle_refuses_exactly_where_something_is_needed(kind: K, lacks: frozenset[F]) -> None:
    for status, event in ((S.RECEIVED, E.ACCEPT), (S.READY, E.SCHEDULE), (S.DISCUSSED, E.PUBLISH)):
        refused = refusal(CaseFacts(status=status, kind=kind, lacks=lacks), event)
        wanting = still_needed(kind, lacks, ASKED_BY[event])

        assert (refused.code if refused else None) == (wanting[0].code if wanting else None)
