"""Two people, or two workers, at the same moment: one document, one current version, nothing twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from apps.access.roles import Role
from apps.core.actor import acting_as
from apps.core.models import Job
from apps.documents.domain.rendering import render
from apps.documents.models import StoredDocument
from tests.integration.documents.conftest import PACK, Ask, World

pytestmark = pytest.mark.django_db(transaction=True)


def _together(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread of its own, started at the same moment, with its own connection."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [waiting.result() for waiting in [pool.submit(run, act) for act in acts]]


@pytest.fixture(autouse=True)
def _jobs_wait(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broker is away: rows are written, and no worker runs by itself."""
    monkeypatch.setattr("apps.core.jobs.send", lambda job_id, queue: None)


def test_two_clicks_make_one_document_and_one_job(ask: Ask) -> None:
    documents = _together(ask, ask)

    assert documents[0].id == documents[1].id
    assert StoredDocument.objects.count() == 1
    assert Job.objects.count() == 1


def test_two_workers_leave_one_current_version(ask: Ask, world: World) -> None:
    first, second = ask(), ask(replace(PACK, title="Another title"))
    actor = world.actor(Role.CHAIR)
    job = Job.objects.order_by("created_at").first()

    def work(document: StoredDocument) -> Callable[[], None]:
        def act() -> None:
            with acting_as(actor):
                render(actor=actor, job=job, document_id=str(document.id))

        return act

    _together(work(first), work(second), work(first), work(second))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "ready")
