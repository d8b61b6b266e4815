"""Background jobs: one row per wish, claimed once, tried again, swept, and attributed to whoever asked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway

from apps.accounts.actors import actor_for_job
from apps.core import jobs
from apps.core.actor import Actor, current_actor
from apps.core.clock import now
from apps.core.errors import Refused
from apps.core.jobs import JobName
from apps.core.models import Job, JobState
from apps.core.tasks import run_job, sweep_jobs
from tests.factories import accounts

pytestmark = pytest.mark.django_db

done: list[dict[str, Any]] = []


def remember(*, actor: Actor, job: Job, **payload: Any) -> None:
    done.append({"actor": actor, "current": current_actor(), **payload})


def refuse(*, actor: Actor, job: Job, **payload: Any) -> None:
    raise Refused("no", "The source is gone. Ask again.")


def break_down(*, actor: Actor, job: Job, **payload: Any) -> None:
    raise ConnectionError("printer on fire")


def cancel_itself(*, actor: Actor, job: Job, **payload: Any) -> None:
    assert jobs.cancel(job.pk)


@pytest.fixture(autouse=True)
def _empty() -> None:
    done.clear()


@pytest.fixture
def handled_by(settings: Any) -> Any:
    def use(handler: Any) -> None:
        settings.JOB_HANDLERS = {JobName.RENDER_DOCUMENT.value: f"{__name__}.{handler.__name__}"}

    return use


@pytest.fixture
def queued(acting: Actor) -> Job:
    return jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="k1", document="d1")


def test_asking_twice_with_a_key_is_asking_once(acting: Actor) -> None:
    first = jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="same", document="d1")
    second = jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="same", document="d1")

    assert first == second
    assert Job.objects.count() == 1


def test_same_key_of_another_job_is_another_wish(acting: Actor) -> None:
    jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="same")
    jobs.enqueue(JobName.SEND_NOTIFICATION, actor=acting, key="same")

    assert sorted(Job.objects.values_list("queue", flat=True)) == ["default", "documents"]


@pytest.mark.django_db(transaction=True)
def test_job_of_an_undone_transaction_is_never_sent(acting: Actor, handled_by: Any) -> None:
    handled_by(remember)

    @transaction.atomic
    def enqueue_and_fail() -> None:
        jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="k")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()

    assert (Job.objects.count(), done) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_committed_job_runs_as_whoever_asked(acting: Actor, handled_by: Any) -> None:
    handled_by(remember)
    person = accounts.person()
    asker = accounts.actor_for(person)

    job = jobs.enqueue(JobName.RENDER_DOCUMENT, actor=asker, key="k", document="d7")

    (call,) = done
    assert call["document"] == "d7"
    assert (call["actor"].kind, call["actor"].user_id, call["actor"].request_id) == (
        "job",
        person.pk,
        asker.request_id,
    )
    assert call["current"] is call["actor"]
    job.refresh_from_db()
    assert (job.state, job.attempts, job.progress, job.lease_until) == (JobState.DONE, 1, 100, None)


def test_job_is_claimed_by_one_worker_only(queued: Job) -> None:
    assert jobs.claim(queued.pk) is not None
    assert jobs.claim(queued.pk) is None


def test_job_that_is_not_there_or_not_due_is_not_claimed(queued: Job) -> None:
    Job.objects.update(due_at=now() + timedelta(hours=1))

    assert jobs.claim(queued.pk) is None
    assert jobs.run(uuid4()) is None


def test_lease_that_ran_out_lets_another_worker_in(queued: Job) -> None:
    jobs.claim(queued.pk)

    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1)):
        again = jobs.claim(queued.pk)

    assert again is not None
    assert again.attempts == 2


def test_worker_that_lost_its_lease_does_not_finish_the_job(queued: Job) -> None:
    slow = jobs.claim(queued.pk)
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1)):
        jobs.claim(queued.pk)

    assert slow is not None
    jobs._finish(slow, JobState.DONE, "")

    queued.refresh_from_db()
    assert queued.state == JobState.RUNNING


def test_refusal_fails_the_job_at_once_with_its_words(queued: Job, handled_by: Any) -> None:
    handled_by(refuse)

    assert jobs.run(queued.pk) == JobState.FAILED

    queued.refresh_from_db()
    assert (queued.error, queued.attempts) == ("The source is gone. Ask again.", 1)


def test_fault_is_tried_again_later_and_later(queued: Job, handled_by: Any) -> None:
    handled_by(break_down)
    moment, waits = now(), []

    for _attempt in range(jobs.MAX_ATTEMPTS - 1):
        with time_machine.travel(moment, tick=False):
            assert jobs.run(queued.pk) == JobState.QUEUED
            queued.refresh_from_db()
            waits.append(int((queued.due_at - moment).total_seconds()))
            moment = queued.due_at
    with time_machine.travel(moment, tick=False):
        assert jobs.run(queued.pk) == JobState.FAILED

    assert waits == [30, 60, 120, 240]
    queued.refresh_from_db()
    assert queued.error == "ConnectionError"
    assert queued.attempts == jobs.MAX_ATTEMPTS


def test_job_that_kills_its_worker_each_time_is_given_up(queued: Job, handled_by: Any) -> None:
    handled_by(remember)
    Job.objects.update(state=JobState.RUNNING, attempts=jobs.MAX_ATTEMPTS, lease_until=now() - timedelta(seconds=1))

    assert jobs.run(queued.pk) == JobState.FAILED

    queued.refresh_from_db()
    assert (done, queued.state) == ([], JobState.FAILED)
    assert queued.error


def test_cancelled_job_is_not_done(queued: Job, handled_by: Any) -> None:
    handled_by(remember)

    assert jobs.cancel(queued.pk) is True
    assert jobs.run(queued.pk) is None
    assert jobs.cancel(queued.pk) is False
    assert done == []


def test_job_cancelled_while_it_runs_stays_cancelled(queued: Job, handled_by: Any) -> None:
    handled_by(cancel_itself)

    jobs.run(queued.pk)

    queued.refresh_from_db()
    assert queued.state == JobState.CANCELLED


def test_sweep_sends_what_is_due_and_what_lost_its_worker(acting: Actor, handled_by: Any) -> None:
    handled_by(remember)
    for key in ("due", "lost", "held", "later", "finished"):
        jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key=key, document=key)
    past, future = now() - timedelta(minutes=1), now() + timedelta(minutes=1)
    of = Job.objects.filter
    of(key__endswith="lost").update(state=JobState.RUNNING, lease_until=past, attempts=1)
    of(key__endswith="held").update(state=JobState.RUNNING, lease_until=future, attempts=1)
    of(key__endswith="later").update(due_at=future)
    of(key__endswith="finished").update(state=JobState.DONE)

    assert jobs.sweep() == 2

    assert sorted(call["document"] for call in done) == ["due", "lost"]


def test_sweep_command_says_how_many(acting: Actor, handled_by: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    handled_by(remember)
    jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="one")

    call_command("sweep_jobs")

    assert capsys.readouterr().out.strip() == "1 sent again"


@pytest.mark.django_db(transaction=True)
def test_broker_that_is_away_costs_a_delay_and_no_job(
    acting: Actor, handled_by: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise BrokerAway("connection refused")

    handled_by(remember)
    with monkeypatch.context() as broken:
        broken.setattr(run_job, "apply_async", away)
        jobs.enqueue(JobName.RENDER_DOCUMENT, actor=acting, key="k", document="d1")
    assert (done, Job.objects.get().state) == ([], JobState.QUEUED)

    sweep_jobs()

    assert [call["document"] for call in done] == ["d1"]


def test_job_of_somebody_who_left_runs_without_their_roles(queued: Job) -> None:
    where = accounts.department()
    person = accounts.member(where, accounts.Role.CHAIR)
    queued.actor_user_id = person.pk
    assert actor_for_job(queued).roles_in(where.pk) == {"chair"}

    person.is_active = False
    person.save()

    assert actor_for_job(queued).roles == ()
