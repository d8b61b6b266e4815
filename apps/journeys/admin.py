"""Limits between the steps of a journey in the administration site."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.core.administration import ReferenceAdmin, site
from apps.journeys.models import StageLimit


@admin.register(StageLimit, site=site)
class StageLimitAdmin(ReferenceAdmin):
    """Limits as data, each with who set it; set, replaced and ended on the page of limits, which checks them."""

    list_display = ("label", "trust", "start_stage", "stop_stage", "amount", "unit", "active_from", "inactive_from")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """On the page of limits."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """On the page of limits, where older clocks keep theirs."""
        return False
