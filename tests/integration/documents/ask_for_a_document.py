"""Run by test_real_worker: asks for a document as a web process would, and waits until a worker has made it."""

import sys
from datetime import date
from threading import Event
from time import monotonic
from uuid import uuid4

import django

django.setup()

from apps.access.roles import Role  # noqa: E402 - Django first
from apps.accounts.actors import actor_for  # noqa: E402 - Django first
from apps.accounts.models import Department, Membership, Trust, User  # noqa: E402 - Django first
from apps.core.actor import acting_as, command_actor  # noqa: E402 - Django first
from apps.documents import storage  # noqa: E402 - Django first
from apps.documents.domain.packs import CaseLearningPack  # noqa: E402 - Django first
from apps.documents.domain.requesting import request_document  # noqa: E402 - Django first
from apps.documents.enums import DocumentKind  # noqa: E402 - Django first
from apps.documents.models import StoredDocument  # noqa: E402 - Django first


def ask() -> StoredDocument:
    """Set up one department with a chair, and ask for a document as the chair."""
    with acting_as(command_actor("test")):
        trust = Trust.objects.create(code="T1", name="Northmere")
        home = Department.objects.create(trust=trust, code="D1", name="Imaging")
        chair = User.objects.create_user("chair@example.org", "a long enough password", full_name="A Chair")
        Membership.objects.create(person=chair, department=home, role=Role.CHAIR.value, starts_on=date(2020, 1, 1))
    actor = actor_for(chair)
    with acting_as(actor):
        return request_document(
            actor=actor,
            kind=DocumentKind.CASE_LEARNING_SUMMARY,
            pack=CaseLearningPack(title="A line that only one view shows"),
            subject_label="cases.case",
            subject_id=uuid4(),
            department_id=home.id,
            approved_by_id=chair.id,
        )


def wait(document: StoredDocument, seconds: float) -> None:
    """Look twice a second until the document is made, failed, or late."""
    until = monotonic() + seconds
    pause = Event()
    while document.state in ("requested", "rendering") and monotonic() < until:
        pause.wait(0.5)
        document.refresh_from_db()


document = ask()
wait(document, float(sys.argv[1]))
start = storage.path_of(document.file).read_bytes()[:8].decode() if document.file else document.error
sys.stdout.write(f"{document.state} {document.pages} {start}\n")
