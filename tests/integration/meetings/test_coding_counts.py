"""Codings by theme: out of all codings, editions together, small numbers hidden, nothing by reader."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, CaseReader, Finding, TaxonomyTerm
from apps.core.actor import acting_as
from apps.core.clock import today
from apps.disclosure.domain.suppression import SuppressionRules
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.domain.outcomes import record_outcome
from apps.meetings.presenters import coding_counts as words
from apps.meetings.queries.coding_counts import CodingCounts, SchemeCounts, coding_counts
from apps.meetings.views.coding_counts import EVER
from tests.factories import cases, meetings
from tests.support.furnished_schemes import in_use, shipped
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    """Two trusts, three departments, one person per role."""
    return world()


def _case(built: World) -> Case:
    return cases.case(built.one(Role.STAFF), built.north, readers_unknown_reason="Reported outside the trust.")


def _code(built: World, case: Case, *terms: TaxonomyTerm) -> None:
    with acting_as(actor_for(built.one(Role.CHAIR))):
        for term in terms:
            Finding.objects.create(case=case, term=term)


def _term(code: str, scheme: str = "uk_themes") -> TaxonomyTerm:
    return TaxonomyTerm.objects.get(taxonomy=shipped(scheme), code=code)


def _counted(built: World, scheme: str) -> SchemeCounts:
    found = coding_counts(actor_for(built.one(Role.LEAD)), built.north.pk, built.first.pk, EVER)
    return next(one for one in found.schemes if one.code == scheme)


def _given(found: SchemeCounts) -> list[tuple[str, int]]:
    return [one for one in found.in_order() if one[1]]


def test_errors_are_the_denominator_and_not_cases(built: World) -> None:
    one, two = _case(built), _case(built)
    _code(built, one, _term("4", "kim_mansfield"), _term("10", "kim_mansfield"), _term("12", "kim_mansfield"))
    _code(built, two, _term("4", "kim_mansfield"))

    found = _counted(built, "kim_mansfield")

    assert (found.codings, found.coded_cases) == (4, 2)
    assert _given(found) == [("Under-reading", 2), ("Satisfaction of search", 1), ("Satisfaction of report", 1)]
    assert len(found.in_order()) == 12  # nought is a row, too


def test_two_editions_count_together_under_the_newer_name(built: World) -> None:
    old, new = _case(built), _case(built)
    _code(built, old, _term("missed_fracture"))
    edition = in_use(built.north, built.one(Role.GOVERNANCE), "uk_themes")
    with acting_as(actor_for(built.one(Role.GOVERNANCE))):
        term = TaxonomyTerm.objects.get(taxonomy=edition, code="missed_fracture")
        term.label = "Fracture not seen"
        term.save()
    _code(built, new, term)

    found = _counted(built, "uk_themes")

    assert found.editions == {1, 2}
    assert _given(found) == [("Fracture not seen", 2)]


def test_what_the_room_named_counts_once_with_the_page_s_own(built: World) -> None:
    chair = built.one(Role.CHAIR)
    factor = _term("latent_system", "contributory_factors")
    actor = actor_for(chair)
    with acting_as(actor):
        case = meetings.ready_case(built.north, built.one(Role.STAFF))
        Finding.objects.create(case=case, term=factor)
        meeting = meetings.meeting(built.north, chair, days=-1, chair_id=chair.pk)
        item = bring_on_the_day(actor=actor, meeting_id=meeting.pk, case_id=case.pk)
        meetings.held(meeting, chair, [chair, built.one(Role.STAFF)])
        record_outcome(
            actor=actor, meeting_id=meeting.pk, item_id=item.pk,
            discussion=meetings.discussion(
                factor_ids=(factor.pk, _term("active_human", "contributory_factors").pk),
                coding_ids=(_term("missed_fracture").pk,),
            ),
        )  # fmt: skip

    assert _given(_counted(built, "contributory_factors")) == [("System", 1), ("Human", 1)]
    assert case.findings.get(term=_term("missed_fracture")).place == "outcome"


def test_only_one_s_own_department_and_nothing_sealed(built: World) -> None:
    north, south = (
        _case(built),
        cases.case(
            built.one(Role.STAFF, built.south), built.south, readers_unknown_reason="Reported outside the trust."
        ),
    )
    for case in (north, south):
        _code(built, case, _term("missed_fracture"))
    lead = built.one(Role.LEAD)
    before = coding_counts(actor_for(lead), built.north.pk, built.first.pk, EVER)
    cases.move(north, built.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[built.one(Role.DEPUTY).pk])
    asked = coding_counts(actor_for(built.one(Role.DEPUTY)), built.north.pk, built.first.pk, EVER)

    assert (before.cases, before.schemes[0].codings) == (1, 1)
    assert (asked.cases, asked.schemes) == (0, [])
    assert (
        coding_counts(actor_for(lead), built.north.pk, built.first.pk, today().replace(year=today().year + 1)).cases
        == 0
    )


@pytest.mark.parametrize(
    ("counts", "rules", "shown"),
    [
        # The total is rounded, so that the star could be any number from 1 to 7.
        ({"a": 3, "b": 40, "c": 60}, {}, {"a": "*"}),
        ({"a": 0, "b": 40, "c": 60}, {}, {"a": "0", "b": "40", "c": "60"}),
        ({"a": 12, "b": 43}, {}, {"a": "10", "b": "45"}),
        ({"a": 3, "b": 4}, {"max_suppressed": 0, "round_to": 1}, {"a": "3", "b": "4"}),
    ],
)
def test_small_numbers_are_hidden(
    settings: Any, counts: dict[str, int], rules: dict[str, int], shown: dict[str, str]
) -> None:
    settings.SUPPRESSION_RULES = rules
    scheme = SchemeCounts("x")
    for place, (label, count) in enumerate(counts.items()):
        scheme.labels[label] = (1, place, label)
        scheme.editions.add(1)
        scheme.cases[label] = {f"{label}{n}" for n in range(count)}  # type: ignore[misc]  # ids of no matter here

    table = words.department_counts("Here", CodingCounts(200, [scheme]))["schemes"][0]
    told = {row["cells"]["term"]: row["cells"] for row in table["rows"]}

    for label, words_shown in shown.items():
        assert told[label]["count"] == words_shown
    small = [label for label, count in counts.items() if SuppressionRules(**rules).is_small(count)]
    for label in small:
        assert told[label]["share"] == "*"


def test_no_reader_is_read_and_the_page_is_for_lead_and_governance(built: World, client_for: Any) -> None:
    _code(built, _case(built), _term("missed_fracture"))
    page = reverse("meetings:codings")
    allowed = {role for role in Role if client_for(built.one(role)).get(page).status_code == 200}

    with CaptureQueriesContext(connection) as asked:
        shown = client_for(built.one(Role.LEAD)).get(f"{page}?cases=all").content.decode()

    assert allowed == {Role.LEAD, Role.GOVERNANCE}
    assert "out of all codings" in shown
    assert "no counts by reader" in shown
    assert not [one for one in asked.captured_queries if CaseReader._meta.db_table in one["sql"]]
