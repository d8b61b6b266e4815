"""The base of pages with one form, for any app: what was typed survives an error, a stale version, a lost session."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from apps.access.guarded import GuardedView
from apps.core.errors import Forbidden, Invalid, Refused, Stale
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from


class OneFormPage(GuardedView, ABC):
    """A page with one form. A subclass says which form, what it starts from, and what sending it does.

    Invalid input shows the form again with status 400, a refusal with its own; a stale version shows everything typed
    over the record as it is now, with the new version inside, so that it can be sent again.
    """

    form_class: ClassVar[type[PlatformForm]]

    def options_of_form(self) -> dict[str, Any]:
        """What the form's constructor needs besides data."""
        return {}

    def initial(self) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {}

    def current_version(self) -> int | None:
        """The version of the record now; None where the form carries none."""
        return None

    def context(self, form: Any) -> dict[str, Any]:
        """What the template shows besides the form."""
        return {}

    @abstractmethod
    def carry_out(self, form: Any) -> str:
        """Do it; returns the address of the next page. Raises DomainError."""

    def build(self, data: QueryDict | None = None) -> PlatformForm:
        """The form, bound when there is data."""
        return self.form_class(data, initial=self.initial(), **self.options_of_form())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form, with what was typed before the session ended if there is any."""
        return self.show(self.build(initial_from(request)))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Check, do, and go on to the next page."""
        form = self.build(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        try:
            return redirect(self.carry_out(form))
        except Stale as stale:
            return self.show_stale(request, stale, **kwargs)
        except Forbidden:
            raise
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
            return self.show(form, status=refusal.status)

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """Render the page."""
        return self.page({"form": form, **self.context(form)}, status=status)

    def show_stale(self, request: HttpRequest, stale: Stale, **kwargs: Any) -> HttpResponse:
        """The form as typed, over the record as it is now."""
        self.subject = self.load(**kwargs)
        data = request.POST.copy()
        version = self.current_version()
        if version is not None:
            data["expected_version"] = str(version)
        form = self.build(data)
        form.is_valid()
        form.refuse(stale)
        return self.show(form, status=stale.status)
