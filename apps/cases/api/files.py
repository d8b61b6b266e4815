"""The files of a case: what there is, and each file itself. Attaching and confirming need a person who looks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import FlagField, IdField, InstantField, NumberField, Output, TextField
from apps.access.drf import GuardedAPIView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.cases.api.views import CaseAPIView
from apps.cases.domain.attaching import FOLDER
from apps.cases.models import CaseAttachment
from apps.cases.queries.files import file_of, files_of_case

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

    @operation("files_list", TAG, FilesOutput)
    def get(self, request: Request, case_id: UUID) -> Response:
        """The images and PDFs of the case; all of them, at most fifty."""
        return Response(FilesOutput({"results": [file_said(one) for one in files_of_case(self.subject)]}).data)


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
