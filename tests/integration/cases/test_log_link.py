"""The link of a PACS or RIS: the form comes filled in, also after signing in, and the number stands in no address."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.access.models import AccessEvent
from apps.access.roles import Role
from apps.accounts.models import User
from apps.core.clock import now
from learning_platform.logs import mask_identifiers
from tests.factories import cases
from tests.factories.accounts import PASSWORD
from tests.support.worlds import World

LINKS = ("/log?accession={accession}", "/log/?accession={accession}", "/log?study_uid={uid}", "/log/?study_uid={uid}")


@pytest.mark.parametrize("link", LINKS)
def test_link_opens_the_form_filled_in_for_who_is_signed_in(
    here: World, staff: User, client_for: Any, link: str
) -> None:
    study = cases.study(here.north, accession_number="RIS-77-1")
    answer = client_for(staff).get(
        link.format(accession=study.accession_number, uid=study.study_instance_uid), follow=True
    )

    assert [address for address, _status in answer.redirect_chain] == ["/log/", f"/log/?study={study.pk}"]
    assert f'name="studies" value="{study.pk}"' in answer.content.decode()


@pytest.mark.parametrize("link", LINKS)
def test_number_survives_signing_in_without_standing_in_an_address(here: World, staff: User, link: str) -> None:
    study = cases.study(here.north, accession_number="RIS-77-2")
    client = Client()
    arrived = client.get(link.format(accession=study.accession_number, uid=study.study_instance_uid), follow=True)
    for address, _status in arrived.redirect_chain:
        assert study.accession_number not in address
        assert study.study_instance_uid not in address
    sign_in, _status = arrived.redirect_chain[-1]
    page = client.post(sign_in, {"email": staff.email, "password": PASSWORD, "next": "/log/"}, follow=True)

    assert sign_in == "/sign-in/?next=/log/"
    assert page.redirect_chain[-1][0] == f"/log/?study={study.pk}"
    assert "CT chest with contrast" in page.content.decode()
    assert study.accession_number not in str(list(AccessEvent.objects.values()))


def test_number_is_sealed_while_it_waits(here: World) -> None:
    client = Client()
    answer = client.get("/log?accession=RIS-77-3")

    assert "RIS-77-3" not in str(dict(client.session))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_unknown_number_and_one_of_another_department_are_said_plainly_and_do_not_stop_logging(
    here: World, staff: User, client_for: Any
) -> None:
    elsewhere, client = cases.study(here.other, accession_number="RIS-77-4"), client_for(staff)
    pages = [
        client.get("/log", {"accession": number}, follow=True).content.decode()
        for number in ("NOSUCH-1", elsewhere.accession_number)
    ]

    for page, number in zip(pages, ("NOSUCH-1", "RIS-77-4"), strict=True):
        assert f"There is no study with exactly the number {number}" in page
        assert 'name="studies"' not in page
        assert 'name="narrative"' in page


def test_link_that_nobody_followed_up_is_forgotten(here: World, staff: User, client_for: Any) -> None:
    study, client = cases.study(here.north), client_for(staff)
    with time_machine.travel(now() - timedelta(minutes=16)):
        client.get("/log", {"accession": study.accession_number})

    assert study.accession_number not in client.get("/log/").content.decode()


@pytest.mark.parametrize("number", ["", "  ", "x" * 500, "\x00", "%00", "ACC1\n2", "' OR 1=1 --", "<b>"])
def test_damaged_number_is_never_a_fault(here: World, staff: User, client_for: Any, number: str) -> None:
    answer = client_for(staff).get("/log", {"accession": number}, follow=True)

    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()


def test_those_who_may_not_log_find_nothing(here: World, client_for: Any) -> None:
    client = client_for(here.one(Role.IG_LEAD))

    assert client.get("/log?accession=X", follow=True).status_code == 404


@pytest.mark.parametrize(
    "line",
    [
        '"GET /log?accession=RIS-77-5 HTTP/1.1" 302 0',
        "Not Found: /log/?study_uid=RIS-77-5",
        "Bad Request: /api/v1/studies/?accession=RIS-77-5&x=1",
    ],
)
def test_no_log_line_repeats_what_follows_the_question_mark(line: str) -> None:
    said = mask_identifiers(logging.getLogger(), "info", {"event": line})

    assert "RIS-77-5" not in said["event"]
    assert "?[query]" in said["event"]
