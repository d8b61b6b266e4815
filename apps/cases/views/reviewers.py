"""The chair's page of a review: who is asked, the request, reminders, and somebody else instead."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.domain.assigning import add_reviewers, due_day, remind_reviewer, take_off
from apps.cases.domain.review_requests import suggested_request, write_request
from apps.cases.enums import CaseStatus
from apps.cases.forms.base import choices_of
from apps.cases.forms.reviewing import AddReviewersForm, ReviewRequestForm, TakeOffForm
from apps.cases.models import Case
from apps.cases.presenters.reviewing import progress, request_shown, reviewer_rows
from apps.cases.presenters.words import status_tag, title_of
from apps.cases.queries.choosing import possible_reviewers
from apps.cases.queries.detail import whole_case
from apps.cases.queries.reviews import people_who_know, readers_of_reports
from apps.cases.views.form_page import FormPage
from apps.core.errors import DomainError, NotVisible
from apps.core.forms.base import PlatformForm


def reviewer_choices(case: Case) -> list[tuple[str, str]]:
    """Possible reviewers without those who read a report, know the outcome, or are asked already."""
    left_out = readers_of_reports(case) | people_who_know(case)
    left_out |= {one.reviewer_id for one in case.reviews.all() if one.is_active}
    return choices_of(one for one in possible_reviewers(case.department_id) if one[0] not in left_out)


class ChairsPage(FormPage):
    """What the chair's pages of a review share."""

    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW
    subject: Case

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def page_of_review(self) -> str:
        """Where one goes back to."""
        return reverse("cases:reviewers", args=[self.subject.pk])

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The case in short."""
        case = self.subject
        return {
            "case": case,
            "caption": f"{case.reference}, {title_of(case)}",
            "back": self.page_of_review(),
            "rows": [],
        }


class Reviewers(ChairsPage):
    """Who is asked and how far each is, what they were shown, and asking somebody more."""

    form_class = AddReviewersForm
    template_name = "cases/reviewers.html"

    def options_of_form(self) -> dict[str, Any]:
        """People who can be asked."""
        return {"people": reviewer_choices(self.subject)}

    def initial(self) -> dict[str, Any]:
        """The usual day."""
        return {"due_on": due_day()}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """How the review stands."""
        case = self.subject
        given, asked = progress(case.reviews.all())
        is_open = case.status == CaseStatus.UNDER_REVIEW
        return {
            **super().context(form),
            "status": status_tag(case.status),
            "reviewers": reviewer_rows(case),
            "given": given,
            "asked": asked,
            "what_they_see": request_shown(case, None).request,
            "request_href": reverse("cases:review-request", args=[case.pk])
            if is_open and not case.opinions.all()
            else "",
            "is_open": is_open,
            "finish_href": reverse("cases:event", args=[case.pk, "finish_review"]) if is_open else "",
            "back": case.get_absolute_url(),
        }

    def carry_out(self, form: Any) -> str:
        """Ask them."""
        given = form.cleaned_data
        add_reviewers(
            actor=self.actor,
            case_id=self.subject.pk,
            reviewers=[UUID(one) for one in given["reviewers"]],
            note=given["note"],
            due_on=given["due_on"],
        )
        messages.success(self.request, _("They are asked for their view."))
        return self.page_of_review()


class RemindReviewer(GuardedView):
    """Reminds one reviewer."""

    permission = Permission.CASE_TRIAGE
    view_permission = Permission.CASE_VIEW
    access_action = None

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def get(self, request: HttpRequest, pk: UUID, assignment_id: UUID) -> HttpResponseBase:
        """A kept address leads to the page with the button."""
        return redirect("cases:reviewers", pk=pk)

    def post(self, request: HttpRequest, pk: UUID, assignment_id: UUID) -> HttpResponseBase:
        """Remind, or say why not."""
        try:
            remind_reviewer(actor=self.actor, case_id=pk, assignment_id=assignment_id)
            messages.success(request, _("A reminder was sent. Within a day only one is."))
        except DomainError as refused:
            if refused.status == 404:
                raise
            messages.info(request, refused.message)
        return redirect("cases:reviewers", pk=pk)


class TakeOffReviewer(ChairsPage):
    """Somebody is no longer asked, and perhaps somebody else is."""

    form_class = TakeOffForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case; which of its reviewers, the address says."""
        self.assignment_id = kwargs["assignment_id"]
        case = super().load(**kwargs)
        if all(one.pk != self.assignment_id for one in case.reviews.all()):
            raise NotVisible
        return case

    def options_of_form(self) -> dict[str, Any]:
        """People who can be asked instead."""
        return {"people": reviewer_choices(self.subject)}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """Whom it is about."""
        names = [one.reviewer.full_name for one in self.subject.reviews.all() if one.pk == self.assignment_id]
        return {
            **super().context(form),
            "heading": _("Take somebody off the review"),
            "lead": ", ".join(names),
            "button": _("Take off"),
        }

    def carry_out(self, form: Any) -> str:
        """Take off, and ask the other."""
        given = form.cleaned_data
        take_off(
            actor=self.actor,
            case_id=self.subject.pk,
            assignment_id=self.assignment_id,
            reason=given["reason"],
            replacement_id=UUID(given["replacement"]) if given["replacement"] else None,
        )
        messages.success(self.request, _("The review is put right."))
        return self.page_of_review()


class WriteReviewRequest(ChairsPage):
    """What reviewers are shown before they commit a view."""

    form_class = ReviewRequestForm
    template_name = "cases/work.html"

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"request": suggested_request(self.subject)}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        return {
            **super().context(form),
            "heading": _("What reviewers are shown"),
            "lead": _("It stays as it is once a view was given."),
            "button": _("Save"),
        }

    def carry_out(self, form: Any) -> str:
        """Screen and keep it."""
        given = form.cleaned_data
        write_request(
            actor=self.actor,
            case_id=self.subject.pk,
            text=given["request"],
            kept_because=given["request_kept_because"],
        )
        messages.success(self.request, _("The request is kept."))
        return self.page_of_review()
