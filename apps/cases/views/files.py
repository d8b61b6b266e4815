"""The files of a case: the list, one file, its content and its picture."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.models import AccessAction
from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.attaching import FOLDER, attach_file, limit_words, may_attach, was_renamed
from apps.cases.enums import AttachmentKind
from apps.cases.forms.files import (
    AttachForm,
    ConfirmImageForm,
    MaskImageForm,
    RemoveFileForm,
    RenameFileForm,
    ShowImageForm,
)
from apps.cases.models import Case, CaseAttachment
from apps.cases.presenters import files as presenting
from apps.cases.presenters.words import title_of
from apps.cases.queries.detail import visible_case
from apps.cases.queries.files import file_of, files_of_case
from apps.cases.views.form_page import FormPage
from apps.core.actor import Actor
from apps.core.errors import NotVisible
from apps.core.forms.base import PlatformForm
from apps.disclosure.domain.burned_in import can_search
from apps.disclosure.domain.images import with_boxes
from apps.disclosure.domain.virus_scanning import is_configured

# Nothing in a file may act or load anything, whatever a browser takes it for.
_INERT = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def inert(content: bytes, media_type: str, disposition: str) -> HttpResponse:
    """A file as an answer that a browser shows or saves and never runs."""
    return HttpResponse(content, content_type=media_type, headers={**_INERT, "Content-Disposition": disposition})


class CaseFiles(FormPage):
    """The list, and for those who may amend the case the form that attaches one more."""

    permission = Permission.CASE_VIEW
    form_class = AttachForm
    template_name = "cases/files.html"

    def needed(self) -> Permission:
        """Looking needs less than attaching."""
        return Permission.CASE_AMEND if self.request.method == "POST" else Permission.CASE_VIEW

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def build(self, data: Any = None) -> PlatformForm:
        """The form with the file, which comes apart from the words."""
        return AttachForm(data, self.request.FILES if data is not None else None)

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The files, and what is done with them."""
        case: Case = self.subject
        return {
            "case": case,
            "case_title": title_of(case),
            "rows": presenting.file_rows(files_of_case(case)),
            "may_attach": may_attach(self.actor, case),
            "limits": limit_words(),
            "is_scanned": is_configured(),
            "is_searched": can_search(),
        }

    def carry_out(self, form: Any) -> str:
        """Attach it, and say so when its name was not kept."""
        upload = form.cleaned_data["file"]
        attachment = attach_file(
            actor=self.actor,
            case_id=self.subject.pk,
            name=upload.name,
            content=upload.read(),
            frame=form.cleaned_data["frame"],
        )
        messages.success(self.request, _("“%(name)s” is attached.") % {"name": attachment.name})
        if was_renamed(attachment, upload.name):
            messages.info(
                self.request, _("The file got a plain name, because the one that it had may identify somebody.")
            )
        return attachment.get_absolute_url()


class OneFile(GuardedView):
    """What the pages of one file share; the look is recorded on the file itself."""

    permission = Permission.CASE_VIEW
    subject: CaseAttachment

    def load(self, **kwargs: Any) -> CaseAttachment:
        """The file, if the actor may see its case."""
        return file_of(self.actor, kwargs["pk"], kwargs["file_id"])


class FilePage(OneFile):
    """One file with all that can be done to it."""

    template_name = "cases/file.html"

    def get(self, request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
        """Show it."""
        return self.page(file_context(self.actor, self.subject, {}))


def file_context(actor: Actor, one: CaseAttachment, sent: dict[str, PlatformForm]) -> dict[str, Any]:
    """The page of a file; `sent` holds a form as it was refused."""
    case = one.case
    is_image = one.kind == AttachmentKind.IMAGE
    edits = bool(may(actor, Permission.PRESENTATION_EDIT, case.access_facts()))
    seen = {"expected_sha256": one.file_sha256}
    shown = getattr(one, "shown", None)
    as_shown = {name: getattr(shown, name) for name in ("alt_text", "shown_with", "position")} if shown else {}
    boxes = presenting.box_choices(one)
    forms: dict[str, PlatformForm] = {}
    if is_image and edits:
        forms["mask"] = MaskImageForm(
            boxes=boxes, initial={**seen, "boxes": presenting.marked_boxes(one)}, auto_id="id_mask_%s"
        )
        if one.is_confirmed:
            forms["show"] = ShowImageForm(initial=as_shown or {"shown_with": "question"}, auto_id="id_show_%s")
        else:
            forms["confirm"] = ConfirmImageForm(initial=seen, auto_id="id_confirm_%s")
    if may_attach(actor, case):
        forms["rename"] = RenameFileForm(initial={"name": one.name}, auto_id="id_rename_%s")
        forms["remove"] = RemoveFileForm(auto_id="id_remove_%s")
    return {
        "case": case,
        "case_title": title_of(case),
        "file": one,
        "is_image": is_image,
        "status": presenting.standing(one),
        "facts": presenting.facts(one),
        "boxes": boxes,
        "shown": shown,
        "to": presenting.addresses(one),
        "forms": {**forms, **sent},
        "form": next(iter(sent.values()), None),
        "back": reverse("cases:files", args=[case.pk]),
    }


class FileContent(OneFile):
    """The file itself, to be saved. The download is recorded before the first byte is sent."""

    access_action = AccessAction.DOWNLOAD

    def get(self, request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
        """Send it under a name of our own making."""
        one = self.subject
        content = FOLDER.read_verified(one.file, one.file_sha256)
        plain = f"{one.kind}-{one.pk.hex[:8]}{one.ending}"
        return inert(content, one.media_type, f'attachment; filename="{plain}"')


class FilePicture(OneFile):
    """The image for its own page, with numbered frames around the text that was found."""

    def get(self, request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
        """Draw it."""
        one = self.subject
        if one.kind != AttachmentKind.IMAGE:
            raise NotVisible
        content = FOLDER.read_verified(one.file, one.file_sha256)
        if not one.found:
            return inert(content, one.media_type, "inline")
        return inert(with_boxes(content, presenting.numbered_boxes(one)), "image/png", "inline")
