"""Coding a case: several codes, the edition it was coded with, taking off with a reason, and who may."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.coding import add_codings, take_off_coding
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.domain.taxonomies import activate_edition
from apps.cases.domain.taxonomy_terms import retire_term
from apps.cases.enums import CaseEvent
from apps.cases.errors import TransitionRefused
from apps.cases.models import Case, Finding, Opinion, TaxonomyTerm
from apps.core.actor import acting_as
from apps.core.clock import at, now, today
from apps.core.errors import Forbidden, Invalid, NotVisible
from tests.factories import cases
from tests.support.furnished_schemes import own_edition, shipped
from tests.support.worlds import World

UNKNOWN = "Reported outside the trust."


@pytest.fixture
def case(here: World, staff: User) -> Case:
    """A case that everybody who chairs may code."""
    return cases.case(staff, here.north, readers_unknown_reason=UNKNOWN)


def _term(code: str, scheme: str = "uk_themes") -> TaxonomyTerm:
    return TaxonomyTerm.objects.get(taxonomy=shipped(scheme), code=code)


def _add(user: User, case: Case, *terms: TaxonomyTerm) -> list[Finding]:
    actor = actor_for(user)
    with acting_as(actor):
        return add_codings(actor=actor, case_id=case.pk, term_ids=[one.pk for one in terms])


def _commit(case: Case, reviewer: User, **more: Any) -> Opinion:
    actor = actor_for(reviewer)
    with acting_as(actor):
        return commit_opinion(actor=actor, case_id=case.pk, view="I see it.", **cases.VIEW, **more)


def _newer(here: World, retiring: str = "good_spot") -> TaxonomyTerm:
    """A newer edition of the themes in use, in which that term is retired; gives that term."""
    manager = here.one(Role.GOVERNANCE)
    draft, actor = own_edition(here.north, manager, "uk_themes"), actor_for(manager)
    term = TaxonomyTerm.objects.get(taxonomy=draft, code=retiring)
    with acting_as(actor):
        retire_term(actor=actor, term_id=term.pk, expected_version=draft.version)
        draft.refresh_from_db()
        activate_edition(actor=actor, edition_id=draft.pk, expected_version=draft.version, active_from=today())
    term.refresh_from_db()
    return term


def test_several_codes_across_schemes_and_within_one_each_once(chair: User, case: Case) -> None:
    terms = [_term("missed_fracture"), _term("system_error"), _term("4", "kim_mansfield"), _term("10", "kim_mansfield")]

    first = _add(chair, case, *terms)
    again = _add(chair, case, terms[0], _term("anchoring", "cognitive_biases"))

    assert [one.term_id for one in first] == [one.pk for one in terms]
    assert again[0].pk == first[0].pk
    assert case.findings.count() == 5
    assert {one.coded_by_id for one in first} == {chair.pk}
    assert first[0].history.latest().actor_name == chair.full_name


def test_old_cases_keep_their_edition_and_nothing_recodes_them(here: World, chair: User, case: Case) -> None:
    coding = _add(chair, case, _term("good_spot"))[0]
    version = coding.version

    retired = _newer(here)
    coding.refresh_from_db()

    assert (coding.version, coding.term.taxonomy.edition, coding.term.label) == (version, 1, "Good spot")
    assert retired.is_retired
    assert coding.history.count() == 1


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("retired", "“Good spot” is retired"),
        ("older edition", "is of edition 1; edition 2 is in use now"),
        ("unknown", "Choose codes from the list"),
        ("draft", "Choose codes from the list"),
        ("of another trust", "Choose codes from the list"),
        ("reference", "Choose codes from the list"),
        ("where it failed", "Choose codes from the list"),
        ("none", "Choose at least one code"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(
    here: World, chair: User, case: Case, which: str, words: str
) -> None:
    retired = _newer(here)
    elsewhere = own_edition(here.other, here.one(Role.GOVERNANCE, here.other), "uk_themes")
    draft = own_edition(here.north, here.one(Role.GOVERNANCE), "cognitive_biases")
    wanted = {
        "retired": [retired.pk],
        "older edition": [_term("missed_fracture").pk],
        "unknown": [uuid4()],
        "draft": [draft.terms.all()[0].pk],
        "of another trust": [elsewhere.terms.all()[0].pk],
        "reference": [_term("2a", "radpeer").pk],
        "where it failed": [shipped("journey_failure").terms.all()[0].pk],
        "none": [],
    }[which]
    actor = actor_for(chair)

    with acting_as(actor), pytest.raises(Invalid) as refused:
        add_codings(actor=actor, case_id=case.pk, term_ids=wanted)

    assert words in refused.value.fields["terms"]
    assert not case.findings.exists()


def test_the_same_code_of_a_newer_edition_is_not_put_beside_the_old_one(here: World, chair: User, case: Case) -> None:
    old = _add(chair, case, _term("missed_fracture"))[0]
    edition = _newer(here).taxonomy
    new = TaxonomyTerm.objects.get(taxonomy=edition, code="missed_fracture")

    with pytest.raises(Invalid, match="Check the codes") as refused:
        _add(chair, case, new)
    actor = actor_for(chair)
    with acting_as(actor):
        take_off_coding(actor=actor, case_id=case.pk, coding_id=old.pk, reason="Coded anew under edition 2.")
    _add(chair, case, new)

    assert "edition 1" in refused.value.fields["terms"]
    assert case.findings.get().term_id == new.pk
    assert Finding.history.filter(id=old.pk, history_type="-").get().history_change_reason.startswith("Coded anew")


def test_taking_off_needs_a_reason_and_is_done_once(chair: User, case: Case) -> None:
    coding = _add(chair, case, _term("missed_fracture"))[0]
    actor = actor_for(chair)

    with acting_as(actor):
        with pytest.raises(Invalid) as refused:
            take_off_coding(actor=actor, case_id=case.pk, coding_id=coding.pk, reason="  ")
        for _ in range(2):
            take_off_coding(actor=actor, case_id=case.pk, coding_id=coding.pk, reason="Not a fracture.")

    assert set(refused.value.fields) == {"reason"}
    assert not case.findings.exists()
    assert Finding.history.filter(id=coding.pk).count() == 2


def test_a_closed_case_is_not_coded(chair: User, case: Case) -> None:
    cases.move(case, chair, CaseEvent.DECLINE, reason="A known finding.")

    with pytest.raises(TransitionRefused, match="Reopen"):
        _add(chair, case, _term("missed_fracture"))


def _may(here: World, user: User, case: Case) -> str:
    actor = actor_for(user)
    try:
        with acting_as(actor):
            add_codings(actor=actor, case_id=case.pk, term_ids=[_term("missed_fracture").pk])
    except NotVisible:
        return "not there"
    except Forbidden as refused:
        return refused.code
    return "coded"


def test_who_may_code(here: World, staff: User, chair: User) -> None:
    own = cases.case(staff, here.north, readers=(ReaderInput(person_id=chair.pk),))
    asked, open_case = (cases.case(staff, here.north, readers_unknown_reason=UNKNOWN) for _ in range(2))
    reviewer = here.one(Role.REVIEWER)
    cases.move(asked, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])
    before = _may(here, reviewer, asked)
    _commit(asked, reviewer)

    assert before in ("view_first", "not there")
    assert _may(here, reviewer, asked) == "coded"
    assert _may(here, chair, own) == "own_report"
    assert _may(here, here.one(Role.DEPUTY), own) == "coded"
    assert _may(here, here.one(Role.GOVERNANCE), open_case) == "no_permission"
    assert _may(here, staff, open_case) == "no_permission"
    assert _may(here, here.one(Role.ADMIN), open_case) == "not there"
    for where in (here.south, here.other):
        assert _may(here, here.one(Role.CHAIR, where), open_case) == "not there"


def test_the_page_adds_and_takes_off_and_says_what_is_newer(
    here: World, chair: User, case: Case, client_for: Any
) -> None:
    client, page = client_for(chair), reverse("cases:coding", args=[case.pk])
    spot, fracture = _term("good_spot"), _term("missed_fracture")
    name = f"scheme_{spot.taxonomy_id.hex}"

    empty = client.post(page, {}).content.decode()
    assert client.post(page, {name: [str(spot.pk), str(fracture.pk)]}).status_code == 302
    shown = client.get(page).content.decode()
    coding = case.findings.get(term=fracture)
    off = reverse("cases:coding-take-off", args=[case.pk, coding.pk])
    without = client.post(off, {"reason": ""})
    assert client.post(off, {"reason": "It was none."}).status_code == 302
    gone = client.post(off, {"reason": "It was none."}, follow=True).content.decode()
    _newer(here)
    after, detail = client.get(page).content.decode(), client.get(case.get_absolute_url()).content.decode()
    late = client.post(page, {name: [str(fracture.pk)]}).content.decode()

    assert "Choose at least one code" in empty
    assert "Themes of UK learning meetings, edition 1" in shown
    assert f'value="{spot.pk}"' not in shown
    assert "Say why it is taken off" in without.content.decode()
    assert "does not carry this code" in gone
    assert [one.term_id for one in case.findings.all()] == [spot.pk]
    for text in (after, detail):
        assert "Edition 2 is in use" in text
        assert "This case keeps edition 1" in text
    assert "edition 2 is in use now" in late


def test_another_department_reaches_no_coding(here: World, chair: User, case: Case, client_for: Any) -> None:
    coding = _add(chair, case, _term("missed_fracture"))[0]
    other = cases.case(here.one(Role.STAFF, here.south), here.south, readers_unknown_reason=UNKNOWN)
    stranger = client_for(here.one(Role.CHAIR, here.south))
    off = reverse("cases:coding-take-off", args=[case.pk, coding.pk])

    assert stranger.get(off).status_code == 404
    assert stranger.post(off, {"reason": "Mine now."}).status_code == 404
    # Nor by way of a case of their own.
    crossed = reverse("cases:coding-take-off", args=[other.pk, coding.pk])
    assert stranger.post(crossed, {"reason": "Mine now."}, follow=True).status_code == 200
    assert case.findings.count() == 1


def test_a_second_view_may_keep_the_type_of_the_first(here: World, staff: User, chair: User) -> None:
    case = cases.case(staff, here.north, readers_unknown_reason=UNKNOWN)
    reviewer = here.one(Role.REVIEWER)
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])
    term = _term("missed_fracture")
    _commit(case, reviewer, finding_term_id=term.pk)
    _newer(here)

    with at(now() + timedelta(hours=1)):
        second = _commit(case, reviewer, after_reveal=True, finding_term_id=term.pk)

    assert second.finding_term_id == term.pk
