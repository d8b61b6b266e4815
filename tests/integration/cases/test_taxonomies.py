"""Editions of coding schemes: copying, changing a draft, putting it in use; what is never changed, and by whom."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department, User
from apps.cases.domain import taxonomies, taxonomy_terms
from apps.cases.models import Taxonomy, TaxonomyTerm
from apps.cases.queries.choosing import coding_terms
from apps.core.actor import acting_as
from apps.core.clock import at, now, today
from apps.core.errors import DomainError, Forbidden, Invalid, NotVisible, Refused, Stale
from tests.factories import accounts
from tests.support.furnished_schemes import in_use, own_edition, shipped
from tests.support.worlds import World

CODE = "uk_themes"


@pytest.fixture
def manager(here: World) -> User:
    """Clinical governance of the first department."""
    return here.one(Role.GOVERNANCE)


@pytest.fixture
def draft(here: World, manager: User) -> Taxonomy:
    """A draft of the first trust, without changes."""
    return _do(manager, taxonomies.copy_edition, edition_id=shipped(CODE).pk, trust_id=here.first.pk)


def _do(user: User, function: Any, **given: Any) -> Any:
    actor = actor_for(user)
    with acting_as(actor):
        return function(actor=actor, **given)


def _version(edition: Taxonomy) -> int:
    edition.refresh_from_db()
    return edition.version


def _term(edition: Taxonomy, code: str) -> TaxonomyTerm:
    return TaxonomyTerm.objects.get(taxonomy=edition, code=code)


def _labels(where: Department) -> set[str]:
    return {one.label for one in coding_terms(where.trust_id) if one.taxonomy.code == CODE}


def test_a_copy_holds_every_term_and_is_there_once(here: World, manager: User, draft: Taxonomy) -> None:
    again = _do(manager, taxonomies.copy_edition, edition_id=shipped(CODE).pk, trust_id=here.first.pk)

    assert again.pk == draft.pk
    assert (draft.edition, draft.trust_id, draft.is_draft) == (2, here.first.pk, True)
    said = [list(one.terms.values_list("code", "label", "meaning", "position")) for one in (shipped(CODE), draft)]
    assert said[0] == said[1]
    row = draft.history.latest()
    assert row.actor_name == manager.full_name
    assert _term(draft, "good_spot").history.count() == 1


def test_terms_are_added_renamed_retired_and_brought_back_in_a_draft_alone(
    here: World, manager: User, draft: Taxonomy
) -> None:
    added = _do(
        manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=_version(draft),
        label="Missed  pneumothorax", meaning="Also small ones",
    )  # fmt: skip
    spot, system = _term(draft, "good_spot"), _term(draft, "system_error")
    _do(manager, taxonomy_terms.rename_term, term_id=spot.pk, expected_version=_version(draft), label="Great catch")
    _do(manager, taxonomy_terms.retire_term, term_id=system.pk, expected_version=_version(draft))
    before = _labels(here.north)

    _do(
        manager, taxonomies.activate_edition, edition_id=draft.pk, expected_version=_version(draft), active_from=today()
    )
    after = _labels(here.north)

    assert (added.code, added.label) == ("missed_pneumothorax", "Missed pneumothorax")
    assert {"Good spot", "System error"} <= before
    assert {"Great catch", "Missed pneumothorax"} <= after
    assert not {"Good spot", "System error"} & after
    assert _term(draft, "good_spot").label == "Great catch"
    assert _labels(here.other) == before  # the other trust keeps the one that ships


def test_a_term_new_in_the_draft_is_taken_out_and_an_old_one_stays_retired(manager: User, draft: Taxonomy) -> None:
    new = _do(manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=_version(draft), label="Mistaken")
    _do(manager, taxonomy_terms.retire_term, term_id=new.pk, expected_version=_version(draft))
    old = _term(draft, "good_spot")
    _do(manager, taxonomy_terms.retire_term, term_id=old.pk, expected_version=_version(draft))
    retired = _term(draft, "good_spot").is_retired
    _do(manager, taxonomy_terms.bring_back_term, term_id=old.pk, expected_version=_version(draft))

    assert not TaxonomyTerm.objects.filter(pk=new.pk).exists()
    assert TaxonomyTerm.history.filter(id=new.pk, history_type="-").count() == 1
    assert retired
    assert not _term(draft, "good_spot").is_retired


def test_what_is_in_use_or_older_or_ships_is_read_only(here: World, manager: User) -> None:
    active = in_use(here.north, manager, CODE)
    term = _term(active, "good_spot")
    version = _version(active)
    tried: list[tuple[Any, dict[str, Any]]] = [
        (taxonomy_terms.add_term, {"edition_id": active.pk, "label": "Late"}),
        (taxonomy_terms.rename_term, {"term_id": term.pk, "label": "Late"}),
        (taxonomy_terms.retire_term, {"term_id": term.pk}),
        (taxonomy_terms.bring_back_term, {"term_id": term.pk}),
        (taxonomies.describe_draft, {"edition_id": active.pk, "title": "Late", "source_note": "Late"}),
        (taxonomies.activate_edition, {"edition_id": active.pk, "active_from": today()}),
        (taxonomies.take_back_activation, {"edition_id": active.pk}),
        (taxonomies.drop_draft, {"edition_id": active.pk}),
        (taxonomies.drop_draft, {"edition_id": shipped(CODE).pk}),
        (taxonomy_terms.retire_term, {"term_id": _term(shipped(CODE), "good_spot").pk}),
    ]

    for function, given in tried:
        with pytest.raises(Refused):
            _do(manager, function, expected_version=version, **given)
    assert _version(active) == version
    assert _term(active, "good_spot").label == "Good spot"


def test_a_second_manager_s_older_form_is_stale(here: World, manager: User, draft: Taxonomy) -> None:
    seen = _version(draft)
    _do(manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=seen, label="First")

    with pytest.raises(Stale, match=manager.full_name):
        _do(
            here.one(Role.ADMIN), taxonomy_terms.add_term,
            edition_id=draft.pk, expected_version=seen, label="Second",
        )  # fmt: skip
    with pytest.raises(Stale):
        _do(manager, taxonomies.drop_draft, edition_id=draft.pk, expected_version=seen)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "   "}, "label"),
        ({"label": "good SPOT"}, "label"),
        ({"label": "x" * 201}, "label"),
        ({"label": "New", "meaning": "x" * 301}, "meaning"),
    ],
)
def test_a_term_that_cannot_be_names_its_field(
    manager: User, draft: Taxonomy, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _do(manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=_version(draft), **given)

    assert set(refused.value.fields) == {field}


def test_a_name_of_a_retired_term_is_brought_back_and_not_made_twice(manager: User, draft: Taxonomy) -> None:
    _do(manager, taxonomy_terms.retire_term, term_id=_term(draft, "good_spot").pk, expected_version=_version(draft))

    with pytest.raises(Invalid) as refused:
        _do(manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=_version(draft), label="Good spot")
    assert "Bring that one back" in refused.value.fields["label"]


def test_codes_stay_apart_when_labels_shorten_to_the_same(manager: User, draft: Taxonomy) -> None:
    made = [
        _do(manager, taxonomy_terms.add_term, edition_id=draft.pk, expected_version=_version(draft), label=label).code
        for label in ("Side: left", "Side left", "漢字", "漢字 2")
    ]

    assert made[:2] == ["side_left", "side_left_2"]
    assert len(set(made)) == 4


def test_an_edition_is_not_put_in_use_unchanged_empty_or_in_the_past(manager: User, draft: Taxonomy) -> None:
    def activate(days: int = 0) -> DomainError:
        with pytest.raises(DomainError) as refused:
            _do(
                manager, taxonomies.activate_edition, edition_id=draft.pk, expected_version=_version(draft),
                active_from=today() + timedelta(days=days),
            )  # fmt: skip
        return refused.value

    unchanged, past = activate().code, activate(-1)
    for term in TaxonomyTerm.objects.filter(taxonomy=draft):
        _do(manager, taxonomy_terms.retire_term, term_id=term.pk, expected_version=_version(draft))

    assert unchanged == "nothing_changed"
    assert set(past.fields) == {"active_from"}
    assert activate().code == "no_terms"


def test_a_new_source_note_is_change_enough(manager: User, draft: Taxonomy) -> None:
    _do(
        manager, taxonomies.describe_draft, edition_id=draft.pk, expected_version=_version(draft),
        title=draft.title, source_note="The same terms, confirmed by the board in May.",
    )  # fmt: skip

    found = _do(
        manager, taxonomies.activate_edition, edition_id=draft.pk, expected_version=_version(draft), active_from=today()
    )

    assert found.active_from == today()


def test_one_to_come_is_in_use_from_its_day_and_can_be_taken_back_before(here: World, manager: User) -> None:
    coming = in_use(here.north, manager, CODE, days=3)
    before = _labels(here.north)
    with at(now() + timedelta(days=3)):
        then = _labels(here.north)
    back = _do(manager, taxonomies.take_back_activation, edition_id=coming.pk, expected_version=_version(coming))

    assert "Invented for a test" not in before
    assert "Invented for a test" in then
    assert back.is_draft
    _do(manager, taxonomies.drop_draft, edition_id=coming.pk, expected_version=_version(coming))
    assert not Taxonomy.objects.filter(pk=coming.pk).exists()
    assert Taxonomy.history.filter(id=coming.pk, history_type="-").count() == 1


def test_one_after_another_and_not_before_one_to_come(here: World, manager: User) -> None:
    in_use(here.north, manager, CODE, days=10)
    draft = own_edition(here.north, manager, CODE, "Another")

    with pytest.raises(Invalid) as refused:
        _do(
            manager, taxonomies.activate_edition, edition_id=draft.pk, expected_version=draft.version,
            active_from=today() + timedelta(days=9),
        )  # fmt: skip

    assert draft.edition == 3
    assert "Edition 2" in refused.value.fields["active_from"]


MANAGERS = {Role.GOVERNANCE, Role.ADMIN}


@pytest.mark.parametrize("role", list(Role))
def test_only_governance_and_administrators_change_schemes(here: World, draft: Taxonomy, role: Role) -> None:
    given = {"edition_id": draft.pk, "expected_version": _version(draft), "label": "New"}
    if role in MANAGERS:
        assert _do(here.one(role), taxonomy_terms.add_term, **given).label == "New"
        return
    with pytest.raises((Forbidden, NotVisible)):
        _do(here.one(role), taxonomy_terms.add_term, **given)
    assert _version(draft) == given["expected_version"]


def test_another_trust_reaches_nothing_of_it(here: World, draft: Taxonomy, manager: User) -> None:
    stranger = here.one(Role.GOVERNANCE, here.other)
    own = in_use(here.north, manager, "cognitive_biases")
    version = _version(draft)

    for edition in (draft, own):
        for function, given in (
            (taxonomies.drop_draft, {"expected_version": version}),
            (taxonomies.copy_edition, {"trust_id": here.second.pk}),
            (taxonomies.copy_edition, {"trust_id": here.first.pk}),
        ):
            with pytest.raises(NotVisible):
                _do(stranger, function, edition_id=edition.pk, **given)
    with pytest.raises(NotVisible):
        _do(stranger, taxonomies.copy_edition, edition_id=shipped(CODE).pk, trust_id=here.first.pk)
    with pytest.raises(NotVisible):
        _do(stranger, taxonomies.copy_edition, edition_id=uuid4(), trust_id=here.second.pk)
    assert _version(draft) == version


def test_somebody_of_two_trusts_does_not_carry_words_from_one_to_the_other(here: World, manager: User) -> None:
    own = in_use(here.north, manager, "cognitive_biases")
    with acting_as(actor_for(manager)):
        both = accounts.member(here.north, Role.GOVERNANCE, full_name="Both Trusts")
        accounts.membership(both, here.other, Role.GOVERNANCE)

    with pytest.raises(Refused) as refused:
        _do(both, taxonomies.copy_edition, edition_id=own.pk, trust_id=here.second.pk)
    assert refused.value.code == "other_trust"


def test_a_reference_scheme_is_not_copied(here: World, manager: User) -> None:
    with pytest.raises(Refused) as refused:
        _do(manager, taxonomies.copy_edition, edition_id=shipped("radpeer").pk, trust_id=here.first.pk)

    assert refused.value.code == "reference_scheme"
