"""Pages that only say something: accessibility, privacy, and the tour by role."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.portal.presenters.tour import tour_for


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the pages can be used by everybody; public."""
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Who sees what, what is recorded, and what a court may ask for; public."""
    return render(request, "portal/privacy.html")


@login_not_required
@require_safe
def icon(request: HttpRequest) -> HttpResponse:
    """Where a browser looks for an icon by itself: beside a PDF or an answer of the API, which name none; public."""
    return redirect(static("images/mark.svg"))


class Help(GuardedView):
    """A short tour for the roles that this person holds."""

    permission = Permission.OWN_PAGES
    template_name = "portal/help.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page."""
        return self.page({"parts": tour_for(self.actor)})
