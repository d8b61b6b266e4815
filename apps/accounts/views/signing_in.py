"""Signing in and out."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.accounts.actors import actor_for
from apps.accounts.forms.signing_in import SignInForm
from apps.accounts.middleware import ABSOLUTE, IDLE, LAST_SEEN, STARTED, address_of
from apps.accounts.models import User
from apps.accounts.queries.people import id_of_address
from apps.core.actor import Actor, ActorKind, acting_as
from apps.core.clock import now
from apps.core.kept_input import PARAMETER

SIGNED_OUT = "signed_out"
WHY = {
    IDLE: gettext_lazy("You were signed out because nothing was done for a while."),
    ABSOLUTE: gettext_lazy("You were signed out because you had been signed in for a long time."),
    SIGNED_OUT: gettext_lazy("You have signed out."),
}


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: an address of ours, or the home page."""
    wanted = str(request.POST.get("next") or request.GET.get("next") or "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else settings.LOGIN_REDIRECT_URL


def brings_kept(address: str) -> bool:
    """Whether words that were typed before wait at that address."""
    return PARAMETER in parse_qs(urlsplit(address).query)


@method_decorator([login_not_required, never_cache, sensitive_post_parameters()], name="dispatch")
class SignIn(View):
    """The sign-in page; it keeps nothing that is typed into it."""

    template_name = "accounts/sign_in.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form; somebody who is signed in goes straight on."""
        if request.user.is_authenticated:
            return redirect(safe_next(request))
        return self._page(request, SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign in, or say in the same words whatever was wrong."""
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        email = form.cleaned_data["email"]
        user: Any = authenticate(request, username=email, password=form.cleaned_data["password"])
        if user is None:
            self._record_failure(request, email)
            form.add_error(None, _("The e-mail address or the password is not right."))
            return self._page(request, form)
        return self._enter(request, user)

    def _enter(self, request: HttpRequest, user: User) -> HttpResponse:
        actor = actor_for(user, address=address_of(request), request_id=request.request_id)  # type: ignore[attr-defined]  # ActorMiddleware
        with acting_as(actor):
            login(request, user)
            moment = now().timestamp()
            request.session[STARTED], request.session[LAST_SEEN] = moment, moment
            record_access(actor=actor, action=AccessAction.SIGN_IN, object_label="session")
        address = safe_next(request)
        if brings_kept(address):
            messages.info(request, _("What you had typed is back. Check it, then save. Files have to be chosen again."))
        return redirect(address)

    def _record_failure(self, request: HttpRequest, email: str) -> None:
        # The sign-in page is not the anonymous one: whoever failed to sign in is recorded with their address.
        nobody = Actor(
            kind=ActorKind.ANONYMOUS,
            name="sign-in",
            address=address_of(request),
            request_id=request.request_id,  # type: ignore[attr-defined]  # ActorMiddleware
        )
        locked = bool(getattr(request, "axes_locked_out", False))
        record_access(
            actor=nobody,
            action=AccessAction.REFUSED,
            object_label="sign_in",
            object_id=str(id_of_address(email) or ""),
            code="locked_out" if locked else "bad_credentials",
        )

    def _page(self, request: HttpRequest, form: SignInForm) -> HttpResponse:
        address = safe_next(request)
        context = {
            "form": form,
            "next": address,
            "why": WHY.get(request.GET.get("why", "")) if not form.is_bound else None,
            "kept": brings_kept(address),
        }
        return render(request, self.template_name, context)


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignOut(View):
    """Ends the session. By POST only, so that no link or image can do it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Sign out; signing out twice is the same as once."""
        if request.user.is_authenticated:
            actor = request.actor  # type: ignore[attr-defined]  # ActorMiddleware
            record_access(actor=actor, action=AccessAction.SIGN_OUT, object_label="session")
            logout(request)
        response = redirect(f"{resolve_url(settings.LOGIN_URL)}?why={SIGNED_OUT}")
        # Workstations are shared: the next person's Back button finds no page of this one's.
        response["Clear-Site-Data"] = '"cache"'
        return response
