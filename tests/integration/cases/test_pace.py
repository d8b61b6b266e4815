"""How long logging takes is measured in bands and counts, and names nobody."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.domain.pacing import band_of, note_begun, note_saved
from apps.cases.models import LoggingPace
from apps.cases.queries.pace import centile
from apps.core.clock import now, today
from tests.factories.accounts import PASSWORD
from tests.support.worlds import World


def _typed(here: World) -> dict[str, str]:
    return {
        "department": str(here.north.pk),
        "what": "missed",
        "narrative": "A nodule was not described.",
        "patient_action": "no",
        "confidentiality": "open",
        "submission_key": str(uuid4()),
    }


@pytest.mark.parametrize(
    ("seconds", "band"), [(0.2, 15), (15, 15), (15.1, 30), (61, 90), (1800, 1800), (1801, LoggingPace.MORE)]
)
def test_times_fall_into_bands(seconds: float, band: int) -> None:
    assert band_of(seconds) == band


CENTILES = {
    "nothing": ({}, 0.5, 0),
    "one": ({60: 1}, 0.9, 60),
    "half": ({15: 5, 60: 5}, 0.5, 15),
    "above half": ({15: 5, 60: 5}, 0.9, 60),
    "the slow end": ({15: 8, 60: 1, 600: 1}, 0.9, 60),
}


@pytest.mark.parametrize("name", CENTILES)
def test_centiles(name: str) -> None:
    counts, share, band = CENTILES[name]

    assert centile(counts, share) == band


def test_signing_in_counts_and_only_counts_are_kept(here: World, staff: User) -> None:
    client, start = Client(), now()
    with time_machine.travel(start, tick=False):
        client.get("/log?accession=NOSUCH", follow=True)
    with time_machine.travel(start + timedelta(seconds=20), tick=False):
        client.post("/sign-in/", {"email": staff.email, "password": PASSWORD, "next": "/log/"}, follow=True)
        client.get("/log/")
    with time_machine.travel(start + timedelta(seconds=50), tick=False):
        client.post("/log/", _typed(here))

    rows = LoggingPace.objects.values_list("department", "month", "seconds", "count")
    month = today().replace(day=1)
    assert sorted(rows, key=lambda row: row[2]) == [(here.north.pk, month, 0, 1), (here.north.pk, month, 60, 1)]
    assert {field.name for field in LoggingPace._meta.fields} == {"id", "department", "month", "seconds", "count"}


def test_page_shows_enough_and_hides_few(here: World, chair: User, client_for: Any) -> None:
    for _n in range(3):
        note_begun(here.north.pk)
        note_saved(here.north.pk, 40)
    few = client_for(chair).get("/cases/pace/").content.decode()
    for _n in range(20):
        note_begun(here.north.pk)
        note_saved(here.north.pk, 40)
    enough = client_for(chair).get("/cases/pace/").content.decode()

    assert "too few to show" in few
    assert "up to 45 seconds" not in few
    assert "up to 45 seconds" in enough
    assert ">25<" in enough


def test_page_shows_no_other_department(here: World, client_for: Any) -> None:
    note_begun(here.south.pk)

    page = client_for(here.one(Role.CHAIR)).get("/cases/pace/").content.decode()

    assert "Nothing has been measured yet" in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.IG_LEAD, Role.ADMIN], ids=str)
def test_page_is_for_those_who_run_the_learning(here: World, client_for: Any, role: Role) -> None:
    assert client_for(here.one(role)).get("/cases/pace/").status_code == 404
