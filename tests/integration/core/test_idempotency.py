"""The same Idempotency-Key creates once."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from apps.core.clock import now
from apps.core.errors import Invalid, Refused
from apps.core.idempotency import Answer, digest_of, once, purge
from apps.core.kept_input import open_kept
from apps.core.models import IdempotencyKey, KeptInput
from apps.core.sealing import sealed

pytestmark = pytest.mark.django_db

USER = uuid4()


class Counter:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Answer:
        self.times += 1
        return Answer(status=201, body={"number": self.times, "at": now(), "id": uuid4()})


def ask(do: Any, key: str = "k", digest: str = "d", user: Any = USER) -> Answer:
    return once(user_id=user, key=key, request_digest=digest, do=do)


def test_repetition_gets_the_first_answer_and_does_nothing() -> None:
    do = Counter()

    first, again = ask(do), ask(do)

    assert do.times == 1
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.status, again.body["number"]) == (201, 1)
    assert again.body["id"] == str(first.body["id"])


def test_key_of_another_person_is_another_key() -> None:
    do = Counter()

    ask(do)
    ask(do, user=uuid4())

    assert do.times == 2


def test_key_with_another_request_is_refused() -> None:
    do = Counter()
    ask(do)

    with pytest.raises(Refused) as refused:
        ask(do, digest="different")

    assert refused.value.code == "idempotency_key_reused"
    assert do.times == 1


def test_request_that_failed_can_be_sent_again() -> None:
    def fail() -> Answer:
        raise Refused("not_now", "Not now.")

    with pytest.raises(Refused):
        ask(fail)

    assert ask(Counter()).repeated is False


@pytest.mark.parametrize("key", ["", "   ", "x" * 201, "tab\there", "nul\x00"])
def test_bad_key_is_refused_by_name(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(Counter(), key=key)

    assert list(refused.value.fields) == ["Idempotency-Key"]


def test_key_is_forgotten_after_a_day() -> None:
    do = Counter()
    ask(do)

    with time_machine.travel(now() + timedelta(hours=24, seconds=1)):
        ask(do, digest="different")
        assert purge() == 0
    with time_machine.travel(now() + timedelta(hours=49)):
        assert purge() == 1

    assert do.times == 2
    assert IdempotencyKey.objects.count() == 0


def keys(*ids: str) -> list[tuple[str, bytes]]:
    return [(one, one.ljust(32, "x").encode()) for one in ids]


def test_row_says_nothing_in_clear() -> None:
    once(
        user_id=USER,
        key="k",
        request_digest=digest_of("a case about Testerton"),
        do=lambda: Answer(201, {"narrative": "TESTERTON^ALBA, 999 000 0018"}),
    )

    row = IdempotencyKey.objects.values().get()

    stored = json.dumps(row, default=str)
    assert [word for word in ("TESTERTON", "999 000", digest_of("a case about Testerton")) if word in stored] == []
    assert set(row) == {"id", "user_id", "key", "sealed", "created_at"}


def test_answer_moved_to_another_row_does_not_open() -> None:
    ask(Counter())
    ask(Counter(), user=uuid4())
    mine, theirs = IdempotencyKey.objects.get(user_id=USER), IdempotencyKey.objects.exclude(user_id=USER).get()
    IdempotencyKey.objects.filter(pk=mine.pk).update(sealed=theirs.sealed)
    do = Counter()

    with pytest.raises(Refused) as refused:
        ask(do)

    assert (refused.value.code, do.times) == ("idempotency_answer_lost", 0)


def test_answer_of_before_the_upgrade_is_not_done_again() -> None:
    IdempotencyKey.objects.create(user_id=USER, key="k")
    do = Counter()

    with pytest.raises(Refused) as refused:
        ask(do)

    assert (refused.value.code, do.times) == ("idempotency_answer_lost", 0)


def test_rotation_takes_remembered_answers_along(settings: Any) -> None:
    do = Counter()
    settings.PATIENT_KEYS = keys("old")
    ask(do)

    settings.PATIENT_KEYS = keys("new", "old")
    call_command("rotate_patient_keys")
    settings.PATIENT_KEYS = keys("new")

    again = ask(do)
    assert (again.repeated, again.body["number"], do.times) == (True, 1, 1)


def test_rotation_takes_kept_words_along(settings: Any) -> None:
    settings.PATIENT_KEYS = keys("old")
    kept_id = uuid4()
    words = {"fields": '{"narrative": ["Typed for ten minutes."]}', "from": "/log/", "files": "[]"}
    KeptInput.objects.create(id=kept_id, user_id=USER, path="/log/", data=sealed(words, owner=kept_id))

    settings.PATIENT_KEYS = keys("new", "old")
    call_command("rotate_patient_keys")
    settings.PATIENT_KEYS = keys("new")

    assert open_kept(KeptInput.objects.get())[0] == {"narrative": ["Typed for ten minutes."]}


def test_rotation_without_the_old_key_fails_and_changes_nothing(settings: Any) -> None:
    settings.PATIENT_KEYS = keys("old")
    ask(Counter())
    before = IdempotencyKey.objects.get().sealed

    settings.PATIENT_KEYS = keys("new")
    with pytest.raises(CommandError, match="old"):
        call_command("rotate_patient_keys")

    assert IdempotencyKey.objects.get().sealed == before


def test_digest_tells_parts_apart() -> None:
    assert digest_of("POST", "/a", "b") != digest_of("POST", "/ab", "")
    assert digest_of("POST", "/a", "b") == digest_of("POST", "/a", "b")
