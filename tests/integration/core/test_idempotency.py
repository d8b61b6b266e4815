"""The same Idempotency-Key creates once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from apps.core.clock import now
from apps.core.errors import Invalid, Refused
from apps.core.idempotency import Answer, digest_of, once, purge
from apps.core.models import IdempotencyKey

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


def test_digest_tells_parts_apart() -> None:
    assert digest_of("POST", "/a", "b") != digest_of("POST", "/ab", "")
    assert digest_of("POST", "/a", "b") == digest_of("POST", "/a", "b")
