"""The receipt: made without a row, claimed once, in the department, not before its day, for no known case."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import User
from apps.anonymous.domain.keys import key_hash, new_key, read
from apps.anonymous.domain.receipts import LENGTH, MORE_DAYS, SHORTEST_WAIT, claim, receipt_for
from apps.anonymous.models import ContributionClaim
from apps.core.actor import acting_as, anonymous_actor
from apps.core.clock import today
from apps.core.errors import Invalid, NotVisible, Refused
from tests.integration.anonymous.conftest import Sent, say
from tests.support.claimed import a_while_ago, claimed
from tests.support.worlds import World

PAGE = "/account/contributions/"


@pytest.fixture
def staff(here: World) -> User:
    """Who claims."""
    return here.one(Role.STAFF)


def _claim(person: User, text: str) -> ContributionClaim:
    actor = actor_for(person)
    with acting_as(actor):
        return claim(actor=actor, typed=text)


def test_the_receipt_is_shown_with_the_key_and_again_in_the_thread(sent: Sent, client: Client, here: World) -> None:
    text = receipt_for(read(sent.key), here.north.pk, today()).text

    assert text in sent.page
    assert text in say(client, sent.key).content.decode()
    assert len(read(text)) == LENGTH
    assert not ContributionClaim.objects.exists()


def test_receipts_wait_for_a_time_that_nobody_chooses(here: World) -> None:
    days = {(receipt_for(new_key(), here.north.pk, today()).from_day - today()).days for _ in range(200)}

    assert min(days) >= SHORTEST_WAIT
    assert max(days) < SHORTEST_WAIT + MORE_DAYS
    assert len(days) > 10


def test_a_claim_counts_for_the_person_and_names_no_case(here: World, staff: User, client_for: Any) -> None:
    key = new_key()
    receipt = receipt_for(key, here.north.pk, a_while_ago())

    answer = client_for(staff).post(PAGE, {"receipt": receipt.text.lower()}, follow=True)

    made = ContributionClaim.objects.get()
    assert (made.person, made.department, made.year) == (staff, here.north, receipt.year)
    assert f"One contribution of {receipt.year} is counted for you." in answer.content.decode()
    assert made.receipt_hash not in (key_hash(key), key, receipt.text)
    assert {field.name for field in ContributionClaim._meta.fields} == {
        "id", "version", "person", "department", "year", "receipt_hash",
    }  # fmt: skip


REFUSED = {
    "too early": (lambda here: receipt_for(new_key(), here.north.pk, today()).text, Refused, "too_early"),
    "elsewhere": (lambda here: receipt_for(new_key(), here.south.pk, a_while_ago()).text, Invalid, "no_receipt"),
    "too old": (
        lambda here: receipt_for(new_key(), here.north.pk, today() - timedelta(days=800)).text, Invalid, "no_receipt",
    ),
    "a key": (lambda _here: new_key(), Invalid, "no_receipt"),
    "made up": (lambda _here: "A" * LENGTH, Invalid, "no_receipt"),
    "nothing": (lambda _here: "", Invalid, "no_receipt"),
    "wrong letters": (lambda _here: "é" * LENGTH, Invalid, "no_receipt"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_receipt_yet_or_here_is_refused(here: World, staff: User, name: str) -> None:
    made, error, code = REFUSED[name]

    with pytest.raises(error) as refused:
        _claim(staff, made(here))

    assert refused.value.code == code
    assert not ContributionClaim.objects.exists()


def test_one_letter_changed_is_no_receipt(here: World, staff: User) -> None:
    text = read(receipt_for(new_key(), here.north.pk, a_while_ago()).text)

    for place in (0, 5, 20, LENGTH - 1):
        with pytest.raises(Invalid):
            _claim(staff, text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :])


def test_each_receipt_counts_once_whoever_claims(here: World, staff: User, client_for: Any) -> None:
    text = receipt_for(new_key(), here.north.pk, a_while_ago()).text
    _claim(staff, text)

    for again in (staff, here.one(Role.CHAIR)):
        answer = client_for(again).post(PAGE, {"receipt": text})
        assert answer.status_code == 409
        assert "was claimed before" in answer.content.decode()
    assert ContributionClaim.objects.count() == 1


def test_nobody_without_a_sign_in_claims(here: World, client: Client) -> None:
    text = receipt_for(new_key(), here.north.pk, a_while_ago()).text

    with pytest.raises(NotVisible):
        claim(actor=anonymous_actor(), typed=text)
    assert client.post(PAGE, {"receipt": text}).status_code in (302, 403)
    assert not ContributionClaim.objects.exists()


def test_claims_are_ones_own(here: World, staff: User, client_for: Any) -> None:
    made = claimed(here.north, staff)

    assert f"<strong>{made.year}</strong>" in client_for(staff).get(PAGE).content.decode()
    assert "Nothing claimed yet" in client_for(here.one(Role.CHAIR)).get(PAGE).content.decode()
