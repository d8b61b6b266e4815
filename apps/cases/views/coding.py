"""Coding a case: what it carries, what can be added, taking off; and scores that came with a spreadsheet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.cases.domain.coding import add_codings, take_off_coding
from apps.cases.forms.coding import CodingForm, TakeOffForm
from apps.cases.models import Case, Finding
from apps.cases.presenters.codings import codings_shown, edition_words, schemes_to_choose
from apps.cases.presenters.words import title_of
from apps.cases.queries.choosing import coding_terms
from apps.cases.queries.codings import codings_of, reference_scores
from apps.cases.queries.detail import whole_case
from apps.cases.queries.taxonomies import editions_in_use
from apps.cases.views.form_page import FormPage
from apps.core.errors import NotVisible
from apps.core.forms.base import PlatformForm


class CodeCase(FormPage):
    """The codings of the case: a coding of what happened, never a score of a person."""

    permission = Permission.CASE_CODE
    view_permission = Permission.CASE_VIEW
    form_class = CodingForm
    template_name = "cases/coding.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        return whole_case(self.actor, kwargs["pk"])

    def options_of_form(self) -> dict[str, Any]:
        """Every scheme in use with the codes that the case does not carry yet."""
        case: Case = self.subject
        return {"schemes": schemes_to_choose(coding_terms(case.department.trust_id), codings_of(case.pk))}

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What it carries, and the page's words."""
        case: Case = self.subject
        in_use = editions_in_use(case.department.trust_id)
        return {
            "case": case,
            "case_title": title_of(case),
            "codings": codings_shown(codings_of(case.pk), in_use, case),
            "schemes_href": reverse("cases:schemes"),
        }

    def carry_out(self, form: Any) -> str:
        """Add them."""
        added = add_codings(actor=self.actor, case_id=self.subject.pk, term_ids=form.term_ids())
        said = ngettext("%(n)d code is added.", "%(n)d codes are added.", len(added)) % {"n": len(added)}
        messages.success(self.request, said)
        return reverse("cases:coding", args=[self.subject.pk])


class TakeOffCoding(FormPage):
    """Asks why a code is taken off a case, and does it."""

    permission = Permission.CASE_CODE
    view_permission = Permission.CASE_VIEW
    form_class = TakeOffForm
    template_name = "cases/work.html"
    coding: Finding | None

    def load(self, **kwargs: Any) -> Case:
        """The case, and the coding that the address names: None when it is gone, or not this case's."""
        case = whole_case(self.actor, kwargs["pk"])
        self.coding = next((one for one in codings_of(case.pk) if one.pk == kwargs["coding_id"]), None)
        return case

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask; what is gone already needs no asking."""
        return self._gone() if self.coding is None else super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Take it off; the second half of a double click finds it gone."""
        return self._gone() if self.coding is None else super().post(request, **kwargs)

    def _gone(self) -> HttpResponse:
        messages.info(self.request, _("The case does not carry this code."))
        return redirect("cases:coding", pk=self.subject.pk)

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case, coding = self.subject, self.coding
        return {
            "case": case,
            "heading": _("Take this code off?"),
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": f"{coding.term.label} ({edition_words(coding.term.taxonomy)})" if coding else "",
            "button": _("Take it off"),
            "back": reverse("cases:coding", args=[case.pk]),
            "rows": [],
        }

    def carry_out(self, form: Any) -> str:
        """Take it off."""
        if self.coding is not None:
            reason = form.cleaned_data["reason"]
            take_off_coding(actor=self.actor, case_id=self.subject.pk, coding_id=self.coding.pk, reason=reason)
        messages.success(self.request, _("The code is taken off. The trail keeps that it was there, and why it went."))
        return reverse("cases:coding", args=[self.subject.pk])


class ImportedScore(GuardedView):
    """The scores of a reference scheme that came with a case's spreadsheet, as they stood there."""

    permission = Permission.REFERENCE_SCORE_VIEW
    view_permission = Permission.CASE_VIEW
    template_name = "cases/imported_score.html"

    def load(self, **kwargs: Any) -> Case:
        """The case, if there are such scores and its department keeps them."""
        case = whole_case(self.actor, kwargs["pk"])
        self.scores = reference_scores(case)
        if not self.scores:
            raise NotVisible
        return case

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page."""
        rows = [
            {
                "written": one.as_written,
                "score": one.term.label,
                "meaning": one.term.meaning,
                "edition": edition_words(one.term.taxonomy),
                "source": one.term.taxonomy.source_note,
            }
            for one in self.scores
        ]
        return self.page({"case": self.subject, "case_title": title_of(self.subject), "scores": rows})
