"""The own account: who am I, what may I do, what was I recorded looking at, and my API tokens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import BY_RELATION
from apps.access.queries import own_looks
from apps.access.roles import permissions_of
from apps.accounts.domain.tokens import create_token, revoke_token
from apps.accounts.forms.tokens import MakeTokenForm
from apps.accounts.presenters.people import look_row, role_row, token_rows
from apps.accounts.queries.people import memberships_of
from apps.accounts.queries.tokens import made_at, own_tokens
from apps.core.errors import Invalid

PAGE = 50


class Account(GuardedView):
    """Who I am here, with my roles and their days."""

    permission = Permission.OWN_PAGES
    template_name = "accounts/account.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        user: Any = request.user
        return self.page({"person": user, "roles": [role_row(held) for held in memberships_of(user.pk)]})


class OwnLooks(GuardedView):
    """What I was recorded looking at."""

    permission = Permission.OWN_PAGES
    template_name = "accounts/own_looks.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The newest first; `before` is the id of the last one on the page before."""
        looks = own_looks(self.actor)
        before = request.GET.get("before", "")
        if before.isdecimal() and len(before) < 19:
            looks = looks.filter(pk__lt=int(before))
        found = list(looks[: PAGE + 1])
        return self.page(
            {
                "looks": [look_row(event) for event in found[:PAGE]],
                "older": found[PAGE - 1].pk if len(found) > PAGE else None,
                "is_first": not before,
            }
        )


class Tokens(GuardedView):
    """My API tokens."""

    permission = Permission.OWN_PAGES
    template_name = "accounts/tokens.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list, with what each may do."""
        return self.page({"tokens": token_rows(list(own_tokens(self.actor)), made_at(self.actor))})


@method_decorator(never_cache, name="dispatch")
class MakeToken(GuardedView):
    """Make a token; its text is shown once, on the answer itself."""

    permission = Permission.OWN_PAGES
    template_name = "accounts/make_token.html"

    def _form(self, data: Any = None) -> MakeTokenForm:
        # What a role of theirs grants, or standing in some relation to a record would.
        held = permissions_of(frozenset[str]().union(*(one.roles for one in self.actor.roles)))
        related = frozenset[Permission]().union(*BY_RELATION.values())
        return MakeTokenForm(data, permissions=[one for one in Permission if one in held | related])

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self.page({"form": self._form()})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it and show it; not a redirect, since its text is kept nowhere."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self.page({"form": form})
        user: Any = request.user
        try:
            token, text = create_token(
                actor=self.actor,
                owner=user,
                name=form.cleaned_data["name"],
                days=form.cleaned_data["days"],
                scopes=form.cleaned_data["scopes"],
            )
        except Invalid as problem:
            form.refuse(problem)
            return self.page({"form": form})
        return self.page({"token": token, "text": text}, template="accounts/token_made.html")


class RevokeToken(GuardedView):
    """Stop a token of mine."""

    permission = Permission.OWN_PAGES
    http_method_names = ["post"]

    def post(self, request: HttpRequest, token_id: UUID) -> HttpResponse:
        """Revoke it; twice is the same as once."""
        token = revoke_token(actor=self.actor, token_id=token_id)
        messages.success(request, _("The token “%(name)s” no longer works.") % {"name": token.name})
        return redirect("accounts:tokens")
