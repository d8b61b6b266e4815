"""Where a case's journey failed: adding a place, and taking one off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.failing import record_failure, take_off_failure
from apps.cases.forms.failures import NO_FAILING, FailureForm, TakeOffFailureForm
from apps.cases.models import Case, FailurePlace
from apps.cases.presenters import failures as words
from apps.cases.presenters.screening import screened_form
from apps.cases.presenters.words import title_of
from apps.cases.queries.choosing import failing_terms
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm


class AddFailure(FormPage):
    """One place where it failed; the address may bring what the journey suggests, which is not yet recorded."""

    permission = Permission.CASE_CODE
    view_permission = Permission.CASE_VIEW
    form_class = FailureForm
    template_name = "cases/failure.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """Roles on either side, and the failings in use in the trust."""
        self.terms = list(failing_terms(self.subject.department.trust_id))
        return {
            "parties": words.party_choices(),
            "failings": [(str(one.pk), one.label) for one in self.terms],
            "hints": {str(one.pk): one.meaning for one in self.terms if one.meaning},
        }

    def initial(self) -> dict[str, Any]:
        """What the address suggests; a value that is not on offer shows as not known."""
        given = self.request.GET
        terms = {one.code: str(one.pk) for one in failing_terms(self.subject.department.trust_id)}
        return {
            "stage": given.get("stage", ""),
            "party": given.get("party", ""),
            "failing": terms.get(given.get("code", ""), NO_FAILING),
        }

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words, what is recorded, and what the journey suggests."""
        case: Case = self.subject
        return {
            "case": case,
            "heading": _("Where it failed"),
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": _("Add one place. A case can have several, inside radiology and outside."),
            "button": _("Add it"),
            "back": f"{case.get_absolute_url()}#failures",
            "rows": words.place_rows(case.failure_places.all()),
            "suggestions": [words.suggestion_shown(one, case) for one in words.suggestions_for(case)],
            "is_suggested": bool(self.request.GET.get("stage")) and not form.is_bound,
            "screened": screened_form(reverse("cases:screen", args=[case.pk]), "note", only_warns=True),
        }

    def carry_out(self, form: Any) -> str:
        """Record it."""
        record_failure(
            actor=self.actor,
            case_id=self.subject.pk,
            place=form.place(),
            key=form.cleaned_data["submission_key"],
        )
        messages.success(self.request, _("Where it failed is recorded."))
        return f"{self.subject.get_absolute_url()}#failures"


class TakeOffFailure(FormPage):
    """Takes a place off again, with a reason."""

    permission = Permission.CASE_CODE
    view_permission = Permission.CASE_VIEW
    form_class = TakeOffFailureForm
    template_name = "cases/work.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        self.ids = kwargs
        return whole_case(self.actor, kwargs["pk"])

    def row(self) -> FailurePlace | None:
        """The place; None when it is gone, or not this case's."""
        return next((one for one in self.subject.failure_places.all() if one.pk == self.ids["place_id"]), None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask why."""
        return self._gone() if self.row() is None else super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take it off; the second half of a double click finds it gone."""
        return self._gone() if self.row() is None else super().post(request, **kwargs)

    def _gone(self) -> HttpResponse:
        messages.info(self.request, _("It is not part of this case."))
        return redirect(self.subject.get_absolute_url())

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case: Case = self.subject
        row = self.row()
        return {
            "case": case,
            "heading": _("Take this place off?"),
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": words.place_line(row) if row else "",
            "button": _("Take it off"),
            "back": f"{case.get_absolute_url()}#failures",
            "rows": [],
        }

    def carry_out(self, form: Any) -> str:
        """Take it off."""
        take_off_failure(
            actor=self.actor,
            case_id=self.subject.pk,
            place_id=self.ids["place_id"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(self.request, _("It is taken off. The trail keeps that it was there, and why it went."))
        return f"{self.subject.get_absolute_url()}#failures"
