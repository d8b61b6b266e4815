"""The library of documents: list, read, download, withdraw."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import bad_cursor, page_of, page_said
from apps.access.api.reading import body_of, person_said, query_of
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.documents.api.serializers import DocumentOutput, DocumentQuery, WithdrawInput
from apps.documents.domain.requesting import retry_document
from apps.documents.domain.withdrawing import withdraw
from apps.documents.models import StoredDocument
from apps.documents.queries.library import library_page
from apps.documents.queries.recipients import OBJECT_LABEL
from apps.documents.queries.visible import document_seen_by, file_readable_by, is_readable_by
from apps.documents.storage import read_verified

TAG = "documents"


def document_said(actor: Actor, document: StoredDocument) -> Any:
    """A document as the actor may see it."""
    readable = is_readable_by(actor, document)
    said = {
        name: getattr(document, name)
        for name in (
            "reference", "content_version", "kind", "state", "content_sha256", "file_sha256", "file_size", "pages",
            "published_at", "error", "withdrawn_at", "withdrawn_reason", "version",
        )
    }  # fmt: skip
    return DocumentOutput(
        said
        | {
            "id": document.pk,
            "subject": document.subject_id,
            "department": document.department_id,
            "title": document.title if readable else "",
            "has_file": readable and bool(document.file),
            "published_by": person_said(document.published_by),
            "approved_by": person_said(document.approved_by),
            "supersedes": document.supersedes_id,
        }
    ).data


class DocumentList(GuardedAPIView):
    """The library; the app that publishes adds publishing to it."""

    permission = Permission.DOCUMENT_VIEW

    @operation("documents_list", TAG, page_of(DocumentOutput), query=DocumentQuery)
    def get(self, request: Request) -> Response:
        """Documents of your departments, newest first; withdrawn ones as a tombstone."""
        asked = query_of(request, DocumentQuery)
        cursor = asked.pop("cursor", "")
        try:
            page = library_page(
                self.actor,
                words=asked.get("search", ""),
                kind=asked.get("kind", ""),
                state=asked.get("state", ""),
                after=cursor,
            )
        except (NotVisible, OverflowError) as damaged:
            raise bad_cursor() from damaged
        prefetch_related_objects(page.documents, "published_by", "approved_by")
        self.record_list([one.pk for one in page.documents], OBJECT_LABEL, asked)
        return Response(page_said(request, page.documents, page.older, self.row))

    def row(self, document: Any) -> Any:
        """One document of the list."""
        return document_said(self.actor, document)


class DocumentAPIView(GuardedAPIView):
    """An operation on one document."""

    permission: ClassVar[Permission] = Permission.DOCUMENT_VIEW
    object_label = OBJECT_LABEL
    subject: StoredDocument

    def load(self, **kwargs: Any) -> StoredDocument:
        """The document, if the caller may see it."""
        return document_seen_by(self.actor, kwargs["document_id"])


class OneDocument(DocumentAPIView):
    """One document."""

    @operation("documents_read", TAG, DocumentOutput)
    def get(self, request: Request, document_id: UUID) -> Response:
        """A document and how far it is: the PDF is made in the background, until `state` is ready or failed."""
        return Response(document_said(self.actor, self.subject))


class PDFRenderer(BaseRenderer):
    """Lets a client ask for a PDF; the file itself is sent as it is stored."""

    media_type = "application/pdf"
    format = "pdf"
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Never asked: an answer that is no file is JSON (see DocumentFile)."""
        return data


class DocumentFile(DocumentAPIView):
    """The PDF. The download is recorded before the first byte is sent."""

    access_action = AccessAction.DOWNLOAD
    renderer_classes = [PDFRenderer, JSONRenderer]

    def load(self, **kwargs: Any) -> StoredDocument:
        """The document, if there is a file that the caller may open."""
        return file_readable_by(self.actor, kwargs["document_id"])

    @operation("documents_file", TAG, OpenApiTypes.BINARY, status=(200, "application/pdf"))
    def get(self, request: Request, document_id: UUID) -> HttpResponse:
        """The file, byte for byte as it was published; 409 while it is being made, or once it is withdrawn."""
        document = self.subject
        content = read_verified(document.file, document.file_sha256)
        return HttpResponse(
            content,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'attachment; filename="{document.file_name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever is said in words is JSON, also to a client that asked for a PDF."""
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)


class WithdrawDocument(DocumentAPIView):
    """Closing a document that should not have been published, or that says something wrong."""

    permission = Permission.DOCUMENT_WITHDRAW
    view_permission = Permission.DOCUMENT_VIEW

    @operation("documents_withdraw", TAG, DocumentOutput, sends=WithdrawInput, once=True)
    @idempotent
    def post(self, request: Request, document_id: UUID) -> Response:
        """Withdraw it: everybody who has a copy is told, and verification says so from now on."""
        withdraw(actor=self.actor, document_id=document_id, **body_of(request, WithdrawInput))
        return Response(document_said(self.actor, document_seen_by(self.actor, document_id)))


class RetryDocument(DocumentAPIView):
    """Making a PDF that could not be made once more."""

    permission = Permission.LEARNING_PUBLISH
    view_permission = Permission.DOCUMENT_VIEW

    @operation("documents_retry", TAG, DocumentOutput, once=True)
    @idempotent
    def post(self, request: Request, document_id: UUID) -> Response:
        """Queue it again, when its `state` is failed or its work stopped half-way; 409 `wrong_state` otherwise."""
        retry_document(actor=self.actor, document_id=document_id)
        return Response(document_said(self.actor, document_seen_by(self.actor, document_id)))
