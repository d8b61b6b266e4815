"""The files of a case: what there is, attaching one, confirming an image, and each file itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import FlagField, IdField, Input, InstantField, NumberField, Output, TextField
from apps.access.api.parsing import OneFileParser
from apps.access.api.reading import body_of
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.api.views import CaseAPIView
from apps.cases.domain.attaching import FOLDER, attach_file
from apps.cases.domain.checking_images import confirm_image
from apps.cases.models import CaseAttachment
from apps.cases.queries.files import file_of, files_of_case
from apps.disclosure.domain.files import too_large

TAG = "files of a case"


class FileOutput(Output):
    """One cleaned file."""

    id = IdField()
    name = TextField()
    kind = TextField(help_text="image or pdf, told by the content")
    media_type = TextField()
    size = NumberField()
    sha256 = TextField(help_text="Of the file as it is kept; masking changes it.")
    added_at = InstantField()
    search = TextField(help_text="Whether an image was searched for text: waiting, searched, unsearched, not_needed.")
    is_confirmed = FlagField(help_text="Whether a named person found nobody in exactly this file.")
    shown_with = TextField(help_text="question, reveal, or empty when the room does not see it")


class FileInput(Input):
    """One file, as multipart/form-data."""

    file = serializers.FileField(help_text="JPEG, PNG, WebP, a DICOM picture, or a PDF.", max_length=255)
    # A part of a form is text, so that this is no NumberField, which takes numbers alone.
    frame = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Of a DICOM file of several pictures: which one, counted from 1; the middle one without it.",
    )


class ConfirmFileInput(Input):
    """Exactly which file was looked at."""

    sha256 = TextField(max_length=64)
    note = TextField(required=False, max_length=500, help_text="Why what the search marked identifies nobody.")


class FilesOutput(Output):
    """The files in the order in which they came."""

    results = FileOutput(many=True)


def file_said(one: CaseAttachment) -> dict[str, object]:
    """One file as the API says it."""
    shown = getattr(one, "shown", None)
    return {
        "id": one.pk,
        "name": one.name,
        "kind": one.kind,
        "media_type": one.media_type,
        "size": one.size,
        "sha256": one.file_sha256,
        "added_at": one.added_at,
        "search": one.search,
        "is_confirmed": one.is_confirmed,
        "shown_with": shown.shown_with if shown is not None else "",
    }


class Files(CaseAPIView):
    """What is attached."""

    parser_classes = [OneFileParser]

    def needed(self) -> Permission:
        """Looking needs less than attaching."""
        return Permission.CASE_AMEND if self.request.method == "POST" else Permission.CASE_VIEW

    @operation("files_list", TAG, FilesOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The images and PDFs of the case; all of them, at most fifty."""
        return Response(FilesOutput({"results": [file_said(one) for one in files_of_case(self.subject)]}).data)

    @operation("files_attach", TAG, FileOutput, sends=FileInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID) -> Response:
        """Attach one file: multipart/form-data with `file`. Only a cleaned copy is kept, told by its content.

        The room sees an image after a named person confirmed it (`files_confirm`). The same file again is the same
        attachment. `too_large` is a 413 or, just beyond the limit, a 400; what is no image or PDF is a 400.
        """
        given = body_of(request, FileInput)
        sent: UploadedFile = given["file"]
        if (sent.size or 0) > settings.ATTACHMENT_LIMIT_BYTES:
            raise too_large(sent.size or 0)
        made = attach_file(
            actor=self.actor, case_id=case_id, name=sent.name or "", content=sent.read(), frame=given.get("frame")
        )
        return Response(FileOutput(file_said(file_of(self.actor, case_id, made.pk))).data, 201)


class ConfirmFile(CaseAPIView):
    """A named person says that an image shows nobody."""

    permission = Permission.PRESENTATION_EDIT

    @operation("files_confirm", TAG, FileOutput, sends=ConfirmFileInput, once=True)
    @idempotent
    def post(self, request: Request, case_id: UUID, file_id: UUID) -> Response:
        """Confirm that you looked at exactly the file with this `sha256`, and that it identifies nobody.

        It stands in the name of the person whose token it is. Where the search marked something, `note` says why it is
        no identifier.
        """
        given = body_of(request, ConfirmFileInput)
        confirm_image(
            actor=self.actor,
            case_id=case_id,
            attachment_id=file_id,
            expected_sha256=given["sha256"],
            note=given.get("note", ""),
        )
        return Response(FileOutput(file_said(file_of(self.actor, case_id, file_id))).data)


class AnyFileRenderer(BaseRenderer):
    """Lets a client ask for any file; it is sent as it is stored."""

    media_type = "application/octet-stream"
    format = "file"
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Never asked: an answer that is no file is JSON."""
        return data


class FileContent(GuardedAPIView):
    """The file itself; the download is recorded before the first byte is sent."""

    permission = Permission.CASE_VIEW
    access_action = AccessAction.DOWNLOAD
    renderer_classes = [JSONRenderer, AnyFileRenderer]
    subject: CaseAttachment

    def load(self, **kwargs: UUID) -> CaseAttachment:
        """The file, if the caller may see its case."""
        return file_of(self.actor, kwargs["case_id"], kwargs["file_id"])

    @operation("files_read", TAG, OpenApiTypes.BINARY, status=(200, "application/octet-stream"))
    def get(self, request: Request, case_id: UUID, file_id: UUID) -> HttpResponse:
        """The cleaned file, byte for byte as it is kept."""
        one = self.subject
        content = FOLDER.read_verified(one.file, one.file_sha256)
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{one.kind}-{one.pk.hex[:8]}{one.ending}"',
                "Cache-Control": "private, no-store",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever is said in words is JSON, also to a client that asked for a file."""
        request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().finalize_response(request, response, *args, **kwargs)
