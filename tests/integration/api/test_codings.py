"""Coding schemes and codings in the API: reading, adding, taking off; nothing of another trust or of a sealed case."""

import pytest

from apps.access.permissions import Permission
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, ReferenceCoding, TaxonomyTerm
from apps.core.actor import acting_as
from tests.factories import cases
from tests.integration.api.calling import Api
from tests.support.furnished_schemes import in_use, own_edition, shipped
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> World:
    """Two trusts, three departments, one person per role."""
    return world()


@pytest.fixture
def case(built: World) -> Case:
    """A case of the first department."""
    return cases.case(built.one(Role.STAFF), built.north, readers_unknown_reason="Reported elsewhere.")


def _term(code: str, scheme: str = "uk_themes") -> TaxonomyTerm:
    return TaxonomyTerm.objects.get(taxonomy=shipped(scheme), code=code)


def test_codes_are_added_once_and_taken_off_with_a_reason(built: World, case: Case) -> None:
    chair, address = Api(built.one(Role.CHAIR)), f"cases/{case.pk}/codings/"
    wanted = {"terms": [_term("missed_fracture").pk, _term("4", "kim_mansfield").pk]}

    made = chair.post(address, wanted, 201)
    again = chair.post(address, wanted, 201)
    first = next(one for one in made["results"] if one["term"]["code"] == "missed_fracture")
    off = f"{address}{first['id']}/take-off/"
    missing = chair.refused("post", off, {})
    left = [chair.post(off, {"reason": "It was none."})["codings"] for _ in range(2)]
    read = chair.get(address)["results"]

    assert again == made
    assert (first["term"]["edition"], first["edition_in_use"], first["place"]) == (1, 1, "case")
    assert first["coded_by"]["name"] == built.one(Role.CHAIR).full_name
    assert (missing[0], set(missing[2])) == (400, {"reason"})
    assert left[0] == left[1]
    assert [one["term"]["code"] for one in read] == ["4"]


def test_refusals_have_their_codes(built: World, case: Case) -> None:
    chair, address = Api(built.one(Role.CHAIR)), f"cases/{case.pk}/codings/"
    in_use(built.north, built.one(Role.GOVERNANCE), "uk_themes")

    older = chair.refused("post", address, {"terms": [_term("missed_fracture").pk]})
    score = chair.refused("post", address, {"terms": [_term("2a", "radpeer").pk]})
    none = chair.refused("post", address, {"terms": []})
    narrow = Api(built.one(Role.CHAIR), Permission.CASE_VIEW)
    kept_out = narrow.refused("post", address, {"terms": [_term("4", "kim_mansfield").pk]})

    assert older[:2] == (400, "unknown_term")
    assert score[:2] == (400, "unknown_term")
    assert none[0] == 400
    assert kept_out[:2] == (403, "outside_token_scope")
    assert Api(built.one(Role.LEAD)).refused("post", address, {"terms": [_term("4", "kim_mansfield").pk]})[0] == 403
    for where in (built.south, built.other):
        stranger = Api(built.one(Role.CHAIR, where))
        assert stranger.refused("get", address)[0] == 404
        assert stranger.refused("post", address, {"terms": [_term("4", "kim_mansfield").pk]})[0] == 404


def test_schemes_with_their_editions_and_terms(built: World) -> None:
    manager = built.one(Role.GOVERNANCE)
    own = in_use(built.north, manager, "uk_themes")
    draft = own_edition(built.north, manager, "cognitive_biases")
    staff, stranger = Api(built.one(Role.STAFF)), Api(built.one(Role.GOVERNANCE, built.other))

    seen = {one["id"]: one for one in staff.get("schemes/")["results"]}
    terms = staff.get(f"schemes/{own.pk}/")["terms"]
    offered = {(one["scheme"], one["edition"]) for one in staff.get("terms/")["results"]}

    assert str(own.pk) in seen
    assert str(draft.pk) not in seen
    assert str(draft.pk) in {one["id"] for one in Api(manager).get("schemes/")["results"]}
    assert seen[str(shipped("radpeer").pk)]["purpose"] == "reference"
    assert "Invented for a test" in {one["label"] for one in terms}
    assert ("uk_themes", 2) in offered
    assert ("uk_themes", 1) not in offered
    assert "radpeer" not in {scheme for scheme, _edition in offered}
    for edition in (own, draft):
        assert stranger.refused("get", f"schemes/{edition.pk}/")[0] == 404
    assert staff.refused("get", f"schemes/{draft.pk}/")[0] == 404


def test_a_reviewer_reads_codings_only_after_the_view(built: World, case: Case) -> None:
    chair, reviewer = built.one(Role.CHAIR), Api(built.one(Role.REVIEWER))
    Api(chair).post(f"cases/{case.pk}/codings/", {"terms": [_term("missed_fracture").pk]}, 201)
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[built.one(Role.REVIEWER).pk])
    address = f"cases/{case.pk}/codings/"

    sealed = [reviewer.refused(method, address, data) for method, data in (("get", None), ("post", {"terms": []}))]
    reviewer.post(f"cases/{case.pk}/opinions/", {"view": "A fracture.", **cases.VIEW}, 201)
    after = reviewer.get(address)["results"]
    added = reviewer.post(address, {"terms": [_term("4", "kim_mansfield").pk]}, 201)["results"]

    assert {one[:2] for one in sealed} == {(403, "view_first")}
    assert [one["term"]["code"] for one in after] == ["missed_fracture"]
    assert len(added) == 2


def test_imported_scores_are_for_governance_and_only_while_they_are_kept(built: World, case: Case) -> None:
    address = f"cases/{case.pk}/imported-scores/"
    with acting_as(actor_for(built.one(Role.CHAIR))):
        ReferenceCoding.objects.create(case=case, term=_term("3b", "radpeer"), as_written="3B")

    assert Api(built.one(Role.GOVERNANCE)).get(address) == {"results": []}
    assert Api(built.one(Role.CHAIR)).refused("get", address)[0] == 403
    assert Api(built.one(Role.GOVERNANCE, built.other)).refused("get", address)[0] == 404
