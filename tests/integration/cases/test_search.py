"""Looking for cases by words: what is found, what never is, and what typed nonsense does."""

from typing import Any

import pytest

from apps.access.policy import Confidentiality
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.cases.domain.presenting import save_presentation
from apps.cases.domain.registering import amend_case
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import CaseEvent
from apps.cases.models import Case
from apps.cases.models.search import CaseSearchText
from apps.cases.queries.lists import Filters, cases_for
from apps.cases.queries.search import matching, words_of
from apps.cases.queries.visible import visible_to
from apps.core.actor import acting_as
from tests.factories import cases
from tests.support.worlds import World

pytestmark = pytest.mark.django_db


def found(who: User, words: str) -> list[Case]:
    """The cases that this person finds."""
    return list(matching(visible_to(actor_for(who)), words).order_by("-received_at"))


@pytest.fixture
def one(here: World, staff: User) -> Case:
    """A case with words of its own."""
    return cases.case(staff, here.north, narrative="Fractures of the 8th rib; pneumothorax naïvely called a bulla.")


@pytest.mark.parametrize(
    "words",
    [
        "rib",
        "ribs",
        "fracture",
        "FRACTURES",
        "pneumo",
        "naive",
        "naïve",
        "8th rib",
        "bulla fracture",
        "rib, bulla!",
        "",
    ],
)
def test_found_by_words_their_beginnings_and_plurals(one: Case, chair: User, words: str) -> None:
    assert one in found(chair, words)


@pytest.mark.parametrize("words", ["thorax", "rib spleen", "ri", "8", "xyzzy", "🩻", "' OR 1=1"])
def test_not_found_by_other_words(one: Case, chair: User, words: str) -> None:
    assert one not in found(chair, words)


def test_found_by_its_reference_in_every_way_of_writing_it(one: Case, chair: User) -> None:
    number = one.reference.rpartition("-")[2]
    for words in (one.reference, one.reference.lower(), one.reference.replace("-", " "), number):
        assert found(chair, words) == [one]
    assert one in found(chair, number.lstrip("0"))


@pytest.mark.parametrize(
    "words",
    [
        "'", '"', "\\", "rib' & !", "rib:*", "!rib", "(rib", "rib | spleen", "rib <-> bulla", "%", "_", "\x00",
        "a\x00b", "🩻🩻", "\u202erib", "x" * 10_000, "rib " * 3_000, "'" * 500, "NOT", "AND OR NEAR", "rib*",
        "^rib", "\ud800",
    ],
)  # fmt: skip
def test_nothing_typed_raises(one: Case, chair: User, words: str) -> None:
    found(chair, words)


def test_no_word_left_finds_nothing(one: Case, chair: User) -> None:
    assert found(chair, "--- !!! 🩻") == []


def test_follows_amendments_and_the_presentation_copy(one: Case, staff: User, chair: User) -> None:
    with acting_as(actor_for(staff)) as actor:
        amend_case(
            actor=actor, case_id=one.pk, expected_version=one.version, changes={"narrative": "A sternal fracture."}
        )
    assert found(chair, "pneumothorax") == []
    assert found(chair, "sternal") == [one]
    with acting_as(actor_for(chair)) as actor:
        words = {"title": "Look at the sternum", "vignette": "Fell off a trampoline.", "question": "", "reveal": ""}
        save_presentation(actor=actor, case_id=one.pk, words=words)
    assert found(chair, "trampoline sternal") == [one]


def test_confidential_and_foreign_cases_are_not_found(here: World, staff: User, chair: User) -> None:
    hidden = cases.case(staff, here.north, narrative="Wandering spleen.", confidentiality=Confidentiality.CONFIDENTIAL)
    assert found(chair, "wandering") == [hidden]
    assert found(staff, "wandering") == [hidden]
    assert found(here.one(Role.GOVERNANCE), "wandering") == []
    assert found(here.one(Role.CHAIR, here.other), "wandering") == []


def test_the_list_page_looks_by_the_same_index(one: Case, chair: User, client_for: Any) -> None:
    page = client_for(chair).get("/cases/", {"words": "ribs"})
    assert one.reference in page.content.decode()
    assert one.reference not in client_for(chair).get("/cases/", {"words": "xyzzy"}).content.decode()


def test_stored_words_are_lower_case_distinct_and_separate() -> None:
    assert words_of("Rib, RIB  rib-cage", "é\x00ü") == " rib cage e u "
    assert words_of("!!") == ""


def test_every_case_has_its_words(one: Case) -> None:
    assert CaseSearchText.objects.get(case=one).text.startswith(" rlp ")


def test_a_reviewer_finds_nothing_by_words_until_the_first_view_is_committed(here: World, staff: User) -> None:
    reviewer, actor = here.one(Role.REVIEWER), actor_for(here.one(Role.REVIEWER))
    asked = cases.case(staff, here.north, narrative="An unmistakable quokka sign.", readers_unknown_reason="Elsewhere.")
    cases.move(asked, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])

    assert not cases_for(actor, Filters(words="quokka")).exists()
    with acting_as(actor):
        commit_opinion(actor=actor, case_id=asked.pk, view="I would have called it.", **cases.VIEW)

    assert cases_for(actor, Filters(words="quokka")).get() == asked
