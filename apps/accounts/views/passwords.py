"""Passwords: changing one's own, asking for a link, and choosing one with that link."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.accounts.domain.passwords import change_password, choose_password, user_of_link
from apps.accounts.forms.signing_in import ChangePasswordForm, ChoosePasswordForm, SendLinkForm
from apps.accounts.invitations import send_link
from apps.accounts.middleware import address_of
from apps.core.errors import Invalid, NotVisible

SESSION_KEY = "set_password_token"
# Stands in the address once the real token has moved to the session, out of logs and of Referer headers.
PLACEHOLDER = "choose"


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class ChangePassword(GuardedView):
    """Change one's own password; other sessions of the same person end."""

    permission = Permission.OWN_PAGES
    template_name = "accounts/change_password.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self.page({"form": ChangePasswordForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change it, or say what to do differently."""
        form = ChangePasswordForm(request.POST)
        if not form.is_valid():
            return self.page({"form": form})
        user: Any = request.user
        try:
            change_password(
                actor=self.actor,
                user=user,
                current=form.cleaned_data["current"],
                password=form.cleaned_data["password"],
                again=form.cleaned_data["password_again"],
            )
        except Invalid as problem:
            form.refuse(problem)
            return self.page({"form": form})
        update_session_auth_hash(request, user)
        messages.success(request, _("Your password is changed. You are signed out everywhere else."))
        return redirect("accounts:account")


@method_decorator([login_not_required, never_cache], name="dispatch")
class SendLink(View):
    """Somebody who has forgotten the password asks for a link; the answer is the same for every address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return render(request, "accounts/send_link.html", {"form": SendLinkForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Send the link after the commit, if there is anybody to send it to."""
        form = SendLinkForm(request.POST)
        if not form.is_valid():
            return render(request, "accounts/send_link.html", {"form": form})
        send_link(email=form.cleaned_data["email"])
        return render(request, "accounts/link_sent.html", {})


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class SetPassword(View):
    """Choose a password with a link that works once."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Move the token out of the address first; a link that does not work says so."""
        uid, token = str(kwargs["uid"]), str(kwargs["token"])
        try:
            if token != PLACEHOLDER:
                user_of_link(uid, token)
                request.session[SESSION_KEY] = token
                return redirect("accounts:set-password", uid=uid, token=PLACEHOLDER)
            self.user = user_of_link(uid, str(request.session.get(SESSION_KEY, "")))
        except NotVisible:
            return render(request, "accounts/link_spent.html", {}, status=410)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        """The empty form."""
        return self._page(request, ChoosePasswordForm())

    def post(self, request: HttpRequest, uid: str, token: str) -> HttpResponse:
        """Set it, and go on to the sign-in page."""
        form = ChoosePasswordForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        try:
            choose_password(
                user=self.user,
                password=form.cleaned_data["password"],
                again=form.cleaned_data["password_again"],
                address=address_of(request),
            )
        except Invalid as problem:
            form.refuse(problem)
            return self._page(request, form)
        del request.session[SESSION_KEY]
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("accounts:sign-in")

    def _page(self, request: HttpRequest, form: ChoosePasswordForm) -> HttpResponse:
        return render(request, "accounts/set_password.html", {"form": form, "email": self.user.email})
