"""What a study is to its case, and who read it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.cases.domain.removing import may_remove
from apps.cases.domain.study_parts import change_study
from apps.cases.forms.base import choices_of
from apps.cases.forms.studies import StudyPartForm
from apps.cases.models import Case, CaseStudy
from apps.cases.presenters.seeing import sees
from apps.cases.presenters.studies import part_page_rows, unplaced_choices
from apps.cases.presenters.words import title_of
from apps.cases.queries.choosing import people_of_trusts
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.forms.base import PlatformForm


class ChangeStudyPart(FormPage):
    """One study of a case: its part and its readers."""

    permission = Permission.CASE_AMEND
    view_permission = Permission.CASE_VIEW
    form_class = StudyPartForm
    template_name = "cases/study_part.html"

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        self.ids = kwargs
        return whole_case(self.actor, kwargs["pk"])

    def row(self) -> CaseStudy | None:
        """The study in its part of the case; None when it was taken off, or is not this case's."""
        return next((one for one in self.subject.case_studies.all() if one.pk == self.ids["case_study_id"]), None)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; of a study that is gone there is nothing to say."""
        return self._gone() if self.row() is None else super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Change it."""
        return self._gone() if self.row() is None else super().post(request, **kwargs)

    def _gone(self) -> HttpResponse:
        messages.info(self.request, _("It is not part of this case."))
        return redirect(self.subject.get_absolute_url())

    def options_of_form(self) -> dict[str, Any]:
        """Who can be named, for those who may know the readers."""
        case: Case = self.subject
        if not may_remove(self.actor, case, Permission.CASE_READER_VIEW):
            return {}
        people = people_of_trusts([case.department.trust_id])
        return {"names_readers": True, "people": choices_of(people), "unplaced": unplaced_choices(case)}

    def initial(self) -> dict[str, Any]:
        """The study as it stands in the case."""
        row = self.row()
        if row is None:
            return {}
        return {
            "expected_version": self.subject.version,
            "part": row.part,
            "readers_unknown_reason": row.readers_unknown_reason,
        }

    def current_version(self) -> int:
        """The case's version now."""
        version: int = self.subject.version
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words, and who is known to have read it."""
        case: Case = self.subject
        row = self.row()
        return {
            "case": case,
            "heading": _("Part and readers of a study"),
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": _("The earlier answer stays in the trail, with your name, the time and your reason."),
            "button": _("Save"),
            "back": f"{case.get_absolute_url()}#studies",
            "rows": part_page_rows(case, row, sees(self.actor, case)) if row else [],
        }

    def carry_out(self, form: Any) -> str:
        """Save what was changed."""
        change_study(
            actor=self.actor,
            case_id=self.subject.pk,
            case_study_id=self.ids["case_study_id"],
            wanted=form.wanted(),
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["expected_version"],
        )
        messages.success(self.request, _("What the study is to the case is saved."))
        return f"{self.subject.get_absolute_url()}#studies"
