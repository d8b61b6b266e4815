"""The base of the pages that show one form: what was typed survives an error, a stale version and a lost session."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.cases.errors import OvertakenCase
from apps.cases.models import Case
from apps.cases.presenters.actions import actions_for, buttons
from apps.cases.presenters.typed import typed_into
from apps.cases.presenters.words import status_tag, title_of
from apps.core.errors import DomainError, Forbidden, Invalid, Refused, Stale
from apps.core.forms.base import PlatformForm
from apps.core.kept_input import initial_from
from apps.core.repeating import Repeated

# Sending the form again cannot help: the case has moved on.
TOO_LATE = frozenset({"already_done", "wrong_state", "too_late_to_amend"})


class FormPage(GuardedView, ABC):
    """A page with one form. A subclass says which form, what it starts from, and what sending it does.

    Invalid input shows the form again; a refusal shows it with status 409; a stale version shows it with who and
    when, everything typed still there, and the new version inside, so that it can be sent again.
    Where the case has moved on so that it cannot, the page says who did what, gives the words back for copying, and
    offers what is possible now.
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

    def context(self, form: PlatformForm) -> dict[str, Any]:
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
            return self.show(form)
        try:
            return redirect(self.carry_out(form))
        except Stale as stale:
            return self.show_stale(request, stale, **kwargs)
        except Repeated as repeated:
            messages.info(request, repeated.message)
            return redirect(self.subject.get_absolute_url())
        except Forbidden:
            raise
        except (Invalid, Refused) as refusal:
            if refusal.code in TOO_LATE and isinstance(self.subject, Case):
                return self.show_overtaken(form, refusal, **kwargs)
            form.refuse(refusal)
            return self.show(form, status=200 if isinstance(refusal, Invalid) else refusal.status)

    def show(self, form: PlatformForm, status: int = 200) -> HttpResponse:
        """Render the page."""
        return self.page({"form": form, **self.context(form)}, status=status)

    def show_stale(self, request: HttpRequest, stale: Stale, **kwargs: Any) -> HttpResponse:
        """The form as typed, over the record as it is now."""
        if isinstance(stale, OvertakenCase):
            return self.show_overtaken(self.build(request.POST), stale, **kwargs)
        self.subject = self.load(**kwargs)
        data = request.POST.copy()
        version = self.current_version()
        if version is not None:
            data["expected_version"] = str(version)
        form = self.build(data)
        form.is_valid()
        form.refuse(stale)
        return self.show(form, status=stale.status)

    def show_overtaken(self, form: PlatformForm, refusal: DomainError, **kwargs: Any) -> HttpResponse:
        """What happened instead, what was typed, and only what is possible now."""
        self.subject = case = self.load(**kwargs)
        context = {
            "case": case,
            "case_title": title_of(case),
            "status": status_tag(case.status),
            "message": refusal.message,
            "typed": typed_into(form),
            "actions": buttons(case, actions_for(self.actor, case)),
            "onward": self.onward(),
        }
        return self.page(context, status=refusal.status, template="cases/overtaken.html")

    def onward(self) -> list[dict[str, Any]]:
        """Where somebody goes whose form came too late."""
        address: str = self.subject.get_absolute_url()
        return [{"text": _("Open the case"), "href": address, "kind": "secondary"}]
