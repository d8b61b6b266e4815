"""A name in what was concluded is pointed out when it is saved, in its place, and never stops anybody."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.meetings.domain.agendas import bring_on_the_day
from apps.meetings.models import AgendaItem, Outcome
from tests.factories import meetings as make
from tests.integration.meetings.conftest import Hospital

NAMED, PLAIN = "Dr Zzstaff Person missed it.", "The room agreed that it is visible."


@pytest.fixture
def item(hospital: Hospital) -> AgendaItem:
    """A line of a held meeting that waits for its outcome."""
    meeting = make.meeting(hospital.department, hospital.chair, days=-1)
    case = make.ready_case(hospital.department, hospital.staff)
    line = bring_on_the_day(actor=hospital.actor(Role.DEPUTY), meeting_id=meeting.pk, case_id=case.pk)
    make.held(meeting, hospital.chair, [hospital.chair])
    return line


def address(item: AgendaItem, page: str) -> str:
    """A page of the outcome."""
    return reverse(f"meetings:{page}", args=[item.meeting_id, item.pk])


def sent(consensus: str = PLAIN, point: str = "Look twice.", kind: str = "consensus") -> dict[str, str]:
    """What the form sends."""
    return {"consensus_kind": kind, "consensus": consensus, "learning_point_1": point}


@pytest.mark.parametrize(
    ("form", "where"),
    [(sent(consensus=NAMED), "What the room concluded"), (sent(point="Ring 0207 946 0123."), "Learning point 1")],
    ids=["a name in the conclusion", "a number in a learning point"],
)
def test_what_may_identify_somebody_is_shown_beside_the_words_once_they_are_saved(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem, form: dict[str, str], where: str
) -> None:
    answer = signed_in(Role.CHAIR).post(address(item, "record-outcome"), form, follow=True)

    page = answer.content.decode()
    assert Outcome.objects.get().consensus == form["consensus"]
    assert answer.redirect_chain == [(address(item, "amend-outcome"), 302)]
    assert "May identify somebody" in page
    assert f">{where}</a>" in page
    assert "<mark>" in page


def test_words_without_a_name_lead_back_to_the_meeting(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    answer = signed_in(Role.CHAIR).post(address(item, "record-outcome"), sent())

    assert answer["Location"] == item.meeting.get_absolute_url()


def test_it_may_be_left_and_is_pointed_out_until_it_is_taken_out(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    client = signed_in(Role.CHAIR)
    client.post(address(item, "record-outcome"), sent(consensus=NAMED))

    left = client.post(address(item, "amend-outcome"), sent(consensus=NAMED + " Twice."))
    mended = client.post(address(item, "amend-outcome"), sent())
    page = client.get(address(item, "amend-outcome")).content.decode()

    assert left["Location"] == address(item, "amend-outcome")
    assert mended["Location"] == item.meeting.get_absolute_url()
    assert "May identify somebody" not in page


def test_reason_of_a_deferral_is_warned_of_and_kept(
    hospital: Hospital, signed_in: Callable[..., Client], item: AgendaItem
) -> None:
    form = sent(consensus="Dr Zzstaff Person is away.", point="", kind="deferred")

    answer = signed_in(Role.CHAIR).post(address(item, "record-outcome"), form, follow=True)

    assert answer.redirect_chain == [(item.meeting.get_absolute_url(), 302)]
    assert "may identify somebody" in answer.content.decode()
