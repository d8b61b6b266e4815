"""The thread through the key: both ways, by day, for whoever holds the key and for nobody else."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.roles import Role
from apps.accounts.models import User
from apps.anonymous.domain.keys import ALPHABET, LENGTH, new_key, written
from apps.anonymous.domain.limits import MESSAGES_A_DAY, WRONG_KEYS_A_MINUTE
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case, CaseMessage
from apps.core.clock import is_by_day
from apps.portal.domain.consistency import disagreements
from tests.factories import cases
from tests.integration.anonymous.conftest import SEND, THREAD, WORDS, Sent, digest_on, say, send
from tests.support.furnished import publish_case
from tests.support.worlds import World

FORGIVEN = {
    "as shown": lambda key: key,
    "small letters": str.lower,
    "spaces": lambda key: key.replace("-", " "),
    "no groups": lambda key: key.replace("-", ""),
    "letters for figures": lambda key: key.replace("0", "O").replace("1", "l"),
}


@pytest.mark.parametrize("how", FORGIVEN)
def test_the_key_opens_the_thread_however_it_is_copied(sent: Sent, client: Client, how: str) -> None:
    page = say(client, FORGIVEN[how](sent.key))

    assert page.status_code == 200
    assert WORDS in page.content.decode()
    assert sent.case.reference in page.content.decode()


def _neighbour(key: str) -> str:
    return key[:-1] + next(one for one in ALPHABET if one != key[-1])


WRONG = {
    "another key": lambda _key: written(new_key()),
    "one letter off": _neighbour,
    "one letter short": lambda key: key[:-1],
    "one letter more": lambda key: f"{key}7",
    "the case's reference": lambda _key: "RLP-2026-ABCDEFGH",
    "words": lambda _key: "please open",
    "markup": lambda _key: "<script>alert(1)</script>",
    "a wildcard": lambda _key: "%",
    "very long": lambda key: key + "A" * 150,
}


@pytest.mark.parametrize("how", WRONG)
def test_a_guessed_key_is_answered_like_every_other_wrong_one(sent: Sent, client: Client, how: str) -> None:
    answer = say(client, WRONG[how](sent.key))

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "No thread opens with this key." in page
    assert sent.case.reference not in page
    assert WORDS not in page


def test_wrong_keys_cost_the_same_queries(sent: Sent, client: Client) -> None:
    counts = set()
    for key in (written(new_key()), _neighbour(sent.key), "x"):
        with CaptureQueriesContext(connection) as asked:
            say(client, key)
        counts.add(len([one for one in asked.captured_queries if "anonymous" in one["sql"]]))

    assert counts == {1}


def test_many_wrong_keys_are_slowed_down_and_the_right_one_still_opens(sent: Sent, client: Client) -> None:
    answers = [say(client, written(new_key())).status_code for _ in range(WRONG_KEYS_A_MINUTE * 2 + 2)]

    assert answers[0] == 404
    assert 429 in answers
    assert say(client, sent.key).status_code == 200


def test_no_key_is_asked_for_and_never_read_from_an_address(sent: Sent, client: Client) -> None:
    assert "Open your thread" in client.get(THREAD, {"key": sent.key}).content.decode()
    assert "Type the key" in say(client, "").content.decode()
    assert len(sent.key.replace("-", "")) == LENGTH


def test_a_case_with_a_name_has_no_thread(here: World, client: Client) -> None:
    from apps.anonymous.domain.keys import key_hash
    from apps.anonymous.models import AnonymousThread

    key = new_key()
    named = cases.case(here.one(Role.STAFF), here.north)
    AnonymousThread.objects.create(case=named, key_hash=key_hash(key))

    assert say(client, key).status_code == 404


def test_chair_asks_and_the_holder_of_the_key_answers(here: World, sent: Sent, chair: User, client: Client) -> None:
    cases.move(sent.case, chair, CaseEvent.ASK, question="Which level is it?")
    asked = say(client, sent.key).content.decode()

    answered = say(client, sent.key, "message", text="At the level of the carina.").content.decode()

    sent.case.refresh_from_db()
    assert "Which level is it?" in asked
    assert chair.full_name not in asked
    assert "At the level of the carina." in answered
    assert answered.index("Which level is it?") < answered.index("At the level of the carina.")
    assert sent.case.status == CaseStatus.RECEIVED
    assert [one.event for one in sent.case.transitions.all()] == ["", "ask", "answer"]
    assert disagreements() == []
    assert not is_by_day()


def test_chair_reads_the_answer_of_an_anonymous_submitter(
    here: World, sent: Sent, chair: User, client: Client, client_for: Any
) -> None:
    say(client, sent.key, "message", text="At the level of the carina.")

    page = client_for(chair).get(sent.case.get_absolute_url()).content.decode()

    assert "At the level of the carina." in page
    assert "Anonymous submitter" in page
    assert "at midnight" not in page


def test_the_same_message_sent_twice_is_one(here: World, sent: Sent, client: Client) -> None:
    key = str(uuid4())

    for _ in range(2):
        say(client, sent.key, "message", text="Once.", submission_key=key)

    assert CaseMessage.objects.filter(case=sent.case).count() == 1


def test_words_of_a_message_are_looked_at_too(here: World, sent: Sent, client: Client) -> None:
    held = say(client, sent.key, "message", text="I reported it.")
    assert not CaseMessage.objects.exists()
    digest = digest_on(held)

    client.post(THREAD, {"key": sent.key, "do": "message", "message-text": "I reported it.", "agreed": digest})

    assert CaseMessage.objects.get().text == "I reported it."


def test_a_flood_of_messages_is_held_back(here: World, sent: Sent, client: Client) -> None:
    for number in range(MESSAGES_A_DAY):
        say(client, sent.key, "message", text=f"Message {number}.")

    answer = say(client, sent.key, "message", text="One more.")

    assert answer.status_code == 409
    assert "One more." in answer.content.decode()
    assert CaseMessage.objects.count() == MESSAGES_A_DAY


def test_other_words_take_the_place_of_the_first_until_it_is_accepted(
    here: World, sent: Sent, chair: User, client: Client
) -> None:
    say(client, sent.key, "words", narrative="Said otherwise.")
    sent.case.refresh_from_db()
    assert sent.case.narrative == "Said otherwise."
    assert sent.case.history.count() == 2

    cases.move(Case.objects.get(pk=sent.case.pk), chair, CaseEvent.DECLINE, reason="Taught last month.")
    late = say(client, sent.key, "words", narrative="Too late.")

    assert late.status_code == 409
    assert "Taught last month." in late.content.decode()


def test_it_can_be_taken_back_but_not_while_the_patient_waits(here: World, sent: Sent, client: Client) -> None:
    urgent = send(client, patient_action="yes")

    refused = say(client, urgent.key, "withdraw", reason="A mistake.")
    done = say(client, sent.key, "withdraw", reason="A mistake.")

    for one in (urgent.case, sent.case):
        one.refresh_from_db()
    assert refused.status_code == 409
    assert "Somebody may still need to act" in refused.content.decode()
    assert (urgent.case.status, sent.case.status) == (CaseStatus.RECEIVED, CaseStatus.WITHDRAWN)
    assert "You have taken the case back." in done.content.decode()
    assert disagreements() == []


@pytest.mark.parametrize("do", ["message", "words", "withdraw"])
def test_nothing_is_done_without_the_right_key(here: World, sent: Sent, client: Client, do: str) -> None:
    fields = {"text": "Forged.", "narrative": "Forged.", "reason": "Forged."}

    answer = say(client, written(new_key()), do, **fields)

    sent.case.refresh_from_db()
    assert answer.status_code == 404
    assert (sent.case.narrative, sent.case.status) == (WORDS, CaseStatus.RECEIVED)
    assert not CaseMessage.objects.exists()


def test_published_learning_is_read_through_the_key(here: World, chair: User, client: Client) -> None:
    one = send(client)
    case = Case.objects.get(pk=one.case.pk)
    from apps.accounts.actors import actor_for
    from apps.cases.domain.registering import amend_case
    from apps.core.actor import acting_as

    actor = actor_for(chair)
    with acting_as(actor):
        amend_case(
            actor=actor, case_id=case.pk, expected_version=case.version,
            changes={"readers_unknown_reason": "Reported outside the trust.", "modality": "CT"},
        )  # fmt: skip
    cases.move(case, chair, CaseEvent.GIVE_FEEDBACK, learning_point="Compare with the earlier film.")
    publish_case(Case.objects.get(pk=case.pk), chair, here.one(Role.GOVERNANCE))

    page = say(client, one.key).content.decode()

    assert "Learning published" in page
    assert "What was learned" in page
    assert "Compare with the earlier film." in page
    assert client.get(SEND).status_code == 200
