"""Asking for a document and printing it: idempotent, versioned, safe to repeat, and honest about failure."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.core import jobs
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused
from apps.core.models import Job, JobState
from apps.documents import glyphs, pdf, storage
from apps.documents.domain.packs import MeetingLearningPack
from apps.documents.domain.rendering import render
from apps.documents.domain.requesting import retry_document
from apps.documents.models import StoredDocument
from tests.integration.documents.conftest import PACK, World

Ask = Callable[..., StoredDocument]
OTHER = replace(PACK, title="Another title")


def test_request_writes_row_and_job_together(ask: Ask) -> None:
    document = ask()

    job = Job.objects.get(name="documents.render")
    assert (document.state, document.content_version, document.version) == ("requested", 1, 1)
    assert (job.name, job.queue, job.payload) == (
        "documents.render",
        "documents",
        {"document_id": str(document.id)},
    )


def test_job_stores_the_file_and_marks_the_document_ready(printed: Ask) -> None:
    document = printed()

    content = storage.path_of(document.file).read_bytes()
    assert document.state == "ready"
    assert document.pages == 1
    assert document.file_size == len(content)
    assert document.file_sha256 == storage.digest_of(content)
    assert content.startswith(b"%PDF-")


def test_same_content_asked_twice_is_one_document_and_one_job(ask: Ask) -> None:
    first = ask()
    second = ask()

    assert first.id == second.id
    assert Job.objects.count() == 1


def test_job_run_twice_changes_nothing(printed: Ask, world: World) -> None:
    document = printed()
    before = StoredDocument.objects.values().get(pk=document.pk)

    render(actor=world.actor(Role.CHAIR), job=Job.objects.get(name="documents.render"), document_id=str(document.id))

    assert StoredDocument.objects.values().get(pk=document.pk) == before


def test_worker_killed_while_printing_is_made_good_by_the_next(ask: Ask, world: World) -> None:
    document = ask()
    document.state = "rendering"
    document.save()

    render(actor=world.actor(Role.CHAIR), job=Job.objects.get(name="documents.render"), document_id=str(document.id))

    document.refresh_from_db()
    assert document.state == "ready"


def test_newer_version_shares_the_reference_and_supersedes_the_older(printed: Ask) -> None:
    first = printed()
    second = printed(OTHER)

    first.refresh_from_db()
    assert (second.reference, second.content_version, second.state) == (first.reference, 2, "ready")
    assert second.supersedes_id == first.id
    assert first.state == "superseded"
    assert storage.path_of(first.file).is_file()


def test_older_version_printed_late_does_not_replace_the_newer(ask: Ask, world: World) -> None:
    older, newer = ask(), ask(OTHER)

    for document in (newer, older):
        render(actor=world.actor(Role.CHAIR), job=Job.objects.first(), document_id=str(document.id))

    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.state, newer.state) == ("superseded", "ready")


def test_content_published_again_after_another_is_a_new_version(printed: Ask) -> None:
    first, _second, third = printed(), printed(OTHER), printed()

    assert third.id != first.id
    assert (third.content_version, third.state) == (3, "ready")


def _forget_files() -> None:
    """As a process that has just started."""
    pdf.bundled.cache_clear()
    glyphs.drawable.cache_clear()


def test_fault_of_the_template_is_kept_and_can_be_tried_again(
    printed: Ask, world: World, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    folder, settings.BASE_DIR = settings.BASE_DIR, tmp_path
    _forget_files()
    failed = printed()
    assert failed.state == "failed"
    assert "not installed" in failed.error
    assert Job.objects.get(name="documents.render").state == JobState.FAILED

    settings.BASE_DIR = folder
    _forget_files()
    with django_capture_on_commit_callbacks(execute=True):
        retry_document(actor=world.actor(Role.CHAIR), document_id=failed.id)

    failed.refresh_from_db()
    assert (failed.state, failed.error) == ("ready", "")
    assert Job.objects.filter(name="documents.render").count() == 2


def test_tampered_content_is_not_printed(ask: Ask) -> None:
    document = ask()
    StoredDocument._base_manager.filter(pk=document.pk).update(content={"title": "Something else"})

    jobs.run(Job.objects.get(name="documents.render").id)

    document.refresh_from_db()
    assert document.state == "failed"
    assert "hash" in document.error


def test_full_disk_is_named_without_the_content_and_tried_again(ask: Ask, settings: Any, tmp_path: Path) -> None:
    document = ask()
    (tmp_path / "a-file").write_text("not a folder")
    settings.MEDIA_ROOT = str(tmp_path / "a-file")

    state = jobs.run(Job.objects.get(name="documents.render").id)

    document.refresh_from_db()
    assert state == JobState.QUEUED
    assert (document.state, document.error) == ("failed", "A technical fault: NotADirectoryError")


def test_only_a_publisher_of_the_department_may_retry(ask: Ask, world: World) -> None:
    document = ask()

    with pytest.raises(Forbidden):
        retry_document(actor=world.actor(Role.STAFF), document_id=document.id)
    with pytest.raises(NotVisible):
        retry_document(actor=actor_for(world.outsider), document_id=document.id)
    with pytest.raises(Refused):
        retry_document(actor=world.actor(Role.CHAIR), document_id=document.id)


def test_pack_of_another_kind_is_refused(ask: Ask) -> None:
    with pytest.raises(Invalid):
        ask(MeetingLearningPack(title="A meeting"))


def test_every_step_leaves_a_version_with_its_reason_and_actor(printed: Ask, world: World) -> None:
    document = printed()

    steps = list(document.history.order_by("version").values_list("state", "history_change_reason", "actor_name"))
    chair = world.people[Role.CHAIR].full_name
    assert steps == [
        ("requested", "Document requested", chair),
        ("rendering", "PDF started", chair),
        ("ready", "PDF stored", chair),
    ]


def test_far_too_much_content_is_refused(ask: Ask) -> None:
    with pytest.raises(Invalid) as refused:
        ask(replace(PACK, vignette="word " * 100_000))

    assert refused.value.code == "document_too_long"


def test_database_holds_one_current_version(printed: Ask) -> None:
    first = printed()
    printed(OTHER)

    first.refresh_from_db()
    first.state = "ready"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save()
