"""Who of the original readers was told, when, and what they said: for whoever looks after the discussion."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.models import Case
from apps.core.errors import DomainError, Forbidden, NotVisible
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from
from apps.meetings.domain import involving
from apps.meetings.forms.involved import DecideCorrectionForm, WaiveForm
from apps.meetings.models import AgendaItem
from apps.meetings.presenters import involved as words
from apps.meetings.queries.involved import (
    correction_on,
    corrections_of,
    exceptions_on,
    involved_in,
    involved_on,
    line_to_look_after,
    notice_days,
    statements_of,
)


class ReadersOfLine(GuardedView):
    """One case on an agenda: its readers, their answers, statements and corrections. Guarded as the case is."""

    permission = Permission.INVOLVED_MANAGE
    view_permission = Permission.CASE_VIEW
    template_name = "meetings/readers.html"
    item: AgendaItem
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case of the line, which decides who may look."""
        self.item = line_to_look_after(self.actor, kwargs["meeting_id"], kwargs["item_id"])
        return self.item.case

    def get(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponse:
        """Show them."""
        item, people = self.item, involved_in(self.item)
        known = {(one.person_id, one.outside_name) for one in involving.known_readers(self.subject)}
        untold = known - {(one.person_id, one.outside_name) for one in people}
        exceptions = exceptions_on(item)
        context = {
            **self.head(),
            "cards": words.reader_cards(item, people),
            "statements": words.statement_cards(statements_of(item.case_id)),
            "corrections": words.correction_rows(corrections_of(item.case_id), item),
            "exceptions": words.exception_rows(exceptions),
            "notice_days": notice_days(),
            "tell_href": reverse("meetings:tell-readers", args=[meeting_id, item_id]) if untold else "",
            "presentation_href": reverse("cases:presentation", args=[item.case_id]),
        }
        return self.page(context)

    def head(self) -> dict[str, Any]:
        """What each of these pages shows at its top."""
        meeting = self.item.meeting
        return {
            "page_title": _("Original readers"),
            "page_section": self.subject.reference,
            "case": self.subject,
            "meeting": meeting,
            "crumbs": [
                {"text": _("Meetings"), "href": reverse("meetings:list")},
                {"text": meeting.title, "href": meeting.get_absolute_url()},
            ],
        }

    def here(self) -> str:
        """The address of the page of this line's readers."""
        return reverse("meetings:readers", args=[self.item.meeting_id, self.item.pk])


class TellReaders(ReadersOfLine):
    """Tells whoever became a reader since."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, meeting_id: UUID, item_id: UUID) -> HttpResponseBase:
        """Tell them; a double click tells nobody twice."""
        new = involving.tell_again(actor=self.actor, meeting_id=meeting_id, item_id=item_id)
        said = ngettext("%(n)s reader was added.", "%(n)s readers were added.", len(new)) % {"n": len(new)}
        messages.success(request, said)
        return redirect(self.here())


class _OneForm(ReadersOfLine, ABC):
    """A page with one form about one reader or one correction."""

    template_name = "meetings/form.html"
    form_class: ClassVar[type[PlatformForm]]
    title = button = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # names one more record
        """Ask."""
        return self.show(self.form_class(initial_from(request)), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say why not."""
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.show(form, 400, **kwargs)
        try:
            done = self.carry_out(form.cleaned_data, **kwargs)
        except (Forbidden, NotVisible):
            raise
        except DomainError as refused:
            form.refuse(refused)
            return self.show(form, refused.status, **kwargs)
        messages.success(request, done)
        return redirect(self.here())

    def show(self, form: PlatformForm, status: int = 200, **kwargs: Any) -> HttpResponse:
        """The form."""
        context = {**self.head(), **self.words(**kwargs), "form": form, "back_href": self.here(), "hidden": {}}
        return self.page(context, status=status)

    @abstractmethod
    def words(self, **kwargs: Any) -> dict[str, str]:
        """Title, button and caption."""

    @abstractmethod
    def carry_out(self, given: dict[str, Any], **kwargs: Any) -> str:
        """Call the domain; returns what to say afterwards."""


class WaiveReader(_OneForm):
    """Why somebody need not be told."""

    form_class = WaiveForm

    def words(self, **kwargs: Any) -> dict[str, str]:
        """Whom it is about."""
        found = involved_on(self.item, kwargs["involved_id"])
        name = found.person.full_name if found.person else found.outside_name
        return {"page_title": _("Need not be told"), "button": _("Record the reason"), "caption": name}

    def carry_out(self, given: dict[str, Any], **kwargs: Any) -> str:
        """Waive."""
        involving.waive(actor=self.actor, reason=given["reason"], **kwargs)
        return _("The reason is recorded.")


class DecideCorrection(_OneForm):
    """Whether a correction is right, and why."""

    form_class = DecideCorrectionForm

    def words(self, **kwargs: Any) -> dict[str, str]:
        """What is to be corrected."""
        found = correction_on(self.item, kwargs["correction_id"])
        caption = _("“%(wrong)s” should be “%(right)s”") % {"wrong": found.stated, "right": found.should_be}
        return {"page_title": _("A correction of facts"), "button": _("Record the decision"), "caption": caption}

    def carry_out(self, given: dict[str, Any], **kwargs: Any) -> str:
        """Decide."""
        involving.decide_correction(actor=self.actor, accepts=given["accepts"], reason=given["reason"], **kwargs)
        if given["accepts"]:
            return _("Accepted. Now change the copy for the room, and its screen.")
        return _("Declined. The person reads why.")
