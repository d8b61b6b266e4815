"""What the pages of an import share: loading it, and forms that keep what was chosen when something is refused."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.core.errors import DomainError, Forbidden, Invalid, Refused, Stale
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from
from apps.intake.enums import OPEN, ImportState
from apps.intake.models import CaseImport
from apps.intake.presenters.imports import state_tag
from apps.intake.queries.imports import one_import


class OneImport(GuardedView):
    """A page about one import: 404 outside the departments into which the person may import."""

    permission = Permission.CASE_IMPORT
    object_label = "intake.caseimport"
    subject: CaseImport

    def load(self, **kwargs: Any) -> CaseImport:
        """The import."""
        return one_import(self.actor, kwargs["import_id"])

    def shared(self, title: str) -> dict[str, Any]:
        """What each of these pages shows besides its own."""
        return {
            "page_title": title,
            "case_import": self.subject,
            "status": state_tag(self.subject.state),
            "crumbs": [
                {"text": _("Imports"), "href": reverse("intake:list")},
                {"text": self.subject.file_name, "href": self.subject.get_absolute_url()},
            ],
        }


class ImportFormPage(OneImport, ABC):
    """A page with one form about the import; shown only while the import is in one of `states`."""

    title: ClassVar[Any] = ""
    states: ClassVar[frozenset[ImportState]] = OPEN

    @abstractmethod
    def build(self, data: QueryDict | None = None) -> PlatformForm:
        """The form, bound when there is data."""

    @abstractmethod
    def carry_out(self, form: Any) -> str:
        """Do it; returns the address of the next page. Raises DomainError."""

    def context(self, form: PlatformForm) -> dict[str, Any]:
        """What the template shows besides the form."""
        return {}

    def in_its_words(self, refusal: DomainError, form: PlatformForm) -> DomainError:
        """The refusal with the names of fields that the page has."""
        return refusal

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form; an import that stands elsewhere shows where."""
        if self.subject.state not in self.states:
            return redirect(self.subject.get_absolute_url())
        try:
            return self.show(self.build(initial_from(request)))
        except (Invalid, Refused) as problem:
            return self.elsewhere(problem)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Check, do, and go on."""
        if self.subject.state not in self.states:
            return redirect(self.subject.get_absolute_url())
        try:
            form = self.build(request.POST)
        except (Invalid, Refused) as problem:
            return self.elsewhere(problem)
        if not form.is_valid():
            return self.show(form)
        try:
            return redirect(self.carry_out(form))
        except Forbidden:
            raise
        except Stale as stale:
            data = request.POST.copy()
            self.subject = self.load(**kwargs)
            data["expected_version"] = str(self.subject.version)
            form = self.build(data)
            form.is_valid()
            form.refuse(stale)
            return self.show(form, stale.status)
        except DomainError as refusal:
            form.refuse(self.in_its_words(refusal, form))
            return self.show(form, 200 if isinstance(refusal, Invalid) else refusal.status)

    def elsewhere(self, problem: DomainError) -> HttpResponse:
        """Where to go on when the form cannot be built: nothing is chosen yet, or the file is gone."""
        if isinstance(problem, Invalid):
            return redirect("intake:headings", self.subject.pk)
        return redirect(self.subject.get_absolute_url())

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """Render the page."""
        return self.page({**self.shared(str(self.title)), "form": form, **self.context(form)}, status=status)
