"""A reader or a study that was added by mistake comes off, with a reason, where no decision rests on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.domain.removing import remove_reader, remove_study
from apps.cases.enums import CaseEvent
from apps.cases.errors import StaleCase, TransitionRefused
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.core.actor import acting_as
from apps.core.errors import Forbidden, Invalid, NotVisible
from tests.factories import cases as make
from tests.support.worlds import World, world

WHY = "The wrong examination was chosen."


@pytest.fixture
def here(db: None) -> World:
    """Two trusts, three departments, a person per role."""
    return world()


def logged(here: World, *roles: Role, studies: int = 1, **fields: Any) -> Case:
    """A case by staff, read by these people, about so many studies."""
    readers = tuple(ReaderInput(person_id=here.one(role).pk) for role in roles)
    named = tuple(StudyInput(make.study(here.north).pk) for _n in range(studies))
    return make.case(here.one(Role.STAFF), here.north, readers=readers, studies=named, **fields)


def take_off_reader(here: World, case: Case, role: Role = Role.CHAIR, **more: Any) -> Case:
    """Remove the first reader."""
    with acting_as(actor_for(here.one(role))) as actor:
        given = {"reason": WHY, "reader_id": case.readers.all()[0].pk, **more}
        return remove_reader(actor=actor, case_id=case.pk, **given)


def take_off_study(here: World, case: Case, role: Role = Role.CHAIR, **more: Any) -> Case:
    """Remove the first study."""
    with acting_as(actor_for(here.one(role))) as actor:
        given = {"reason": WHY, "case_study_id": case.case_studies.all()[0].pk, **more}
        return remove_study(actor=actor, case_id=case.pk, **given)


def test_reader_of_a_new_case_comes_off_and_the_trail_says_why(here: World) -> None:
    case = logged(here, Role.REVIEWER)
    row = case.readers.get()

    take_off_reader(here, case)

    assert not CaseReader.objects.filter(case=case).exists()
    last = CaseReader.history.filter(id=row.pk).latest()
    assert (last.history_type, last.history_change_reason) == ("-", WHY)
    assert last.history_user_id == here.one(Role.CHAIR).pk


def test_last_reader_of_an_accepted_case_stays_until_it_is_said_why_none_is_known(here: World) -> None:
    case = logged(here, Role.REVIEWER)
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    with pytest.raises(Invalid) as refused:
        take_off_reader(here, case)
    still_there = CaseReader.objects.filter(case=case).count()
    take_off_reader(here, case, readers_unknown_reason="Reported outside the trust.")

    assert set(refused.value.fields) == {"readers_unknown_reason"}
    assert still_there == 1
    assert Case.objects.get(pk=case.pk).readers_unknown_reason == "Reported outside the trust."


def test_one_of_two_readers_of_an_accepted_case_comes_off(here: World) -> None:
    case = logged(here, Role.REVIEWER, Role.LEAD)
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    take_off_reader(here, case)

    assert CaseReader.objects.filter(case=case).count() == 1


def test_last_study_of_an_accepted_case_stays_and_another_does_not(here: World) -> None:
    case = logged(here, Role.REVIEWER, studies=2)
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    take_off_study(here, case)
    with pytest.raises(TransitionRefused) as refused:
        take_off_study(here, Case.objects.get(pk=case.pk))

    assert refused.value.code == "last_study"
    assert CaseStudy.objects.filter(case=case).count() == 1


def test_only_study_of_a_new_case_comes_off(here: World) -> None:
    case = logged(here)

    take_off_study(here, case, role=Role.STAFF)

    assert not CaseStudy.objects.filter(case=case).exists()


def test_original_reader_takes_nothing_off_a_case_about_their_own_report(here: World) -> None:
    case = logged(here, Role.CHAIR)

    for take_off in (take_off_reader, take_off_study):
        with pytest.raises(Forbidden) as refused:
            take_off(here, case)
        assert refused.value.code == "own_report"


def test_original_reader_cannot_leave_their_name_out_of_an_amendment_either(here: World) -> None:
    case = logged(here, Role.CHAIR)

    with acting_as(actor_for(here.one(Role.CHAIR))) as actor, pytest.raises(Forbidden):
        amend_case(actor=actor, case_id=case.pk, expected_version=case.version, changes={}, readers=())

    assert CaseReader.objects.filter(case=case).exists()


def test_submitter_may_not_take_readers_off(here: World) -> None:
    with pytest.raises(Forbidden):
        take_off_reader(here, logged(here, Role.REVIEWER), role=Role.STAFF)


def test_submitter_takes_no_study_off_once_it_was_accepted(here: World) -> None:
    case = logged(here, Role.REVIEWER, studies=2)
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    with pytest.raises(TransitionRefused):
        take_off_study(here, case, role=Role.STAFF)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_who_may_not_see_the_case_takes_nothing_off(here: World, role: Role) -> None:
    with pytest.raises(NotVisible):
        take_off_study(here, logged(here), role=role)


def test_form_that_was_opened_before_a_change_is_refused(here: World) -> None:
    case = logged(here, studies=2)

    with pytest.raises(StaleCase):
        take_off_study(here, case, expected_version=case.version - 1)


def test_reason_is_needed(here: World) -> None:
    with pytest.raises(Invalid) as refused:
        take_off_study(here, logged(here), reason="  ")

    assert set(refused.value.fields) == {"reason"}


def pages(case: Case) -> dict[str, str]:
    """The page of each removal."""
    return {
        "remove-reader": reverse("cases:remove-reader", args=[case.pk, case.readers.all()[0].pk]),
        "remove-study": reverse("cases:remove-study", args=[case.pk, case.case_studies.all()[0].pk]),
    }


@pytest.mark.parametrize("name", ["remove-reader", "remove-study"])
def test_page_asks_why_removes_and_a_second_click_finds_it_gone(
    here: World, client_for: Callable[..., Client], name: str
) -> None:
    case = logged(here, Role.REVIEWER, studies=2)
    client, address = client_for(here.one(Role.CHAIR)), pages(case)[name]
    sent = {"expected_version": str(case.version), "reason": WHY}

    shown = client.get(case.get_absolute_url()).content.decode()
    asked = client.get(address).content.decode()
    empty = client.post(address, {"expected_version": str(case.version), "reason": ""}).content.decode()
    done = client.post(address, sent, follow=True)
    again = client.post(address, sent, follow=True)

    assert address in shown
    assert "Remove this" in asked
    assert "Say why it is removed" in empty
    assert "It is removed." in done.content.decode()
    assert "It is not part of this case." in again.content.decode()
    assert (case.readers.count(), case.case_studies.count()) in {(0, 2), (1, 1)}


def test_page_of_the_last_reader_keeps_what_was_typed_and_says_what_is_missing(
    here: World, client_for: Callable[..., Client]
) -> None:
    case = logged(here, Role.REVIEWER)
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)
    version = Case.objects.get(pk=case.pk).version

    answer = client_for(here.one(Role.CHAIR)).post(
        pages(case)["remove-reader"], {"expected_version": str(version), "reason": WHY}
    )

    page = answer.content.decode()
    assert WHY in page
    assert "say why the readers are unknown" in page
    assert case.readers.count() == 1


def test_chair_who_read_it_and_the_submitter_of_a_decided_case_get_no_link(
    here: World, client_for: Callable[..., Client]
) -> None:
    own = logged(here, Role.CHAIR)
    decided = logged(here, Role.REVIEWER)
    make.move(decided, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    for who, case in ((Role.CHAIR, own), (Role.STAFF, decided)):
        assert "added by mistake" not in client_for(here.one(who)).get(case.get_absolute_url()).content.decode()


def test_pages_of_another_department_are_not_found(here: World, client_for: Callable[..., Client]) -> None:
    case = logged(here, Role.REVIEWER)

    for address in pages(case).values():
        assert client_for(here.one(Role.CHAIR, here.south)).get(address).status_code == 404
        assert client_for(here.one(Role.CHAIR, here.south)).post(address, {"reason": WHY}).status_code == 404


def test_row_of_another_case_is_not_removed_through_this_one(here: World, client_for: Callable[..., Client]) -> None:
    mine, other = logged(here, Role.REVIEWER), logged(here, Role.REVIEWER)
    crossed = reverse("cases:remove-reader", args=[mine.pk, other.readers.get().pk])

    client_for(here.one(Role.CHAIR)).post(crossed, {"expected_version": str(mine.version), "reason": WHY})

    assert other.readers.count() == 1
