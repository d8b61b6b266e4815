"""Back, then send again: the form has a new key, the words are the same, and nothing is made twice unless meant."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.models import User
from apps.cases.models import Case, CaseMessage, Escalation, FollowUpAction
from apps.core.clock import now
from apps.core.models import RecentContent
from tests.factories import cases
from tests.support.worlds import World

LOG = "/log/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def _typed(here: World, **more: Any) -> dict[str, Any]:
    return {
        "department": str(here.north.pk),
        "what": "missed",
        "narrative": "A nodule behind the heart\r\nwas not described.",
        "patient_action": "unknown",
        "confidentiality": "open",
        "submission_key": str(uuid4()),
        **more,
    }


def test_same_case_sent_again_is_not_logged_twice(here: World, staff: User, client_for: Any) -> None:
    client: Client = client_for(staff)
    client.post(LOG, _typed(here))
    again = client.post(LOG, _typed(here, narrative="A nodule  behind the heart\nwas not described. "))
    page = again.content.decode()

    case = Case.objects.get()
    assert again.status_code == 409
    assert f"as {case.reference}; nothing was sent twice" in page
    assert reverse("cases:detail", args=[case.pk]) in page
    assert Escalation.objects.count() == 1


def test_second_one_can_be_logged_on_purpose(here: World, staff: User, client_for: Any) -> None:
    client: Client = client_for(staff)
    client.post(LOG, _typed(here))
    page = client.post(LOG, _typed(here)).content.decode()
    hidden = {unescape(name): unescape(value) for name, value in HIDDEN.findall(page)}

    answer = client.post(LOG, {**hidden, "second": "yes"})

    assert answer.status_code == 302
    assert Case.objects.count() == 2
    assert len(set(Case.objects.values_list("narrative", "patient_action", "department"))) == 1


DIFFERENT: dict[str, dict[str, str]] = {
    "other words": {"narrative": "Another nodule."},
    "another answer about the patient": {"patient_action": "yes"},
    "another kind": {"what": "misread"},
    "another confidentiality": {"confidentiality": "confidential"},
    "what needs to be done": {"escalation_why": "Book the CT"},
    "another part of the body": {"body_region": "Pelvis"},
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_anything_else_is_another_case(here: World, staff: User, client_for: Any, name: str) -> None:
    client: Client = client_for(staff)

    answers = [client.post(LOG, _typed(here)), client.post(LOG, _typed(here, **DIFFERENT[name]))]

    assert [one.status_code for one in answers] == [302, 302]
    assert Case.objects.count() == 2


def test_same_words_of_somebody_else_are_their_own_case(here: World, staff: User, client_for: Any) -> None:
    first = client_for(staff).post(LOG, _typed(here))
    second = client_for(here.one(Role.LEAD)).post(LOG, _typed(here))

    assert [first.status_code, second.status_code] == [302, 302]
    assert set(Case.objects.values_list("submitter", flat=True)) == {staff.pk, here.one(Role.LEAD).pk}


def test_after_the_set_time_it_is_a_new_wish(here: World, staff: User, client_for: Any) -> None:
    client: Client = client_for(staff)
    with time_machine.travel(now() - timedelta(seconds=settings.REPEAT_SECONDS + 60)):
        client.post(LOG, _typed(here))
    client.logout()
    client_for(staff).post(LOG, _typed(here))

    assert Case.objects.count() == 2


def test_the_digest_holds_no_word_and_goes_with_time(here: World, staff: User, client_for: Any) -> None:
    from apps.core.repeating import purge

    client_for(staff).post(LOG, _typed(here))
    row = RecentContent.objects.get()

    assert len(row.digest) == 64
    assert "nodule" not in str(vars(row))
    with time_machine.travel(now() + timedelta(seconds=settings.REPEAT_SECONDS + 60)):
        assert purge() == 1


def test_message_sent_again_is_not_posted_twice(here: World, staff: User, client_for: Any) -> None:
    case, client = cases.case(staff, here.north), client_for(staff)
    address = reverse("cases:message", args=[case.pk])
    for _time in range(2):
        answer = client.post(address, {"text": "The left side.", "submission_key": str(uuid4())}, follow=True)

    assert CaseMessage.objects.filter(case=case).count() == 1
    assert "it was not sent twice" in answer.content.decode()


def test_action_sent_again_is_not_added_twice(here: World, staff: User, chair: User, client_for: Any) -> None:
    case, client = cases.case(staff, here.north), client_for(chair)
    typed = {"kind": "other", "what": "Send the letter", "owner": str(chair.pk)}
    for _time in range(2):
        client.post(reverse("cases:action-add", args=[case.pk]), {**typed, "submission_key": str(uuid4())})

    assert FollowUpAction.objects.filter(case=case).count() == 1
