"""One's own yearly contributions: what was claimed, and claiming another with a receipt."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.anonymous.domain.receipts import claim
from apps.anonymous.forms.claiming import ClaimForm
from apps.anonymous.queries.claims import claims_by_year
from apps.core.errors import Invalid, Refused
from apps.core.kept_input import initial_from


class Contributions(GuardedView):
    """What the person claimed, by year; a form for a receipt."""

    permission = Permission.OWN_PAGES
    template_name = "anonymous/contributions.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list and an empty form."""
        return self._show(ClaimForm(initial_from(request)))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Claim one."""
        form = ClaimForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            made = claim(actor=self.actor, typed=form.cleaned_data["receipt"])
        except (Invalid, Refused) as refusal:
            form.refuse(refusal)
            return self._show(form, status=refusal.status)
        messages.success(request, _("One contribution of %(year)s is counted for you.") % {"year": made.year})
        return redirect("anonymous:contributions")

    def _show(self, form: ClaimForm, status: int = 200) -> HttpResponse:
        years = [{"year": year, "department": name, "number": n} for year, name, n in claims_by_year(self.actor)]
        return self.page({"form": form, "years": years}, status=status)
