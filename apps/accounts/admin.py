"""Trusts, sites and departments in the administration site."""

from django.contrib import admin

from apps.accounts.models import Department, Site, Trust
from apps.core.administration import ReferenceAdmin, site


@admin.register(Trust, site=site)
class TrustAdmin(ReferenceAdmin):
    """Trusts."""

    list_display = ("code", "name", "network")


@admin.register(Site, site=site)
class SiteAdmin(ReferenceAdmin):
    """Hospitals of a trust."""

    list_display = ("code", "name", "trust")


@admin.register(Department, site=site)
class DepartmentAdmin(ReferenceAdmin):
    """Departments."""

    list_display = ("code", "name", "trust")
