"""Two at the same time: one of them does it, whatever the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection

from apps.core import jobs
from apps.core.actor import acting_as, command_actor
from apps.core.idempotency import Answer, once
from apps.core.jobs import JobName
from tests.factories import accounts

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def at_once(do: Callable[[], T], times: int = 4) -> list[T]:
    """Do it in that many threads, all starting together."""
    barrier = Barrier(times)

    def one(_n: int) -> T:
        barrier.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_one_key_is_answered_once() -> None:
    user, made = uuid4(), []

    def do() -> Answer:
        with acting_as(command_actor("test")):
            made.append(accounts.trust(code="ONLY"))
        return Answer(status=201, body={"code": "ONLY"})

    answers = at_once(lambda: once(user_id=user, key="k", request_digest="d", do=do))

    assert sorted(answer.repeated for answer in answers) == [False, True, True, True]
    assert {answer.body["code"] for answer in answers} == {"ONLY"}
    assert len(made) == 1


def test_one_job_is_claimed_by_one_worker() -> None:
    actor = command_actor("test")
    with acting_as(actor), pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "send", lambda job_id, queue: None)
        job = jobs.enqueue(JobName.RENDER_DOCUMENT, actor=actor, key="k")

    claims = at_once(lambda: jobs.claim(job.pk))

    assert len([claim for claim in claims if claim is not None]) == 1
