"""Health without secrets, the beat table, and the check that statuses agree with their accounts."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.access.roles import Role
from apps.cases.enums import CaseStatus
from apps.cases.models import Case
from apps.core.clock import now
from apps.core.models import Job, JobState
from apps.portal.queries import health
from apps.portal.tasks import check_lifecycles
from tests.factories import cases as make
from tests.support.worlds import world


def job(state: JobState, minutes: int) -> Job:
    """A job that has been due for so many minutes."""
    due = now() - timedelta(minutes=minutes)
    return Job.objects.create(
        name="documents.render", key=f"k{minutes}{state}", state=state, due_at=due, actor_kind="command",
        actor_name="test", lease_until=due if state == JobState.RUNNING else None,
    )  # fmt: skip


def test_healthz_answers_without_the_database(client: Client) -> None:
    # No database mark on this test: a query would fail it.
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "minutes", "said"),
    [
        (JobState.QUEUED, 1, "ok"),
        (JobState.QUEUED, 6, "late"),
        (JobState.RUNNING, 6, "late"),
        (JobState.DONE, 60, "ok"),
        (JobState.FAILED, 60, "ok"),
        (JobState.QUEUED, -60, "ok"),
    ],
)
def test_readyz_says_how_late_the_worker_is(client: Client, state: JobState, minutes: int, said: str) -> None:
    job(state, minutes)

    response = client.get("/readyz")

    body = response.json()
    assert response.status_code == 200
    assert (body["database"], body["broker"], body["worker"]) == ("ok", "not needed", said)
    assert body["status"] == ("degraded" if said == "late" else "ok")
    assert set(body) == {"status", "database", "broker", "worker", "worker_lag_seconds", "alerts"}


@pytest.mark.django_db
def test_readyz_asks_two_queries_and_a_broker_that_is_away_is_said(client: Client, settings: Any) -> None:
    from django.db import connection

    settings.CELERY_BROKER_URL = "amqp://somebody:a-secret@127.0.0.1:1/vhost"
    with CaptureQueriesContext(connection) as asked:
        response = client.get("/readyz")

    assert len(asked) == 2
    assert (response.status_code, response.json()["broker"]) == (200, "unavailable")
    assert "a-secret" not in response.content.decode()


def test_readyz_is_503_while_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("no route to host db.internal")

    monkeypatch.setattr(health, "_oldest_due", away)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unavailable"
    assert "internal" not in response.content.decode()


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE.values(), ids=list(settings.CELERY_BEAT_SCHEDULE))
def test_each_beat_entry_names_a_task_with_a_time_limit(entry: dict[str, Any]) -> None:
    current_app.loader.import_default_modules()

    assert current_app.tasks[entry["task"]].time_limit


@pytest.mark.django_db
def test_statuses_agree_after_real_steps_and_a_disagreement_is_found(caplog: pytest.LogCaptureFixture) -> None:
    place = world()
    case = make.case(place.one(Role.STAFF), place.north)
    out = StringIO()

    call_command("check_lifecycles", stdout=out)
    Case._base_manager.filter(pk=case.pk).update(status=CaseStatus.DISCUSSED)
    with pytest.raises(CommandError, match="2 disagreements"):
        call_command("check_lifecycles", stdout=out)
    check_lifecycles()

    assert "Every status agrees with its account." in out.getvalue()
    assert f"cases.case {case.pk}: the column says discussed, the account received" in out.getvalue()
    assert sum(record.message == "lifecycle.disagrees" for record in caplog.records) == 2
