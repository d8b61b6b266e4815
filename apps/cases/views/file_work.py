"""What is done to one file of a case: masked, confirmed, shown to the room, renamed, removed: forms of its page."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.attaching import remove_attachment, rename_attachment
from apps.cases.domain.checking_images import confirm_image, mask_image, withdraw_confirmation
from apps.cases.domain.presentation_images import show_image, stop_showing
from apps.cases.forms.files import ConfirmImageForm, MaskImageForm, RemoveFileForm, RenameFileForm, ShowImageForm
from apps.cases.models import Case, CaseAttachment
from apps.cases.presenters.files import box_choices
from apps.cases.queries.files import file_of
from apps.cases.views.files import file_context
from apps.cases.views.form_page import FormPage
from apps.core.errors import Stale
from apps.core.forms.base import PlatformForm


class FileWork(FormPage, ABC):
    """A form of the file's page. It is only ever sent; a refusal shows the page with what was typed."""

    http_method_names = ["post", "options"]
    permission = Permission.PRESENTATION_EDIT
    view_permission = Permission.CASE_VIEW
    template_name = "cases/file.html"
    name: ClassVar[str]
    file: CaseAttachment

    def load(self, **kwargs: Any) -> Case:
        """The case; the file stands beside it."""
        self.file = file_of(self.actor, kwargs["pk"], kwargs["file_id"])
        return self.file.case

    def build(self, data: Any = None) -> PlatformForm:
        """The form as it was sent."""
        return self.form_class(data, auto_id=f"id_{self.name}_%s", **self.options_of_form())

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """The file's page with this form as it was sent."""
        return self.page(file_context(self.actor, self.file, {self.name: form}), status=status)

    def show_stale(self, request: HttpRequest, stale: Stale, **kwargs: Any) -> HttpResponse:
        """The image as it is now, with the form's words; it must be looked at before it is sent again."""
        self.subject = self.load(**kwargs)
        data = request.POST.copy()
        data["expected_sha256"] = self.file.file_sha256
        data.pop("looked", None)
        data.pop("boxes", None)
        form = self.build(data)
        form.is_valid()
        form.errors.clear()
        form.refuse(stale)
        return self.show(form, status=stale.status)

    def carry_out(self, form: Any) -> str:
        """Do it, and go back to the file."""
        self.act(form.cleaned_data, form)
        messages.success(self.request, self.done())
        return self.file.get_absolute_url()

    @property
    def ids(self) -> dict[str, UUID]:
        """Which file of which case."""
        return {"case_id": self.file.case_id, "attachment_id": self.file.pk}

    @abstractmethod
    def act(self, given: dict[str, Any], form: Any) -> None:
        """The one domain function."""

    @abstractmethod
    def done(self) -> str:
        """What is said afterwards."""


class ConfirmImage(FileWork):
    """Somebody looked, and says so in their name."""

    form_class = ConfirmImageForm
    name = "confirm"

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Confirm the image that was on the screen."""
        confirm_image(actor=self.actor, **self.ids, expected_sha256=given["expected_sha256"], note=given["note"])

    def done(self) -> str:
        """Said afterwards."""
        return _("You confirmed this image. It can now be shown to the room.")


class MaskImage(FileWork):
    """Black out boxes and a rectangle."""

    form_class = MaskImageForm
    name = "mask"

    def options_of_form(self) -> dict[str, Any]:
        """The boxes that there are now."""
        return {"boxes": box_choices(self.file)}

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Mask."""
        mask_image(
            actor=self.actor,
            **self.ids,
            expected_sha256=given["expected_sha256"],
            boxes=form.chosen_boxes(),
            rectangles=form.rectangles(),
        )

    def done(self) -> str:
        """Said afterwards."""
        return _("Masked. The image is searched again, and must be confirmed as it is now.")


class ShowImage(FileWork):
    """Put the image into the presentation copy, or change how it stands there."""

    form_class = ShowImageForm
    name = "show"

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Show it."""
        show_image(
            actor=self.actor,
            **self.ids,
            shown_with=given["shown_with"],
            position=given["position"],
            alt_text=given["alt_text"],
        )

    def done(self) -> str:
        """Said afterwards."""
        return _("The image is part of the presentation copy. Save the copy once more, so that it is screened.")


class WithoutForm(FileWork, ABC):
    """A single button."""

    form_class = PlatformForm

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """The file's page with the refusal."""
        return self.page({**file_context(self.actor, self.file, {}), "form": form}, status=status)


class HideImage(WithoutForm):
    """Show the image no more."""

    name = "hide"

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Take it out of the copy."""
        stop_showing(actor=self.actor, **self.ids)

    def done(self) -> str:
        """Said afterwards."""
        return _("The image is no longer part of the presentation copy.")


class WithdrawConfirmation(WithoutForm):
    """Take a confirmation back."""

    name = "withdraw"

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Take it back."""
        withdraw_confirmation(actor=self.actor, **self.ids)

    def done(self) -> str:
        """Said afterwards."""
        return _("The confirmation is withdrawn. The image is shown nowhere until somebody confirms it again.")


class RenameFile(FileWork):
    """Give the file another name."""

    permission = Permission.CASE_AMEND
    form_class = RenameFileForm
    name = "rename"

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Rename."""
        rename_attachment(actor=self.actor, **self.ids, name=given["name"])

    def done(self) -> str:
        """Said afterwards."""
        return _("The file has its new name.")


class RemoveFile(FileWork):
    """Take the file off the case."""

    permission = Permission.CASE_AMEND
    form_class = RemoveFileForm
    name = "remove"

    def carry_out(self, form: Any) -> str:
        """Remove it, and go back to the list."""
        self.act(form.cleaned_data, form)
        messages.success(self.request, self.done())
        return reverse("cases:files", args=[self.file.case_id])

    def act(self, given: dict[str, Any], form: Any) -> None:
        """Remove."""
        remove_attachment(actor=self.actor, **self.ids, reason=given["reason"])

    def done(self) -> str:
        """Said afterwards."""
        return _("The file is removed. The trail keeps that it was there, and why it went.")
