"""One page for each event of a case, and the chair's triage of a new one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.assigning import due_day
from apps.cases.domain.facts import opinions_missing
from apps.cases.domain.review_requests import suggested_request
from apps.cases.domain.standing import answer_to_start_from
from apps.cases.domain.transitions import apply, overtaken, permission_for
from apps.cases.domain.triaging import decide
from apps.cases.enums import DECIDING, CaseEvent, CaseStatus
from apps.cases.forms.base import choices_of
from apps.cases.forms.events import FORMS, READERS_KNOWN, READERS_UNKNOWN, EventForm, TriageForm
from apps.cases.forms.kinds import what_was_said
from apps.cases.forms.log import readers_from
from apps.cases.models import Case
from apps.cases.presenters import case_page
from apps.cases.presenters.actions import actions_for
from apps.cases.presenters.merged import merge_buttons
from apps.cases.presenters.needed import needed_panel
from apps.cases.presenters.pacs import pacs_links
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.studies import case_studies
from apps.cases.presenters.words import status_tag, title_of
from apps.cases.queries.choosing import people_of_trusts
from apps.cases.queries.detail import about_the_same_studies, visible_case, whole_case
from apps.cases.queries.lists import next_in_triage
from apps.cases.views.form_page import FormPage
from apps.cases.views.reviewers import reviewer_choices
from apps.core.forms.base import PlatformForm


def said_done(event: CaseEvent, reference: str) -> str:
    """What the next page says was done."""
    words = {
        CaseEvent.ACCEPT: _("%(case)s is accepted and ready for a meeting."),
        CaseEvent.ASK: _("Your question about %(case)s was sent to the submitter."),
        CaseEvent.ANSWER: _("Your answer was sent. %(case)s is back with the chair."),
        CaseEvent.SEND_TO_REVIEW: _("%(case)s was sent to review."),
        CaseEvent.FINISH_REVIEW: _("The review of %(case)s is finished."),
        CaseEvent.GIVE_FEEDBACK: _("Feedback on %(case)s is recorded."),
        CaseEvent.DECLINE: _("%(case)s is declined, and the submitter can read why."),
        CaseEvent.WITHDRAW: _("%(case)s is withdrawn."),
        CaseEvent.MERGE: _("%(case)s is merged."),
        CaseEvent.CLOSE: _("%(case)s is closed."),
        CaseEvent.REOPEN: _("%(case)s is open again."),
    }
    return words[event] % {"case": reference}


class CaseEventPage(FormPage):
    """The form of one event; the table of the lifecycle says what it demands and who may."""

    view_permission = Permission.CASE_VIEW
    permission = Permission.CASE_VIEW
    template_name = "cases/event.html"
    event: CaseEvent

    def needed(self) -> Permission:
        """The event's own permission."""
        return permission_for(self.event)

    def admit(self, **kwargs: Any) -> None:
        """Events that have no page of their own here are not found."""
        if kwargs["event"] not in CaseEvent.values or CaseEvent(kwargs["event"]) not in FORMS:
            raise Http404
        self.event = CaseEvent(kwargs["event"])
        super().admit(**kwargs)

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return visible_case(self.actor, kwargs["pk"])

    def build(self, data: Any = None) -> PlatformForm:
        """The event's form."""
        return FORMS[self.event](data, initial=self.initial(), **self.options_of_form())

    def options_of_form(self) -> dict[str, Any]:
        """People to choose reviewers from, without the readers of the case."""
        if self.event is not CaseEvent.SEND_TO_REVIEW:
            return {}
        return {"people": reviewer_choices(self.subject)}

    def initial(self) -> dict[str, Any]:
        """The version on the screen; what a review starts from."""
        start: dict[str, Any] = {"expected_version": self.subject.version}
        if self.event in DECIDING:
            start |= {"what": what_was_said(self.subject.kind, self.subject.discrepancy_type)}
        if self.event is CaseEvent.SEND_TO_REVIEW:
            start |= {"request": suggested_request(self.subject), "due_on": due_day()}
        if self.event is CaseEvent.MERGE:
            start |= {"into": self.request.GET.get("into", "")[:40]}
        return start

    def current_version(self) -> int:
        """The case's version now."""
        version: int = self.subject.version
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The case in short, and why the event is blocked if it is."""
        case: Case = self.subject
        action = next((one for one in actions_for(self.actor, case) if one.event == self.event), None)
        return {
            "case": case,
            "case_title": title_of(case),
            "status": status_tag(case.status),
            "event_label": self.event.label,
            "blocked": action.refusal if action and not action.is_possible else "",
            "impossible": action is None,
            "opinions_missing": opinions_missing(case) if self.event is CaseEvent.FINISH_REVIEW else 0,
            "question": _last_question(case) if self.event is CaseEvent.ANSWER else "",
            "back": self._back(),
        }

    def _back(self) -> str:
        if self.request.GET.get("next") == "triage":
            return reverse("cases:triage")
        address: str = self.subject.get_absolute_url()
        return address

    def carry_out(self, form: Any) -> str:
        """Apply the event."""
        given: EventForm = form
        apply(
            case_id=self.subject.pk,
            event=self.event,
            actor=self.actor,
            payload=given.payload(),
            expected_version=given.cleaned_data["expected_version"],
            key=given.key,
        )
        messages.success(self.request, said_done(self.event, self.subject.reference))
        return self._back()


def _last_question(case: Case) -> str:
    asked = [one for one in case.transitions.all() if one.event == CaseEvent.ASK]
    return asked[-1].reason if asked else ""


class TriageCase(FormPage):
    """One new case: what was logged on the left, readers and decision in one form."""

    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW
    template_name = "cases/triage_case.html"
    form_class = TriageForm

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """People to choose from."""
        case: Case = self.subject
        return {
            "people": choices_of(people_of_trusts([case.department.trust_id])),
            "reviewers": reviewer_choices(case),
            "stay": self._readers_as_they_are(),
        }

    def _readers_as_they_are(self) -> str:
        case: Case = self.subject
        if not case.readers.all() and not case.readers_unknown_reason:
            return ""
        rows = case_page.people_rows(case, sees(self.actor, case))
        return str(_("As they are: %(readers)s") % {"readers": rows[-1]["value"].replace("\n", "; ")})

    def initial(self) -> dict[str, Any]:
        """The version on the screen, and what a review would start from."""
        return {
            "expected_version": self.subject.version,
            "what": what_was_said(self.subject.kind, self.subject.discrepancy_type),
            "procedure": self.subject.procedure,
            "system_affected": self.subject.system_affected,
            "request": suggested_request(self.subject),
            "report_stands": answer_to_start_from(self.subject),
        }

    def current_version(self) -> int:
        """The case's version now."""
        version: int = self.subject.version
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What the chair needs to decide."""
        case: Case = self.subject
        seen = sees(self.actor, case)
        return {
            "case": case,
            "case_title": title_of(case),
            "status": status_tag(case.status),
            "summary": case_page.summary_rows(case, seen),
            "panel": needed_panel(self.actor, case),
            "people": case_page.people_rows(case, seen),
            "studies": case_studies(case, pacs_links(self.actor, case), actor=self.actor, seen=sees(self.actor, case)),
            "thread": case_page.thread(self.actor, case, seen),
            "patient_words": case_page.patient_words(case),
            "escalations": case_page.escalations(case, seen),
            "same": (same := about_the_same_studies(self.actor, case)),
            "mergeable": merge_buttons(case, same.visible),
            "impossible": case.status != CaseStatus.RECEIVED,
            "next_href": self._next(),
        }

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """The form while there is something to decide; words that were typed too late are given back for copying."""
        if form.is_bound and self.subject.status != CaseStatus.RECEIVED:
            chosen = form["decision"].value()
            wanted = CaseEvent(chosen) if chosen in CaseEvent.values else CaseEvent.ACCEPT
            return self.show_overtaken(form, overtaken(self.subject, self.actor, wanted), pk=self.subject.pk)
        return super().show(form, status)

    def onward(self) -> list[dict[str, Any]]:
        """The next case of the list."""
        return [{"text": _("Go to the next case"), "href": self._next(), "kind": "primary"}, *super().onward()]

    def carry_out(self, form: Any) -> str:
        """Note the readers and apply the decision; then the next case."""
        given: TriageForm = form
        # Looked up before it is decided: then it still has its place in the list.
        following = self._next()
        chosen = given.cleaned_data["readers"]
        decide(
            actor=self.actor,
            case_id=self.subject.pk,
            event=given.event(),
            payload=given.payload(),
            expected_version=given.cleaned_data["expected_version"],
            key=given.key,
            readers=readers_from(given.cleaned_data) if chosen in (READERS_KNOWN, READERS_UNKNOWN) else None,
            readers_unknown_reason=_unknown_reason(given),
            changes=given.changes(),
        )
        messages.success(self.request, said_done(given.event(), self.subject.reference))
        return following

    def _next(self) -> str:
        following: UUID | None = next_in_triage(self.actor, after=self.subject.pk)
        return reverse("cases:triage-case", args=[following]) if following else reverse("cases:triage")


def _unknown_reason(form: TriageForm) -> str | None:
    chosen = form.cleaned_data["readers"]
    if chosen == READERS_UNKNOWN:
        reason: str = form.cleaned_data["readers_unknown_reason"]
        return reason
    return "" if chosen == READERS_KNOWN else None
