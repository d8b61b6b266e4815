"""The administration site: reference data only, for superusers only, every change in the trail.

Clinical records have no page here. Rows are never deleted: what is no longer used is made inactive.
"""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.core.tracking import TrackedModel, change


class PlatformAdminSite(admin.AdminSite):
    """Django's site behind the platform's own sign-in, with its lock-out and its limits."""

    site_header = "Radiology Learning Platform: reference data"
    site_title = "Reference data"
    index_title = "Reference data"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Only an active superuser."""
        return bool(request.user.is_active and request.user.is_superuser)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send visitors to the platform's sign-in page; for a person without the right there is no such page."""
        if request.user.is_authenticated:
            raise Http404  # the sign-in page would send them straight back
        return redirect(f"{reverse('accounts:sign-in')}?next={request.path}")


site = PlatformAdminSite(name="admin")


class ReferenceAdmin(admin.ModelAdmin[TrackedModel]):
    """A page for one kind of reference data."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: old records refer to it."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, changed: bool) -> None:
        """Save as one change with its reason."""
        with change(reason="changed in the administration site"):
            super().save_model(request, obj, form, changed)
