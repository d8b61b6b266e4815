"""More follow-up actions than the form begins with, one row at a time and without scripts."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.cases.models import Case, FollowUpAction
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.models import AgendaItem, Outcome
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital

TYPED = "Seen by <most> of the room."


@pytest.fixture
def item(hospital: Hospital) -> AgendaItem:
    """A line of a held meeting that waits for its outcome."""
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    case = make.ready_case(hospital.department, hospital.staff)
    line = bring_on_the_day(actor=hospital.actor(Role.DEPUTY), meeting_id=meeting.pk, case_id=case.pk)
    make.held(meeting, hospital.chair, [hospital.chair])
    return line


def address(item: AgendaItem, page: str = "record-outcome") -> str:
    """The page of the outcome."""
    return reverse(f"meetings:{page}", args=[item.meeting_id, item.pk])


def outcome(hospital: Hospital, actions: int) -> dict[str, str]:
    """What the form sends, with so many actions."""
    sent = {"consensus_kind": "consensus", "consensus": TYPED, "learning_point_1": "Look twice."}
    for number in range(1, actions + 1):
        sent |= {
            f"action_{number}_kind": "other",
            f"action_{number}_what": f"Do thing {number}",
            f"action_{number}_owner": str(hospital.staff.pk),
        }
    return sent


def rows(page: str) -> int:
    """How many rows for actions the page has."""
    return len(re.findall(r'name="action_\d+_kind"', page))


def test_another_row_keeps_everything_typed_and_records_nothing(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    client = signed_in(Role.CHAIR)
    sent = {**outcome(hospital, 4), "another_action": "1", "expected_version": "7"}

    answer = client.post(address(item), sent)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert rows(page) == 5
    assert "Seen by &lt;most&gt; of the room." in page
    assert 'value="Do thing 4"' in page
    assert 'name="expected_version" value="7"' in page
    assert "There is a problem" not in page
    assert not Outcome.objects.exists()


def test_half_filled_form_gets_its_row_without_being_scolded(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    page = signed_in(Role.CHAIR).post(address(item), {"another_action": "1", "action_1_what": "Half"}).content.decode()

    assert rows(page) == 5
    assert 'value="Half"' in page
    assert "nhsuk-error-message" not in page


def test_six_actions_are_recorded(hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem) -> None:
    client = signed_in(Role.CHAIR)

    client.post(address(item), outcome(hospital, 6))

    case = Case.objects.get(pk=item.case_id)
    assert set(case.actions.values_list("what", flat=True)) == {f"Do thing {n}" for n in range(1, 7)}


def test_rows_grow_one_by_one_and_stop_at_twenty(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    client = signed_in(Role.CHAIR)

    grown = client.post(address(item), {**outcome(hospital, 19), "another_action": "1"}).content.decode()
    beyond = client.post(address(item), {**outcome(hospital, 99), "another_action": "1"}).content.decode()

    assert (rows(grown), rows(beyond)) == (20, 20)
    assert "Add another action" not in grown
    assert "More can be added afterwards" in grown


def test_outcome_that_is_put_right_takes_more_actions_too(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    client = signed_in(Role.CHAIR)
    client.post(address(item), outcome(hospital, 0))

    page = client.post(address(item, "amend-outcome"), {**outcome(hospital, 1), "another_action": "1"})
    client.post(address(item, "amend-outcome"), outcome(hospital, 5))

    assert rows(page.content.decode()) == 5
    assert FollowUpAction.objects.count() == 5


def test_enter_key_records_and_does_not_add_a_row(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    page = signed_in(Role.CHAIR).get(address(item)).content.decode()

    buttons = re.findall(r"<button[^>]*>", page.split("<main", 1)[1].split("</main>")[0])
    assert "name=" not in buttons[0]


def test_missing_owner_of_a_row_beyond_the_first_four_is_pointed_out(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    sent = outcome(hospital, 5)
    del sent["action_5_owner"]

    answer = signed_in(Role.CHAIR).post(address(item), sent)

    assert answer.status_code == 400
    assert "Choose who does action 5" in answer.content.decode()
