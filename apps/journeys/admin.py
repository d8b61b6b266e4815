"""Limits between the steps of a journey in the administration site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.core.administration import ReferenceAdmin, site
from apps.journeys.models import StageLimit


@admin.register(StageLimit, site=site)
class StageLimitAdmin(ReferenceAdmin):
    """Limits as data, each with who set it; the national row is locked."""

    list_display = ("label", "start_stage", "stop_stage", "amount", "unit", "active_from", "locked")
    readonly_fields = ("locked",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A locked row is shown and not changed."""
        if obj is not None and obj.locked:
            return False
        return super().has_change_permission(request, obj)
