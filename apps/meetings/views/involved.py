"""The involved reader's own pages: what is on the agenda about their report, and what they can do about it."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.errors import Forbidden, Invalid, Refused
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from
from apps.meetings.domain import answering
from apps.meetings.enums import AgendaStatus
from apps.meetings.forms.involved import AnswerForm, CorrectionForm, StatementForm
from apps.meetings.models import InvolvedReader
from apps.meetings.presenters import involved as words
from apps.meetings.queries.involved import corrections_of, notice_days, own_involvement, own_involvements, statement_by

SHOWN = 50


class OwnInvolvements(GuardedView):
    """The meetings at which a report of one's own was or will be discussed."""

    permission = Permission.OWN_PAGES
    template_name = "meetings/involved_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, newest meeting first."""
        found = list(own_involvements(self.actor)[:SHOWN])
        self.record_list([one.pk for one in found], "meetings.involvedreader")
        return self.page(
            {"page_title": _("About reports of yours"), "columns": words.own_columns(), "rows": words.own_rows(found)}
        )


class OwnInvolvement(GuardedView):
    """One discussion of a report of one's own; nothing here says who logged or reviewed it, or who else read it."""

    permission = Permission.INVOLVED_ANSWER
    template_name = "meetings/involved.html"
    subject: InvolvedReader

    def load(self, **kwargs: Any) -> InvolvedReader:
        """The actor's own."""
        return own_involvement(self.actor, kwargs["involved_id"])

    def get(self, request: HttpRequest, involved_id: UUID) -> HttpResponse:
        """Show it; that it was opened is kept."""
        answering.note_seen(actor=self.actor, involved_id=involved_id)
        return self.show()

    def show(self, bound: PlatformForm | None = None, status: int = 200) -> HttpResponse:
        """The page, with the form that was refused where there is one."""
        row, item = self.subject, self.subject.item
        statement = statement_by(item.case_id, row.person_id)
        kept = initial_from(self.request)
        forms: dict[str, PlatformForm] = {
            "answer_form": AnswerForm(
                kept if kept and "coming" in kept else None,
                initial={"coming": row.coming, "wants_other_lead": row.wants_other_lead},
            ),
            "statement_form": StatementForm(
                kept if kept and "text" in kept else None,
                initial={"text": statement.text, "is_for_room": statement.is_for_room} if statement else None,
            ),
            "correction_form": CorrectionForm(kept if kept and "stated" in kept else None),
        }
        if bound is not None:
            forms[{AnswerForm: "answer_form", StatementForm: "statement_form"}.get(type(bound), "correction_form")] = (
                bound
            )
        context: dict[str, Any] = {
            "involved": row,
            "is_open": item.status == AgendaStatus.OPEN,
            "status": words.own_status(row),
            "meeting_rows": words.meeting_rows(row),
            "copy": words.as_shown(item),
            "concluded": words.concluded(row),
            "corrections": words.correction_rows(corrections_of(item.case_id, row.person_id)),
            "statement": statement,
            "notice_days": notice_days(),
            **forms,
        }
        if bound is not None:
            context["form"] = bound
        return self.page(context, status=status)


class _Act(OwnInvolvement, ABC):
    """Something that is sent from the page; a refusal is shown on it with everything typed."""

    http_method_names = ["post", "options"]
    form_class: ClassVar[type[PlatformForm] | None] = None

    def post(self, request: HttpRequest, involved_id: UUID) -> HttpResponseBase:
        """Do it and come back."""
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            return self.show(form, 400)
        try:
            done = self.carry_out(involved_id, form.cleaned_data if form else {})
        except Forbidden:
            raise
        except (Invalid, Refused) as refused:
            if form is None:
                raise
            form.refuse(refused)
            return self.show(form, refused.status)
        messages.success(request, done)
        return redirect("meetings:involved", involved_id)

    @abstractmethod
    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Call the domain; returns what to say afterwards."""


class ReadNotice(_Act):
    """The reader says that they have read it."""

    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Keep when."""
        answering.acknowledge_notice(actor=self.actor, involved_id=involved_id)
        return _("Thank you. The chair sees that you have read it.")


class Answer(_Act):
    """Coming or not, and who should lead."""

    form_class = AnswerForm

    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Keep the answer."""
        answering.answer(
            actor=self.actor,
            involved_id=involved_id,
            coming=given["coming"],
            wants_other_lead=given["wants_other_lead"],
        )
        return _("Your answer is kept. The chair sees it.")


class Say(_Act):
    """The reader's own account."""

    form_class = StatementForm

    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Keep it."""
        answering.say(actor=self.actor, involved_id=involved_id, text=given["text"], is_for_room=given["is_for_room"])
        return _("What you wrote is kept as yours.")


class ProposeCorrection(_Act):
    """A fact that is wrong."""

    form_class = CorrectionForm

    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Keep it for the chair."""
        answering.propose_correction(
            actor=self.actor,
            involved_id=involved_id,
            stated=given["stated"],
            should_be=given["should_be"],
            key=given["submission_key"],
        )
        return _("The chair decides about it and writes why. You see it here.")


class ReadOutcome(_Act):
    """The reader has read the outcome."""

    def carry_out(self, involved_id: UUID, given: dict[str, Any]) -> str:
        """Keep when."""
        answering.acknowledge_outcome(actor=self.actor, involved_id=involved_id)
        return _("Thank you. The learning can now go out.")
