"""The library, a document's page, its download, its withdrawal, and the public verification page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.access.models import AccessAction, AccessEvent
from apps.access.roles import Role
from apps.core.clock import now
from apps.core.models import Job, JobState
from apps.documents import storage
from apps.documents.models import StoredDocument
from tests.integration.documents.conftest import PACK, World

Print = Callable[..., StoredDocument]


@pytest.fixture
def sign_in(world: World) -> Callable[[Role], Client]:
    """A browser of the person with that role."""

    def _sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(world.people[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return _sign_in


@pytest.fixture
def outsider(world: World) -> Client:
    """Somebody with every role in another department."""
    client = Client()
    client.force_login(world.outsider, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _address(name: str, document: StoredDocument) -> str:
    return reverse(f"documents:{name}", kwargs={"document_id": document.id})


def test_library_lists_and_records_one_look(printed: Print, sign_in: Any) -> None:
    document = printed()

    page = sign_in(Role.STAFF).get(reverse("documents:list"))

    assert page.status_code == 200
    assert document.title in page.content.decode()
    event = AccessEvent.objects.get(action=AccessAction.LIST)
    assert event.count == 1


def test_library_with_nothing_says_what_will_come(sign_in: Any) -> None:
    assert "No documents yet" in sign_in(Role.STAFF).get(reverse("documents:list")).content.decode()


def test_library_filters(printed: Print, sign_in: Any) -> None:
    document = printed()
    client = sign_in(Role.STAFF)

    def found(query: str) -> bool:
        return document.title in client.get(f"{reverse('documents:list')}?{query}").content.decode()

    assert found("q=ONE+VIEW")
    assert found(f"q={document.reference}")
    assert found("kind=case_learning_summary&state=ready")
    assert not found("q=nothing-like-it")
    assert not found("state=withdrawn")
    assert client.get(f"{reverse('documents:list')}?kind=nonsense").status_code == 200
    assert client.get(f"{reverse('documents:list')}?after=nonsense").status_code == 404


def test_library_pages_through_everything_with_the_same_number_of_queries(
    ask: Print, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        ask(replace(PACK, title=f"Title {number:02d}"), subject_id=str(UUID(int=number)),
            published_at=now() - timedelta(days=number // 3))  # fmt: skip
    client = sign_in(Role.STAFF)

    with django_assert_max_num_queries(15):
        first = client.get(reverse("documents:list")).content.decode()
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = client.get(reverse("documents:list") + older).content.decode()

    seen = [f"Title {number:02d}" for number in range(30) if f"Title {number:02d}" in first]
    rest = [f"Title {number:02d}" for number in range(30) if f"Title {number:02d}" in second]
    assert (len(seen), len(rest)) == (25, 5)
    assert not set(seen) & set(rest)


def test_page_of_a_document_in_each_state(ask: Print, sign_in: Any) -> None:
    document = ask()
    client = sign_in(Role.STAFF)

    assert "waiting to be made" in client.get(_address("detail", document)).content.decode()
    document.state, document.error = "failed", "A technical fault: OSError"
    document.save()
    failed = client.get(_address("detail", document)).content.decode()
    assert "could not be made" in failed
    assert "Try again" not in failed
    assert "Try again" in sign_in(Role.CHAIR).get(_address("detail", document)).content.decode()


def test_download_is_recorded_and_byte_for_byte(printed: Print, sign_in: Any, world: World) -> None:
    document = printed()

    answer = sign_in(Role.GOVERNANCE).get(_address("file", document))

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{document.reference}-v1.pdf"'
    assert answer["Cache-Control"] == "private, no-store"
    assert storage.digest_of(answer.content) == document.file_sha256
    event = AccessEvent.objects.get(action=AccessAction.DOWNLOAD)
    assert (event.user_id, event.object_id) == (world.people[Role.GOVERNANCE].id, str(document.id))


def test_damaged_file_is_not_handed_out(printed: Print, sign_in: Any) -> None:
    document = printed()
    storage.path_of(document.file).write_bytes(b"%PDF-1.7 something else")

    assert sign_in(Role.STAFF).get(_address("file", document)).status_code == 503


def test_file_that_is_not_ready_is_refused_in_words(ask: Print, sign_in: Any) -> None:
    answer = sign_in(Role.STAFF).get(_address("file", ask()))

    assert answer.status_code == 409
    assert "not ready" in answer.content.decode()


@pytest.mark.parametrize("name", ["detail", "file", "withdraw"])
def test_other_department_sees_nothing(printed: Print, outsider: Client, name: str) -> None:
    assert outsider.get(_address(name, printed())).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "retry"])
def test_other_department_changes_nothing(printed: Print, outsider: Client, name: str) -> None:
    document = printed()

    assert outsider.post(_address(name, document), {"reason": "x"}).status_code == 404
    document.refresh_from_db()
    assert document.state == "ready"


def test_nobody_is_sent_to_sign_in(printed: Print) -> None:
    document = printed()

    for name in ("detail", "file", "withdraw"):
        assert Client().get(_address(name, document)).status_code == 302


def test_withdrawal_by_form(printed: Print, sign_in: Any) -> None:
    document = printed()
    chair = sign_in(Role.CHAIR)

    empty = chair.post(_address("withdraw", document), {"reason": ""})
    done = chair.post(_address("withdraw", document), {"reason": "It names the wrong side."}, follow=True)
    again = chair.post(_address("withdraw", document), {"reason": "It names the wrong side."})

    assert empty.status_code == 400
    assert "Error:" in empty.content.decode()
    assert "It names the wrong side." in done.content.decode()
    other = chair.post(_address("withdraw", document), {"reason": "Another reason."})
    assert again.status_code == 302
    assert other.status_code == 409
    assert "Person chair withdrew this document on" in other.content.decode()
    assert document.history.filter(state="withdrawn").count() == 1
    tombstone = sign_in(Role.STAFF).get(_address("detail", document)).content.decode()
    assert "was withdrawn" in tombstone
    assert document.title not in tombstone
    assert PACK.learning_points[0] not in tombstone
    assert sign_in(Role.STAFF).get(_address("file", document)).status_code == 409
    assert sign_in(Role.RECORDS).get(_address("file", document)).status_code == 200


def test_staff_may_not_open_the_withdrawal_form(printed: Print, sign_in: Any) -> None:
    assert sign_in(Role.STAFF).get(_address("withdraw", printed())).status_code == 403


def test_retry_by_form(ask: Print, sign_in: Any, django_capture_on_commit_callbacks: Any) -> None:
    document = ask()
    document.state, document.error = "failed", "A technical fault: OSError"
    document.save()

    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_in(Role.CHAIR).post(_address("retry", document))

    document.refresh_from_db()
    assert answer.status_code == 302
    assert document.state == "ready"


def test_document_whose_worker_died_each_time_can_be_tried_again(
    ask: Print, sign_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    document = ask()
    document.state = "rendering"
    document.save()
    chair = sign_in(Role.CHAIR)
    assert "Try again" not in chair.get(_address("detail", document)).content.decode()
    Job.objects.update(state=JobState.FAILED)

    assert "Try again" in chair.get(_address("detail", document)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        chair.post(_address("retry", document))

    document.refresh_from_db()
    assert document.state == "ready"


def test_anybody_can_verify_a_file_a_hash_and_a_code(printed: Print) -> None:
    document = printed()
    content = storage.path_of(document.file).read_bytes()
    address = reverse("documents:verify")

    pages = [
        Client().post(address, {"file": SimpleUploadedFile("renamed.txt", content)}),
        Client().post(address, {"hash": document.file_sha256}),
        Client().get(address, {"hash": document.content_sha256}),
    ]

    certainty = ["exactly the one that was published"] * 2 + ["To prove that your copy was not changed"]
    for page, sure in zip(pages, certainty, strict=True):
        words = page.content.decode()
        assert sure in words
        assert page.status_code == 200
        assert "This is version 1, the current one" in words
        assert document.title not in words
        assert document.department.name not in words


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({}, 400, "Choose the PDF file, or enter the content hash."),
        ({"hash": "abc"}, 400, "Enter all 64 characters"),
        ({"hash": "0" * 64}, 200, "This is not a document of ours"),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, 200, "This is not a document of ours"),
        ({"file": SimpleUploadedFile("a.pdf", b"x" * (20 * 1024 * 1024 + 1))}, 400, "The file is larger than"),
        ({"hash": "<script>alert(1)</script>"}, 400, "Enter all 64 characters"),
    ],
    ids=["nothing", "short", "unknown", "empty file", "large file", "markup"],
)
@pytest.mark.django_db
def test_verification_answers_everything_in_words(sent: dict[str, Any], status: int, words: str) -> None:
    page = Client().post(reverse("documents:verify"), sent)

    assert page.status_code == status
    assert words in page.content.decode()
    assert "<script>alert" not in page.content.decode()


@pytest.mark.django_db
def test_verification_by_form_needs_the_page_it_came_from() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(reverse("documents:verify"), {"hash": "0" * 64}).status_code == 403


@pytest.mark.django_db
def test_large_upload_is_let_go_without_being_stored(tmp_path: Path, settings: Any) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    sixty = SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * (60 * 1024 * 1024))

    page = Client().post(reverse("documents:verify"), {"file": sixty})

    assert page.status_code == 400
    assert "The file is larger than 20" in page.content.decode()
    assert list(tmp_path.rglob("*.upload*")) == []
