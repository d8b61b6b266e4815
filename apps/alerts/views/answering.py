"""The page behind a one-time link: no sign-in, the least that is needed, and nothing is recorded by opening it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from apps.alerts.domain.answering import confirm_acted, confirm_read, not_for_me, record_look
from apps.alerts.domain.links import open_link
from apps.alerts.enums import LinkPurpose
from apps.alerts.forms.answering import DoneForm, NotForMeForm, WhoForm
from apps.alerts.models import AnswerLink
from apps.alerts.presenters.answering import details, header
from apps.alerts.queries.settings import switch_of
from apps.core.errors import Invalid, NotVisible


def _private(response: HttpResponseBase) -> HttpResponseBase:
    """The address holds a secret: it is sent to nobody and kept nowhere.

    The host alone may be named: without it browsers hide where a form comes from, and the answer would be refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class AnswerAlert(View):
    """What one link is for: to confirm reading, or to say what was done."""

    @method_decorator(sensitive_variables())
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Serve; a link that does not work says so and what to do, whatever the reason."""
        try:
            return _private(super().dispatch(request, *args, **kwargs))
        except NotVisible:
            return _private(render(request, "alerts/link_spent.html", {}, status=410))

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what can be done. Mail scanners open links, so this records no act; what shows details is a look."""
        link = open_link(token)
        if link.purpose == LinkPurpose.ACT:
            record_look(link)
            return self._show(request, link, done=DoneForm())
        return self._show(request, link, who=WhoForm(), other=NotForMeForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Record what the button says."""
        link = open_link(token)
        if link.purpose == LinkPurpose.ACT:
            return self._acted(request, link, token)
        if request.POST.get("answer") == "not-for-me":
            return self._not_for_me(request, link, token)
        return self._read(request, link, token)

    def _read(self, request: HttpRequest, link: AnswerLink, token: str) -> HttpResponseBase:
        form = WhoForm(request.POST)
        if form.is_valid():
            try:
                return redirect("alerts:answer", confirm_read(token=token, **form.cleaned_data))
            except Invalid as problem:
                form.refuse(problem)
        return self._show(request, link, who=form, other=NotForMeForm())

    def _not_for_me(self, request: HttpRequest, link: AnswerLink, token: str) -> HttpResponseBase:
        form = NotForMeForm(request.POST)
        if form.is_valid():
            try:
                not_for_me(token=token, **form.cleaned_data)
                return redirect("alerts:answered")
            except Invalid as problem:
                form.refuse(problem)
        return self._show(request, link, who=WhoForm(), other=form)

    def _acted(self, request: HttpRequest, link: AnswerLink, token: str) -> HttpResponseBase:
        form = DoneForm(request.POST)
        if form.is_valid():
            try:
                confirm_acted(token=token, **form.cleaned_data)
                return redirect("alerts:answered")
            except Invalid as problem:
                form.refuse(problem)
        return self._show(request, link, done=form)

    def _show(self, request: HttpRequest, link: AnswerLink, **forms: Any) -> HttpResponse:
        """The forms, the bound one as `form`, so that its problems stand at the top; details only after reading."""
        bound = next((one for one in forms.values() if one.is_bound), None)
        context = {
            **forms,
            **header(link, switch_of(link.alert.department_id)),
            "details": details(link) if link.purpose == LinkPurpose.ACT else [],
        }
        if bound is not None:
            context["form"] = bound
        return render(request, "alerts/answer.html", context)


@method_decorator([login_not_required, never_cache], name="dispatch")
class Answered(View):
    """Thanks; the same for everybody."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The page."""
        return _private(render(request, "alerts/answered.html", {}))
