"""The style guide: every component and every kind of field on one page, to look at and to test."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.core.views.style_guide_samples import FilterSample, SampleForm, samples, saved


def _shown() -> bool:
    """Only where people build or try the product; a hospital's own site does not serve it."""
    return bool(settings.DEBUG or settings.TESTING or settings.DEMO)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def style_guide(request: HttpRequest) -> HttpResponse:
    """The page; what is posted to it is checked and shown again, and kept nowhere."""
    if not _shown():
        raise Http404
    form = SampleForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        messages.success(request, saved())
    context = {"form": form, "filter_form": FilterSample(), **samples()}
    return render(request, "core/style_guide.html", context)
