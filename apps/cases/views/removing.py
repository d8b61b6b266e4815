"""Asks why a reader or a study is taken off a case, and does it."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.cases.domain.removing import remove_reader, remove_study
from apps.cases.forms.removing import RemoveForm
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.cases.presenters.removing import reader_words, study_words
from apps.cases.presenters.words import title_of
from apps.cases.queries.detail import whole_case
from apps.cases.views.form_page import FormPage
from apps.core.errors import NotVisible
from apps.core.forms.base import PlatformForm


class RemoveFromCase(FormPage, ABC):
    """What the two pages share."""

    permission = Permission.CASE_AMEND
    view_permission = Permission.CASE_VIEW
    template_name = "cases/work.html"
    form_class = RemoveForm
    heading: ClassVar[Promise]

    def load(self, **kwargs: Any) -> Case:
        """The case."""
        self.ids = kwargs
        return whole_case(self.actor, kwargs["pk"])

    @abstractmethod
    def row(self) -> CaseReader | CaseStudy | None:
        """The row of the case that the address names; None when it is gone, or not this case's."""

    @abstractmethod
    def words(self) -> str:
        """What is removed."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask; what is gone already needs no asking."""
        return self._gone() if self.row() is None else super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Remove it; the second half of a double click finds it gone."""
        return self._gone() if self.row() is None else super().post(request, **kwargs)

    def _gone(self) -> HttpResponse:
        messages.info(self.request, _("It is not part of this case."))
        return redirect(self.subject.get_absolute_url())

    def initial(self) -> dict[str, Any]:
        """The version on the screen."""
        return {"expected_version": self.subject.version}

    def current_version(self) -> int:
        """The case's version now."""
        version: int = self.subject.version
        return version

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """The page's words."""
        case: Case = self.subject
        return {
            "case": case,
            "heading": self.heading,
            "caption": f"{case.reference}, {title_of(case)}",
            "lead": self.words(),
            "button": _("Remove it"),
            "back": case.get_absolute_url(),
            "rows": [],
        }

    def done(self) -> str:
        """Say so, and go back to the case."""
        messages.success(self.request, _("It is removed. The trail keeps that it was there, and why it went."))
        address: str = self.subject.get_absolute_url()
        return address


class RemoveReader(RemoveFromCase):
    """A reader who was named by mistake."""

    heading = gettext_lazy("Remove this reader?")

    def load(self, **kwargs: Any) -> Case:
        """The case, for whoever may know its readers."""
        case = super().load(**kwargs)
        if not may(self.actor, Permission.CASE_READER_VIEW, case.access_facts()):
            raise NotVisible
        return case

    def row(self) -> CaseReader | None:
        """The reader."""
        return next((one for one in self.subject.readers.all() if one.pk == self.ids["reader_id"]), None)

    def words(self) -> str:
        """Who."""
        row = self.row()
        return reader_words(row) if row else ""

    def options_of_form(self) -> dict[str, Any]:
        """Whether nobody else is named."""
        return {"is_last_reader": len(self.subject.readers.all()) == 1}

    def carry_out(self, form: Any) -> str:
        """Take the reader off."""
        given = form.cleaned_data
        remove_reader(
            actor=self.actor,
            case_id=self.subject.pk,
            reader_id=self.ids["reader_id"],
            reason=given["reason"],
            readers_unknown_reason=given.get("readers_unknown_reason", ""),
            expected_version=given["expected_version"],
        )
        return self.done()


class RemoveStudy(RemoveFromCase):
    """A study that was added by mistake."""

    heading = gettext_lazy("Remove this study?")

    def row(self) -> CaseStudy | None:
        """The study in its part of the case."""
        return next((one for one in self.subject.case_studies.all() if one.pk == self.ids["case_study_id"]), None)

    def words(self) -> str:
        """Which."""
        row = self.row()
        return study_words(row) if row else ""

    def carry_out(self, form: Any) -> str:
        """Take the study off."""
        given = form.cleaned_data
        remove_study(
            actor=self.actor,
            case_id=self.subject.pk,
            case_study_id=self.ids["case_study_id"],
            reason=given["reason"],
            expected_version=given["expected_version"],
        )
        return self.done()
